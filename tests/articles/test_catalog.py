"""The catalogue between processes."""

import sqlite3
from pathlib import Path

import pytest

from annotations.articles import catalog as catalog_module
from annotations.articles.catalog import Catalog, Entry
from annotations.library import Library
from annotations.store.article_table import ArticleRecord, ArticleTable


def entry(path: Path) -> Entry:
    return Entry(str(path), 1, 2, "a-1", "f", "T", None, None, 5, "x\ny", "https://example.org/")


def test_it_remembers(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path)
    catalog.remember([entry(tmp_path / "a")])
    catalog.close()
    again = Catalog(tmp_path)
    assert again.entry(tmp_path / "a") == entry(tmp_path / "a")
    again.close()


@pytest.mark.parametrize("damage", [b"no database" * 200, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_one_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "catalog.sqlite").write_bytes(damage)
    catalog = Catalog(tmp_path)
    catalog.remember([entry(tmp_path / "a")])
    assert catalog.entry(tmp_path / "a") == entry(tmp_path / "a")
    catalog.close()


def test_one_held_by_another_process_is_not_thrown_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Catalog(tmp_path)
    first.remember([entry(tmp_path / "a")])
    first.close()
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **more: connect(*a, **{**more, "timeout": 0}))
    other = connect(tmp_path / "catalog.sqlite", isolation_level=None)
    other.execute("pragma journal_mode = delete")
    other.execute("begin exclusive")
    without = Catalog(tmp_path)
    assert without.entries() == []
    without.remember([entry(tmp_path / "b")])
    without.close()
    other.execute("rollback")
    other.close()
    again = Catalog(tmp_path)
    assert again.entry(tmp_path / "a") == entry(tmp_path / "a")
    again.close()


def test_a_thousand_new_files_ask_the_store_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(30):
        (folder / f"{number}.txt").write_text(
            f"Title {number}\n\nSome words of article {number}, and no more.", "utf-8"
        )
    asked = 0
    articles = ArticleTable.all

    def counted(table: ArticleTable) -> list[ArticleRecord]:
        nonlocal asked
        asked += 1
        return articles(table)

    monkeypatch.setattr(ArticleTable, "all", counted)
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        rows = list(library.listings([folder]))
        assert (len({row.id for row in rows}), asked) == (30, 1)
        (folder / "0.txt").rename(folder / "moved.txt")
        again = {row.path.name: row.id for row in library.listings([folder])}
        assert again["moved.txt"] == rows[0].id  # the same text, its old file gone


def test_one_changed_file_asks_for_no_rows_of_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        (tmp_path / f"{number}.txt").write_text(f"Title {number}\n\nSome words of article {number}.", "utf-8")
    rows, rows_as = [0], catalog_module.rows_as

    def counted(kind: type[Entry], cursor: sqlite3.Cursor) -> list[Entry]:
        entries = rows_as(kind, cursor)
        rows[0] += len(entries)
        return entries

    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        met = {row.path.name: row.id for row in library.listings([tmp_path])}
        monkeypatch.setattr(catalog_module, "rows_as", counted)
        (tmp_path / "7.txt").write_text("Title 7\n\nSome words of article 7, and others.", "utf-8")
        assert [row.id for row in library.listings([tmp_path / "7.txt"])] == [met["7.txt"]]
        assert rows[0] < 10
        assert {row.path.name: row.id for row in library.listings([tmp_path])} == met and rows[0] >= 30
