"""Offers a note that was left unfinished, and goes on with it where it was."""

from collections.abc import Sequence
from types import MappingProxyType

from msgspec.structs import replace

from annotations.errors import SourceError
from annotations.library import Library
from annotations.model import Annotation, Article
from annotations.notes.body import body_of, merge_versions
from annotations.store.draft_table import Draft
from annotations.text.hashtags import hashtags, tags_beside
from tui.base_app import BaseApp
from tui.drafts import Subject, begun_on, subject_of
from tui.format import shown_moment
from tui.page.written_note import Written
from tui.reader.screen import ReaderScreen
from tui.screens.note_editor import NoteEditor, rows_kept
from tui.screens.question import Question
from tui.screens.save_note import adding, rewriting
from tui.widgets.text_pane import Piece

_UNKNOWN = "On an article that is not here any more"
_ANSWERS = MappingProxyType({"enter": "go", "escape": "later", "D": "drop", "q": "later"})
_KEYS = "Enter go on  D throw away  Esc later"
_SURE = "Thrown away it can't be brought back.  D throw away  Esc keep"


class DraftOffer(Question):
    """Shows an unfinished note: "go" on with it, "drop" it, or "later"."""

    def __init__(self, draft: Draft, title: str, others: int) -> None:
        when = shown_moment(draft.saved) if draft.saved else ""
        more = f"{others} more" if others else ""
        tags = hashtags(tags_beside(draft.note, draft.tags))
        said = " · ".join(part for part in (tags, when, more) if part)
        pieces = [
            Piece(title, "kind:title", most_rows=1),
            Piece(draft.note, gap=1, most_rows=4),
            Piece(said, "kind:byline", gap=1, most_rows=1),
        ]
        super().__init__("An unfinished note", pieces, _KEYS, _ANSWERS, sure={"drop": _SURE})


def offer_drafts(app: BaseApp, drafts: Sequence[Draft]) -> None:
    """Ask what to do with the first of the notes that were left unfinished."""
    if not drafts:
        return
    draft, rest = drafts[0], drafts[1:]

    def answered(word: str | None) -> None:
        if word == "go":
            _go_on(app, draft)
        elif word == "drop":
            app.background.run(lambda: app.drafts.drop(draft.id), lambda _: offer_drafts(app, rest))

    def titled(title: str) -> None:
        app.push_screen(DraftOffer(draft, title, len(rest)), answered)

    app.background.run(lambda: app.library.titles().get(draft.article) or _UNKNOWN, titled)


def _go_on(app: BaseApp, draft: Draft) -> None:
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

        old = library.repository.get(subject.annotation) if subject.annotation else None

        def add(library: Library, written: Written) -> object:
            return library.annotate(
                article,
                subject.span,
                note=written.note,
                tags=written.tags,
                entity=subject.entity,
                entity_label=subject.label,
            )

        def edit() -> None:
            page, keep = app.screen, None
            if isinstance(page, ReaderScreen) and subject.span is not None:
                keep = rows_kept(page.view, subject.span)
            seen, tags = _brought_up(draft, old) if old else (None, draft.tags)
            editor = NoteEditor(
                subject.quote or subject.entity or "",
                seen.note if seen else "",
                seen.tags if seen else (),
                known,
                write=rewriting(seen) if seen else adding(add),
                subject=subject if seen else replace(subject, annotation=None),
                draft=(draft.id, Written(draft.note, tags)),
                keep=keep,
            )
            app.push_screen(editor)

        app.call_after_refresh(edit)

    app.background.run(read, opened)


def _brought_up(draft: Draft, old: Annotation) -> tuple[Annotation, tuple[str, ...]]:
    """What a draft was begun on, with the tags that the note has now; and the draft's tags, those put on it since added.

    The words stay those of the beginning, also in what is kept of the draft from now on: where they have changed since,
    that is asked about when they are saved.
    """
    note, tags = begun_on(draft) or (old.note, old.tags)
    begun = replace(old, body=body_of(note, tags, old.on_name))
    _, merged = merge_versions(old, begun, None, draft.tags)
    return replace(old, body=body_of(note, old.tags, old.on_name)), merged


def _show(app: BaseApp, article: Article, subject: Subject) -> None:
    """The page at the words of a note; the page that is open already, if it is this article's."""
    page = app.screen
    if isinstance(page, ReaderScreen) and page.article is not None and page.article.id == article.id:
        page.page.put_caret(subject.span)
    elif article.source is not None:
        app.places.read([article.source], 0, subject.span)
