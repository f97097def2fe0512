"""Indexing ahead of reading, which can be stopped."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from annotations.entities import index_articles as indexing
from annotations.entities.article_entities import ArticleEntities
from annotations.entities.cache import EntityCache
from annotations.entities.engine.spacy_engine import SpacyEngine, load_engine
from annotations.entities.index_articles import Progress, index_articles
from annotations.entities.process.client import Event, Finished, Found, WorkerDied
from annotations.errors import EngineError
from annotations.model import Article, TextSpan
from annotations.text.canonical import fingerprint

NEWS = "Germany and France agreed on 3 May 2021.\n"


def article(text: str) -> Article:
    return Article("a", None, text[:20], text, [], fingerprint=fingerprint(text))


@pytest.fixture(scope="module")
def engine() -> SpacyEngine:
    return load_engine()


@pytest.fixture
def names(tmp_path: Path) -> ArticleEntities:
    return ArticleEntities(cache=EntityCache(tmp_path / "entities.sqlite"))


def test_indexing_fills_the_cache_and_skips_what_is_there(
    engine: SpacyEngine, names: ArticleEntities
) -> None:
    articles = [article(NEWS * (number + 1)) for number in range(5)] + [article("")]
    heard: list[Progress] = []
    report = index_articles(articles, names, jobs=2, progress=heard.append)
    assert (report.done, report.total, report.cached, report.failed) == (6, 6, 1, ())
    assert report.words == sum(len(one.text.split()) for one in articles)
    assert report.words_per_second > 0
    assert [one.done for one in heard] == sorted(one.done for one in heard)
    assert names.known(articles[3]) == engine.entities(articles[3].text)
    again = index_articles(articles, names, jobs=2)
    assert (again.done, again.cached, again.words) == (6, 6, 0)


def test_a_stopped_run_goes_on_where_it_was(names: ArticleEntities) -> None:
    articles = [article(NEWS * (number + 1)) for number in range(4)]

    def stop(report: Progress) -> None:
        if report.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_articles(articles, names, progress=stop)
    report = index_articles(articles, names)
    assert report.done == 4
    assert report.cached >= 2


class Silent:
    """An entity process that says nothing, as one does while it loads or looks through a long section."""

    def __init__(self, *_: object, **__: object) -> None:
        self.is_closed = False

    def find(self, *_: object, **__: object) -> int:
        return 1

    def close(self) -> None:
        self.is_closed = True


def test_a_run_can_be_stopped_while_nothing_is_heard(
    names: ArticleEntities, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "EntityWorker", Silent)
    stopped = threading.Event()

    def stop(report: Progress) -> None:
        raise KeyboardInterrupt

    def run() -> None:
        with pytest.raises(KeyboardInterrupt):
            index_articles([article(NEWS)], names, progress=stop)
        stopped.set()

    threading.Thread(target=run, daemon=True).start()
    assert stopped.wait(20)


class InPieces:
    """An entity process that looks through a long text a fifth at a time, dies after the first and begins again."""

    def __init__(self, on_event: Callable[[Event], None], **_: object) -> None:
        self._on_event = on_event

    def find(self, text: str, **_: object) -> int:
        length = len(text) // 5
        pieces = [TextSpan(start, start + length) for start in range(0, len(text), length)]
        for piece in (pieces[0], None, *pieces):
            died = WorkerDied(1, will_retry=True)
            self._on_event(Found(1, piece, (), final=False, section=0) if piece is not None else died)
        self._on_event(Found(1, TextSpan(0, len(text)), (), final=True, section=0))
        self._on_event(Finished(1, "en"))
        return 1

    def close(self) -> None:
        pass


def test_it_is_said_how_much_of_a_long_article_is_done(
    names: ArticleEntities, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "EntityWorker", InPieces)
    heard: list[Progress] = []
    report = index_articles([article(NEWS * 5)], names, progress=heard.append)
    said = [one.so_far for one in heard]
    assert list(dict.fromkeys(said)) == ["20 %", "40 %", "60 %", "80 %", "100 %"]
    assert report.words == len((NEWS * 5).split()), "each word is counted once"
    heard.clear()
    index_articles([article(NEWS * 5), article(NEWS * 10)], names, progress=heard.append)
    assert [one.so_far for one in heard][:2] == ["1 of 2", "1 of 2 and 20 % of the next"]
    assert heard[-1].so_far == "2 of 2"
    assert [one.share for one in heard] == sorted(one.share for one in heard)


def test_an_engine_that_does_not_load_stops_the_run() -> None:
    with pytest.raises(EngineError, match="not installed"):
        index_articles([article(NEWS)], ArticleEntities(model="en_no_such_pipeline"))
