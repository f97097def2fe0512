"""Passages that stand twice, or nearly: a note whose own passage went is never put on the other one."""

import random
import re

import pytest

from annotations.anchoring import describe, resolve
from annotations.model import Anchor, TextPositionSelector, TextQuoteSelector, TextSpan
from tests.benchmarks.anchoring import samples

REFRAIN = "And nobody came down to the water again that year, though the lamps were lit."
SONG = (
    f"The boats went out at four in the morning with the tide.\n\n{REFRAIN}\n\n"
    f"The widows kept the ledger and the priest kept the bell.\n\n{REFRAIN}\n\n"
    f"A stranger bought the chapel and painted it blue. {REFRAIN}\n\nThen the road was built."
)


def nth(text: str, words: str, count: int) -> TextSpan:
    at = [match.start() for match in re.finditer(re.escape(words), text)][count]
    return TextSpan(at, at + len(words))


def reworded(text: str, share: float, rng: random.Random) -> str:
    words = sorted(set(re.findall(r"[a-z]{4,}", text)))
    return re.sub(r"[A-Za-z]{2,}", lambda m: rng.choice(words) if rng.random() < share else m[0], text)


@pytest.mark.parametrize("share", [0.02, 0.1])
def test_a_deleted_sentence_is_not_found_in_a_near_copy_of_its_text(share: float) -> None:
    """As in two versions of a licence: every sentence has a twin, in surroundings that are twins too."""
    first = samples()[:8_000]
    text = f"{first}\n\n{reworded(first, share, random.Random(3))}"
    for match in re.finditer(r"[A-Z][^.\n]{20,250}\.", first):
        selectors = describe(text, TextSpan(*match.span()))
        paragraph = text.rfind("\n\n", 0, match.start()), text.index("\n\n", match.end())
        for gone in (match.span(), paragraph):
            without = text[: max(gone[0], 0)] + text[gone[1] :]
            anchor = resolve(without, selectors)
            assert anchor.quality == "orphan", (match[0], anchor)
            assert anchor.candidates, "the twin is shown"


def test_a_note_among_near_copies_stays_when_only_its_place_changes() -> None:
    first = samples()[:8_000]
    text = f"{first}\n\n{reworded(first, 0.1, random.Random(3))}"
    moved = f"A new first paragraph of a few words.\n\n{text}"
    for match in re.finditer(r"[A-Z][^.\n]{20,250}\.", first):
        anchor = resolve(moved, describe(text, TextSpan(*match.span())))
        assert anchor.span == TextSpan(match.start() + 39, match.end() + 39)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_refrain_that_went_with_its_stanza_is_not_found_in_another(which: int) -> None:
    asked = nth(SONG, REFRAIN, which)
    lines = SONG.split("\n\n")
    own = next(i for i in range(len(lines)) if len("\n\n".join(lines[: i + 1])) >= asked.end)
    for gone in ({own}, {own, own - 1}, {own, own + 1}, {own - 1, own, own + 1}):
        rest = "\n\n".join(line for index, line in enumerate(lines) if index not in gone)
        anchor = resolve(rest, describe(SONG, asked))
        assert anchor.quality == "orphan", (gone, anchor)
        if REFRAIN in rest:
            assert rest[anchor.candidates[0][0].start :].startswith(REFRAIN)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_refrain_whose_stanza_moved_goes_along(which: int) -> None:
    text = SONG.replace("tide.", "flood.") + "\n\nIt is a short road."
    anchor = resolve(text, describe(SONG, nth(SONG, REFRAIN, which)))
    assert anchor.span == nth(text, REFRAIN, which)


def test_how_near_the_nearest_twin_is_is_kept_with_the_note() -> None:
    alone, _ = describe(SONG, nth(SONG, "The widows kept the ledger", 0))
    refrain, _ = describe(SONG, nth(SONG, REFRAIN, 0))
    assert isinstance(alone, TextQuoteSelector)
    assert isinstance(refrain, TextQuoteSelector)
    assert alone.twin is not None
    assert refrain.twin is not None
    assert refrain.twin[1] < len(refrain.prefix + refrain.suffix), (
        "the words are the same, only what stands around differs"
    )
    assert alone.twin[1] > len(alone.exact), "nothing like it"


@pytest.mark.parametrize("which", [0, 1])
def test_the_same_few_words_in_another_context_are_a_twin_too(which: int) -> None:
    """None that would be taken for it, were it deleted; one that speaks against a place with other words around it."""
    text = (
        "Early in the morning of that day the ferry left. People waved from the pier until it was out of sight in the fog.\n\n"
        f"{'Nobody spoke of it in the town for long. ' * 3}\n\n"
        "When nobody came to the harbour master the ferry left, and all of us walked home over the hill."
    )
    quote, _ = describe(text, nth(text, "the ferry left", which))
    assert isinstance(quote, TextQuoteSelector)
    assert quote.twin is not None
    assert quote.twin[0] < len(quote.prefix + quote.suffix) - 10


PLAIN = (
    "The council met on Tuesday and adjourned.\n\nYou can also go to Porte Grise, a beautiful still bay. "
    "Bring water.\n\nThe last ferry leaves at nine in the evening from the old pier."
)


@pytest.mark.parametrize(
    ("words", "changes", "found"),
    [
        ("You can also go to Porte", {"You can": "Visitors can"}, "Visitors can also go to Porte"),
        (
            "a beautiful still bay. Bring water.",
            {"water": "lemonade"},
            "a beautiful still bay. Bring lemonade.",
        ),
        ("a beautiful still bay. Bring", {"Bring water": "Carry a flask"}, "a beautiful still bay. Carry"),
    ],
)
def test_a_reworded_first_or_last_word_at_the_edge_of_a_paragraph_that_moved_is_in(
    words: str, changes: dict[str, str], found: str
) -> None:
    """The neighbours of the paragraph are others now: no context says where the quote begins or ends."""
    paragraphs = PLAIN.split("\n\n")
    middle = paragraphs[1]
    for old, new in changes.items():
        middle = middle.replace(old, new)
    text = f"Nothing of all that was here before.\n\n{middle}\n\nNor was any of this, to be sure."
    anchor = resolve(text, describe(PLAIN, nth(PLAIN, words, 0)))
    assert anchor.span is not None
    assert text[anchor.span.start : anchor.span.end] == found


def test_a_note_without_knowledge_of_twins_is_still_found() -> None:
    """Notes of older versions, and those that came from elsewhere."""
    start = PLAIN.index("a beautiful")
    old = (
        TextQuoteSelector("a beautiful still bay", "go to Porte Grise, ", ". Bring water."),
        TextPositionSelector(start, start + 21),
    )
    assert resolve(f"New. {PLAIN}", old) == Anchor(TextSpan(start + 5, start + 26), "moved", 1.0)


def test_a_reworded_sentence_that_came_twice_into_the_text_is_on_neither() -> None:
    """When the note was made nothing was like it: only the text as it is now tells that there are two."""
    quote = "The ferry left at four in the morning, with all its lamps lit and its horn silent."
    around = (
        "The harbour was quiet that night, and nobody stood at the rail. ",
        " The harbour master wrote it down in the ledger as he always did.",
    )
    opening, between = (
        "An opening paragraph that says little.",
        "A paragraph with words of its own stands here.",
    )
    text = f"{opening}\n\n{quote.join(around)}\n\nAnd an end.\n"
    selectors = describe(text, nth(text, quote, 0))
    changed = quote.replace("four", "five").replace("horn silent", "bell loud").join(around)
    assert resolve(f"{opening}\n\n{changed}\n\nAnd an end.\n", selectors).quality == "fuzzy"
    twice = resolve(f"{opening}\n\n{changed}\n\n{between}\n\n{changed}\n\nAnd an end.\n", selectors)
    assert twice.quality == "orphan"
    assert len(twice.candidates) == 2
