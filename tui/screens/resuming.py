"""Offers a note that was left unfinished, and goes on with it where it was."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.screen import ModalScreen

from annotations.errors import SourceError
from annotations.hashtags import tags_beside
from annotations.model import Article
from annotations.store.records import Draft
from tui.dates import shown_moment
from tui.drafts import Subject, subject_of
from tui.screens.note import NoteEditor
from tui.screens.reader_base import PageScreen
from tui.widgets.pane import Pane, Piece
from tui.written import Written

if TYPE_CHECKING:
    from tui.app import PostilApp


_UNKNOWN = "On an article that is not here any more"
_OFFER = "Enter go on  D throw away  Esc later"
_SURE = "Thrown away it can't be brought back.  D throw away  Esc keep"


class DraftOffer(ModalScreen[str]):
    """Shows an unfinished note: "go" on with it, "drop" it, or "later"."""

    DEFAULT_CSS = """
    DraftOffer { align: center bottom; background: transparent; }
    DraftOffer > Vertical { height: 9; border: round $accent; background: $background; padding: 0 1; }
    """
    _ANSWERS: ClassVar[dict[str, str]] = {"enter": "go", "escape": "later", "D": "drop", "q": "later"}

    def __init__(self, draft: Draft, title: str, others: int) -> None:
        super().__init__()
        self._draft, self._title, self._others = draft, title, others
        self._sheet = Vertical()
        self._is_asking = False

    def compose(self) -> ComposeResult:
        """What it is on and what was written."""
        draft = self._draft
        with self._sheet as sheet:
            sheet.border_title = "An unfinished note"
            sheet.border_subtitle = _OFFER
            pane = Pane(margin=0)
            when = shown_moment(draft.saved) if draft.saved else ""
            more = f"{self._others} more" if self._others else ""
            tags = " ".join(f"#{tag}" for tag in tags_beside(draft.note, draft.tags))
            said = " · ".join(part for part in (tags, when, more) if part)
            pane.show(
                [
                    Piece(self._title, "kind:title", most_rows=1),
                    Piece(draft.note, gap=1, most_rows=4),
                    Piece(said, "kind:byline", gap=1, most_rows=1),
                ]
            )
            yield pane

    def on_key(self, event: Key) -> None:
        """Answer; what is thrown away is gone, so that is asked for twice."""
        answer = self._ANSWERS.get(event.character or "") or self._ANSWERS.get(event.key)
        event.stop()
        if self._is_asking and answer != "drop":
            self._is_asking, self._sheet.border_subtitle = False, _OFFER
        elif answer == "drop" and not self._is_asking:
            self._is_asking, self._sheet.border_subtitle = True, _SURE
        elif answer is not None:
            self.dismiss(answer)


def offer_drafts(app: "PostilApp", drafts: Sequence[Draft]) -> None:
    """Ask what to do with the first of the notes that were left unfinished."""
    if not drafts:
        return
    draft, rest = drafts[0], drafts[1:]

    def answered(word: str | None) -> None:
        if word == "go":
            _go_on(app, draft)
        elif word == "drop":
            app.clerk.ask(lambda: app.drafts.drop(draft.id), lambda _: offer_drafts(app, rest))

    def titled(title: str) -> None:
        app.push_screen(DraftOffer(draft, title, len(rest)), answered)

    app.clerk.ask(lambda: app.library.titles().get(draft.article) or _UNKNOWN, titled)


def _go_on(app: "PostilApp", draft: Draft) -> None:
    """Open the article at the note's words and the editor over it."""
    library = app.library

    def read() -> tuple[Article, list[str]]:
        path = library.path_of(draft.article)
        if path is None:
            raise SourceError(
                "The file of its article is gone. The note is kept; bring the file back and start postil again."
            )
        return library.read(path), [tag for tag, _ in library.tags()]

    def opened(answer: tuple[Article, list[str]]) -> None:
        article, known = answer
        subject = subject_of(draft, article.text)
        _show(app, article, subject)

        def done(written: Written | None) -> None:
            if written is not None and (written.note.strip() or written.tags):
                app.clerk.ask(lambda: _save(article, written), lambda _: app.show_notes())

        def _save(article: Article, written: Written) -> None:
            if subject.annotation is not None and library.repository.get(subject.annotation) is not None:
                library.update(subject.annotation, note=written.note, tags=written.tags)
            else:
                library.annotate(
                    article, subject.span, note=written.note, tags=written.tags, entity=subject.entity
                )

        old = library.repository.get(subject.annotation) if subject.annotation else None

        def edit() -> None:
            page, keep = app.screen, None
            if isinstance(page, PageScreen) and subject.span is not None:
                keep = page.view.rows_of(subject.span)
            editor = NoteEditor(
                subject.quote or subject.entity or "",
                old.note if old else "",
                old.tags if old else (),
                known,
                subject=subject,
                draft=(draft.id, Written(draft.note, draft.tags)),
                keep=keep,
            )
            app.push_screen(editor, done)

        app.call_after_refresh(edit)

    app.clerk.ask(read, opened)


def _show(app: "PostilApp", article: Article, subject: Subject) -> None:
    """The page at the words of a note; the page that is open already, if it is this article's."""
    page = app.screen
    if isinstance(page, PageScreen) and page.article is not None and page.article.id == article.id:
        page.put_caret(subject.span)
    elif article.source is not None:
        app.read([article.source], 0, subject.span)
