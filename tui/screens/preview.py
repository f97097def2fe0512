"""The sidebar of the list: the preview of an article, set as its own page in small."""

from collections.abc import Callable, Sequence

from annotations.articles.preview import Preview
from annotations.errors import AnnotationsError
from annotations.library import Library, Listing
from annotations.model import Annotation, TextSpan
from annotations.notes.article_tags import is_article_tags
from annotations.sources.members import stat_of
from annotations.text.hashtags import hashtags, tags_beside
from annotations.text.plurals import group_digits, pluralize
from tui.format import shown_date, shown_moment
from tui.widgets.fit_text import reading_time
from tui.widgets.text_pane import RULE, Piece, spoken

_NOTES_SHOWN = 3
_PREVIEWED_BYTES = 2_000_000


def head_of(row: Listing) -> list[Piece]:
    """What the list itself knows."""
    if row.problem:
        return [Piece(row.problem, "kind:byline", gap=1)]
    date = shown_date(row.published) if row.published else ""
    when = " · ".join(words for words in (date, reading_time(row.minutes)) if words)
    said = [Piece(words, "kind:byline", most_rows=2) for words in (row.author or "", when) if words]
    return [Piece(row.title, "kind:title", gap=1, most_rows=4), *said]


def read_preview(library: Library, row: Listing, offered: Callable[[], Sequence[Piece]]) -> list[Piece]:
    """An article, summed up; a very long one is only opened when it is to be read. For any thread.

    Args:
        library: reads it.
        row: the article.
        offered: what is said below it.
    """
    if row.problem:
        return head_of(row)
    try:
        if stat_of(row.path).st_size > _PREVIEWED_BYTES:
            words = Piece("Too long for a preview; Enter opens it at once.", "kind:byline", gap=1)
            return [*head_of(row), words, *notes_of(library.repository.annotations(row.id))]
        preview = library.preview(row.path)
    except OSError as problem:
        said = f"{row.path} can't be read: {problem.strerror}"
        return [*head_of(row), Piece(said, "kind:byline", gap=1)]
    except AnnotationsError as problem:
        return [*head_of(row), Piece(problem.message, "kind:byline", gap=1)]
    return [*page_of(row, preview, notes_of(preview.notes)), *offered()]


def page_of(row: Listing, preview: Preview, now_notes: Sequence[Piece]) -> list[Piece]:
    """The whole preview: head, standfirst, first lines, names, notes."""
    pieces = head_of(row)
    if preview.standfirst:
        pieces.append(Piece(preview.standfirst, "kind:standfirst", gap=1, most_rows=4))
    pieces += [Piece(words, gap=1, most_rows=5) for words in preview.paragraphs[: 1 if now_notes else 2]]
    if preview.names:
        pieces.append(RULE)
        pieces += [
            spoken(
                (name.name, f"entity:{name.label}"),
                right=group_digits(name.count),
                most_rows=1,
                named=(name.name, row.id),
            )
            for name in preview.names
        ]
    elif not preview.is_indexed:
        pieces.append(Piece("Names are found when you open it.", "kind:byline", gap=1))
    return [*pieces, *now_notes]


def notes_of(notes: Sequence[Annotation], *, most: int = _NOTES_SHOWN) -> list[Piece]:
    """The latest notes, each under its quote; what only holds the tags of an article is none."""
    notes = [note for note in notes if not is_article_tags(note)]
    if not notes:
        return []
    pieces = [RULE]
    for number, note in enumerate(notes[:most]):
        pieces += note_pieces(note, gap=1 if number else 0, most_rows=3)
    if len(notes) > most:
        pieces.append(Piece(f"and {pluralize(len(notes) - most, 'older note')}", "kind:byline", gap=1))
    return pieces


def note_pieces(note: Annotation, *, gap: int, most_rows: int, where: str = "") -> list[Piece]:
    """A note: its quote in its tint, its words, its tags and when it was written."""
    about = note.quote or (f"on {note.entity}" if note.entity else "on the whole article")
    tint = f"note:{note.color or 'yellow'}" if note.quote else "kind:byline"
    about = " ".join(about.split())
    pieces = [Piece(about, layers=((TextSpan(0, len(about)), tint),), gap=gap, most_rows=most_rows)]
    if note.note:
        pieces.append(Piece(note.note, gap=0 if most_rows else 1, most_rows=most_rows and most_rows + 1))
    tags = hashtags(tags_beside(note.note, note.tags))
    said = " · ".join(part for part in (tags, where, shown_moment(note.modified)) if part)
    return [*pieces, Piece(said, "kind:byline", gap=0 if most_rows else 1, most_rows=2)]
