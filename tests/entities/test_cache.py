"""The cache: quick, shared, bounded, and never worth an error."""

import subprocess
import sys
from pathlib import Path

import pytest

from annotations.entities.cache import EntityCache
from annotations.model import Entity, TextSpan

TEXT = "Steve Witkoff came. Witkoff left."
FOUND = (
    Entity(TextSpan(0, 13), "PERSON", "Steve Witkoff", "Steve Witkoff"),
    Entity(TextSpan(20, 27), "PERSON", "Witkoff", "Steve Witkoff"),
)


@pytest.fixture
def cache(tmp_path: Path) -> EntityCache:
    return EntityCache(tmp_path / "deep" / "entities.sqlite")


def test_what_is_put_is_got_by_another_process(cache: EntityCache) -> None:
    cache.put("f", "postil 1", FOUND)
    again = EntityCache(cache.path)
    assert again.get(TEXT, "f", "postil 1") == FOUND
    assert again.get(TEXT, "f", "postil 2") is None
    assert again.get(TEXT, "g", "postil 1") is None


def test_a_text_in_sections_is_there_when_all_are(cache: EntityCache) -> None:
    cache.put("f", "e", FOUND[1:], part=1, parts=2)
    assert cache.get(TEXT, "f", "e") is None
    assert cache.parts("f", "e") == {1}
    cache.put("f", "e", FOUND[:1], part=0, parts=2)
    assert cache.get(TEXT, "f", "e") == FOUND


def test_no_entities_is_not_the_same_as_unknown(cache: EntityCache) -> None:
    cache.put("f", "e", ())
    assert cache.get(TEXT, "f", "e") == ()


@pytest.mark.parametrize("damage", [b"rubbish" * 1000, b"", b"SQLite format 3\x00" + b"\xff" * 4096])
def test_a_damaged_file_is_begun_anew(cache: EntityCache, damage: bytes) -> None:
    cache.put("f", "e", FOUND)
    cache.close()
    cache.path.write_bytes(damage)
    assert cache.get(TEXT, "f", "e") is None
    cache.put("f", "e", FOUND)
    assert cache.get(TEXT, "f", "e") == FOUND


def test_a_damaged_record_is_a_miss(cache: EntityCache) -> None:
    cache.put("f", "e", FOUND)
    cache._cache.ask(lambda db: db.execute("UPDATE found SET data = ?", (b"not zlib",)), None)
    assert cache.get(TEXT, "f", "e") is None
    assert cache.parts("f", "e") == frozenset()


def test_a_place_that_cannot_be_written_is_a_miss(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = EntityCache(tmp_path / "file" / "entities.sqlite")
    cache.put("f", "e", FOUND)
    assert cache.get(TEXT, "f", "e") is None and not cache.is_there


def test_the_oldest_leave_when_it_is_full(tmp_path: Path) -> None:
    cache = EntityCache(tmp_path / "c.sqlite", most_bytes=200_000)
    many = [Entity(TextSpan(n, n + 1), "ORG", "x", f"{n * 7919:x}") for n in range(2_000)]
    for number in range(60):
        cache.put(f"f{number}", "e", many)
    assert cache.get("x" * 3000, "f0", "e") is None
    assert cache.get("x" * 3000, "f59", "e") is not None
    assert cache.path.stat().st_size < 400_000


def test_processes_write_at_once_and_lose_nothing(cache: EntityCache) -> None:
    code = (
        "import sys; from pathlib import Path; from annotations.entities.cache import EntityCache\n"
        "c = EntityCache(Path(sys.argv[1]))\n"
        "for n in range(40): c.put(f'{sys.argv[2]}-{n}', 'e', ())"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(cache.path), name]) for name in "abc"]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert all(cache.get("", f"{name}-{n}", "e") == () for name in "abc" for n in range(40))
