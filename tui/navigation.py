"""Where one can be: articles, notes, names, tags, and the page of an article; how one gets there and back."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from annotations.errors import AnnotationsError
from annotations.model import Article, TextSpan
from annotations.paths import expand_home
from annotations.sources.find_files import is_one_article
from tui.base_app import BaseApp
from tui.config import article_folders
from tui.screens.base_screen import CommandScreen

if TYPE_CHECKING:
    from annotations.mentions.names import NameCount, Where


_MOST_SCREENS = 12


class Navigation:
    """Keeps the screens in order: each place once, the one that was gone to last above those one came from."""

    def __init__(self, app: BaseApp) -> None:
        self._app = app

    def first(self, paths: Sequence[Path]) -> CommandScreen:
        """The screen to begin with: the page for one file that can be read, the list for all else."""
        app = self._app
        if len(paths) == 1 and is_one_article(paths[0]):
            from tui.page.open_article import open_at_once
            from tui.reader.screen import ReaderScreen

            try:
                return ReaderScreen(paths, opened=open_at_once(app.library, app.feed, paths[0]))
            except AnnotationsError as error:
                app.call_later(app.tell_error, error)
        from tui.screens.library import LibraryScreen

        screen = LibraryScreen(self.folders())
        app.typeahead.hold_until(screen.filled)
        return screen

    def articles(self, tag: str = "") -> None:
        """The list of articles, on the one that was read last; or only those with a tag."""
        from tui.screens.library import LibraryScreen

        article, here = self._article_read(), self._app.screen
        screen = self._go(LibraryScreen, lambda: LibraryScreen(self.folders()))
        if article is not None and isinstance(screen, LibraryScreen) and screen is not here:
            screen.choose(article.id)
        if tag and isinstance(screen, LibraryScreen):
            screen.show_tag(tag)

    def folders(self) -> tuple[Path, ...]:
        """Where the articles are: what was named; with a single article also the library and the folders of the settings."""
        paths = self._app.paths
        own = [expand_home(folder) for folder in article_folders(self._app.settings)]
        alone = len(paths) == 1 and is_one_article(paths[0])
        return (*paths, *(folder for folder in own if alone and folder not in paths))

    def add_folder(self, name: str) -> bool:
        """Keep a folder of articles in the settings, as it was typed; False: it stood there already."""
        from tui.save_setting import save_setting

        app, folder = self._app, expand_home(name).absolute()
        is_new = folder not in [expand_home(one).absolute() for one in app.settings.folders]
        if is_new:
            app.settings = replace(app.settings, folders=(*app.settings.folders, name))
            app.background.run(
                lambda: save_setting(
                    app.config, "", "folders", lambda kept: (*(one for one in kept if one != name), name)
                )
            )
        if folder not in [path.absolute() for path in app.paths]:
            app.paths = (*app.paths, expand_home(name))
        return is_new

    def notes(self, tag: str = "") -> None:
        """All notes, or those with a tag."""
        from tui.screens.notes import NotesScreen

        screen = self._go(NotesScreen, lambda: NotesScreen(tag))
        if tag and isinstance(screen, NotesScreen):
            screen.show_tag(tag)

    def entities(self) -> None:
        from tui.screens.names import NamesScreen

        self._go(NamesScreen, NamesScreen)

    def name_card(self, name: "NameCount", where: "Where") -> None:
        """The card of a name, over some articles."""
        from tui.screens.name_card import NameCardScreen

        self._push(NameCardScreen(name, where))

    def company(self, name: "NameCount", where: "Where") -> None:
        """Who appears with a name in some articles."""
        from tui.screens.company import CompanyScreen

        self._push(CompanyScreen(name, where))

    def tags(self) -> None:
        from tui.screens.tags import TagsScreen

        self._go(TagsScreen, TagsScreen)

    def corrections(self) -> None:
        """What the reader corrected of names."""
        from tui.screens.corrections import CorrectionsScreen

        self._go(CorrectionsScreen, CorrectionsScreen)

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
        from tui.reader.screen import ReaderScreen

        self._push(ReaderScreen(paths, index, at, finds=finds, note=note))

    def reading(self) -> Path | None:
        """The file of the article that is open, uppermost."""
        article = self._article_read()
        return article.source if article is not None else None

    def step_back(self) -> None:
        """Leave the uppermost screen; a list below the page stands on the article that was read there last."""
        *_, below, left = self._app.screen_stack
        self._app.pop_screen()
        _tell_read(left, below)

    def _article_read(self) -> Article | None:
        """The article that is open, uppermost."""
        from tui.reader.screen import ReaderScreen

        pages = (screen for screen in reversed(self._app.screen_stack) if isinstance(screen, ReaderScreen))
        return next((page.article for page in pages if page.article is not None), None)

    def _go(self, kind: type[CommandScreen], make: Callable[[], CommandScreen]) -> CommandScreen:
        """Go to a place.

        The first screen is home: all others are left. Any other is brought to the front as it was; below it stays where
        one came from.
        """
        stack = [*self._app.screen_stack]
        there = next((screen for screen in stack if type(screen) is kind), None)
        assert there is None or isinstance(there, CommandScreen)
        if there is None:
            there = make()
            self._push(there)
        elif there is stack[0]:
            for screen in reversed(stack[1:]):
                if isinstance(screen, CommandScreen):
                    screen.leaving()
                self._app.pop_screen()
        elif there is not stack[-1]:
            if isinstance(stack[-1], CommandScreen):
                stack[-1].leaving()
            self._app.raise_screen(there)
            if there is stack[-2]:
                _tell_read(stack[-1], there)
        return there

    def _push(self, screen: CommandScreen) -> None:
        """Open a screen over the others; of a long way here the oldest steps are forgotten, home never."""
        self._app.push_screen(screen)
        while len(stack := self._app.screen_stack) > _MOST_SCREENS:
            if isinstance(stack[1], CommandScreen):
                stack[1].leaving()
            self._app.drop_screen(stack[1])

    def leave_all(self) -> None:
        """Let every screen keep what it must before postil ends."""
        for screen in reversed(self._app.screen_stack):
            if isinstance(screen, CommandScreen):
                screen.leaving()


def _tell_read(left: object, below: object) -> None:
    """Tell a list which article was read on the page over it."""
    from tui.reader.screen import ReaderScreen

    if isinstance(left, ReaderScreen) and isinstance(below, CommandScreen):
        below.back_from(left.path)
