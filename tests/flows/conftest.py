"""A page on the screen with names that are known already, for flows by keys."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot

from annotations.entities.article_entities import cache_name
from annotations.entities.cache import EntityCache
from annotations.entities.engine_version import engine_key
from annotations.library import Library
from annotations.model import Annotation, Article, Entity, TextSpan
from tui.app import PostilApp
from tui.config import Settings
from tui.reader.open_page import OpenPage
from tui.reader.screen import ReaderScreen
from tui.screens.base_screen import CommandScreen
from tui.widgets.article_view import ArticleView


@dataclass(frozen=True)
class Reading:
    """A page that is being read."""

    app: PostilApp
    pilot: Pilot[None]
    library: Library
    path: Path

    @property
    def page(self) -> ReaderScreen:
        return next(screen for screen in reversed(self.app.screen_stack) if isinstance(screen, ReaderScreen))

    @property
    def open(self) -> OpenPage:
        return self.page.page

    @property
    def view(self) -> ArticleView:
        return self.page.view

    @property
    def article(self) -> Article:
        assert self.page.article is not None
        return self.page.article

    @property
    def notes(self) -> list[Annotation]:
        return [note for note, _ in self.library.notes(self.article)]

    @property
    def selected(self) -> str:
        return self.words(self.open.selection.span)

    @property
    def at_caret(self) -> str:
        return self.words(self.view.caret)

    @property
    def hits(self) -> str:
        return self.open.finder.count_at(self.view.caret)

    def words(self, span: TextSpan | None) -> str:
        return self.article.text[span.start : span.end] if span is not None else ""

    @property
    def toasts(self) -> list[str]:
        return [toast.message for toast in self.app._notifications]

    def line(self, which: str) -> str:
        """What stands in the line "#head" or "#foot"."""
        widget = self.page.query_one(which)
        return widget.render_line(0).text

    def screen(self) -> list[str]:
        """The lines of the view as they are painted."""
        return [self.view.render_line(y).text for y in range(self.view.size.height)]

    async def press(self, *keys: str) -> None:
        """Press keys and wait until the store has followed; "=words" is typed letter by letter."""
        for key in keys:
            await self.pilot.press(*(key[1:] if key.startswith("=") and len(key) > 1 else [key]))
        await self.settled()

    async def quick(self, *keys: str) -> None:
        """Press keys without the rest that a pilot takes after each: for tables of many cases."""
        for key in keys:
            await CommandScreen.on_key(self.page, Key(key, key if len(key) == 1 else None))

    async def settled(self) -> None:
        """Wait for what was asked of the store, and for what that asked for."""
        await self.pilot.pause()
        while len(self.app.workers):
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()


Names = Sequence[tuple[str, str, str]]
Open = Callable[..., AbstractAsyncContextManager[Reading]]


def keep_entities(article: Article, names: Names, language: str = "en") -> None:
    """Put names in the cache as the engine would: (words, label, canonical), wherever the words stand."""
    found = []
    for words, label, canonical in names:
        at = article.text.find(words)
        while at >= 0:
            found.append(Entity(TextSpan(at, at + len(words)), label, words, canonical))
            at = article.text.find(words, at + len(words))
    with EntityCache() as cache:
        cache.put(
            cache_name(article), str(engine_key(None)), sorted(found, key=lambda e: e.span), language=language
        )


@pytest.fixture
def reading(tmp_path: Path) -> Open:
    """Open a text in the page: `async with reading(text, names=..., size=...) as page`."""

    @asynccontextmanager
    async def opened(
        text: str,
        names: Names = (),
        size: tuple[int, int] = (80, 24),
        settings: Settings | None = None,
        more: Sequence[Path] = (),
        path: Path | None = None,
        language: str = "en",
    ) -> AsyncIterator[Reading]:
        file = path or tmp_path / "story.txt"
        file.write_text(text, encoding="utf-8")
        with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
            keep_entities(library.read(file), names, language)
            app = PostilApp(library, [file], settings or Settings())
            async with app.run_test(size=size) as pilot:
                page = Reading(app, pilot, library, file)
                await page.settled()
                yield page

    return opened
