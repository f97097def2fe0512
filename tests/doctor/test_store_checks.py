"""The doctor: says what is wrong, mends it, and drops nothing that can be read."""

import errno
import json
import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.doctor.store_checks import check, repair
from annotations.files.disk import RealFiles
from annotations.model import Annotation, Target, TextualBody
from annotations.store.codec import now
from annotations.store.repository import Repository
from annotations.store.tinydb import open_tinydb


def note(text: str, identifier: str = "") -> Annotation:
    moment = now()
    return Annotation(identifier, Target("a-1"), (TextualBody(text),), moment, moment)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "notes.json"
    with Repository.open(path) as repository:
        with repository.change("article noted", undoable=False) as change:
            change.put("articles", {"id": "a-1"})
        for text in ("one", "two", "three"):
            repository.add(note(text))
    return path


def bad(path: Path) -> list[str]:
    return [finding.what for finding in check(path) if finding.level != "good"]


def texts(path: Path) -> list[str]:
    with Repository.open(path) as repository:
        return sorted(annotation.note for annotation in repository.annotations())


def edit(path: Path, how) -> None:
    document = json.loads(path.read_bytes())
    how(document)
    path.write_text(json.dumps(document))


def test_a_healthy_store_is_called_so_and_left_alone(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    assert bad(path) == [] and "3 notes" in check(path)[0].what
    assert repair(path) == [] and path.read_bytes() == before
    assert [f.level for f in check(tmp_path / "none.json")] == ["good", "note"]


def test_twins_get_ids_of_their_own(path: Path) -> None:
    edit(path, lambda d: d["annotations"]["2"].update(id=d["annotations"]["1"]["id"]))
    assert len(texts(path)) == 2 and "too, so this one is not shown" in bad(path)[0]
    assert "is now n-" in repair(path)[0]
    assert texts(path) == ["one", "three", "two"] and bad(path) == []


def test_unreadable_records_stay_as_they_are(path: Path) -> None:
    edit(path, lambda d: d["annotations"].update({"8": {"note": "no id"}, "9": {"id": "n-x"}}))
    assert [w.split(":")[0] for w in bad(path)] == ["a record that can't be read"] * 2
    repair(path)
    with Repository.open(path) as repository:
        repository.add(note("four"))
    table = json.loads(path.read_bytes())["annotations"]
    assert table["8"] == {"note": "no id"} and table["9"] == {"id": "n-x"} and len(table) == 6


def test_a_damaged_store_is_put_together_again(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-3])
    finding = check(path)[0]
    assert finding.level == "bad" and finding.repairable and "damaged" in finding.what
    assert "was damaged" in repair(path)[0]
    assert texts(path) == ["one", "three", "two"] and bad(path) == []


def test_a_missing_store_comes_back_from_its_backups(path: Path) -> None:
    path.unlink()
    assert "not there" in bad(path)[0] and len(bad(path)) == 1
    repair(path)
    assert set(texts(path)) <= {"one", "two", "three"} and path.exists()


def test_notes_only_a_damaged_file_holds_are_brought_in(path: Path) -> None:
    whole = path.read_bytes()
    lost = json.loads(whole)["annotations"]["2"]
    path.with_name("notes.json.damaged-20250101-000000").write_bytes(whole[:-20])
    with Repository.open(path) as repository, repository.change("gone without a trace") as change:
        change.drop("annotations", lost["id"])
    assert "1 note found only in a damaged file" in bad(path)[0]
    assert "1 note brought in" in repair(path)[0]
    assert texts(path) == ["one", "three", "two"] and bad(path) == []


def test_what_was_known_of_their_articles_is_brought_in_too(path: Path) -> None:
    whole = path.read_bytes()
    articles = json.loads(whole)["articles"]
    path.with_name("notes.json.damaged-20250101-000000").write_bytes(whole[:-20])
    edit(path, lambda d: (d["annotations"].pop("2"), d["articles"].clear()))  # as in an older backup
    assert "1 note found only in a damaged file" in bad(path)[1]
    assert "1 note brought in" in repair(path)[0]
    assert [*json.loads(path.read_bytes())["articles"].values()] == [*articles.values()]
    assert bad(path) == []


def test_what_was_deleted_stays_deleted(path: Path) -> None:
    path.with_name("notes.json.damaged-20250101-000000").write_bytes(path.read_bytes()[:-20])
    with Repository.open(path) as repository:
        repository.remove(repository.annotations()[0].id)
    assert bad(path) == [] and repair(path) == [] and texts(path) == ["three", "two"]


def test_strays_litter_and_bad_backups_are_told(path: Path) -> None:
    edit(path, lambda d: d["articles"].clear())
    litter = path.with_name(".notes.json.1-a.tmp")
    litter.touch()
    (path.parent / "notes.json.backups" / "daily-20200101T000000Z.json").write_text("{")
    assert [what[:15] for what in bad(path)] == ["a backup can't ", "notes on an art", "left by a progr"]
    assert "Cleared away" in repair(path)[-1] and not litter.exists()


def test_a_folder_that_can_not_be_written_to_is_told(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    may = os.access  # root may write anywhere: the system's answer is played
    monkeypatch.setattr(os, "access", lambda p, mode: Path(p) != path.parent and may(p, mode))
    (found,) = [finding for finding in check(path) if finding.level == "bad"]
    assert "no note can be saved" in found.what and found.where == str(path.parent)


def test_a_folder_that_no_first_note_can_be_saved_in_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = tmp_path / "not" / "there" / "yet.json"
    assert not [finding for finding in check(str(new)) if finding.level == "bad"]
    monkeypatch.setattr(os, "access", lambda folder, _: Path(folder) != tmp_path)
    assert [finding.where for finding in check(str(new)) if finding.level == "bad"] == [str(tmp_path)]


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO])
def test_a_disk_that_takes_no_save_is_told(path: Path, monkeypatch: pytest.MonkeyPatch, error: int) -> None:
    before = sorted(path.parent.iterdir())
    assert bad(path) == []

    def write(files: RealFiles, descriptor: int, pieces: Iterable[bytes]) -> None:
        raise OSError(error, os.strerror(error))

    monkeypatch.setattr(RealFiles, "write", write)
    (told,) = [finding for finding in check(path) if finding.level == "bad"]
    assert told.what == f"no note can be saved: {os.strerror(error)}" and told.next_step
    assert sorted(path.parent.iterdir()) == before


@pytest.mark.parametrize("what", ["a file", "closed", "unreadable"])
def test_backups_that_can_not_be_made_are_told(
    path: Path, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    folder, may, names = Path(f"{path}.backups"), os.access, RealFiles.names

    def unreadable(files: RealFiles, place: str) -> list[str]:
        if place == str(folder):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), place)
        return names(files, place)

    if what == "a file":
        folder.rename(path.parent / "kept")
        folder.touch()
    elif what == "closed":
        monkeypatch.setattr(os, "access", lambda p, mode: Path(p) != folder and may(p, mode))
    else:
        monkeypatch.setattr(RealFiles, "names", unreadable)
    (told,) = [finding for finding in check(path) if finding.level == "bad"]
    assert told.where == str(folder) and told.next_step


def test_a_backup_with_much_more_in_it_is_told(path: Path) -> None:
    with Repository.open(path) as repository:
        repository.remove(repository.annotations()[0].id)
    backup = path.parent / "notes.json.backups" / "recent-29990101T000000Z.json"
    backup.write_bytes(path.read_bytes())
    assert bad(path) == [], "what is in the trash was deleted on purpose"
    edit(path, lambda d: d["annotations"].clear())
    (found,) = [finding for finding in check(path) if finding.level == "note"]
    assert "holds 2 notes that are neither here nor in the trash" in found.what and found.where == str(backup)


def test_a_newer_store_is_not_touched(path: Path) -> None:
    edit(path, lambda d: (d["meta"]["1"].update(schema=9), d["annotations"]["2"].update(id="n-x", twin=1)))
    before = path.read_bytes()
    repair(path)
    assert path.read_bytes() == before and "newer postil" in bad(path)[0]


@pytest.mark.parametrize("value", [None, [1], "words", 7])
@pytest.mark.parametrize("name", ["annotations", "articles", "drafts", "trash"])
def test_what_is_no_record_is_set_aside_and_plain_tinydb_reads_the_rest(
    path: Path, name: str, value: object
) -> None:
    edit(path, lambda d: d.setdefault(name, {}).update({"77": value}))
    before = {key: record for key, record in rows(path, name).items() if key != "77"}
    assert any("no object" in what for what in bad(path))
    assert [dict(one) for one in open_tinydb(path).table(name).all()] == [*before.values(), {}]
    assert f"Record 77 of {name} is no object; it is now in the table unreadable." in repair(path)
    assert rows(path, name) == before
    assert rows(path, "unreadable") == {"1": {"table": name, "number": "77", "was": value}}
    assert [dict(one) for one in TinyDB(path).table(name).all()] == [*before.values()]
    assert bad(path) == [] and repair(path) == []


def rows(path: Path, name: str) -> dict[str, object]:
    """A table as it stands in the file."""
    found: dict[str, object] = json.loads(path.read_bytes()).get(name, {})
    return found
