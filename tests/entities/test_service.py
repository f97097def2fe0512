"""Articles, engine and cache together; indexing that can be stopped."""

import threading
from pathlib import Path

import pytest

from annotations.entities import service
from annotations.entities.cache import EntityCache
from annotations.entities.engine import Found, SpacyEngine, load_engine
from annotations.entities.engine_version import engine_key
from annotations.entities.process import chunks
from annotations.entities.service import Progress, cache_name, cached_entities, entities_for, index_articles
from annotations.errors import EngineError
from annotations.model import Article, Block, TextSpan
from annotations.text.canonical import fingerprint

NEWS = "Germany and France agreed on 3 May 2021.\n"


def article(text: str, *, code: TextSpan | None = None) -> Article:
    blocks = [Block(code, "code")] if code else []
    return Article("a", None, text[:20], text, blocks, fingerprint=fingerprint(text))


@pytest.fixture(scope="module")
def engine() -> SpacyEngine:
    return load_engine()


@pytest.fixture
def cache(tmp_path: Path) -> EntityCache:
    return EntityCache(tmp_path / "entities.sqlite")


def test_entities_are_found_once(
    engine: SpacyEngine, cache: EntityCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = article(NEWS)
    assert cached_entities(one, cache) is None
    found = entities_for(one, engine, cache)
    assert [entity.text for entity in found] == ["Germany", "France", "3 May 2021"]
    monkeypatch.setattr(SpacyEngine, "stream", None)
    assert entities_for(one, engine, cache) == found == cached_entities(one, cache)


def test_code_is_not_looked_at(engine: SpacyEngine, cache: EntityCache) -> None:
    one = article(NEWS, code=TextSpan(0, 7))
    assert [entity.text for entity in entities_for(one, engine, cache)] == ["France", "3 May 2021"]
    assert cache_name(one) != cache_name(article(NEWS))


def test_indexing_fills_the_cache_and_skips_what_is_there(engine: SpacyEngine, cache: EntityCache) -> None:
    articles = [article(NEWS * (number + 1)) for number in range(5)] + [article("")]
    heard: list[Progress] = []
    report = index_articles(articles, cache=cache, jobs=2, progress=heard.append)
    assert (report.done, report.total, report.cached, report.failed) == (6, 6, 1, ())
    assert report.words == sum(len(one.text.split()) for one in articles)
    assert report.words_per_second > 0
    assert [one.done for one in heard] == sorted(one.done for one in heard)
    assert cached_entities(articles[3], cache) == engine.entities(articles[3].text)
    again = index_articles(articles, cache=cache, jobs=2)
    assert (again.done, again.cached, again.words) == (6, 6, 0)


def test_a_stopped_run_goes_on_where_it_was(cache: EntityCache) -> None:
    articles = [article(NEWS * (number + 1)) for number in range(4)]

    def stop(report: Progress) -> None:
        if report.done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        index_articles(articles, cache=cache, progress=stop)
    report = index_articles(articles, cache=cache)
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
    cache: EntityCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "EntityWorker", Silent)
    stopped = threading.Event()

    def stop(report: Progress) -> None:
        raise KeyboardInterrupt

    def run() -> None:
        with pytest.raises(KeyboardInterrupt):
            index_articles([article(NEWS)], cache=cache, progress=stop)
        stopped.set()

    threading.Thread(target=run, daemon=True).start()
    assert stopped.wait(20)


def test_a_book_goes_on_at_its_section(
    engine: SpacyEngine, cache: EntityCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chunks, "SECTION_CHARS", 100)
    one = article(NEWS * 5)
    parts = chunks.sections(one.text)
    done: Found = next(found for found in engine.stream(one.text, only_sections=[1]) if found.final)
    cache.put(cache_name(one), str(engine_key()), done.entities, part=1, parts=len(parts))
    assert cache.parts(cache_name(one), str(engine_key())) == {1}
    for found in engine.stream(one.text, only_sections=set(range(len(parts))) - {1}):
        if found.final:
            cache.put(
                cache_name(one), str(engine_key()), found.entities, part=found.section, parts=len(parts)
            )
    assert cached_entities(one, cache) == engine.entities(one.text)


def test_an_engine_that_does_not_load_stops_the_run(cache: EntityCache) -> None:
    with pytest.raises(EngineError, match="not installed"):
        index_articles([article(NEWS)], cache=cache, model="en_no_such_pipeline")
