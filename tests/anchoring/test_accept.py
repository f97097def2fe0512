"""When a place is good enough, when sure, and when a gap speaks against it: each border from both sides."""

import pytest

from annotations.anchoring import accept
from annotations.anchoring.accept import is_good, is_sure, score
from annotations.anchoring.normalize import prepare_uncached
from annotations.anchoring.pattern import Pattern
from annotations.anchoring.score import Place, Side

GONE = 0.3
"""So alike any two stretches are: nothing of it is there."""


def pattern(quote: int, prefix: int = 32, suffix: int = 32, twin: tuple[int, int] | None = None) -> Pattern:
    """A quote in its context, by their lengths."""
    return Pattern("a" * (prefix + quote + suffix), prefix, prefix + quote, (), twin)


def place(
    likeness: float,
    before: tuple[float, int] = (1, 32),
    after: tuple[float, int] = (1, 32),
    changes: float = 0,
    foreign: float = 0,
    context_changes: float = 0,
) -> Place:
    """A place; before and after it: how alike to the context, of so many characters."""
    sides = Side(*before, context_changes, foreign), Side(*after, 0, 0)
    return Place(0, 40, likeness, *sides, changes)


def test_the_score_counts_the_words_twice_and_either_context_once() -> None:
    asked = pattern(40, 30, 10)
    assert score(asked, place(1, (1, 30), (1, 10))) == pytest.approx(1)
    assert score(asked, place(1, (GONE, 30), (1, 10))) == pytest.approx(90 / 120)
    assert score(asked, place(1, (1, 30), (GONE, 10))) == pytest.approx(110 / 120)
    assert score(asked, place(GONE, (1, 30), (1, 10))) == pytest.approx(40 / 120)
    assert score(asked, place(0.65, (0.65, 30), (0.65, 10))) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("quote", "likeness", "is_enough"),
    [
        (28, 1, True),
        (27, 1, False),
        (30, 0.99, False),
        (36, 0.99, True),
        (60, 0.75, True),
        (100, 0.74, False),
    ],
)
def test_words_without_their_context_are_many_and_alike(quote: int, likeness: float, is_enough: bool) -> None:
    alone = place(likeness, (GONE, 32), (GONE, 32))
    assert is_good(pattern(quote), alone) == is_enough


@pytest.mark.parametrize(
    ("likeness", "before", "after", "is_enough"),
    [
        (0.7, (0.475, 32), (0.475, 32), False),  # a quarter of it is no context
        (0.7, (1, 30), (GONE, 70), True),  # three tenths are
        (0.4, (1, 32), (1, 32), True),
        (0.39, (1, 32), (1, 32), False),  # however well the context fits
        (0.45, (0.8, 32), (0.8, 32), True),
        (0.55, (0.6, 32), (0.6, 32), True),
        (0.45, (0.6, 32), (0.6, 32), False),  # the less context, the more alike
        (0.68, (1, 32), (GONE, 32), True),
        (0.67, (1, 32), (GONE, 32), False),  # one side is gone
    ],
)
def test_the_more_context_stands_the_less_alike_words_must_be(
    likeness: float, before: tuple[float, int], after: tuple[float, int], is_enough: bool
) -> None:
    assert is_good(pattern(40), place(likeness, before, after)) == is_enough


def test_a_side_that_never_was_is_not_gone() -> None:
    assert is_good(pattern(40, 64, 0), place(0.45, (1, 64), (0, 0)))
    assert is_good(pattern(40, 0, 64), place(0.45, (0, 0), (1, 64)))


@pytest.mark.parametrize(("likeness", "is_enough"), [(0.73, False), (0.75, True), (1, True)])
def test_of_few_words_in_little_context_four_fifths_are_enough(likeness: float, is_enough: bool) -> None:
    assert is_good(pattern(12, 5, 5), place(likeness, (1, 5), (1, 5))) == is_enough


UNLIKE = (GONE, 32)
"""Context of a rival that looks little like the quote in its place."""


@pytest.mark.parametrize(
    ("best", "rivals", "is_clear"),
    [
        (place(1, changes=4), [], True),
        (place(0.39, changes=4), [], False),
        (place(1, changes=4), [place(0.5, UNLIKE, UNLIKE, 8)], True),
        (place(1, changes=4), [place(0.5, UNLIKE, UNLIKE, 7.9)], False),
        (
            place(1, changes=4, foreign=2),
            [place(0.5, UNLIKE, UNLIKE, 8)],
            True,
        ),  # one way of counting is enough
        (place(1, changes=4, foreign=2), [place(0.5, UNLIKE, UNLIKE, 7, 3.5)], True),
        (place(1, changes=4, foreign=2), [place(0.5, UNLIKE, UNLIKE, 7, 3.4)], False),
        (place(1, changes=4), [place(1, (GONE, 40), (GONE, 40), 11)], True),  # it scores a half: a twin
        (place(1, changes=4), [place(1, (GONE, 40), (GONE, 40), 10)], False),
        (
            place(1, changes=4),
            [place(0.5, UNLIKE, UNLIKE, 8), place(1, changes=10)],
            True,
        ),  # only the next best
    ],
)
def test_the_best_place_is_clearly_better_than_the_next(
    best: Place, rivals: list[Place], is_clear: bool
) -> None:
    assert is_sure(pattern(40), [best, *rivals]) == is_clear


@pytest.mark.parametrize(
    ("changes", "twin", "is_clear"),
    [
        (4, (11, 11), True), (4, (10, 10), False), (4, (10, 11), True),
        (30, (41, 41), True), (30, (40, 41), False), (30, (39, 41), False),  # 40 of 100 characters: still a twin
    ],
)  # fmt: skip
def test_a_passage_that_was_like_it_once_is_a_rival_too(
    changes: float, twin: tuple[int, int], is_clear: bool
) -> None:
    assert is_sure(pattern(36, twin=twin), [place(1, changes=changes)]) == is_clear


@pytest.mark.parametrize(
    ("best", "asked", "gap", "is_closed"),
    [
        (place(0.8, context_changes=10), pattern(40), 6, True),
        (place(0.8, context_changes=10), pattern(40), 7, False),  # no clear gap
        (place(0.8, context_changes=1), pattern(40), 0, True),  # nothing at all between them
        (place(0.8), pattern(40), 0, False),  # the context stands where it stood
        (place(0.75), pattern(40), 0, False),
        (place(0.74), pattern(40), 0, True),  # words in doubt
        (place(0.6, context_changes=5), pattern(40), 5, True),
        (place(0.6, context_changes=5), pattern(40), 6, False),
        (place(0.8, context_changes=10), pattern(40, suffix=0), 0, False),  # one side closes nothing
        (place(0.8, context_changes=10), pattern(40, prefix=0), 0, False),
        (place(1, context_changes=20), pattern(48), 0, False),  # so many unchanged words were moved
        (place(1, context_changes=20), pattern(47), 0, True),
        (place(0.99, context_changes=20), pattern(48), 0, True),
    ],
)
def test_a_gap_speaks_against_a_place(
    best: Place, asked: Pattern, gap: float, is_closed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accept, "gaps", lambda *_: [gap])
    assert accept._is_closed(prepare_uncached(""), asked, [best, place(0.5)], ()) == is_closed


def test_long_words_that_stand_twice_may_have_been_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accept, "gaps", lambda *_: [0])
    twice = [place(1, context_changes=20), place(1, context_changes=30)]
    assert accept._is_closed(prepare_uncached(""), pattern(60), twice, ())


@pytest.mark.parametrize(
    ("text", "likeness", "tears"),
    [
        ("some words here", 0.5, False), ("somewordshere", 0.5, True), ("some wordshere", 0.5, True),
        ("somewordshere", 0.75, False), ("somewordshere", 0.9, False),
    ],
)  # fmt: skip
def test_a_piece_of_a_word_is_no_place_for_words_little_like_it(
    text: str, likeness: float, tears: bool
) -> None:
    start = text.index("words")
    torn = Place(start, start + 5, likeness, Side(1, 4, 0, 0), Side(1, 4, 0, 0), 0)
    assert accept._tears_a_word(text, Pattern("all words are", 4, 9), torn) == tears
    assert not accept._tears_a_word(text, Pattern("allwordsare", 3, 8), torn), "it was a piece itself"
