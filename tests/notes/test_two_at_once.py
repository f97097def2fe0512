"""Another process gets in between what was looked at and the lock: what it did is not written over."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import orjson
import pytest
from msgspec.structs import replace

from annotations.errors import StoreError
from annotations.exporters import collect
from annotations.library import Library
from annotations.model import Annotation, Article, ReadingState
from annotations.store.lock import FileLock
from tests.notes.say_of_names import correct

Meanwhile = Callable[..., None]


@pytest.fixture
def article(tmp_path: Path, library: Library) -> Article:
    path = tmp_path / "story.txt"
    path.write_text("A title\n\nThe envoy came ashore in Moscow at dawn.\n", encoding="utf-8")
    return library.read(path)


@pytest.fixture
def other(library: Library, article: Article, tmp_path: Path) -> Iterator[Library]:
    """Another process with the same notes."""
    with Library.open(library.repository.path, cache=tmp_path / "cache-of-other") as other:
        other.read(tmp_path / "story.txt")
        yield other


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Has something done each time before a lock is taken, by others."""

    def between(*works: Callable[[], object]) -> None:
        real, left = FileLock.acquire, list(works)

        def acquire(lock: FileLock) -> None:
            if left:
                left.pop(0)()
            real(lock)

        monkeypatch.setattr(FileLock, "acquire", acquire)

    return between


def noted(library: Library) -> list[tuple[str, tuple[str, ...]]]:
    return sorted((note.note, note.tags) for note in library.repository.annotations())


def test_whose_words_are_to_stay_is_one_write(
    library: Library, other: Library, article: Article, meanwhile: Meanwhile
) -> None:
    """Two writes would let others in between them, whose words the second one would take away."""
    seen = library.annotate(article, note="seen")
    other.update(seen.id, note="theirs")
    meanwhile(lambda: None, lambda: pytest.fail("a second write"))
    library.note_edits.settle(seen, "mine", (), "theirs")
    assert noted(other) == [("theirs", ())]


@pytest.mark.parametrize("is_deleted", [False, True])
def test_what_was_decided_against_comes_back_with_undo(
    library: Library, other: Library, article: Article, is_deleted: bool
) -> None:
    seen = library.annotate(article, note="seen")
    if is_deleted:
        other.remove(seen.id)
    else:
        other.update(seen.id, note="theirs")
    there, writes = noted(other), library.repository.path.stat().st_ino
    library.note_edits.settle(seen, "mine", ("tag",), "theirs")
    assert noted(other) == there
    assert library.repository.path.stat().st_ino != writes
    assert [gone.record["id"] for gone in other.trash()] == ([seen.id] if is_deleted else [])
    library.undo()
    assert (noted(other), other.trash()) == ([("mine", ("tag",))], [])
    library.redo()
    assert noted(other) == there


def test_a_tag_is_renamed_on_the_notes_that_there_are_by_then(
    library: Library, other: Library, article: Article, meanwhile: Meanwhile
) -> None:
    gone = library.annotate(article, note="gone", tags=("old",))
    library.annotate(article, note="one", tags=("old",))

    def change() -> None:
        other.remove(gone.id)
        other.annotate(article, note="new", tags=("old",))

    meanwhile(change)
    assert library.tag_edits.rename("old", "young") == 2
    assert noted(library) == [("new", ("young",)), ("one", ("young",))]
    assert library.undo().label == "#old is now #young on 2 notes"  # type: ignore[union-attr]


def test_tags_that_two_give_an_article_at_once_are_put_together(
    library: Library, other: Library, article: Article, meanwhile: Meanwhile
) -> None:
    meanwhile(lambda: other.article_tags.change_read([article], ["theirs"], []))
    library.article_tags.change_read([article], ["mine"], [])
    assert noted(library) == [("", ("theirs", "mine"))]
    meanwhile(lambda: other.article_tags.change_read([article], ["more"], []))
    library.article_tags.change_read([article], [], ["theirs", "mine"])
    assert noted(library) == [("", ("more",))]


def test_tags_of_an_article_that_two_machines_began_become_one(library: Library, article: Article) -> None:
    for tags in (("a", "b"), ("b", "c"), ("d",)):
        library.annotate(article, tags=tags)
    assert library.article_tags.common([article.id]) == ("a", "b", "c", "d")
    library.article_tags.change_read([article], ["e"], ["c"])
    assert noted(library) == [("", ("a", "b", "d", "e"))]
    library.undo()
    assert len(noted(library)) == 3


def test_corrections_that_two_take_in_at_once_come_in_once(
    library: Library, other: Library, meanwhile: Meanwhile
) -> None:
    said = [{"kind": "not-entity", "text": text, "scope": "everywhere"} for text in ("Snow", "Rain")]
    lines = [orjson.dumps(one).decode() for one in said]
    meanwhile(lambda: other.import_corrections(lines[0]))
    taken = library.import_corrections("\n".join(lines))
    assert (taken.added, taken.known) == (1, 1)
    assert [kept.correction.text for kept in library.name_corrections.all()] == ["Snow", "Rain"]


def test_a_correction_that_was_taken_back_does_not_come_back(
    library: Library, other: Library, article: Article, meanwhile: Meanwhile
) -> None:
    correct(library.name_corrections, "not-entity", article, "Moscow")
    [kept] = library.name_corrections.all()
    meanwhile(lambda: other.name_corrections.delete([kept.id]))
    with pytest.raises(StoreError, match="not there any more"):
        library.name_corrections.change_scope(kept.id, "everywhere")
    assert other.name_corrections.all() == []


def test_what_another_window_says_of_an_article_that_is_being_read_stays(
    library: Library, other: Library, article: Article
) -> None:
    reading = ReadingState("reading", 0.2, offset=3, line=3)
    library.save_reading(article.id, reading)
    other.repository.reading.set_status([article.id], "later", label="put by for later")
    library.save_reading(article.id, replace(reading, offset=9, line=9), known="reading")
    kept = other.repository.reading.get(article.id)
    assert (kept.status, kept.offset, other.repository.reading.queue()) == ("later", 9, [article.id])
    library.save_reading(article.id, replace(reading, status="read"), known="reading")
    assert other.repository.reading.get(article.id).status == "read"


def test_where_one_is_in_an_article_stays_when_it_is_put_by(
    library: Library, other: Library, article: Article, meanwhile: Meanwhile
) -> None:
    meanwhile(lambda: other.save_reading(article.id, ReadingState("reading", 0.5, offset=7, line=7)))
    library.repository.reading.set_status([article.id], "later")
    kept = library.repository.reading.get(article.id)
    assert (kept.status, kept.offset, kept.progress) == ("later", 7, 0.5)


def test_the_same_import_twice_at_once_comes_in_once(
    library: Library, other: Library, tmp_path: Path, meanwhile: Meanwhile
) -> None:
    path = tmp_path / "highlights.csv"
    path.write_text("Highlight,Book Title,Note\nCame ashore in Moscow,A title,one\n", encoding="utf-8")
    meanwhile(lambda: other.import_notes(path, folders=[]))
    assert library.import_notes(path, folders=[]).added == 0
    notes: list[Annotation] = library.repository.annotations()
    assert [note.note for note in notes] == ["one"]


def test_an_export_that_waited_takes_nothing_back_that_another_wrote(
    library: Library, other: Library, article: Article, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It had read the notes before one more came, and went out with the other export."""
    vault = tmp_path / "vault"
    library.annotate(article, note="first")
    real = collect.writing_to

    def waiting(folder: Path) -> AbstractContextManager[None]:
        monkeypatch.setattr(collect, "writing_to", real)
        other.annotate(article, note="second")
        other.export(to=vault, find_names=False)
        return real(folder)

    monkeypatch.setattr(collect, "writing_to", waiting)
    library.export(to=vault, find_names=False)
    [page] = vault.glob("*.md")
    assert [word in page.read_text(encoding="utf-8") for word in ("first", "second")] == [True, True]
    assert library.export(to=vault, find_names=False).paths == []


def test_undo_leaves_the_article_of_notes_that_others_made_since(
    library: Library, other: Library, article: Article
) -> None:
    """The first note on an article brings what it is known again by; the second one needs it too."""
    library.annotate(article, note="mine")
    other.annotate(article, note="theirs")
    known = other.repository.articles.get(article.id)
    library.undo()
    assert noted(other) == [("theirs", ())]
    assert known is not None and other.repository.articles.get(article.id) == known
    library.redo()
    assert noted(other) == [("mine", ()), ("theirs", ())]
