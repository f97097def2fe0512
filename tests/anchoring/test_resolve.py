"""A note stays on its words, and is never put on others."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.anchoring import describe, resolve
from annotations.model import TextQuoteSelector, TextSpan
from annotations.text.boundaries import sentences, words

TEXT = (
    "The ferry fund was set up in 1998. Its trustee was Ana Ruiz, who said “we keep our word”.\n\n"
    "In March the ledger showed 340 entries. In April the ledger showed 340 entries. In May it was lost."
)


def at(words_: str) -> TextSpan:
    return TextSpan(TEXT.index(words_), TEXT.index(words_) + len(words_))


@given(st.integers(0, len(TEXT) - 1), st.integers(1, 60))
def test_an_unchanged_text_gives_the_same_place(start: int, length: int) -> None:
    span = TextSpan(start, min(start + length, len(TEXT)))
    anchor = resolve(TEXT, describe(TEXT, span))
    assert (anchor.span, anchor.quality) == (span, "exact")


def test_words_are_found_after_text_went_in_before_them_and_quotes_were_straightened() -> None:
    selectors = describe(TEXT, at("who said “we keep our word”"))
    changed = "A new paragraph.\n\n" + TEXT.replace("“", '"').replace("”", '"')
    anchor = resolve(changed, selectors)
    assert anchor.quality == "moved"
    assert anchor.span is not None
    assert changed[anchor.span.start : anchor.span.end] == 'who said "we keep our word"'


def test_a_near_identical_sentence_is_no_home_for_a_deleted_one() -> None:
    selectors = describe(TEXT, at("In March the ledger showed 340 entries."))
    anchor = resolve(TEXT.replace("In March the ledger showed 340 entries. ", ""), selectors)
    assert (anchor.span, anchor.quality) == (None, "orphan")


def test_two_equal_places_are_none() -> None:
    selectors = describe("x lost y", TextSpan(2, 6))
    assert resolve("a lost b. c lost d.", selectors).quality == "orphan"


def test_sentences_know_abbreviations_and_initials() -> None:
    text = "Dr. A. Ruiz met the U.S. envoy at 9 a.m. on Monday. “Why?” she asked. He left!"
    found = [text[s.start : s.end] for s in sentences(text, TextSpan(0, len(text)))]
    assert found == ["Dr. A. Ruiz met the U.S. envoy at 9 a.m. on Monday.", "“Why?” she asked.", "He left!"]


def test_words_keep_hyphens_and_apostrophes() -> None:
    text = "Støre's long-awaited word"
    assert [text[w.start : w.end] for w in words(text, TextSpan(0, len(text)))] == [
        "Støre's",
        "long-awaited",
        "word",
    ]


WORDS = [f"word{number:03}" for number in range(200)]


def around(text: str, words: str) -> tuple[str, str]:
    start = text.index(words)
    quote = next(
        one
        for one in describe(text, TextSpan(start, start + len(words)))
        if isinstance(one, TextQuoteSelector)
    )
    return quote.prefix, quote.suffix


def test_the_context_is_as_long_as_it_takes_to_tell_a_place() -> None:
    text = " ".join(WORDS)
    assert around(text, "word100") == (" ".join(WORDS[96:100]) + " ", " " + " ".join(WORDS[101:105]))
    one_is_other = " ".join([*WORDS[:110], "other", *WORDS[111:]])
    assert [len(side) for side in around(f"{text}\n\n{one_is_other}", "word100")] == [128, 128]
    assert [len(side) for side in around(f"{text}\n\n{text}", "word100")] == [512, 512]


def test_the_context_ends_at_words_and_at_the_text() -> None:
    assert around("One two three.", "two") == ("One ", " three.")
    assert around(f"ab {'x' * 40} quote {'y' * 40} cd", "quote") == ("x" * 40 + " ", " " + "y" * 40)
    assert [len(side) for side in around("x" * 500 + " quote " + "y" * 500, "quote")] == [64, 64]
