"""What is heard on every screen: help, palette, places, undo, theme, shutdown."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Final

from textual.screen import Screen

from annotations.errors import AnnotationsError
from annotations.library import Library, Refusal
from annotations.model import Change
from annotations.store.codec import UnreadableRecordError, decode
from annotations.store.document import Record
from annotations.store.draft_table import draft_from_record
from annotations.store.index import source_of
from annotations.text.hashtags import hashtags
from tui.background import outcome
from tui.base_app import BaseApp
from tui.navigation import Navigation
from tui.screens.base_screen import CommandScreen
from tui.widgets.fit_text import fitted

_FIRST_WORDS_CELLS: Final = 40
_TITLE_CELLS: Final = 40


class GlobalCommands:
    """A `do_` method for each command of the table's `everywhere`."""

    def __init__(self, app: BaseApp, places: Navigation) -> None:
        self._app, self._places = app, places

    def do_theme(self) -> None:
        """Turn dark to light and back; what the settings ask for need not be remembered."""
        app = self._app
        if app.no_color:
            app.tell("There are no colours here to turn dark or light: see NO_COLOR and TERM.")
            return
        app.wear(app.palettes["light" if app.dress.palette.name == "dark" else "dark"])
        worn, usual = app.dress.palette, app.settings.theme
        app.memory.choose("theme", usual, usual if worn is app.usual_palette else worn.name)

    def do_redraw(self) -> None:
        """Another program has written over the screen."""
        self._app.terminal_cells.forget()
        self._app.screen.refresh()

    def do_quit(self) -> None:
        """Leave; what would be broken off is asked about first."""

        def leave() -> None:
            self._places.leave_all()
            self._app.exit()

        self._when_sure(self._app.screen_stack, leave)

    def _when_sure(self, left: Sequence[Screen[Any]], leave: Callable[[], object]) -> None:
        """Leave screens, if need be after a question."""
        unfinished = next((s.unfinished for s in left if isinstance(s, CommandScreen) and s.unfinished), "")
        if not unfinished:
            leave()
            return
        from tui.screens.question import Question
        from tui.widgets.text_pane import Piece

        def answered(answer: str | None) -> None:
            if answer == "leave":
                leave()

        pieces = [Piece(f"{unfinished}. If you leave now, it is broken off.")]
        answers = {"y": "leave", "n": "stay", "escape": "stay"}
        self._app.push_screen(Question("Leave now?", pieces, "y leave  Esc stay", answers), answered)

    def do_suspend(self) -> None:
        self._app.action_suspend_process()

    def do_back(self) -> None:
        """To where one came from; out of postil when that is nowhere."""
        if len(self._app.screen_stack) == 1:
            self.do_quit()
            return
        here = self._app.screen

        def leave() -> None:
            if isinstance(here, CommandScreen):
                here.leaving()
            self._places.step_back()

        self._when_sure([here], leave)

    def do_undo(self) -> None:
        self._stepped(self._app.library.undo, "Undone", "Nothing to undo.")

    def do_redo(self) -> None:
        self._stepped(self._app.library.redo, "Done again", "Nothing to redo.")

    def _stepped(self, step: Callable[[], Change | Refusal | None], word: str, nothing: str) -> None:
        """Take a step; keys typed behind it are heard when it is shown."""
        shown, screen, library = self._app.typeahead.hold(), self._app.screen, self._app.library
        article = screen.shown_article if isinstance(screen, CommandScreen) else ""

        def take() -> tuple[Change | Refusal | None, str]:
            change = step()
            return change, describe_change(change, library, article) if isinstance(change, Change) else ""

        def told(taken: tuple[Change | Refusal | None, str] | AnnotationsError) -> None:
            change, said = (taken, "") if isinstance(taken, AnnotationsError) else taken
            if change is None:
                self._app.tell(nothing)
            elif isinstance(change, AnnotationsError):
                self._app.tell_error(change)
            else:
                self._app.tell(f"{word}: {said}" if isinstance(change, Change) else change.reason)
                self._app.show_notes()
                if isinstance(change, Change) and any(table == "drafts" for table, _ in change.after):
                    self._app.offer_drafts()
            self._app.background.run(
                lambda: None, lambda _: shown()
            )  # behind what `show_notes` has asked for

        self._app.background.run(lambda: outcome(take), told)

    def do_help(self) -> None:
        from tui.screens.help import HelpScreen

        screen = self._app.screen
        if isinstance(screen, CommandScreen):
            contexts = screen.contexts()
            self._app.push_screen(HelpScreen(self._app.keymap, contexts, has_counts=screen.takes_counts))

    def do_palette(self) -> None:
        from tui.screens.palette import pick_command

        screen = self._app.screen
        if isinstance(screen, CommandScreen):
            pick_command(screen)

    def do_go_articles(self) -> None:
        self._places.articles()

    def do_go_notes(self) -> None:
        self._places.notes()

    def do_go_entities(self) -> None:
        self._places.entities()

    def do_go_corrections(self) -> None:
        self._places.corrections()

    def do_go_tags(self) -> None:
        self._places.tags()


def describe_change(change: Change, library: Library, shown: str) -> str:
    """A step of undo in words: what was done, the first words of its note, and its article, where that is not `shown`."""
    records = {
        key: record or change.before[key] or {}
        for key, record in change.after.items()
        if key[0] not in ("articles", "trash")
    }
    about = {_article_of(table, record) for (table, _), record in records.items()} - {""}
    joined = library.repository.joined
    articles = {joined.get(id, id) for id in about}
    notes = [_words_of(table, record) for (table, _), record in records.items()]
    said = [change.label, f"“{fitted(notes[0], _FIRST_WORDS_CELLS)}”" if len(notes) == 1 and notes[0] else ""]
    if len(articles) == 1 and articles != {shown}:
        said.append(fitted(library.titles().get(articles.pop(), ""), _TITLE_CELLS))
    return " · ".join(filter(None, said))


def _article_of(table: str, record: Record) -> str:
    """The article that a record is about; empty: none, or all."""
    if table == "annotations":
        return source_of(record)
    if table == "reading":
        return str(record["id"])
    return "" if record.get("scope") == "everywhere" else str(record.get("article") or "")


def _words_of(table: str, record: Record) -> str:
    """What a note says, else the words it is on, else its tags; empty for what is no note."""
    if table == "drafts":
        return " ".join(draft_from_record(record).note.split())
    if table != "annotations":
        return ""
    with suppress(UnreadableRecordError):
        note = decode(record)
        return " ".join((note.note or note.quote).split()) or hashtags(note.tags)
    return ""
