"""Pipes the notes of articles, as Markdown, through a program, and shows the first lines of what it says."""

from collections.abc import Sequence
from pathlib import Path

from annotations.errors import AnnotationsError
from annotations.model import Article
from tui.base_app import BaseApp
from tui.desktop.pipe import through
from tui.screens.bottom_sheet import Sheet, SheetRow
from tui.screens.line_input import LineEditor

_MOST_LINES = 500


def pipe(app: BaseApp, what: str | Sequence[Article | Path]) -> None:
    """Ask for a command; words, or the notes of articles, go in, what it says comes out. No key waits meanwhile."""

    def run(command: str) -> None:
        try:
            text = what if isinstance(what, str) else _notes_of(app, what)
            if not text:
                app.call_from_thread(app.tell, "No notes to pipe: the article has none.")
                return
            said = through(command, text)
        except AnnotationsError as error:
            app.call_from_thread(app.tell_error, error)
            return
        app.call_from_thread(_show, app, command, said)

    def typed(command: str | None) -> None:
        if command and command.strip():
            app.run_worker(lambda: run(command), thread=True, group="pipe")

    title = "Pipe the selection through" if isinstance(what, str) else "Pipe the notes through"
    app.push_screen(LineEditor(title, hint="Enter run  Esc leave"), typed)


def _notes_of(app: BaseApp, articles: Sequence[Article | Path]) -> str:
    return app.library.export_plan(articles, to="-", flavor=app.settings.export.flavor).report.text


def _show(app: BaseApp, command: str, said: str) -> None:
    lines = said.rstrip().splitlines()
    if not lines:
        app.tell(f"{command}: done; it said nothing.")
    elif len(lines) == 1:
        app.tell(f"{command}: {lines[0]}")
    else:
        rows = [SheetRow(line or " ", number + 1) for number, line in enumerate(lines[:_MOST_LINES])]
        app.push_screen(Sheet(command, rows, hint="j k move"))
