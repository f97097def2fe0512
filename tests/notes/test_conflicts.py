"""What a reader writes over a note that others may have changed, and what can't be written at all."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.errors import AnchorError, NoteGoneError
from annotations.library import Library
from annotations.model import Annotation, Article, Target, TextSpan
from annotations.notes.body import NoteChangedError, body_of, merge_versions
from annotations.store.codec import now


def note_of(words: str, *tags: str) -> Annotation:
    moment = now()
    return Annotation("n-1", Target("a-1"), body_of(words, tags, None), moment, moment)


@pytest.mark.parametrize(
    ("theirs", "mine", "put_together"),
    [
        (note_of("seen", "a", "b"), ("mine", ("b", "a")), ("mine", ("b", "a"))),
        (note_of("theirs", "a", "b"), ("seen", ("a", "b")), ("theirs", ("a", "b"))),
        (note_of("same", "a", "b"), ("same", ("a",)), ("same", ("a",))),
        (note_of("seen", "b"), ("mine", ("a", "b", "c")), ("mine", ("b", "c"))),
        (note_of("seen", "a", "b", "d"), ("mine", ("b",)), ("mine", ("b", "d"))),
        (note_of("seen"), (None, None), ("seen", ())),
    ],
)
def test_what_only_one_has_changed_is_as_that_one_has_it(
    theirs: Annotation,
    mine: tuple[str | None, tuple[str, ...] | None],
    put_together: tuple[str, tuple[str, ...]],
) -> None:
    assert merge_versions(theirs, note_of("seen", "a", "b"), *mine) == put_together


def test_words_that_both_have_changed_are_not_written_over() -> None:
    theirs = note_of("theirs")
    with pytest.raises(NoteChangedError) as caught:
        merge_versions(theirs, note_of("seen"), "mine", ())
    assert caught.value.theirs == theirs


TAGS = st.lists(st.sampled_from("abcd"), unique=True).map(tuple)


@given(TAGS, TAGS, TAGS)
def test_no_tag_that_somebody_put_on_is_lost_and_none_that_somebody_took_off_stays(
    seen: tuple[str, ...], theirs: tuple[str, ...], mine: tuple[str, ...]
) -> None:
    _, tags = merge_versions(note_of("x", *theirs), note_of("x", *seen), "x", mine)
    both, either = {*mine} & {*theirs}, {*mine} | {*theirs}
    assert {*tags} == both | (either - {*seen})
    assert len(tags) == len({*tags})


@pytest.fixture
def article(library: Library, tmp_path: Path) -> Article:
    story = tmp_path / "story.txt"
    story.write_text("A title\n\nThe first paragraph stands here.\n", encoding="utf-8")
    return library.read(story)


def test_without_knowing_what_was_seen_the_last_one_wins(library: Library, article: Article) -> None:
    kept = library.annotate(article, None, note="one")
    assert library.update(kept.id, note="two").note == "two"


def test_a_note_that_is_gone_says_so(library: Library, article: Article) -> None:
    kept = library.annotate(article, None, note="one")
    library.remove(kept.id)
    with pytest.raises(NoteGoneError):
        library.update(kept.id, note="two", seen=kept)


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\n"])
def test_lines_of_a_note_end_in_lf_wherever_it_comes_from(
    library: Library, article: Article, newline: str
) -> None:
    kept = library.annotate(article, None, note=f"one{newline}two{newline}")
    assert kept.note == "one\ntwo\n"
    assert library.update(kept.id, note=f"three{newline}four", seen=kept).note == "three\nfour"


@pytest.mark.parametrize(
    "said", [{}, {"note": " \n"}, {"tags": ("", " ")}, {"color": None, "entity": None}, {"entity": ""}]
)
def test_an_annotation_that_says_nothing_on_nothing_is_an_error(
    library: Library, article: Article, said: dict[str, object]
) -> None:
    with pytest.raises(AnchorError, match="nothing to keep"):
        library.annotate(article, **said)  # type: ignore[arg-type]
    assert library.repository.annotations() == []


@pytest.mark.parametrize(
    "said",
    [{"span": TextSpan(9, 12)}, {"note": "x"}, {"tags": ("x",)}, {"color": "green"}, {"entity": "The Firm"}],
)
def test_one_thing_is_enough(library: Library, article: Article, said: dict[str, object]) -> None:
    library.annotate(article, **said)  # type: ignore[arg-type]
    assert len(library.repository.annotations()) == 1
