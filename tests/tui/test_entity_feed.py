"""What the page hears of its entity process."""

from collections.abc import Callable

import pytest

from annotations.entities import client
from annotations.entities.client import Event, Finished
from annotations.model import Article
from tui.entity_feed import EntityFeed
from tui.names import NameIndex


class Told:
    """A worker that answers at once, with what the test says."""

    language = "en"

    def __init__(self, on_event: Callable[[Event], None], *, model: str | None = None) -> None:
        self._on_event = on_event

    def find(self, text: str, **how: object) -> int:
        return 7

    def close(self) -> None:
        pass


@pytest.mark.parametrize(("language", "said"), [("en", ""), ("de", "This article is not in English (de)")])
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
