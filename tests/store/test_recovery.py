"""Damaged notes files: the newest good backup comes back, the damaged file stays beside it, the user is told."""

import errno
import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from msgspec.structs import replace
from tinydb import TinyDB

from annotations.files.disk import RealFiles
from annotations.model import Annotation, Target, TextualBody
from annotations.store.codec import now
from annotations.store.document import DamagedError, Tables, parse
from annotations.store.recovery import Salvaged, merge_all, salvage
from annotations.store.repository import Repository
from annotations.store.storage import DurableStorage

Damage = Callable[[bytes], bytes]


def note(text: str) -> Annotation:
    moment = now()
    return Annotation("", Target("a-1"), (TextualBody(text),), moment, moment)


def listed(raw: bytes) -> bytes:
    document = json.loads(raw)
    document["annotations"] = list(document["annotations"].values())
    return json.dumps(document).encode()


def swapped(raw: bytes) -> bytes:
    return json.dumps(json.loads(raw) | {"annotations": "gone"}).encode()


def conflict(raw: bytes) -> bytes:
    lines = raw.split(b"\n")
    return b"\n".join(
        [*lines[:3], b"<<<<<<< HEAD", *lines[3:5], b"=======", lines[5], b">>>>>>> other", *lines[6:]]
    )


RESTORED: dict[str, Damage] = {
    "empty": lambda raw: b"",
    "one byte": lambda raw: raw[:1],
    "cut after a tenth": lambda raw: raw[: len(raw) // 10],
    "cut in half": lambda raw: raw[: len(raw) // 2],
    "cut by two bytes": lambda raw: raw.rstrip()[:-2],
    "only zeros": lambda raw: b"\x00" * len(raw),
    "zeros at the end": lambda raw: raw[:-40] + b"\x00" * 40,
    "zeros in the middle": lambda raw: raw[:200] + b"\x00" * 512 + raw[712:],
    "a list": lambda raw: b"[1, 2]",
    "a number": lambda raw: b"17",
    "a word": lambda raw: b'"notes"',
    "binary": lambda raw: bytes(range(256)) * 9,
    "latin-1": lambda raw: raw.replace("è".encode(), b"\xe8"),
    "UTF-16": lambda raw: raw.decode().encode("utf-16"),
    "twice in one": lambda raw: raw + raw,
    "a table that is a word": swapped,
    "a table that is a list": listed,
    "a merge conflict": conflict,
    "an HTML page": lambda raw: b"<!doctype html><title>Sign in</title>",
    "nested without end": lambda raw: b'{"annotations":' + b"[" * 100_000,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Three notes in a file, two of them (as they are now) also in a backup."""
    path = tmp_path / "notes.json"
    with Repository.open(path) as repository:
        for text in ("première", "deuxième"):
            repository.add(note(text))
        for backup in (tmp_path / "notes.json.backups").iterdir():
            backup.unlink()
        repository.add(note("troisième"))
    return path


@pytest.mark.parametrize("kind", RESTORED)
def test_a_damaged_file_is_restored_and_kept(path: Path, kind: str) -> None:
    damaged = RESTORED[kind](path.read_bytes())
    path.write_bytes(damaged)
    with Repository.open(path) as repository:
        assert [a.note for a in repository.annotations()][:2] == ["première", "deuxième"]
        assert "was damaged" in repository.notices[0] and "backup" in repository.notices[0]
        kept = list(path.parent.glob("notes.json.damaged-*"))
        assert [k.read_bytes() for k in kept] == [damaged] and kept[0].name in repository.notices[0]
        repository.add(note("afterwards"))
    with TinyDB(path) as plain:
        assert len(plain.table("annotations").all()) >= 3
    with Repository.open(path) as again:
        assert again.notices == () and "afterwards" in [a.note for a in again.annotations()]


@pytest.mark.parametrize(
    "kind",
    ["cut by two bytes", "latin-1", "UTF-16", "a table that is a list", "a merge conflict", "twice in one"],
)
def test_what_only_the_damaged_file_had_is_read_out_of_it(path: Path, kind: str) -> None:
    path.write_bytes(RESTORED[kind](path.read_bytes()))
    with Repository.open(path) as repository:
        assert [a.note for a in repository.annotations()] == ["première", "deuxième", "troisième"]


def test_notes_are_notes_also_where_the_name_of_their_table_is_damaged(path: Path) -> None:
    path.write_bytes(b'{"articles":{"1":{"id":"a-1","paths":[]}},' + path.read_bytes().lstrip(b"{").replace(b'"annotations"', b'"annotat\xffons"'))  # fmt: skip
    with Repository.open(path) as repository:
        assert [a.note for a in repository.annotations()] == ["première", "deuxième", "troisième"]


def test_without_any_backup_the_readable_records_are_left(path: Path) -> None:
    for backup in (path.parent / "notes.json.backups").iterdir():
        backup.unlink()
    path.write_bytes(path.read_bytes()[:-200])
    with Repository.open(path) as repository:
        assert [a.note for a in repository.annotations()][:2] == ["première", "deuxième"]
        assert "no good backup" in repository.notices[0]


def test_a_damaged_backup_is_passed_over(path: Path) -> None:
    folder = path.parent / "notes.json.backups"
    (folder / "recent-29990101T000000Z.json").write_bytes(b'{"annotations":')
    path.write_bytes(b"")
    with Repository.open(path) as repository:
        assert len(repository.annotations()) == 2


def test_damage_while_we_are_open_costs_nothing(path: Path) -> None:
    with Repository.open(path) as repository:
        before = repository.annotations()
        path.write_bytes(b"{")
        assert repository.annotations() == before and len(before) == 3


def test_a_file_taken_away_while_we_are_open_is_written_again(path: Path) -> None:
    with Repository.open(path) as repository:
        path.unlink()
        assert len(repository.annotations()) == 3
        repository.add(note("fourth"))
        assert "vanished" in repository.notices[0]
    with Repository.open(path) as again:
        assert len(again.annotations()) == 4


def test_a_file_that_is_not_there_but_has_backups_is_told_of(path: Path) -> None:
    path.unlink()
    with Repository.open(path) as repository:
        assert repository.annotations() == [] and "backups" in repository.notices[0]


def test_a_read_only_repository_mends_in_memory_only(path: Path) -> None:
    path.write_bytes(b"[]")
    with Repository.open(path, read_only=True) as repository:
        assert len(repository.annotations()) == 2 and "left as it is" in repository.notices[0]
    assert path.read_bytes() == b"[]" and not list(path.parent.glob("*.damaged-*"))


def test_a_damaged_file_on_a_full_disk_is_not_kept_again_at_each_look(path: Path) -> None:
    class Full(RealFiles):
        def write(self, descriptor: int, pieces: Iterable[bytes]) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    path.write_bytes(b"[]")
    for _ in range(2):
        with Repository(DurableStorage(path, files=Full())) as repository:
            assert len(repository.annotations()) == 2
            assert "could not be put right: No space left on device. Free some" in repository.notices[0]
    assert path.read_bytes() == b"[]" and not list(path.parent.glob("*.damaged-*"))


def edited(raw: bytes, how: Callable[[dict], None]) -> bytes:
    document = json.loads(raw)
    how(document["annotations"])
    return json.dumps(document).encode()


TOLERATED: dict[str, tuple[Damage, int]] = {
    "a byte order mark": (lambda raw: b"\xef\xbb\xbf" + raw, 3),
    "pretty-printed": (lambda raw: json.dumps(json.loads(raw), indent=2).encode(), 3),
    "CRLF": (lambda raw: raw.replace(b"\n", b"\r\n"), 3),
    "a record that is a word": (lambda raw: edited(raw, lambda t: t.update({"2": "gone"})), 2),
    "a record without id": (lambda raw: edited(raw, lambda t: t["2"].pop("id")), 2),
    "a record without target": (lambda raw: edited(raw, lambda t: t["2"].pop("target")), 2),
    "a record twice": (lambda raw: edited(raw, lambda t: t.update({"9": t["1"]})), 3),
    "a lone surrogate": (lambda raw: edited(raw, lambda t: t["1"].update(x="\ud800")), 3),
    "not a number": (lambda raw: edited(raw, lambda t: t["1"].update(x=float("nan"))), 3),
    "a key that is no number": (lambda raw: edited(raw, lambda t: t.update({"a": t.pop("2")})), 3),
}


@pytest.mark.parametrize("kind", TOLERATED)
def test_one_odd_record_among_good_ones_is_no_reason_to_go_back(path: Path, kind: str) -> None:
    damage, readable = TOLERATED[kind]
    path.write_bytes(damage(path.read_bytes()))
    with Repository.open(path) as repository:
        assert len(repository.annotations()) == readable
        assert (len(repository.notices) == 1) == (readable == 2 or kind == "a record twice")
        repository.add(note("fourth"))
    assert not list(path.parent.glob("*.damaged-*"))
    with TinyDB(path) as plain:  # the odd one is still there, as it was
        numbers = plain.storage.read()["annotations"]
    assert len(numbers) == 4 + (kind == "a record twice")


@pytest.mark.parametrize("odd", ["9" * 5_000, '{"a": ' * 700 + "1" + "}" * 700], ids=["digits", "nest"])
def test_a_record_that_python_can_not_read_costs_itself(path: Path, odd: str) -> None:
    with Repository.open(path) as repository:
        repository.add(note("kept"))
    raw = path.read_text(encoding="utf-8")
    at = raw.index("{", raw.index('"annotations"')) + 1
    path.write_text(f'{raw[:at]}"77": {{"odd": {odd}}}, {raw[at:-2]}', encoding="utf-8")
    with Repository.open(path) as repository:
        assert {one.note for one in repository.annotations()} == {"première", "deuxième", "troisième", "kept"}


def test_numbers_that_stand_twice_lose_no_record(path: Path) -> None:
    lines = path.read_bytes().split(b"\n")
    third = next(i for i, line in enumerate(lines) if line.startswith(b'"3":'))
    lines[third - 1] = lines[third - 1].removesuffix(b",") + b","
    lines[third] = b'"2":' + lines[third].removeprefix(b'"3":')
    path.write_bytes(b"\n".join(lines))
    with Repository.open(path) as repository:
        assert [a.note for a in repository.annotations()] == ["première", "deuxième", "troisième"]
        repository.update(replace(repository.annotations()[1], body=(TextualBody("2"),)))
    with TinyDB(path) as plain:
        assert len(plain.table("annotations").all()) == 3


def test_damage_is_named_for_people() -> None:
    for raw, words in (
        (b"  ", "empty"),
        (b"\x00", "zeros"),
        (b"{", "line 1"),
        (b"[]", "not a notes file"),
        (b'"\xff"', "UTF-8"),
    ):
        with pytest.raises(DamagedError, match=words):
            parse(raw)


def test_merging_goes_by_ids_and_the_later_version_wins() -> None:
    early, late = "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z"
    tables: Tables = {
        "annotations": {
            "1": {"id": "n-a", "modified": late},
            "2": {"id": "n-b", "modified": early},
            "3": {"id": "n-c"},
        },
        "meta": 5,
    }
    salvaged = [
        Salvaged("annotations", "7", {"id": "n-a", "modified": early}),
        Salvaged("annotations", "7", {"id": "n-b", "modified": late}),
        Salvaged("annotations", "7", {"id": "n-c"}),
        Salvaged("annotations", "1", {"id": "n-d"}),
        Salvaged("annotations", "9", {"id": "n-d", "deleted": early}),
        Salvaged("annotations", "2", {"no": "id"}),
        Salvaged("annotations", "9", {"no": "id"}),
        Salvaged("annotations", "no number", {"no": "id either"}),
        Salvaged("reading", "4", {"id": "a-1", "saved": late}),
        Salvaged("meta", "1", {"schema": 1}),
    ]
    assert merge_all(tables, salvaged) == 6
    assert tables == {
        "annotations": {
            "1": {"id": "n-a", "modified": late},
            "2": {"id": "n-b", "modified": late},
            "3": {"id": "n-c"},
            "4": {"id": "n-d", "deleted": early},
            "9": {"no": "id"},
            "10": {"no": "id either"},
        },
        "reading": {"1": {"id": "a-1", "saved": late}},
        "meta": 5,
    }


def test_of_one_age_what_was_written_later_wins_once() -> None:
    def merged(*salvaged: Salvaged, is_later: bool = True) -> object:
        tables = {"annotations": {"1": {"id": "n-a", "modified": "1", "tags": ["old"]}}}
        count = merge_all(tables, salvaged, is_later=is_later)
        return count, tables["annotations"]["1"]["tags"]

    new = Salvaged("annotations", "1", {"id": "n-a", "modified": "1", "tags": ["new"]})
    newer = Salvaged("annotations", "2", {"id": "n-a", "modified": "1", "tags": ["newer"]})
    assert merged(new) == (1, ["new"])
    assert merged(new, new, newer) == (1, ["new"])
    assert merged(new, is_later=False) == (0, ["old"])
    assert merged(new._replace(is_sound=False)) == (0, ["old"])
    assert merged(Salvaged("annotations", "1", {"id": "n-a", "modified": "0", "tags": ["older"]})) == (
        0,
        ["old"],
    )


def test_what_was_changed_without_a_new_time_is_kept_when_the_file_is_cut_right_after(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace("première".encode(), b"renamed")[:-2].rstrip()[:-2])
    with Repository.open(path) as repository:
        assert [a.note for a in repository.annotations()] == ["renamed", "deuxième", "troisième"]


def test_every_whole_record_is_read_out_with_its_table_and_number() -> None:
    as_list = b'{"annotations" : [ {"id": "n-a"},\n\t{"id": "n-b"}, {"id": "n-c", "cut": '
    assert list(salvage(as_list)) == [
        Salvaged("annotations", "1", {"id": "n-a"}),
        Salvaged("annotations", "2", {"id": "n-b"}),
    ]
    mixed = b'{"reading":{"3":{"id":"a-1"},"4":{"id":"a-2"}},"drafts":{"5":{"type":"Annotation","id":"n-a"},"6":{"id":'
    assert list(salvage(mixed)) == [
        Salvaged("reading", "3", {"id": "a-1"}),
        Salvaged("reading", "4", {"id": "a-2"}),
        Salvaged("annotations", "5", {"type": "Annotation", "id": "n-a"}),
    ]


@pytest.mark.parametrize(
    ("byte", "char"), [(b"\x80", "€"), (b"\xff", "ÿ"), (b"\xe4", "ä"), (b"\x81", "\ufffd")]
)
def test_a_byte_that_is_no_utf_8_is_read_as_windows_has_it(byte: bytes, char: str) -> None:
    raw = b'{"annotations":{"1":{"id":"n-a","n":["%s","\xc3\xa4"]}},"cut' % byte
    assert [one.record["n"] for one in salvage(raw)] == [[char, "ä"]]
