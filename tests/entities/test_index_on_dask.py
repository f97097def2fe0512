"""The same work on a cluster of two processes: what the cache then holds is, byte for byte, what one process puts there."""

import gzip
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from distributed import LocalCluster

from annotations.articles import library_articles
from annotations.entities import index_on_dask as on_dask
from annotations.entities.article_entities import ArticleEntities
from annotations.entities.cache import EntityCache
from annotations.entities.index_on_dask import chunks_of, index_on_dask
from annotations.errors import EngineError
from annotations.library import Library
from annotations.model import Article
from annotations.search import update
from annotations.sources import read_article
from annotations.sources.text_cache import KeptArticle
from tests.sources.samples import SAMPLES
from tui.cli.error_border import run

NEWS = "Germany and France agreed on 3 May 2021, said Angela Merkel of the Harbour Trust.\n"


def names_in(folder: Path) -> ArticleEntities:
    return ArticleEntities(cache=EntityCache(folder / "entities.sqlite"))


HELD = {
    "entities.sqlite": ["found"],
    "catalog.sqlite": ["articles"],
    "search.sqlite": ["documents", "texts", "tags", "folders", "problems"],
    "near_copies.sqlite": ["texts", "hashes", "pairs"],
}


def held(cache: Path) -> dict[str, list[str]]:
    """All rows that caches hold, but for when one was last used."""
    rows: dict[str, list[str]] = {}
    for name, tables in HELD.items():
        with closing(sqlite3.connect(cache / name)) as db:
            for table in tables:
                columns = [row[1] for row in db.execute(f"pragma table_info({table})") if row[1] != "used"]
                rows[f"{name} {table}"] = sorted(
                    map(repr, db.execute(f"select {', '.join(columns)} from {table}"))
                )
    return rows


def library_of(folder: Path) -> list[Path]:
    """Articles in a folder: Markdown with code, a near-copy, a mailbox of two, an odd name; and a file that is broken."""
    folder.mkdir()
    for number in range(3):
        words = f"# Title {number}\n\n{NEWS * (number + 1)}\n    code of Paris\n"
        (folder / f"{number}.md").write_text(words, encoding="utf-8")
    story = " ".join(f"word{at} of Angela Merkel" for at in range(60))
    for name, lead in (("a.txt", "One"), ("b.txt", "By our own reporter")):
        (folder / name).write_text(f"Berlin\nBy Jane Doe, 3 March 2026\n\n{lead}. {story}.\n", "utf-8")
    (folder / "mails.mbox").write_bytes(SAMPLES["mbox"])
    odd = b"odd-\xff.txt" if sys.platform == "linux" else b"odd.txt"
    (folder / os.fsdecode(odd)).write_text(f"Odd\n\n{NEWS}", "utf-8")
    (folder / "broken.md").write_bytes(bytes(50))
    os.utime(folder, (1, 1))  # settled: it will not change within the same tick of its clock
    return sorted(folder.iterdir())


def test_two_processes_find_byte_for_byte_what_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files, two = library_of(tmp_path / "articles"), tmp_path / "two"
    monkeypatch.setenv("POSTIL_CACHE", str(tmp_path / "one"))
    with Library.open() as library:
        library.texts.index_texts([files[0].parent], each=True)
        articles = [library.read(row.path) for row in library.listings([files[0].parent]) if not row.problem]
        library.near_copies.add(articles)
        for article in articles:
            library.entities(article)
    monkeypatch.setenv("POSTIL_CACHE", str(two))
    monkeypatch.setattr(on_dask, "_CHUNK_FILES", 2)
    read: list[str] = []
    for module in (library_articles, update):
        monkeypatch.setattr(
            module, "read_article", lambda path, *texts: read.append(path.name) or read_article(path, *texts)
        )
    sent: list[str] = []
    submit = on_dask._Run._send
    monkeypatch.setattr(
        on_dask._Run, "_send", lambda run, chunk: sent.append(chunk.name) or submit(run, chunk)
    )
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster:
        index = ["index", str(files[0].parent), "--dask", cluster.scheduler_address]
        assert run(index) == 1, "one file is broken"
        said = capsys.readouterr()
        assert said.out.startswith("8 found, 0 known before, 1 failed;") and "broken.md" in said.err
        assert held(two) == held(tmp_path / "one")
        assert read == ["broken.md"], "the others were read on the cluster"
        results = two / "cluster"
        first = {path.name: path.read_bytes() for path in results.iterdir()}
        assert len(first) == len(sent) == 4
        lost, damaged = results / f"{sent[2]}.jsonl.gz", results / f"{sent[0]}.jsonl.gz"
        lost.unlink()
        damaged.write_bytes(b'{"file": ')
        del sent[:]
        run(index)
        assert sorted(sent) == sorted(path.name.partition(".")[0] for path in (lost, damaged))
        assert {path.name: path.read_bytes() for path in results.iterdir()} == first
        assert held(two) == held(tmp_path / "one")


def test_a_chunk_is_known_again_until_a_file_of_it_changes(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(4)]
    for file in files:
        file.write_text("x" * 60)
    chunks = list(chunks_of([*files, tmp_path / "gone.txt"], "engine", 100))
    assert [chunk.files for chunk in chunks] == [tuple(files[:2]), tuple(files[2:])]
    files[3].write_text("changed")
    again = list(chunks_of(files, "engine", 100))
    assert chunks[1].stamps == ((60, chunks[1].stamps[0][1]), (60, chunks[1].stamps[1][1]))
    assert again[0] == chunks[0] and again[1].name != chunks[1].name
    assert next(chunks_of(files, "another engine", 100)).name != chunks[0].name


def test_the_text_of_a_file_that_has_changed_since_is_not_kept(tmp_path: Path) -> None:
    file, texts = tmp_path / "a.txt", dict[Path, Article]()
    file.write_text(f"Title\n\n{NEWS}", "utf-8")
    [chunk] = chunks_of([file], "engine")
    line = on_dask.FoundLine(str(file), article=KeptArticle.of(read_article(file)))
    (tmp_path / f"{chunk.name}.jsonl.gz").write_bytes(gzip.compress(msgspec.json.encode(line)))
    with names_in(tmp_path) as names:
        run = on_dask._Run(None, names, tmp_path, lambda _: None, texts.update)
        assert run._take_in(chunk)
        assert texts == {file: read_article(file)}
        texts.clear()
        file.write_text(f"Title\n\n{NEWS * 2}", "utf-8")
        assert run._take_in(chunk)
        assert texts == {}


def test_nobody_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_dask, "_CONNECTED_WITHIN_S", 0.2)
    with (
        pytest.raises(EngineError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"),
        names_in(tmp_path) as names,
    ):
        index_on_dask("tcp://127.0.0.1:9", [], names, tmp_path)
