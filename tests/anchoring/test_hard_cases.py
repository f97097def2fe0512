"""The cases that are easy to get wrong: ends, one letter, identical sentences, other spellings of the same text."""

import unicodedata

import pytest
from msgspec.structs import replace

from annotations.anchoring import describe, resolve
from annotations.model import Anchor, TextPositionSelector, TextQuoteSelector, TextSpan

TEXT = (
    "The café on Weir Street closed in May. Nobody had told the owner’s sister, who came every day.\n\n"
    "“It is not about the money,” she said. The ferry was late again, and the harbour lay empty.\n\n"
    "In the evening the lamps were lit, one after the other, and the ferry was late again."
)


def span(text: str, words: str, nth: int = 0) -> TextSpan:
    at = -1
    for _ in range(nth + 1):
        at = text.index(words, at + 1)
    return TextSpan(at, at + len(words))


def found(text: str, anchor: Anchor) -> str:
    assert anchor.span is not None, anchor
    return text[anchor.span.start : anchor.span.end]


def test_context_is_at_least_32_characters_cut_at_word_edges() -> None:
    quote, position = describe(TEXT, span(TEXT, "owner’s sister"))
    assert isinstance(quote, TextQuoteSelector)
    assert isinstance(position, TextPositionSelector)
    assert len(quote.prefix) >= 32 <= len(quote.suffix)
    start = TEXT.index(quote.prefix + quote.exact + quote.suffix)
    assert start == 0 or TEXT[start - 1].isspace()
    assert TEXT[start + len(quote.prefix + quote.exact + quote.suffix)].isspace()


def test_context_grows_until_it_tells_identical_passages_apart() -> None:
    passage = "The same long sentence stands here again, word for word, as it did before. " * 2
    text = f"First. {passage}Middle of it. {passage}End."
    second = span(text, "stands here again", 2)
    [quote, _] = describe(text, second)
    assert isinstance(quote, TextQuoteSelector)
    assert "Middle" in quote.prefix
    longer = "Something was put in at the top.\n\n" + text
    anchor = resolve(longer, describe(text, second))
    assert anchor.span == TextSpan(second.start + 34, second.end + 34)


@pytest.mark.parametrize("nth", [0, 1])
def test_identical_sentences_are_told_apart_by_what_stands_around_them(nth: int) -> None:
    asked = span(TEXT, "the ferry was late again".replace("the", "he"), nth)
    text = "A new first paragraph.\n\n" + TEXT.replace("came every day", "came there every day")
    assert resolve(text, describe(TEXT, asked)).span == span(text, "he ferry was late again", nth)


def test_one_of_two_identical_sentences_was_deleted() -> None:
    asked = span(TEXT, "he ferry was late again", 1)
    text = TEXT.replace(", and the ferry was late again.", ".")
    assert resolve(text, describe(TEXT, asked)).span is None


def test_an_edited_sentence_is_not_given_to_its_untouched_twin() -> None:
    asked = span(TEXT, "he ferry was late again", 0)
    text = TEXT.replace("The ferry was late again, and", "The fery was too late again, and")
    assert found(text, resolve(text, describe(TEXT, asked))) == "he fery was too late again"


def test_across_paragraphs() -> None:
    asked = span(TEXT, "came every day.\n\n“It is not about the money,”")
    text = "New.\n\n" + TEXT.replace("\n\n", "\n\n\n").replace("every day", "each day")
    anchor = resolve(text, describe(TEXT, asked))
    assert (found(text, anchor), anchor.quality) == (
        "came each day.\n\n\n“It is not about the money,”",
        "fuzzy",
    )


def test_a_paragraph_was_put_into_the_quote() -> None:
    asked = span(TEXT, "who came every day.\n\n“It is not about the money,” she said")
    text = TEXT.replace("day.\n\n", "day.\n\nThe council met twice and decided nothing at all.\n\n")
    words = found(text, resolve(text, describe(TEXT, asked)))
    assert (words[:8], words[-8:]) == ("who came", "she said")


def test_one_character() -> None:
    asked = span(TEXT, "M")
    text = "New first words. " + TEXT
    assert resolve(text, describe(TEXT, asked)).span == TextSpan(asked.start + 17, asked.end + 17)
    gone = TEXT.replace("in May", "in ay")
    assert resolve(gone, describe(TEXT, asked)).span is None


@pytest.mark.parametrize(
    "asked", [TextSpan(0, 8), TextSpan(len(TEXT) - 9, len(TEXT)), TextSpan(0, len(TEXT))]
)
def test_very_start_and_end(asked: TextSpan) -> None:
    text = TEXT.replace("money", "pride")
    anchor = resolve(text, describe(TEXT, asked))
    assert (anchor.span, anchor.quality == "fuzzy") == (asked, asked == TextSpan(0, len(TEXT)))
    moved = resolve(f"X. {TEXT} Y.", describe(TEXT, asked))
    assert (moved.span, moved.quality) == (TextSpan(asked.start + 3, asked.end + 3), "moved")


@pytest.mark.parametrize(
    "other",
    [
        unicodedata.normalize("NFD", TEXT),
        TEXT.replace("\n", "\r\n"),
        TEXT.replace("’", "'").replace("“", '"').replace("”", '"'),
        TEXT.replace("Nobody", "No\u200bbo\u00addy").replace(" had", "\u00a0had"),
        TEXT.replace(" ", "  "),
        TEXT.replace(" in ", "\nin ").replace(" she", "\n\tshe"),
        "\ufeff" + TEXT,
    ],
    ids=["NFD", "CRLF", "straight quotes", "zero width", "double blanks", "line breaks", "BOM"],
)
@pytest.mark.parametrize("words", ["café on Weir Street", "Nobody had told the owner’s sister", "café", "é"])
def test_the_same_text_spelt_otherwise(other: str, words: str) -> None:
    anchor = resolve(other, describe(TEXT, span(TEXT, words)))
    assert anchor.quality in ("exact", "moved")
    assert fold(found(other, anchor)) == fold(words)
    back = resolve(TEXT, describe(other, anchor.span or TextSpan(0, 0)))
    assert fold(found(TEXT, back)) == fold(words)


def fold(text: str) -> str:
    for one, other in (("’", "'"), ("\u200b", ""), ("\u00ad", "")):
        text = text.replace(one, other)
    return " ".join(unicodedata.normalize("NFC", text).split())


def test_a_long_quote_and_a_long_text_in_another_script() -> None:
    lines = [f"第{n}章では港の灯台について{n * 7}回も話した。" for n in range(400)]
    text = "\n".join(lines)
    asked = span(text, lines[200])
    edited = text.replace("200章", "200段").replace(lines[100], "")
    anchor = resolve(edited, describe(text, asked))
    assert found(edited, anchor) == lines[200].replace("200章", "200段")


def test_an_orphan_keeps_its_best_candidates_best_first() -> None:
    text = TEXT.replace(", and the ferry was late again.", ".")
    anchor = resolve(text, describe(TEXT, span(TEXT, "he ferry was late again", 1)))
    assert (anchor.span, anchor.quality) == (None, "orphan")
    scores = [score for _, score in anchor.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert anchor.candidates[0][0] == span(text, "he ferry was late again")


def test_asking_again_gives_the_same_answer_without_searching() -> None:
    selectors = describe(TEXT, span(TEXT, "owner’s sister"))
    text = TEXT.replace("Nobody", "No one")
    assert resolve(text, selectors) is resolve(text, selectors)


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u200b", "x", "é" * 5])
def test_texts_with_nothing_to_find(text: str) -> None:
    assert resolve(text, describe(TEXT, span(TEXT, "owner’s sister"))).span is None
    assert resolve(text, ()).span is None
    assert resolve(text, (TextQuoteSelector("\u200b"),)).span is None


def test_a_quote_that_ends_before_an_ellipsis_does_not_take_it_along() -> None:
    text = TEXT.replace("harbour lay empty.", "harbour lay empty… Nobody came.")
    moved = "At the top. " + text.replace("late again", "late once more")
    assert (
        found(moved, resolve(moved, describe(text, span(text, "harbour lay empty")))) == "harbour lay empty"
    )


def test_a_sentence_that_moved_away_leaves_no_gap_where_only_its_far_context_stands() -> None:
    """The words moved with half of their context; the other half of it is where it was."""
    text = (
        "He put the odds at one in five. Asked for a new figure, she paused for a long time. One in three, she said.\n\n"
        + TEXT
    )
    asked = span(text, "a new figure, she paused for a long")
    sentence = " Asked for a new figure, she paused for a long time."
    moved = text.replace(sentence, "").replace("the harbour lay empty.", "the harbour lay empty." + sentence)
    assert found(moved, resolve(moved, describe(text, asked))) == "a new figure, she paused for a long"


@pytest.mark.parametrize("quote", ["yet,”", "yet", "“Not"])
def test_marks_that_a_deleted_word_leaves_behind_are_no_place_for_it(quote: str) -> None:
    text = "The lamps went out along the quay.\n\n“Not yet,” she said to the porter. “Wait until the boat is in.”"
    asked = span(text, quote)
    word = quote.strip("“”,")
    edited = text.replace(word, "", 1)
    assert resolve(edited, describe(text, asked)).span is None


def test_a_formula_that_comes_again_is_no_place_for_the_deleted_one_before_it() -> None:
    quote = (
        "do not lend this boat to people who fear the snow and the north wind. But if there are those who know the quay "
        "and the long hill, proud and strict, who mend the sail and the small net and keep the watch in the harbour, "
        "then to people such as these it is permitted"
    )
    text = (
        "The rules of that winter were written down for every boat. For this reason it is said expressly to masters: "
        f"{quote} to sail out there. If there are people who carry the letter and the careful bell, who know the coast "
        "and the reef and hold the light on the island, who watch the harbour in the old way and are honest and patient "
        "in trade, then to people such as these it is permitted to sail out there. If there are people who come in "
        "spring, they stay ashore."
    )
    edited = text.replace(f"{quote} ", "")
    selectors = describe(text, span(text, quote))
    assert resolve(edited, selectors).span is None
    assert resolve(text.replace(quote, ". . ."), selectors).span is None, (
        "what is left there is no quote either"
    )
    bare = [replace(one, twin=None) if isinstance(one, TextQuoteSelector) else one for one in selectors]
    assert resolve(edited, bare).span is None, "notes from elsewhere know no twin"


@pytest.mark.parametrize(
    "quote", ["— {}.", "{}!", "“{}”", "* {} *", "1. {}.", "[{}]", "¿{}?", "…{}…", "{} —", "{} [2]"]
)
def test_a_quote_alone_with_marks_of_its_own_takes_no_word_beside_it(quote: str) -> None:
    words = "Nobody had told the owner’s sister, who came every day"
    anchor = resolve(TEXT, [TextQuoteSelector(quote.format(words), "", "")])
    assert found(TEXT, anchor).rstrip(".") == words
    anchor = resolve(TEXT, [TextQuoteSelector(f"n{words[1:]}.", "", "")])
    assert found(TEXT, anchor) == f"{words}."
