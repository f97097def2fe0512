"""Tags as they are typed: pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.hashtags import tags_beside, tags_said
from tui.lists.tag_completion import complete_tag, completions, fragment_of, hashtag_completions
from tui.page.written_note import line_of_tags, split_tags

KNOWN = ("to-verify", "style", "Ångström", "two words", "restyle")


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("Who told him? #source and #to-verify.", ("source", "to-verify")),
        ("#a/b nested, #a/b again", ("a/b",)),
        ("# A heading, #1 and #2026, a&#39; b, x#y", ()),
        ("`#code` and\n```\n#more\n```\nhttps://x.org/#top but #this", ("this",)),
        ("#2026-plan (#éclair) #京都", ("2026-plan", "éclair", "京都")),
        ("\\#no ##no", ()),
    ],
)
def test_tags_in_a_note(text: str, tags: tuple[str, ...]) -> None:
    assert tags_said(text) == tags


def test_tags_beside_a_note_that_says_some_of_them() -> None:
    assert tags_beside("Who? #Source, not `#style`", ("source", "style", "to verify")) == (
        "style",
        "to verify",
    )
    assert tags_beside("Who?", ("source",)) == ("source",)


def test_what_a_few_letters_may_become() -> None:
    assert completions("sty", 3, KNOWN) == ["style", "restyle"]
    assert completions("style, ", 7, KNOWN) == ["to-verify", "Ångström", "two words", "restyle"]
    assert completions("#ang", 4, KNOWN) == ["Ångström"]
    assert completions("style", 5, KNOWN) == ["restyle"]
    assert completions("one, TWO", 8, KNOWN) == ["two words"]


def test_a_completed_line_is_ready_for_the_next_tag() -> None:
    assert complete_tag("st", 2, "style") == ("style, ", 7)
    assert complete_tag("one,st", 6, "style") == ("one, style, ", 12)
    assert complete_tag("one, st, two", 7, "style") == ("one, style, two", 12)


@given(st.text(alphabet="ab ,#é", max_size=20), st.data())
def test_completing_keeps_all_other_tags(line: str, data: st.DataObject) -> None:
    cursor = data.draw(st.integers(0, len(line)))
    start, letters = fragment_of(line, cursor)
    assert line[start:cursor] == letters
    value, at = complete_tag(line, cursor, "whole")
    assert "whole" in split_tags(value)
    assert 0 <= at <= len(value)
    before = set(split_tags(line[: max(line.rfind(",", 0, cursor), 0)]))
    assert before <= set(split_tags(value))


def test_a_hashtag_of_a_text_is_completed_where_one_can_stand() -> None:
    known = ["press/uk", "press", "to verify", "style", "Ünder"]
    for line, letters, offered in (
        ("see #pre", "pre", ["press/uk", "press"]), ("#ST", "ST", ["style"]), ("#press", "press", []), ("#press/", "press/", ["press/uk"]),
        ("a#pre", "", []), ("# pre", "", []), ("pre", "", []), ("#", "", []), ("#to", "to", []), ("#x #unde", "unde", ["Ünder"]), ("`#pre", "", []),
    ):  # fmt: skip
        assert hashtag_completions(f"{line} rest", len(line), known) == (letters, offered), line


@given(st.lists(st.text("abc de/", min_size=1).map(str.strip).filter(bool), unique=True))
def test_a_line_of_tags_is_read_as_these_tags_and_takes_one_more_at_its_end(tags: list[str]) -> None:
    assert split_tags(line_of_tags(tags)) == tuple(tags)
    assert split_tags(line_of_tags(tags) + "new") == (*tags, "new")
