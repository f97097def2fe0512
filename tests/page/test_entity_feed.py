"""What the page hears of its entity process."""

from collections.abc import Callable

import pytest

from annotations.entities.engine import chunks
from annotations.entities.process import client
from annotations.entities.process.client import Event, Finished
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


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ""),
        ("de", "This article is in German, not in English"),
        ("xx", "This article is not in English"),
    ],
)
def test_another_language_is_said_in_one_line(
    language: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client, "EntityWorker", Told)
    feed = EntityFeed()
    article = Article(id="a", source="a.txt", title="A", text="Hallo", blocks=())
    feed.find(article, NameIndex(article.text), 0)
    feed._heard(Finished(7, language))
    news = feed.take()
    assert news.finished
    assert news.problem.startswith(said)
    assert bool(news.problem) == bool(said)
    assert "\n" not in news.problem
    feed.close()


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
