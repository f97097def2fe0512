"""The same work on a cluster of two processes: what the cache then holds is, byte for byte, what one process puts there."""

import sqlite3
from pathlib import Path

import pytest
from distributed import LocalCluster

from annotations.entities import index_on_dask as on_dask
from annotations.entities.article_entities import ArticleEntities
from annotations.entities.cache import EntityCache
from annotations.entities.index_on_dask import chunks_of, index_on_dask
from annotations.errors import EngineError
from annotations.sources import read_article

NEWS = "Germany and France agreed on 3 May 2021, said Angela Merkel of the Harbour Trust.\n"


def names_in(folder: Path) -> ArticleEntities:
    return ArticleEntities(cache=EntityCache(folder / "entities.sqlite"))


def cached(folder: Path) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "entities.sqlite") as db:
        return db.execute(
            "select fingerprint, engine, part, parts, language, data from found order by 1, 3"
        ).fetchall()


def test_two_processes_find_byte_for_byte_what_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [tmp_path / f"{number}.md" for number in range(5)]
    for number, file in enumerate(files):
        file.write_text(f"# Title {number}\n\n{NEWS * (number + 1)}\n    code of Paris\n", encoding="utf-8")
    (tmp_path / "broken.md").write_bytes(bytes(50))
    everything, results = [*files, tmp_path / "broken.md"], tmp_path / "results"
    with names_in(tmp_path / "one") as names:
        for file in files:
            names.find(read_article(file))
    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster,
        names_in(tmp_path / "two") as names,
    ):
        report = index_on_dask(cluster.scheduler_address, everything, names, results, chunk_bytes=200)
        assert (report.done, report.total, report.cached, len(report.failed)) == (6, 6, 0, 1)
        assert report.failed[0].startswith(str(tmp_path / "broken.md")) and report.words > 100
        assert cached(tmp_path / "two") == cached(tmp_path / "one")
        first = {path.name: path.read_bytes() for path in results.iterdir()}
        assert len(first) > 2
        lost, damaged, *_ = sorted(results.iterdir())
        lost.unlink()
        damaged.write_bytes(b'{"file": ')
        sent: list[str] = []
        submit = on_dask._Run._send
        monkeypatch.setattr(
            on_dask._Run, "_send", lambda run, chunk: sent.append(chunk.name) or submit(run, chunk)
        )
        again = index_on_dask(cluster.scheduler_address, everything, names, results, chunk_bytes=200)
        assert sent == [lost.name.partition(".")[0], damaged.name.partition(".")[0]]
        assert {
            path.name: path.read_bytes() for path in results.iterdir()
        } == first and again.done == again.total


def test_a_chunk_is_known_again_until_a_file_of_it_changes(tmp_path: Path) -> None:
    files = [tmp_path / f"{number}.txt" for number in range(4)]
    for file in files:
        file.write_text("x" * 60)
    chunks = list(chunks_of([*files, tmp_path / "gone.txt"], "engine", 100))
    assert [chunk.files for chunk in chunks] == [tuple(files[:2]), tuple(files[2:])]
    files[3].write_text("changed")
    again = list(chunks_of(files, "engine", 100))
    assert again[0] == chunks[0] and again[1].name != chunks[1].name
    assert next(chunks_of(files, "another engine", 100)).name != chunks[0].name


def test_nobody_there_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_dask, "_CONNECTED_WITHIN_S", 0.2)
    with (
        pytest.raises(EngineError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"),
        names_in(tmp_path) as names,
    ):
        index_on_dask("tcp://127.0.0.1:9", [], names, tmp_path)
