"""Taking something along: quotes to the clipboard, text through a program, notes to files, the source itself."""

import subprocess

from annotations.errors import AnnotationsError
from annotations.text import showable
from tui.clipboard import copy_outside
from tui.opening import open_outside
from tui.screens.reader_notes import NotingCommands
from tui.screens.sheet import Sheet, SheetRow

_SHOWN_CHARS = 40
_PIPE_SECONDS = 30
_MOST_LINES = 500


class TakingCommands(NotingCommands):
    """`y`, `|`, `s`, `o`."""

    def do_copy(self) -> None:
        """Copy quote and citation, by the terminal and by the system's own clipboard program."""
        span, article = self.target(), self.article
        if article is None or span is None:
            return
        quote = article.text[span.start : span.end]
        by = ", ".join(str(part) for part in (article.author, article.published) if part)
        words = f"“{quote}” — {article.title}{', ' + by if by else ''}"
        self.app.copy_to_clipboard(words)
        self.ask(lambda _: copy_outside(words))
        short = quote if len(quote) <= _SHOWN_CHARS else quote[: _SHOWN_CHARS - 1] + "…"
        self.postil.tell(f"Copied: {short}")
        self.select(None)

    def do_source(self) -> None:
        """Open where the article came from: its address if it has one, else its file."""
        article = self.article
        if article is None:
            return
        target = article.url or article.source
        if target is None:
            self.postil.tell("This text has no source to open.")
            return
        try:
            open_outside(target)
        except AnnotationsError as error:
            self.postil.tell_error(error)

    def do_export(self) -> None:
        """Write this article's notes out."""
        if self.article is not None:
            self.postil.export_sheet([self.article])

    def do_pipe(self) -> None:
        """Send the selection or the focused paragraph through a program, and show what it says."""
        from tui.screens.note import LineEditor

        span, article = self.target(), self.article
        if article is None or span is None:
            return
        text = article.text[span.start : span.end]

        def typed(command: str | None) -> None:
            if command and command.strip():
                self.select(None)
                self.ask(lambda _: through(command, text), lambda said: self._show_said(command, said))

        self.app.push_screen(LineEditor("Pipe through"), typed)

    def _show_said(self, command: str, said: str) -> None:
        lines = said.rstrip().splitlines()
        if not lines:
            self.postil.tell(f"{showable(command)} said nothing.")
            return
        rows = [SheetRow(line or " ", number + 1) for number, line in enumerate(lines[:_MOST_LINES])]
        self.app.push_screen(Sheet(command, rows, hint="Enter close"))


def through(command: str, text: str) -> str:
    """What a shell command says when it is given `text`.

    Raises:
        AnnotationsError: it could not be run, failed, or took too long.
    """
    try:
        done = subprocess.run(
            command,
            shell=True,
            input=text.encode("utf-8", "replace"),
            capture_output=True,
            timeout=_PIPE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise AnnotationsError(f"{command} took longer than {_PIPE_SECONDS} s and was ended") from None
    except OSError as problem:
        raise AnnotationsError(f"{command} could not be run: {problem}") from problem
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise AnnotationsError(
            f"{command} failed ({done.returncode}): {reason[-1] if reason else 'no reason given'}"
        )
    return done.stdout.decode("utf-8", "replace")
