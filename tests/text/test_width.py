"""The core measures as the page does."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotations.text.width import cells_of

PIECES = [
    "👩‍👩‍👧",
    "❤️",
    "🇵🇱",
    "1️⃣",
    "👍🏽",
    "किताब",
    "ไม่มี",
    "港",
    "한",
    "é",
    "e\u0301",
    "\u200b",
    "x",
    " ",
    "ﾊ",
    "\u00ad",
    "—",
]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_a_text_is_as_wide_as_rich_says(text: str) -> None:
    assert cells_of(text) == cell_len(text)


def test_every_letter_is_as_wide_as_rich_says() -> None:
    for code in range(0x20, 0x30000):
        char = chr(code)
        if unicodedata.category(char) not in ("Cc", "Cn", "Cs", "Co") and char not in "\u200d\ufe0f":
            assert cells_of(char) == cell_len(char), hex(code)
