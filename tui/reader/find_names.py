"""Names as they are found while one reads: known ones at once, others from the entity process, nearest to the eye first."""

import time

from textual.timer import Timer

from annotations.model import TextSpan
from tui.page.entity_feed import EntityFeed, News
from tui.page.open_article import Opened
from tui.reader.open_page import OpenPage

_LISTENED_SECONDS = 0.1
_REPAINTED_SECONDS = 0.5
_LOOKED_SECONDS = 0.3
"""So often at most is the process told where the reader is."""


class NameFinder:
    """Asks the feed for the names of the open article, and lays them over the text as they come."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page
        self._timer: Timer | None = None
        self._pending: list[News] = []
        self._painted = self._looked = 0.0

    @property
    def _feed(self) -> EntityFeed | None:
        return self._page.app.feed

    def start(self, opened: Opened) -> None:
        """Show the names that were read with the article; others are looked for when the first frame is there."""
        page = self._page
        self.stop()
        if opened.entities is not None or self._feed is None:
            page.names.put(TextSpan(0, len(opened.article.text)), opened.entities or ())
        if opened.entities is not None:
            self._tell_language(opened.language)
        elif self._feed is not None:
            page.screen.call_after_refresh(self._find, opened)

    def stop(self) -> None:
        """Nothing is looked for any more; the entity process stays for the next article."""
        self._pending.clear()
        self._page.is_naming = False
        if self._feed is not None:
            self._feed.forget()

    def _tell_language(self, language: str) -> None:
        """Say why so few names are marked in an article of another language, if any are at this highlighting."""
        page = self._page
        if language in ("", "en") or page.name_filter.highlighting == "off":
            return
        from annotations.entities.engine.language import only_rules

        has_dates = page.name_filter.shows_label("DATE")
        told = only_rules(language) if has_dates else only_rules(language, "well-known names")
        more = "" if has_dates else f" {page.key('page.highlighting')} shows dates and sums too."
        page.tell(told + more, severity="warning")

    def _find(self, opened: Opened) -> None:
        """Take known names of a long text, or have them looked for."""
        page, feed, names = self._page, self._feed, self._page.names
        start = page.view.top_offset
        if feed is None or opened is not page.opened:
            return

        def looked_up() -> str:
            known = feed.known(opened.article)
            if known is not None and (entities := known.all) is not None:
                names.put(TextSpan(0, len(opened.article.text)), entities)
                return known.language
            feed.find(opened.article, names, start, known)
            return ""

        def under_way(language: str) -> None:
            if language:
                page.names_came()
                page.view.restyle()
                self._tell_language(language)
            else:
                page.is_naming = True
                self._listen_on()

        page.ask(lambda _: looked_up(), under_way)

    def _listen_on(self) -> None:
        if self._timer is None:
            self._timer = self._page.screen.set_interval(_LISTENED_SECONDS, self.listen)
        self._timer.resume()

    def listen(self) -> None:
        """Take what has come; repaint twice a second at most."""
        feed, page, now = self._feed, self._page, time.monotonic()
        if feed is None:
            return
        news = feed.take()
        if news.pieces or news.finished:
            self._pending.append(news)
        if news.problem:
            page.tell(news.problem, severity="warning")
        self._tell_language(news.language)
        if now - self._looked >= _LOOKED_SECONDS:
            self._looked = now
            feed.look(page.view.top_offset)
        if self._pending and (news.finished or now - self._painted >= _REPAINTED_SECONDS):
            self._painted = now
            self._show_pending()
        if news.finished and self._timer is not None:
            page.is_naming = False
            self._timer.pause()
            page.show_status()

    def _show_pending(self) -> None:
        page, window = self._page, self._page.view.window
        pieces = [piece for news in self._pending for piece in news.pieces]
        self._pending.clear()
        before = page.shown_names.within(window)
        for piece in pieces:
            page.names.insert(piece)
        if page.names_came() or page.shown_names.within(window) != before:
            page.view.restyle()
        else:
            page.show_status()
