"""A note set in full beside the list of notes; an orphan with the places it may belong to."""

from annotations.model import Article, TextSpan
from annotations.store.repository import UNFILED
from tui.format import doubt
from tui.lists.notes import NoteRow
from tui.screens.preview import note_pieces
from tui.widgets.text_pane import RULE, Piece

_AROUND_CHARS = 90
_SHOWN_CANDIDATES = 4
_STANDING = {
    "moved": "The text has changed around it.",
    "fuzzy": "Its words have changed; it is shown at the likeliest place.",
}


def pane_of(row: NoteRow, keep: str) -> list[Piece]:
    """A note with its article; `keep`: the key that keeps a doubtful place, and files."""
    head = [Piece(row.title, "kind:title", gap=1, most_rows=3)] if row.title else []
    pieces = [*head, *note_pieces(row.note, gap=1, most_rows=0)]
    said = _STANDING.get(row.anchor.quality, "")
    if doubted := doubt(row.anchor):
        said = f"{said} {doubted[0].upper()}{doubted[1:]}. {keep} keeps it there."
    if row.anchor.quality == "orphan" and row.deleted is None:
        said = "Its words are gone from the article." if row.path else "The file of its article is gone."
    if row.note.target.source == UNFILED and row.deleted is None:
        said = f"It came in without its article. {keep} files it."
    return [*pieces, Piece(said, "kind:byline", gap=1)] if said else pieces


def candidates_of(row: NoteRow, article: Article, lit: int) -> list[Piece]:
    """The best places for an orphan, each with the words around it; `lit` would be taken."""
    candidates = row.anchor.candidates[:_SHOWN_CANDIDATES]
    if not candidates:
        return [Piece("No place in the article is like it.", "kind:byline")]
    pieces = [RULE, Piece("Does it belong here?", "kind:heading")]
    for number, (span, score) in enumerate(candidates):
        start, end = max(0, span.start - _AROUND_CHARS), min(len(article.text), span.end + _AROUND_CHARS)
        mark = "▸ " if number == lit else "  "
        before = ("…" if start else "") + article.text[start : span.start]
        words = article.text[span.start : span.end]
        after = article.text[span.end : end] + ("…" if end < len(article.text) else "")
        text = mark + before + words + after
        place = TextSpan(len(mark + before), len(mark + before + words))
        layers = ((place, f"note:{row.note.color or 'yellow'}"),)
        kind = "kind:paragraph" if number == lit else "kind:byline"
        pieces.append(Piece(text.replace("\n", " "), kind, layers, gap=1, most_rows=7, right=f"{score:.0%}"))
    return pieces
