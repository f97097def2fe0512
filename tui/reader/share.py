"""Taking something along: quotes to the clipboard, text through a program, notes to files, the source itself."""

from tui.desktop.clipboard import copy_outside
from tui.reader.notes import NotingCommands
from tui.screens.open_source import open_or_tell

_SHOWN_CHARS = 40


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
        self.app.tell(f"Copied: {short}")
        self.select(None)

    def do_source(self) -> None:
        """Open where the article came from: its address if it has one, else its file."""
        article = self.article
        if article is None:
            return
        target = article.url or article.source
        if target is None:
            self.app.tell("This text has no source to open.")
            return
        open_or_tell(self.app, target)

    def do_export(self) -> None:
        """Write this article's notes out."""
        from tui.screens.export import open_export

        if self.article is not None:
            open_export(self.app, [self.article])

    def do_pipe(self) -> None:
        """Send the selection, or else the article's notes, through a program, and show what it says."""
        from tui.screens.pipe import pipe

        article, selection = self.article, self.view.cover.selection
        if article is None:
            return
        if selection is None:
            pipe(self.app, [article])
            return
        words = article.text[selection.start : selection.end]
        self.select(None)
        pipe(self.app, words)
