"""The application put together: what it holds, its places and its commands, and what goes on beside the screens."""

import os
from collections.abc import Sequence
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from textual.events import Event, InputEvent, Key

from annotations.library import Library
from annotations.paths import samples_folder
from annotations.store.draft_table import Draft
from tui.base_app import BaseApp
from tui.config import Settings
from tui.desktop.signals import end_well_on_signals, end_without_terminal
from tui.drafts import at_last
from tui.global_commands import GlobalCommands
from tui.navigation import Navigation
from tui.screens.base_screen import CommandScreen
from tui.screens.save_note import NoteSaved
from tui.theme import has_colors, textual_theme
from tui.watch import Watch

if TYPE_CHECKING:
    from annotations.mentions.service import Coverage
    from tui.find_ahead import FindAhead
    from tui.tour import Tour

_IDLE_S = 5.0
"""Who types nothing for so long is idle: names of other articles are looked for."""
_NAMES_COUNTED_AFTER_S = 0.3
"""So long after the first frame the names that are known are counted, for the row of places: that frame waits for no index."""


class PostilApp(BaseApp):
    """postil on the screen."""

    TITLE = "postil"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    ToastRack { scrollbar-size: 0 0; }
    BaseSheet ToastRack { dock: top; margin: 0; max-height: 50vh; }
    Picker ToastRack, ExportScreen ToastRack { dock: bottom; }
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
        is_light: bool | None = None,
        typed: bytes = b"",
        is_first: bool = False,
    ) -> None:
        """Take what the command line has opened.

        Args:
            library: open; whoever made it closes it.
            paths: files and folders to read; one file opens in the page.
            settings: the user's, or the defaults.
            config: the settings file, where what is to be remembered is written.
            is_light: the ground of the terminal; None: it has not said.
            typed: what has been typed already.
            is_first: whether nothing was ever read here: the tour is offered.
        """
        if not has_colors():
            os.environ["NO_COLOR"] = "1"  # Textual asks for nothing else
        super().__init__(library, paths, settings or Settings(), config, is_light=is_light)
        self.typed_before = typed
        for palette in self.palettes.values():
            self.register_theme(textual_theme(palette))
        self.wear(self.dress.palette)
        self.places: Navigation = Navigation(self)
        self.commands: GlobalCommands = GlobalCommands(self, self.places)
        self.tour: Tour | None = None
        """Shows the program by itself until a key is pressed."""
        self._is_first = is_first
        self.last_words: list[str] = []
        """What the reader must know when the screen is gone."""
        self._watch = Watch(library.repository, lambda: self.call_from_thread(self.show_notes))
        self._find_ahead: FindAhead | None = None

    def _begin_to_find_ahead(self) -> None:
        """Have names looked for in idle time, if that is wanted."""
        if self.feed is None or not self.settings.entities.ahead:
            return

        from tui.find_ahead import FindAhead

        def told(coverage: "Coverage") -> None:
            count = self._count_names()
            if self.is_running:
                self.call_from_thread(self._names_came, coverage, count)

        self._find_ahead = FindAhead(
            self.library,
            self.feed,
            self.places.folders,
            is_idle=lambda: monotonic() - self.typed_at >= _IDLE_S,
            reading=self.places.reading,
            told=told,
        )
        self._find_ahead.start()

    def _count_names(self) -> int:
        """How many the index has of the folders that are listed; asked on any thread but the screen's."""
        from annotations.mentions.names import count_names, where_under

        index = self.library.mentions.index
        return count_names(index, where_under(index, self.places.folders()))

    async def on_event(self, event: Event) -> None:
        """Whoever types or uses the mouse is not idle; a key that is not the tour's ends it, and does nothing else."""
        if self.tour is not None and isinstance(event, Key) and not self.tour.has_sent(event):
            tour, self.tour = self.tour, None
            if not tour.is_over:
                await tour.stop()
                return
        if isinstance(event, InputEvent):
            self.typed_at = monotonic()
        await super().on_event(event)

    def _names_came(self, coverage: "Coverage", count: int) -> None:
        """More names are in the index: the row of places and the screen of names show them."""
        self.count_place("Names", count)
        if (screen := self._screen_seen()) is not None:
            screen.show_names(coverage)

    def get_default_screen(self) -> CommandScreen:
        """One file opens in the page, all else in the list: no blank screen is painted before it."""
        return self.places.first(self.paths)

    def on_load(self) -> None:
        """Signals are heeded before the terminal is taken."""
        if not self.is_headless:
            end_well_on_signals(self, self._keep_all)

    def on_mount(self) -> None:
        """Say what the library has to say, and see to what goes on beside the screens."""
        for notice in self.library.notices:
            self.tell(notice, severity="warning")
        self._watch.start()
        if self.tour is not None:
            self.tour.start()
        elif self._is_first:
            self.memory.keep()  # from now on somebody has been here
            is_on_samples = samples_folder() in self.paths
            where = (
                "These are samples: postil FOLDER lists your own." if is_on_samples else "First time here?"
            )
            self.tell(f"{where} ? lists the keys; postil --tour shows you around in two minutes.")
        self.set_timer(_IDLE_S, self._begin_to_find_ahead)  # nobody is idle before
        self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        end_without_terminal(self, self._keep_all)
        self.call_after_refresh(self.offer_drafts)
        self.set_timer(_NAMES_COUNTED_AFTER_S, self._count_known_names)

    def _count_known_names(self) -> None:
        """For the row of places, whether or not others are looked for in idle time."""

        def counted(count: int) -> None:
            if count and "Names" not in self.place_counts:
                self.count_place("Names", count)

        self.background.run(self._count_names, counted)

    def _keep_all(self) -> None:
        """Keep the note that is being written and how far each article was read."""
        at_last(self.drafts.keep)
        self.places.leave_all()

    def offer_drafts(self) -> None:
        def offer(drafts: Sequence[Draft]) -> None:
            if drafts:
                from tui.reader.resume_draft import offer_drafts

                offer_drafts(self, drafts)

        self.background.run(self.drafts.waiting, offer)

    def on_unmount(self) -> None:
        """What was asked for is finished before postil ends."""
        self._watch.stop()
        if self._find_ahead is not None:
            self._find_ahead.stop()
        at_last(self.drafts.keep)
        self.background.close()
        self.system_clipboard.close()
        self.last_words += self.drafts.end()
        if (feed := self.__dict__.get("feed")) is not None:  # one that nobody asked for is not made now
            feed.close()

    def show_notes(self) -> None:
        if (screen := self._screen_seen()) is not None:
            screen.show_notes()
        self.count_places()

    def show_places(self) -> None:
        if (screen := self._screen_seen()) is not None:
            screen.show_places()

    def on_note_saved(self, event: NoteSaved) -> None:
        """A sheet has brought a note to the store: the screen below it shows it."""
        if (screen := self._screen_seen()) is not None:
            screen.note_saved(event.note, event.told)

    def _screen_seen(self) -> CommandScreen | None:
        """The uppermost screen that is no sheet."""
        return next((s for s in reversed(self.screen_stack) if isinstance(s, CommandScreen)), None)

    async def action_quit(self) -> None:
        """Ctrl-Q, from any field: like `Q`, and an unfinished note is kept."""
        self.commands.do_quit()

    def action_help_quit(self) -> None:
        """Ctrl-C ends nothing here."""
        self.tell(f"{self.keymap.shown('everywhere.quit')} leaves postil, from a field ^Q.")
