"""What screens may know of the application: what it holds, and where they can go. `tui.app` puts it together."""

import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

from textual.events import Event, Key, MouseDown, MouseUp, Paste
from textual.geometry import Offset
from textual.screen import Screen

from annotations.errors import AnnotationsError
from annotations.library import Library
from annotations.model import TextSpan
from annotations.paths import config_path
from annotations.store.draft_files import SpareDrafts
from tui.background import Background
from tui.config import Settings
from tui.desktop.clipboard import Clipboard
from tui.drafts import Drafts
from tui.keymap import Keymap
from tui.remembered import Memory
from tui.textual_patches.painting import PatchedApp
from tui.theme import Dress, Palette, palette_named, palettes
from tui.toasts import Toasts

if TYPE_CHECKING:
    from annotations.mentions.names import NameCount, Where
    from tui.page.entity_feed import EntityFeed

MOST_PASTED_CHARS = 100_000
"""At once: as much as a field can lay out anew at each key."""


class Places(Protocol):
    """Where one can go from a screen; see `tui.navigation`."""

    def folders(self) -> tuple[Path, ...]:
        """Where the articles are."""

    def add_folder(self, name: str) -> bool:
        """Keep a folder of articles in the settings, as it was typed; False: it stood there already."""

    def reading(self) -> Path | None:
        """The file of the article that is open, uppermost."""

    def articles(self, tag: str = "") -> None:
        """The list of articles, or those of it with a tag."""

    def notes(self, tag: str = "") -> None:
        """All notes, or those with a tag."""

    def read(
        self,
        paths: Sequence[Path],
        index: int = 0,
        at: TextSpan | None = None,
        *,
        finds: Sequence[str] | None = None,
        note: str = "",
    ) -> None:
        """Open one of these articles in the page, where it was left or at some words of it; `finds`: and find these; `note`: and show it."""

    def name_card(self, name: "NameCount", where: "Where") -> None:
        """The card of a name, over some articles."""

    def company(self, name: "NameCount", where: "Where") -> None:
        """Who appears with a name in some articles."""


class GlobalCommands(Protocol):
    """What is heard on every screen: a `do_` method for each command of the table's `everywhere`."""

    def do_quit(self) -> None:
        """Leave; what would be broken off is asked about first."""

    def do_back(self) -> None:
        """To where one came from; out of postil when that is nowhere."""


class BaseApp(PatchedApp):
    """The application as its screens see it."""

    places: Places
    commands: GlobalCommands

    def __init__(
        self,
        library: Library,
        paths: Sequence[Path],
        settings: Settings,
        config: Path | None,
        *,
        is_light: bool | None,
    ) -> None:
        super().__init__(ansi_color="NO_COLOR" in os.environ or None)
        self.library = library
        self.paths = tuple(paths)
        self.settings = settings
        self.config = config_path(config)
        self.keymap = Keymap(settings.keys)
        self.toasts = Toasts(self)
        self.background = Background(self, self.tell_error)
        self.system_clipboard = Clipboard()
        self.drafts = Drafts(
            library.repository, SpareDrafts(library.cache / "drafts", library.repository.path)
        )
        self.memory = Memory(library.repository.path.parent / "remembered.json", self.background.run)
        has_sixteen = self.console.color_system == "standard"
        self.palettes = palettes(has_sixteen=has_sixteen)
        # What the settings ask for, and what is worn.
        self.usual_palette, palette = (
            palette_named(theme, is_light=is_light, has_sixteen=has_sixteen)
            for theme in (settings.theme, self.memory.chosen("theme", settings.theme))
        )
        self.dress = Dress(palette)
        self.typed_at = monotonic()
        """When a key or the mouse was used last."""
        self._clicked: tuple[float, Offset, Screen[Any]] | None = None
        """When and where the mouse was clicked last, and on which screen."""
        self.place_counts: dict[str, int] = {}
        """How much there is at each place, by its name in the row of places; what is not known yet is not here."""

    @cached_property
    def feed(self) -> "EntityFeed | None":
        """Finds names for pages, if they are wanted."""
        from tui.page.entity_feed import EntityFeed

        entities = self.settings.entities
        return EntityFeed(entities.model) if entities.enabled else None

    async def on_event(self, event: Event) -> None:
        """Keys: what was told before has been read by then. Mouse: what opened a screen is not meant for it.

        A paste is put in whole or not at all: of one of 3 MB each key after it would take 5 s.
        """
        if isinstance(event, Key):
            self.toasts.key_pressed()
        if isinstance(event, Paste) and len(event.text) > MOST_PASTED_CHARS:
            self.tell(
                f"Nothing was put in: what was pasted has {len(event.text):,} characters, {MOST_PASTED_CHARS:,} are the most",
                severity="warning",
            )
            return
        if isinstance(event, MouseDown | MouseUp) and not event.is_forwarded:
            if self._is_rest_of_double_click(event):
                return
            if isinstance(event, MouseUp):
                self._clicked = event.time, event.screen_offset, self.screen
        await super().on_event(event)

    def _is_rest_of_double_click(self, event: MouseDown | MouseUp) -> bool:
        """Did the first click of it open what is seen now?"""
        if self._clicked is None:
            return False
        at, place, screen = self._clicked
        is_quick = event.time - at <= self.CLICK_CHAIN_TIME_THRESHOLD
        return is_quick and place == event.screen_offset and screen is not self.screen

    def tell(self, message: str, *, title: str = "", severity: str = "information") -> None:
        """One line to the user, as a toast; `severity`: information, warning or error."""
        self.toasts.add(message, title=title, severity=severity)

    def tell_error(self, error: AnnotationsError) -> None:
        """What the user can put right."""
        self.toasts.add(error.on_screen, title=error.title, severity="error")

    def show_notes(self) -> None:
        """Notes have changed here or elsewhere: what is seen shows it now, what lies below when it is seen again."""
        raise NotImplementedError

    def offer_drafts(self) -> None:
        """Ask what becomes of notes that were left unfinished."""
        raise NotImplementedError

    def count_place(self, name: str, count: int) -> None:
        """Say how much there is at a place, for the row of places at the top."""
        if self.place_counts.get(name) != count:
            self.place_counts[name] = count
            self.show_places()

    def count_places(self) -> None:
        """Count notes and tags anew, on the background thread."""
        library, folders = self.library, self.places.folders()

        def counted(counts: tuple[int, int]) -> None:
            self.count_place("Notes", counts[0])
            self.count_place("Tags", counts[1])

        def count() -> tuple[int, int]:
            from itertools import chain

            from annotations.text.folding import fold_case

            of_files = library.article_tags.of_files(folders).values()
            names = chain((tag for tag, _ in library.tags()), chain.from_iterable(of_files))
            tags = {*map(fold_case, names)}  # as the list of tags has them
            return sum(library.repository.counts().values()), len(tags)

        self.background.run(count, counted)

    def show_places(self) -> None:
        """More is known of what there is at the places: what is seen shows it."""
        raise NotImplementedError

    def wear(self, palette: Palette) -> None:
        """Show everything in another palette; the text stays where it is."""
        self.dress = Dress(palette, has_colors=not self.no_color)
        self.theme = f"postil-{palette.name}"
        if not self.is_running:
            self.begin_with_theme()
        for screen in self.screen_stack if self.is_running else ():
            for widget in screen.walk_children():
                widget.refresh()
