"""The selection as vim's visual mode: a stretch that stays, an end that moves; no screen is needed for it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.model import Block, TextSpan
from tui.page import motions
from tui.page.selection import Selection
from tui.page.viewport import Viewport

PARTS = ["Ana Ruiz came home. She slept well there.", "Nobody else came, and nothing was said."]
TEXT = "\n".join(PARTS)
BLOCKS = [Block(TextSpan(0, 41), "paragraph"), Block(TextSpan(42, len(TEXT)), "paragraph")]
NAME = TextSpan(0, 8)
MOVES: dict[str, Callable[[Selection, Viewport], None]] = {
    "h": lambda s, _: s.move(motions.left, 1),
    "l": lambda s, _: s.move(motions.right, 1),
    "w": lambda s, _: s.move(motions.next_word, 1),
    "b": lambda s, _: s.move(motions.previous_word, 1),
    "e": lambda s, _: s.move(motions.word_end, 1),
    "(": lambda s, _: s.move(motions.previous_sentence, 1),
    ")": lambda s, _: s.move_sentences(1),
    "{": lambda s, _: s.move_paragraphs_back(1),
    "}": lambda s, _: s.move_paragraphs(1),
    "j": lambda s, view: s.move_lines(view, 1),
    "k": lambda s, view: s.move_lines(view, -1),
    "0": lambda s, view: s.move_to_line_start(view),
    "$": lambda s, view: s.move_to_line_end(view),
    "o": lambda s, _: s.swap(),
    "+": lambda s, _: s.grow(lambda at: NAME if at in NAME else None),
    "-": lambda s, _: s.shrink(lambda at: NAME if at in NAME else None),
}


def after(word: str, keys: str, width: int = 22) -> Selection:
    """Select a word and press keys; rows are 22 cells wide."""
    selection, view = Selection(TEXT, BLOCKS), Viewport(TEXT, BLOCKS, width, 20)
    selection.begin_word(TEXT.index(word))
    for key in keys:
        MOVES[key](selection, view)
    return selection


def words(selection: Selection) -> str:
    assert selection.span is not None
    return TEXT[selection.span.start : selection.span.end]


@pytest.mark.parametrize(
    ("word", "keys", "selected"),
    [
        ("came", "w", "came h"),
        ("came", "e", "came home"),
        ("came", "h", "cam"),
        ("came", "bb", "Ruiz came"),
        ("came", "ob", "Ruiz came"),
        ("came", "obo", "Ruiz came"),
        ("came", "oboe", "Ruiz came home"),
        ("came", "ohh", "z came"),
        ("came", ")", "came home."),
        ("came", "))", "came home. She slept well there."),
        ("came", "}", "came home. She slept well there."),
        ("came", "{", "Ana Ruiz came"),
        ("came", "$", "came home."),
        ("came", "j", "came home. She slept wel"),
        ("came", "jk", "came"),
        ("Nobody", "b", "N"),
        ("Ana", "+", "Ana Ruiz"),
        ("Ana", "++", "Ana Ruiz came home."),
        ("Ana", "+++", PARTS[0]),
        ("Ana", "++++", PARTS[0]),
        ("Ana", "++-", "Ana Ruiz"),
        ("Ana", "++--", "Ana"),
        ("Ana", "++e-", "Ana Ruiz came home."),
    ],
)
def test_motions_extend_from_the_word(word: str, keys: str, selected: str) -> None:
    assert words(after(word, keys)) == selected


def test_the_moving_end_is_within_what_is_selected() -> None:
    selection = after("came", "e")
    assert (selection.head, selection.is_backward) == (TextSpan(17, 18), False)
    selection.swap()
    assert (selection.head, selection.is_backward) == (TextSpan(9, 10), True)


@given(st.integers(0, len(TEXT)), st.text(alphabet="".join(MOVES), max_size=30))
def test_whatever_is_pressed_the_head_is_an_end_of_what_is_selected(start: int, keys: str) -> None:
    selection, view = Selection(TEXT, BLOCKS), Viewport(TEXT, BLOCKS, 22, 20)
    selection.begin_sentence(start)
    for key in keys:
        MOVES[key](selection, view)
        span, head = selection.span, selection.head
        assert span is not None and head is not None
        assert 0 <= span.start < span.end <= len(TEXT)
        assert head.start == span.start if selection.is_backward else head.end == span.end


def test_it_begins_again_where_it_was_in_changed_text() -> None:
    for keys in ("e", "ob"):
        before = after("came", keys)
        again = Selection("New. " + TEXT, BLOCKS)
        span = before.span
        assert span is not None
        again.begin(TextSpan(span.start + 5, span.end + 5), is_backward=before.is_backward)
        assert again.is_backward == before.is_backward
        assert again.span == TextSpan(span.start + 5, span.end + 5)


def test_lost_words_are_no_selection_until_they_are_left() -> None:
    selection = after("came", "")
    selection.lose()
    assert (selection.span, selection.is_lost) == (None, True)
    selection.leave()
    assert not selection.is_lost


def test_nothing_is_selected_of_no_text() -> None:
    selection = Selection()
    selection.begin_word(0)
    selection.begin_sentence(0)
    selection.swap()
    selection.grow(lambda _: None)
    selection.shrink(lambda _: None)
    assert (selection.span, selection.head) == (None, None)


@pytest.mark.parametrize(
    ("start", "end", "selected", "is_backward"),
    [
        (8, 13, "came", False),  # from a blank to a blank
        (13, 8, "came", True),
        (9, 12, "came", False),
        (40, 42, ".\nN", False),
        (41, 45, "Nobo", False),  # from a line break
        (13, 13, "", False),
    ],
)
def test_a_drag_selects_no_blanks_at_its_ends(start: int, end: int, selected: str, is_backward: bool) -> None:
    selection = Selection(TEXT, BLOCKS)
    selection.drag(start, end)
    assert selection.is_backward == is_backward
    assert (words(selection) if selection.span is not None else "") == selected
