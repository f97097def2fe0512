"""Pipes the notes of articles, as Markdown, through a program, and shows the first lines of what it says."""

from collections.abc import Sequence
from pathlib import Path

from textual.worker import get_current_worker

from annotations.errors import AnnotationsError
from annotations.model import Article
from annotations.text.plurals import group_digits
from tui.base_app import BaseApp
from tui.desktop.pipe import MOST_BYTES, Output, through
from tui.screens.bottom_sheet import Sheet, SheetRow
from tui.screens.line_input import LineEditor

_MOST_LINES = 500


def pipe(app: BaseApp, what: str | Sequence[Article | Path]) -> None:
    """Ask for a command; words, or the notes of articles, go in, what it says comes out. No key waits meanwhile."""

    def run(command: str) -> None:
        worker, flavor = get_current_worker(), app.settings.export.flavor
        try:
            text = (
                what
                if isinstance(what, str)
                else app.library.export_plan(what, to="-", flavor=flavor).report.text
            )
            if not text:
                app.call_from_thread(app.tell, "No notes to pipe: the article has none.")
                return
            said = through(command, text, is_left=lambda: worker.is_cancelled)
        except AnnotationsError as error:
            app.call_from_thread(app.tell_error, error)
            return
        if not worker.is_cancelled:
            app.call_from_thread(_show, app, command, said)

    def typed(command: str | None) -> None:
        if command and command.strip():
            app.run_worker(lambda: run(command), thread=True, group="pipe")

    title = "Pipe the selection through" if isinstance(what, str) else "Pipe the notes through"
    app.push_screen(LineEditor(title, hint="Enter run  Esc leave"), typed)


def _show(app: BaseApp, command: str, said: Output) -> None:
    lines = said.text.rstrip().splitlines()
    if not lines:
        app.tell(f"{command}: done; it said nothing.")
    elif len(lines) == 1 and not said.is_cut:
        app.tell(f"{command}: {lines[0]}")
    else:
        rows = [SheetRow(line or " ", number + 1) for number, line in enumerate(lines[:_MOST_LINES])]
        app.push_screen(Sheet(f"{command}{_left_out(said, len(lines))}", rows, hint="j k move"))


def _left_out(said: Output, lines: int) -> str:
    """That not all it said is shown; empty: it is."""
    shown = f" · the first {_MOST_LINES} of {group_digits(lines)} lines" if lines > _MOST_LINES else ""
    return f"{shown} · ended after {MOST_BYTES // 1_000_000} MB" if said.is_cut else shown
