"""What the page hears of its entity process."""

from collections.abc import Callable

import pytest

from annotations.entities.engine import chunks
from annotations.entities.engine.language import only_rules
from annotations.entities.process import client
from annotations.entities.process.client import Event, Failed, Finished, Found
from annotations.errors import EngineError
from annotations.model import Article, Entity, TextSpan
from tui.page.entity_feed import EntityFeed
from tui.page.name_index import NameIndex


class Told:
    """A worker that answers at once, with what the test says."""

    language = "en"

    def __init__(self, on_event: Callable[[Event], None], *, model: str | None = None) -> None:
        self._on_event = on_event

    def find(self, text: str, **how: object) -> int:
        self.asked = how
        self.looked: list[int] = []
        return 7

    def look(self, request: int, start_at: int) -> bool:
        self.looked.append(start_at)
        return len(self.looked) > 1

    def close(self) -> None:
        pass


def test_the_language_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "EntityWorker", Told)
    feed = EntityFeed()
    article = Article(id="a", source="a.txt", title="A", text="Hallo", blocks=())
    feed.find(article, NameIndex(article.text), 0)
    feed._heard(Finished(7, "de"))
    news = feed.take()
    assert (news.finished, news.problem, news.language) == (True, "", "de")
    assert not feed.take().language
    feed.close()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ""),
        ("de", "This article is in German, not in English: only well-known names are marked."),
        ("xx", "This article is not in English: only well-known names are marked."),
    ],
)
def test_another_language_is_said_in_one_line(language: str, said: str) -> None:
    assert only_rules(language, "well-known names") == said


def test_of_a_book_that_is_known_in_part_only_the_rest_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "EntityWorker", Told)
    monkeypatch.setattr(chunks, "SECTION_CHARS", 20)
    article = Article(id="a", source="a.txt", title="A", text="Words of Ghent.\n" * 5, blocks=())
    parts = chunks.sections(article.text)
    feed, names = EntityFeed(), NameIndex(article.text)
    span = TextSpan(parts[1].start + 9, parts[1].start + 14)
    ghent = Entity(span, "GPE", "Ghent", "Ghent")
    feed._entities.keep(article, [ghent], section=1, language="en")
    known = feed.known(article)
    assert known is not None
    assert known.all is None
    feed.find(article, names, 0, known)
    assert isinstance(feed._worker, Told)
    assert feed._worker.asked["sections"] == [number for number in range(len(parts)) if number != 1]
    for piece in feed.take().pieces:
        names.insert(piece)
    assert names.within(TextSpan(0, len(article.text))) == [(span, "GPE")]
    feed.close()


def test_the_process_is_told_where_the_reader_is_once_for_each_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "EntityWorker", Told)
    article = Article(id="a", source="a.txt", title="A", text="Hallo " * 9, blocks=())
    feed = EntityFeed()
    feed.look(3)
    feed.find(article, NameIndex(article.text), 3)
    worker = feed._worker
    assert isinstance(worker, Told)
    for place in (3, 40, 40, 40, 9):  # the first time it is busy: said again
        feed.look(place)
    assert worker.looked == [40, 40, 9]
    feed.close()


def test_what_nobody_reads_is_kept_and_the_page_hears_nothing_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    class Numbered(Told):
        count = 0
        cancelled: list[int]  # of one worker

        def find(self, text: str, **how: object) -> int:
            self.count += 1
            return self.count

        def cancel(self, request: int) -> None:
            self.cancelled = [*getattr(self, "cancelled", []), request]

    monkeypatch.setattr(client, "EntityWorker", Numbered)
    read, other = (
        Article(id=id, source=f"{id}.txt", title=id, text=f"Words of Ghent {id}.", blocks=()) for id in "ab"
    )
    feed, finished = EntityFeed(), list[bool]()
    ghent = Entity(TextSpan(9, 14), "GPE", "Ghent", "Ghent")
    feed.find_ahead(other, finished.append)
    feed.find(read, NameIndex(read.text), 0)
    feed._heard(Found(1, TextSpan(0, 17), (ghent,), True, 0, "en"))
    feed._heard(Finished(1, "de"))
    assert finished == [True]
    assert not feed.take().finished
    assert feed._entities.known(other) == (ghent,)
    feed.find_ahead(read, finished.append)
    feed.stop_ahead()
    feed._heard(Finished(3, "en"))
    assert finished == [True]
    assert feed._worker.cancelled == [3]  # type: ignore[union-attr]
    feed.find_ahead(other, finished.append)
    feed._heard(Failed(4, "no model"))
    assert finished == [True, False]
    feed.close()


def test_a_process_that_can_not_be_started_is_said_and_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    class Missing(Told):
        def find(self, text: str, **how: object) -> int:
            raise EngineError("it can't be started: Cannot allocate memory")

    monkeypatch.setattr(client, "EntityWorker", Missing)
    feed = EntityFeed()
    article = Article("a-1", None, "T", "Words.", ())
    feed.find(article, NameIndex(article.text), 0)
    news = feed.take()
    assert news.finished and news.problem == "No names: it can't be started: Cannot allocate memory"
    assert not feed.take().finished
    told: list[bool] = []
    feed.find_ahead(article, told.append)
    assert told == [False]
