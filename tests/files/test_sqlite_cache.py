"""Caches that can be thrown away: whatever lies there, one is opened, or none and nobody is harmed."""

import os
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotations.files.sqlite_cache import SqliteCache, open_cache, throw_away


def make(db: sqlite3.Connection) -> None:
    db.execute("drop table if exists things")
    db.execute("create table things (name text)")


def opened(path: Path, version: int = 1, **how: int) -> sqlite3.Connection:
    found = open_cache(path, version, make, wait_s=2, **how)  # type: ignore[arg-type]
    assert found is not None
    return found


def names(path: Path, version: int = 1, **how: int) -> list[str]:
    with closing(opened(path, version, **how)) as db:
        return [row[0] for row in db.execute("select name from things")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """With one thing in it."""
    file = tmp_path / "deep" / "cache.sqlite"
    with closing(opened(file)) as db:
        db.execute("insert into things values ('kept')")
    return file


def test_what_was_kept_is_there_again(path: Path) -> None:
    assert names(path) == ["kept"]


@pytest.mark.parametrize("raw", [b"", b"not a database, but long enough to be taken for one" * 40])
def test_what_is_no_database_is_begun_anew(path: Path, raw: bytes) -> None:
    path.write_bytes(raw)
    assert names(path) == []


def test_another_version_is_begun_anew(path: Path) -> None:
    assert names(path, 2) == []
    assert names(path, 2) == []


def test_one_that_is_too_large_is_begun_anew(path: Path) -> None:
    assert names(path, most_bytes=1 << 20) == ["kept"]
    assert names(path, most_bytes=100) == []


def test_a_folder_in_its_place_is_no_cache(tmp_path: Path) -> None:
    (tmp_path / "cache.sqlite").mkdir()
    assert open_cache(tmp_path / "cache.sqlite", 1, make, wait_s=0) is None


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_where_nothing_may_be_written_there_is_none(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert open_cache(tmp_path / "cache.sqlite", 1, make, wait_s=0) is None


def test_one_that_is_held_is_left_alone(path: Path) -> None:
    with closing(opened(path)) as holder:
        holder.execute("begin exclusive")
        assert open_cache(path, 2, make, wait_s=0) is None
        holder.execute("rollback")
    assert names(path) == ["kept"]


def test_many_that_come_at_once_make_it_once(tmp_path: Path) -> None:
    file, made = tmp_path / "cache.sqlite", []

    def counted(db: sqlite3.Connection) -> None:
        made.append(1)
        make(db)

    def come() -> None:
        db = open_cache(file, 1, counted, wait_s=10)
        assert db is not None
        with closing(db):
            db.execute("insert into things values ('x')")

    threads = [threading.Thread(target=come) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(names(file)) == 8


def test_all_of_it_goes(path: Path) -> None:
    path.with_name("cache.sqlite-journal").touch()
    assert throw_away(path)
    assert list(path.parent.iterdir()) == []


def kept(cache: SqliteCache) -> list[str]:
    return cache.ask(lambda db: [row[0].upper() for row in db.execute("select name from things")], [])


def spoil_bytes(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[4096:8192] = b"\xff" * 4096
    path.write_bytes(raw)


def spoil_with(*statements: str) -> Callable[[Path], None]:
    def spoil(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            for statement in statements:
                db.execute(statement)

    return spoil


@pytest.mark.parametrize(
    "spoil",
    [
        spoil_bytes,
        spoil_with("drop table things"),
        spoil_with("drop table things", "create table things (other text)"),
        spoil_with("drop table things", "create view things as select 1 / 0 as name"),
        spoil_with("update things set name = x'ff'", "insert into things values (null)"),
    ],
)
def test_whatever_surprises_in_a_cache_begins_it_anew_once(path: Path, spoil: Callable[[Path], None]) -> None:
    cache = SqliteCache(path, 1, make, wait_s=2)
    assert kept(cache) == ["KEPT"] and not cache.losses
    cache.close()
    spoil(path)
    spoiled = path.read_bytes()
    if kept(cache) == []:
        assert cache.losses and path.read_bytes() != spoiled
    cache.write("insert into things values (?)", [("again",)])
    assert kept(cache) == ["AGAIN"]
    cache.close()


def test_a_schema_of_which_sqlite_says_no_text_is_begun_anew(path: Path) -> None:
    cache = SqliteCache(path, 1, make, wait_s=2)
    assert kept(cache) == ["KEPT"]
    cache.close()
    raw = path.read_bytes().replace(b"things", b"th\xf3ngs")
    path.write_bytes(raw.replace(b"create table", b"crxate table").replace(b"CREATE TABLE", b"CRXATE TABLE"))
    assert kept(cache) == []
    cache.write("insert into things values (?)", [("again",)])
    assert kept(cache) == ["AGAIN"]
    cache.close()


def test_a_held_cache_and_one_asked_for_what_can_not_be_in_it_keep_what_they_have(path: Path) -> None:
    cache = SqliteCache(path, 1, make, wait_s=0)
    with closing(opened(path)) as holder:
        assert kept(cache) == ["KEPT"]
        holder.execute("begin immediate")
        cache.write("insert into things values (?)", [("lost",)])
        holder.execute("rollback")
    cache.write("insert into things values (?)", [("\ud800",)])
    assert kept(cache) == ["KEPT"] and not cache.losses
    cache.close()


def test_a_query_that_never_fits_is_tried_twice_and_no_more(path: Path) -> None:
    tried = []

    def odd(db: sqlite3.Connection) -> str:
        tried.append(1)
        raise ValueError

    assert SqliteCache(path, 1, make, wait_s=2).ask(odd, "nothing") == "nothing"
    assert len(tried) == 2
