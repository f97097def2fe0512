"""The application: holds the library, the settings and the keymap, and shows one screen after another."""

import os
from collections.abc import Sequence
from pathlib import Path

from textual.events import Event, Key, Paste

from annotations.library import Library
from annotations.model import Article, TextSpan
from annotations.paths import config_path
from annotations.store.draft_files import SpareDrafts
from annotations.store.draft_table import Draft
from annotations.text.canonical import showable_lines
from tui.background import Clerk
from tui.config import Settings
from tui.desktop.signals import end_well_on_signals
from tui.drafts import Drafts, at_last
from tui.global_commands import Everywhere
from tui.keymap import Keymap
from tui.navigation import Places
from tui.page.entity_feed import EntityFeed
from tui.screens.base_screen import CommandScreen
from tui.theme import PALETTES, Dress, Palette, has_colors, palette_named, textual_theme
from tui.watch import Watch


class PostilApp(Everywhere):
    """postil on the screen."""

    TITLE = "postil"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Toast { max-width: 70vw; padding: 0 1; background: $surface; }
    Toast.-information { border-left: outer $accent; }
    .input--placeholder, .text-area--placeholder { color: $dim; }
    .input--cursor, .text-area--cursor { color: $foreground; background: $background; text-style: reverse; }
    """

    def __init__(
        self,
        library: Library,
        paths: Sequence[Path],
        settings: Settings | None = None,
        *,
        config: Path | None = None,
    ) -> None:
        """Take what the command line has opened.

        Args:
            library: open; whoever made it closes it.
            paths: files and folders to read; one file opens in the page.
            settings: the user's, or the defaults.
            config: the settings file, where what is to be remembered is written.
        """
        if not has_colors():
            os.environ["NO_COLOR"] = "1"  # Textual asks for nothing else
        super().__init__(ansi_color="NO_COLOR" in os.environ or None)
        self.library = library
        self.paths = tuple(paths)
        self.settings = settings or Settings()
        self.config = config_path(config)
        self.keymap = Keymap(self.settings.keys)
        self.clerk = Clerk(self, self.tell_error)
        names = self.settings.entities
        self.feed = EntityFeed(names.model) if names.enabled else None
        for palette in PALETTES.values():
            self.register_theme(textual_theme(palette))
        self.wear(palette_named(self.settings.theme))
        self.places = Places(self)
        self.drafts = Drafts(
            library.repository, SpareDrafts(library.cache / "drafts", library.repository.path)
        )
        self.last_words: list[str] = []
        """What the reader must know when the screen is gone."""
        self._watch = Watch(library.repository, lambda: self.call_from_thread(self.show_notes))

    async def on_event(self, event: Event) -> None:
        """Keys go through one by one. What is pasted is text to show like any other: without control characters."""
        if isinstance(event, Key | Paste) and not event.is_forwarded:
            if isinstance(event, Paste):
                event.text = showable_lines(event.text)
            if self.typeahead.keeps(event):
                return
        await super().on_event(event)

    def get_default_screen(self) -> CommandScreen:
        """One file opens in the page, all else in the list: no blank screen is painted before it."""
        return self.places.first(self.paths)

    def on_mount(self) -> None:
        """Say what the library has to say, and see to what goes on beside the screens."""
        for notice in self.library.notices:
            self.tell(notice, severity="warning")
        self._watch.start()
        end_well_on_signals(self)
        self.call_after_refresh(self.offer_drafts)

    def offer_drafts(self) -> None:
        """Ask what becomes of notes that were left unfinished, the latest first."""

        def offer(drafts: Sequence[Draft]) -> None:
            if drafts:
                from tui.screens.resume_draft import offer_drafts

                offer_drafts(self, drafts)

        self.clerk.ask(self.drafts.waiting, offer)

    def on_unmount(self) -> None:
        """What was asked for is finished before postil ends."""
        self._watch.stop()
        at_last(self.drafts.keep)
        self.clerk.close()
        self.last_words += self.drafts.end()
        if self.feed is not None:
            self.feed.close()

    def read(self, paths: Sequence[Path], index: int, at: TextSpan | None = None) -> None:
        """Open one of these articles in the page, where it was left or at some words of it."""
        self.places.read(paths, index, at)

    def show_notes(self) -> None:
        """Notes have changed here or elsewhere: what is seen shows it now, what lies below when it is seen again."""
        seen = next((s for s in reversed(self.screen_stack) if isinstance(s, CommandScreen)), None)
        if seen is not None:
            seen.show_notes()

    def wear(self, palette: Palette) -> None:
        """Show everything in another palette; the text stays where it is."""
        self.dress = Dress(palette, has_colors=not self.no_color)
        self.theme = f"postil-{palette.name}"
        for screen in self.screen_stack if self.is_running else ():
            for widget in screen.walk_children():
                widget.refresh()

    def export_sheet(self, articles: Sequence[Article | Path] | None) -> None:
        """Show what an export would write and where; None: all that has notes."""
        from tui.screens.export import ExportScreen

        self.push_screen(ExportScreen(articles, self.settings.export.to))

    def pipe_sheet(self, what: str | Sequence[Article | Path]) -> None:
        """Pipe words, or the notes of articles, through a program."""
        from tui.screens.pipe import pipe

        pipe(self, what)
