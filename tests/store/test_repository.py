"""The repository: what it promises to the library, in use."""

import contextlib
import json
import os
from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from msgspec.structs import replace
from tinydb import TinyDB

from annotations.errors import StoreError
from annotations.files.disk import RealFiles, Stamp
from annotations.model import Annotation, ReadingState, Target, TextPositionSelector, TextSpan, TextualBody
from annotations.store import reading_table, transactions
from annotations.store.article_table import ArticleRecord, article_to_record
from annotations.store.changes import Refusal
from annotations.store.codec import now, time_text
from annotations.store.draft_table import Draft
from annotations.store.reading_table import Bookmark
from annotations.store.repository import Repository
from annotations.store.storage import DurableStorage


def note(text: str = "hm", article: str = "a-1", identifier: str = "") -> Annotation:
    moment = now()
    target = Target(article, (TextPositionSelector(1, 4),))
    return Annotation(identifier, target, (TextualBody(text),), moment, moment)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "notes.json"


def test_nothing_is_made_by_looking(path: Path) -> None:
    with Repository.open(path) as repository:
        assert repository.annotations() == [] and not path.parent.exists()
        assert repository.undo() is None and repository.redo() is None and not repository.changed()


def test_a_note_is_in_the_file_one_a_line_and_plain_tinydb_reads_it(path: Path) -> None:
    with Repository.open(path) as repository:
        one, other = repository.add(note("one")), repository.add(note("two\nlines", "a-2"))
        assert repository.annotations("a-2") == [other] and repository.annotations() == [one, other]
        assert repository.get(one.id) == one and repository.counts() == {"a-1": 1, "a-2": 1}
    assert one.id.startswith("n-") and len(one.id) == 8
    lines = path.read_text(encoding="utf-8").splitlines()
    assert sum(one.id in line for line in lines) == 1 and not [
        n for n in lines if one.id in n and other.id in n
    ]
    with TinyDB(path) as plain:
        assert [r["id"] for r in plain.table("annotations").all()] == [one.id, other.id]
    with Repository.open(path) as again:
        assert again.annotations() == [one, other]


def test_what_holds_the_tags_of_an_article_is_no_note(path: Path) -> None:
    of_article = replace(note(), target=Target("a-1"), body=(TextualBody("style", "tagging"),))
    with Repository.open(path) as repository:
        assert repository.counts() == {}
        tags = repository.add(of_article)
        repository.add(replace(of_article, target=Target("a-2"), body=(*of_article.body, TextualBody("hm"))))
        assert repository.counts() == {"a-1": 0, "a-2": 1}
        repository.update(replace(tags, body=(*tags.body, TextualBody("hm"))))
        assert repository.counts() == {"a-1": 1, "a-2": 1}
        repository.undo()
    with Repository.open(path) as again:
        assert again.counts() == {"a-1": 0, "a-2": 1}
        again.remove(tags.id)
        assert again.counts() == {"a-2": 1}


def test_two_repositories_on_one_file_see_each_others_notes(path: Path) -> None:
    with Repository.open(path) as one, Repository.open(path) as other:
        mine = one.add(note())
        assert other.changed() and other.annotations() == [mine] and not other.changed()
        theirs = other.add(note("theirs"))
        assert one.annotations() == [mine, theirs]


class _Interrupted(RealFiles):
    """Has something else done once, before one of its calls."""

    def __init__(self, before: int, what: Callable[[], object]) -> None:
        self.left, self._what = before, what

    def _count(self) -> None:
        self.left -= 1
        if not self.left:
            self._what()

    def stamp(self, path: str) -> Stamp | None:
        self._count()
        return super().stamp(path)

    def read(self, path: str) -> tuple[bytes, Stamp]:
        self._count()
        return super().read(path)

    def seal(self, descriptor: int, path: str, mtime_ns: int) -> Stamp:
        self._count()
        return super().seal(descriptor, path, mtime_ns)


class _NoLock:
    """As a lock that somebody deleted."""

    def acquire(self) -> None:
        """Nobody waits."""

    def release(self) -> None:
        """Nobody waits."""


@pytest.mark.parametrize("call", range(1, 11))
def test_a_note_that_comes_between_any_two_looks_at_the_file_is_not_lost(path: Path, call: int) -> None:
    """A new note's number is free in the file that is written, not only in the one that was looked at first."""
    theirs = Repository(DurableStorage(path, lock=_NoLock()))
    acknowledged = [theirs.add(note("first"))]
    files = _Interrupted(call, lambda: acknowledged.append(theirs.add(note("theirs"))))
    with contextlib.suppress(StoreError):  # told to try again
        ours = Repository(DurableStorage(path, files=files, lock=_NoLock()))
        acknowledged.append(ours.add(note("ours")))
    assert files.left <= 0, "so many calls are made"
    with Repository.open(path) as repository:
        assert {one.id for one in repository.annotations()} == {one.id for one in acknowledged}


def test_undo_and_redo_walk_over_every_change(path: Path) -> None:
    with Repository.open(path) as repository:
        states = [repository.annotations()]
        one = repository.add(note("one"))
        states.append(repository.annotations())
        repository.update(replace(one, body=(TextualBody("changed"),)))
        states.append(repository.annotations())
        two = repository.add(note("two"))
        states.append(repository.annotations())
        with repository.change("2 notes deleted") as change:
            repository.discard(change, one.id)
            repository.discard(change, two.id)
        states.append(repository.annotations())
        labels = ["2 notes deleted", "note added", "note changed", "note added"]
        for label, state in zip(labels, reversed(states[:-1]), strict=True):
            assert repository.undo().label == label
            assert sorted(repository.annotations(), key=str) == sorted(state, key=str)
        assert repository.undo() is None and repository.trash() == []
        for state in states[1:]:
            repository.redo()
            assert sorted(repository.annotations(), key=str) == sorted(state, key=str)
        assert repository.redo() is None


def test_undo_refuses_when_another_process_changed_the_same_note(path: Path) -> None:
    with Repository.open(path) as one, Repository.open(path) as other:
        earlier = one.add(note("earlier"))
        mine = one.add(note("mine"))
        other.update(replace(mine, body=(TextualBody("theirs"),)))
        answer = one.undo()
        assert isinstance(answer, Refusal) and "note added" in answer.reason
        assert one.get(mine.id).note == "theirs"
        assert one.undo().label == "note added" and one.get(earlier.id) is None


def test_what_was_put_by_stays_so_until_it_is_read_through_or_taken_back(path: Path) -> None:
    with Repository.open(path) as repository:
        reading = repository.reading
        reading.set_status(["a-1"], "later", label="put by")
        reading.save({"a-1": ReadingState("reading", 0.5, 12, line=14)})
        kept = reading.get("a-1")
        assert (kept.status, kept.progress, kept.line) == ("later", 0.5, 14) and reading.queue() == ["a-1"]
        reading.take_from_queue(["a-1", "a-2"])
        assert (reading.get("a-1").status, reading.get("a-2").status) == ("reading", "unread")
        reading.set_status(["a-1"], "later")
        reading.save({"a-1": ReadingState("read", 1.0, 20, line=22)})
        assert reading.get("a-1").status == "read"


@pytest.mark.parametrize(
    ("before", "asked", "after"),
    [("unread", "later", "reading"), ("reading", "later", "reading"), ("read", "unread", "read")],
)
def test_a_state_that_was_asked_for_is_undone_and_redone_though_the_article_was_opened_since(
    path: Path, before: str, asked: str, after: str
) -> None:
    with Repository.open(path) as repository:
        reading = repository.reading
        if before != "unread":
            reading.save({"a-1": ReadingState(before, 0.2, 3, line=4)})
        reading.set_status(["a-1"], asked, label="asked for")
        reading.save_bookmark("a-1", "a", Bookmark(7))
        reading.save({"a-1": ReadingState("reading", 0.5, 12, line=14)})
        opened = reading.get("a-1")
        for _ in range(2):
            assert repository.undo().label == "asked for"
            assert reading.get("a-1") == replace(opened, status=after)
            reading.save({"a-1": ReadingState(after, 0.5, 12, line=14)})
            assert repository.redo().label == "asked for"
            assert reading.get("a-1").status == asked and "a" in reading.bookmarks("a-1")
        reading.star(["a-1"], starred=True, label="starred")
        reading.save({"a-1": ReadingState("read", 1.0, 20, line=22)})
        assert repository.undo().label == "starred" and not reading.get("a-1").starred
        answer = repository.undo()  # read through by now: nobody waits for it
        assert isinstance(answer, Refusal) and "read" in answer.reason
        assert reading.get("a-1").status == "read" and reading.get("a-1").progress == 1.0


def test_a_change_that_raises_writes_nothing(path: Path) -> None:
    with Repository.open(path) as repository:
        repository.add(note())
        before = path.read_bytes()
        with pytest.raises(ZeroDivisionError), repository.change("x") as change:
            repository.include(change, note("never"))
            _ = 1 / 0
        assert path.read_bytes() == before and len(repository.annotations()) == 1
        with repository.change("nothing"):
            pass
        assert path.read_bytes() == before


def test_the_trash_gives_back_for_30_days(path: Path) -> None:
    with Repository.open(path) as repository:
        one = repository.add(note("one"))
        repository.remove(one.id)
        assert [item.id for item in repository.trash()] == [one.id] and repository.get(one.id) is None
        assert repository.restore(one.id) == one and repository.trash() == []
        old = {"id": "n-old", "deleted": time_text(now() - timedelta(days=31)), "record": {}}
        young = {"id": "n-young", "deleted": time_text(now() - timedelta(days=29)), "record": {}}
        with repository.change("x") as change:
            change.put("trash", old)
            change.put("trash", young)
        repository.add(note("two"))
        assert [item.id for item in repository.trash()] == ["n-young"]
        with pytest.raises(StoreError):
            repository.restore("n-old")


@pytest.mark.parametrize("days", [-9_000, 40])
def test_a_clock_that_jumps_empties_no_trash(path: Path, monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """Without a battery it begins in the past, until the network tells; what was deleted by then is not 25 years old."""
    with Repository.open(path) as repository:
        early, late = repository.add(note("early")), repository.add(note("late"))
        repository.remove(early.id)
        monkeypatch.setattr(transactions, "now", lambda: now() + timedelta(days=days))
        repository.remove(late.id)
        monkeypatch.undo()
        repository.add(note("more"))
        assert {item.id for item in repository.trash()} == {early.id, late.id}
        for _ in range(3):
            repository.undo()
        assert {kept.note for kept in repository.annotations()} == {"early", "late"}


def test_which_article_was_read_last(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moments = (now() + timedelta(seconds=step) for step in count())
    monkeypatch.setattr(reading_table, "now", lambda: next(moments))
    with Repository.open(path) as repository:
        assert repository.reading.last_read() == ""
        for article_id in ("a-2", "a-1"):
            repository.reading.save({article_id: ReadingState("reading", 0.5, 12, line=12)})
        repository.reading.save({"a-3": ReadingState("read", 1.0)})  # its sign was set in the list
        assert repository.reading.last_read() == "a-1"
        repository.reading.save({"a-2": ReadingState("reading", 0.6, 13, line=14)})
    with Repository.open(path) as again:
        assert again.reading.last_read() == "a-2"


def test_articles_readings_marks_corrections_and_drafts_come_back(path: Path) -> None:
    article = ArticleRecord("a-1", ("x.md", "y.md"), "T", "A", now().date(), None, "f", (1, 2), {"new": 1})
    with Repository.open(path) as repository:
        with repository.change("articles noted", undoable=False) as change:
            change.put("articles", article_to_record(article))
        repository.reading.save_bookmark("a-1", "a", Bookmark(7))
        repository.reading.save({"a-1": ReadingState("reading", 0.5, 12)})
        corrected = {"kind": "drop", "text": "Copper", "id": "c-1", "article": "a-1"}
        with repository.change("entity corrected") as change:
            change.put("corrections", corrected)
        draft = repository.drafts.save(Draft("a-1", "half a", ("t",), TextSpan(3, 5)))
        repository.drafts.save(replace(draft, note="half a thought"))
        assert repository.undo().label == "entity corrected" and repository.redo()
    with Repository.open(path) as again:
        assert again.articles.get("a-1") == article and again.articles.get("a-1").extra == {"new": 1}
        assert again.reading.get("a-1") == ReadingState("reading", 0.5, 12)
        assert again.reading.bookmarks("a-1") == {"a": Bookmark(7)}
        assert again.corrections("a-1") == [corrected]
        (kept,) = again.drafts.all()
        assert kept.note == "half a thought" and kept.span == TextSpan(3, 5)
        again.drafts.drop(draft.id)
        assert again.drafts.all() == []


def test_a_newer_schema_is_opened_read_only_and_said_so(path: Path) -> None:
    with Repository.open(path) as repository:
        kept = repository.add(note())
    document = json.loads(path.read_bytes())
    document["meta"]["1"]["schema"] = 99
    path.write_text(json.dumps(document))
    before = path.read_bytes()
    with Repository.open(path) as repository:
        assert repository.annotations() == [kept] and "newer postil" in repository.notices[0]
        for attempt in (lambda: repository.add(note()), lambda: repository.remove(kept.id)):
            with pytest.raises(StoreError, match="newer postil"):
                attempt()
    assert path.read_bytes() == before


def test_a_store_that_grows_newer_while_open_is_not_written(path: Path) -> None:
    with Repository.open(path) as repository:
        repository.add(note())
        path.write_text(path.read_text().replace('"schema":1', '"schema":2'))
        with pytest.raises(StoreError, match="newer postil"):
            repository.add(note())


def test_unknown_tables_and_fields_survive(path: Path) -> None:
    path.parent.mkdir(parents=True)
    unknown = {"future": {"x": {"deep": [1, {"a": None}]}, "y": {}}, "number": 3, "annotations": {}}
    path.write_text(json.dumps(unknown))
    with Repository.open(path) as repository:
        one = repository.add(replace(note(), extra={"creator": "me"}))
        repository.update(replace(repository.get(one.id), body=()))
    document = json.loads(path.read_bytes())
    assert document["future"] == unknown["future"] and document["number"] == 3
    assert document["annotations"]["1"]["creator"] == "me"
    assert [p.name for p in path.parent.glob("notes.json.backups/schema-0-*")], (
        "a backup before the schema changed"
    )


def test_ids_are_unique_and_grow_when_crowded(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotations.store.changes.random_letters", lambda count: "0" * count)
    with Repository.open(path) as repository:
        ids = [repository.add(note()).id for _ in range(3)]
    assert ids == ["n-000000", "n-0000000", "n-00000000"]


def test_the_taken_id_and_the_missing_note_are_errors(path: Path) -> None:
    with Repository.open(path) as repository:
        one = repository.add(note())
        with pytest.raises(StoreError, match=one.id):
            repository.add(one)
        for attempt in (repository.remove, repository.restore):
            with pytest.raises(StoreError, match="n-none"):
                attempt("n-none")
        with pytest.raises(StoreError, match="n-none"):
            repository.update(replace(one, id="n-none"))


def test_a_folder_is_no_notes_file(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="folder"):
        Repository.open(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
def test_permissions_and_links_are_kept(path: Path, tmp_path: Path) -> None:
    with Repository.open(path) as repository:
        repository.add(note())
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    link = tmp_path / "link.json"
    link.symlink_to(path)
    with Repository.open(link) as repository:
        repository.add(note())
    assert link.is_symlink() and path.stat().st_mode & 0o777 == 0o640
    assert len(json.loads(path.read_bytes())["annotations"]) == 2
    assert not list(tmp_path.glob("link.json.*")), "lock and backups stand beside the file itself"


def test_a_star_stays_when_the_page_is_left(tmp_path: Path) -> None:
    with contextlib.closing(Repository.open(tmp_path / "notes.json")) as repository:
        repository.reading.star(["a-1"], starred=True)
        repository.reading.save({"a-1": ReadingState(status="reading", progress=0.5, line=3)})
        assert repository.reading.get("a-1").starred
        repository.reading.star(["a-1"], starred=False)
        assert not repository.reading.all()["a-1"].starred
        assert repository.reading.get("a-1").progress == 0.5
