"""Taking something along: quotes to the clipboard, text through a program, notes to files, the source itself."""

from tui.reader.open_page import OpenPage
from tui.screens.open_source import open_or_tell

_SHOWN_CHARS = 40


class ShareCommands:
    """`y`, `|`, `s`, `o`."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page

    def do_copy(self) -> None:
        """Copy quote and citation, by the terminal and by the system's own clipboard program."""
        page, span, article = self._page, self._page.target(), self._page.article
        if article is None or span is None:
            return
        quote = article.text[span.start : span.end]
        page_number = article.page_at(span.start)
        about = (article.author, article.published, page_number and f"p. {page_number}", article.url)
        words = ", ".join([f"“{quote}” — {article.title}", *(str(part) for part in about if part)])
        page.app.copy_to_clipboard(words)
        page.app.system_clipboard.copy(words)
        page.tell(f"Copied: {quote if len(quote) <= _SHOWN_CHARS else quote[: _SHOWN_CHARS - 1] + '…'}")
        page.leave_selection()

    def do_source(self) -> None:
        """Open where the article came from: its address if it has one, else its file."""
        article = self._page.article
        if article is None:
            return
        target = article.url or article.source
        if target is None:
            self._page.tell("This text has no source to open.")
            return
        open_or_tell(self._page.app, target)

    def do_export(self) -> None:
        from tui.screens.export import open_export

        if self._page.article is not None:
            open_export(self._page.app, [self._page.article])

    def do_pipe(self) -> None:
        """Send the selection, or else the article's notes, through a program, and show what it says."""
        from tui.screens.pipe import pipe

        page, article, span = self._page, self._page.article, self._page.selection.span
        if article is None:
            return
        if span is None:
            pipe(page.app, [article])
            return
        page.leave_selection()
        pipe(page.app, article.text[span.start : span.end])
