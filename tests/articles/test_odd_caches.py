"""Whatever stands in a cache, every command goes on as if there were none."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotations.entities.article_entities import ArticleEntities
from annotations.entities.cache import EntityCache
from annotations.library import Library
from annotations.model import Entity, TextSpan

SPOILT = {
    "catalog.sqlite": [
        "update articles set published = '2020'",
        "update articles set words = x'00ff'",
        "update articles set size = 'large', mtime_ns = null",
        "update articles set title = null",
        "update articles set tags = 5.5, id = x'61'",
        "drop table articles",
        "alter table articles drop column url",
        "pragma writable_schema = on; update sqlite_master set sql = 'create table articles (x)' where name = 'articles'",
    ],
    "search.sqlite": [
        "update texts set code = 'nonsense'",
        "update texts set code = '9-2 5-1'",
        "update texts set text = x'ff', folded = 3",
        "delete from texts where id > (select min(id) from texts); update documents set fingerprint = x'00'",
        "update documents set size = 'large', title = x'00', published = 5",
        "update folders set mtime_ns = 'long ago'",
        "update stores set path = 3; update notes set said = null",
        "drop table texts",
        "drop table words",
        "drop table documents",
    ],
    "entities.sqlite": [
        "update found set data = 'nonsense'",
        "update found set data = x'789c4b4c4a060002'",
        "update found set used = 'long ago', parts = 'many'",
        "update found set language = 4",
        "drop table found",
    ],
}
CASES = [(name, spoil) for name, spoils in SPOILT.items() for spoil in (*spoils, "bytes", "rubbish", "empty")]


@pytest.mark.parametrize(("name", "spoil"), CASES)
def test_an_odd_cache_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, spoil: str
) -> None:
    folder, cache = tmp_path / "articles", tmp_path / "cache"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(
            f"Title {number}\n\nThe boat of Jon Berg lies at pier {number}.\n"
        )
    monkeypatch.setenv("POSTIL_CACHE", str(cache))
    expected = use(tmp_path, folder, cache)
    spoil_file(cache / name, spoil)
    assert use(tmp_path, folder, cache) == expected
    assert use(tmp_path, folder, cache) == expected
    with closing(sqlite3.connect(cache / name)) as db:
        assert db.execute("pragma quick_check").fetchone() == ("ok",)


def use(tmp_path: Path, folder: Path, cache: Path) -> object:
    """All that asks the caches; entities are put there as an engine would."""
    with Library.open(tmp_path / "notes.json", cache=cache) as library:
        rows = [(row.id, row.title, row.words) for row in library.listings([folder])]
        article = library.read(folder / "0.txt")
        hits = [
            (hit.article, hit.start) for hit in library.texts.search_files("boat OR ent:berg", [folder]).hits
        ]
        start = article.text.index("Jon")
        found = (Entity(TextSpan(start, start + 8), "PERSON", "Jon Berg", "Jon Berg"),)
        with EntityCache() as entities, ArticleEntities(cache=entities) as names:
            before = names.known(article)
            assert before in (None, found)
            names.keep(article, found, section=0, language="en")
            assert names.known(article) == found
        return rows, sorted(hits), [one.title for one in library.all_notes()], library.titles()


def spoil_file(path: Path, spoil: str) -> None:
    raw = path.read_bytes()
    match spoil:
        case "bytes":
            path.write_bytes(raw[:4096] + b"\xff" * (len(raw) - 4096))
        case "rubbish":
            path.write_bytes(b"rubbish" * 1000)
        case "empty":
            path.write_bytes(b"")
        case _:
            with closing(sqlite3.connect(path, isolation_level=None)) as db:
                db.executescript(spoil)
