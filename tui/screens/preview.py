"""The sidebar of the list: the preview of an article, set as its own page in small."""

from collections.abc import Sequence

from annotations.articles.preview import Preview
from annotations.library import Listing
from annotations.model import Annotation, TextSpan
from annotations.text.hashtags import hashtags, tags_beside
from annotations.text.plurals import group_digits, pluralize
from tui.format import shown_date, shown_moment
from tui.widgets.fit_text import reading_time
from tui.widgets.text_pane import RULE, Piece, spoken

_NOTES_SHOWN = 3


def head_of(row: Listing) -> list[Piece]:
    """What the list itself knows."""
    if row.problem:
        return [Piece(row.problem, "kind:byline", gap=1)]
    date = shown_date(row.published) if row.published else ""
    when = " · ".join(words for words in (date, reading_time(row.minutes)) if words)
    said = [Piece(words, "kind:byline", most_rows=2) for words in (row.author or "", when) if words]
    return [Piece(row.title, "kind:title", gap=1, most_rows=4), *said]


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
    """The latest notes, each under its quote."""
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
