"""Quotes over the edge of a paragraph that something was put in at, words that grew, and a gap full of echoes."""

import pytest

from annotations.anchoring import describe, resolve
from annotations.model import TextSpan
from annotations.text.canonical import canonical

FIRST = "He had asked for the keys twice, and twice the porter had shown him into the empty hall"
SECOND = "On the morning of the eleventh a student climbed a ladder to look for a pigeon that had died there"
OTHERS = (
    "Nothing is known of the weather on the days before, though the harbour books are complete.",
    "The auctioneer was born in a village up the coast and never spoke of it to anybody.",
)
TEXT = f"{OTHERS[0]}\n\n{FIRST}.\n\n{SECOND}.\n\n{OTHERS[1]}"
PUT_IN = "Between the two of them somebody has since thought it wise to say a word about the price of hake."


def spanning(first: str, last: str) -> TextSpan:
    return TextSpan(TEXT.index(first), TEXT.index(last) + len(last))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("hall", "ladder to look for a pigeon"),
        ("hall", "On"),
        ("shown him into", "morning of the eleventh"),
        ("twice the porter had shown him into the empty", "On"),
    ],
)
@pytest.mark.parametrize("between", [PUT_IN, f"{PUT_IN}\n\n{PUT_IN.upper()}"])
def test_a_paragraph_put_between_the_quotes_own_is_within_it(first: str, last: str, between: str) -> None:
    """Also where only a word of the quote stands on one side of it."""
    asked = spanning(first, last)
    edited = TEXT.replace(f".\n\n{SECOND}", f".\n\n{between}\n\n{SECOND}")
    anchor = resolve(edited, describe(TEXT, asked))
    assert anchor.quality == "fuzzy"
    assert anchor.span == TextSpan(asked.start, asked.end + len(between) + 2)


def test_the_word_before_the_new_paragraph_may_be_another() -> None:
    edited = TEXT.replace("empty hall.", f"empty cellar.\n\n{PUT_IN}")
    anchor = resolve(edited, describe(TEXT, spanning("hall", "look for a pigeon")))
    assert anchor.span is not None
    words = edited[anchor.span.start : anchor.span.end]
    assert words.startswith("cellar.\n\nBetween")
    assert words.endswith("look for a pigeon")


def test_paragraphs_in_between_do_not_make_a_deleted_quote_found() -> None:
    asked = spanning("hall", "look for a pigeon")
    gone = f"{TEXT[: asked.start]}.\n\n{PUT_IN}\n\n{TEXT[asked.end :]}"
    assert resolve(gone, describe(TEXT, asked)).quality == "orphan"


@pytest.mark.parametrize(
    ("old", "new", "first", "last"),
    [
        ("pigeon that had", "pigeons who once", "a student climbed", "for a pigeon"),
        ("to look for a", "then outlook for a", "look for a pigeon", "had died there"),
        ("ladder to", "ladderr too", "the morning of the eleventh", "climbed a ladder"),
    ],
)
def test_a_word_that_grew_by_a_letter_or_three_is_still_in_whole(
    old: str, new: str, first: str, last: str
) -> None:
    edited = TEXT.replace(old, new)
    anchor = resolve(edited, describe(TEXT, spanning(first, last)))
    assert anchor.span is not None
    words = edited[anchor.span.start : anchor.span.end]
    before, after = edited[: anchor.span.start], edited[anchor.span.end :]
    assert not before[-1].isalnum(), words
    assert not after[0].isalnum(), words


def test_a_quote_on_a_part_of_a_word_stays_on_it() -> None:
    start = TEXT.index("climbed") + 2
    edited = f"New at the top.\n\n{TEXT}"
    anchor = resolve(edited, describe(TEXT, TextSpan(start, start + 3)))
    assert anchor.span == TextSpan(start + 17, start + 20)


def test_a_gap_is_seen_where_the_words_are_echoed_before_it() -> None:
    """The prefix stands three times over, and the gap is as well worn as the place."""
    before = (
        "He hears then that the mare is going round and round, going round and round, in her dark stall. "
        "He carries the lamp to her, and they turn {0} together, going {1} and round, "
    )
    quote = "going round and round, until she is quiet. But he never learns a thing of the real cause of her"
    after = " unrest, from her, and he thinks it wiser not to speak of it to the others."
    text = canonical(before.format("on", "round") + quote + after)
    edited = canonical(before.format("cordial", "pet") + after.lstrip())
    asked = TextSpan(text.index(quote), text.index(quote) + len(quote))
    assert resolve(text, describe(text, asked)).quality == "exact"
    assert resolve(edited, describe(text, asked)).quality == "orphan"


def test_words_that_end_within_a_word_are_not_a_quote_that_ended_with_one() -> None:
    """The quote is gone, and what stood behind it has changed until it looks like it, up to the middle of a word."""
    before = "They were shut in behind the pass until the thaw, and there was little hope"
    quote, after = " of learning the news", " of the outside world for as long as the road was closed."
    text = f"{before}{quote}{after}"
    asked = TextSpan(len(before) + 1, len(before + quote))
    edited = f"{before} {after.replace('the outside', 'walking outsdie')}"
    assert resolve(edited, describe(text, asked)).quality == "orphan"
