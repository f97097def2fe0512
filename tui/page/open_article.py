"""Everything that the page needs to show an article, read in one go; in the background, or the first frame waits for it."""

import difflib
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from annotations.anchoring import describe, resolve
from annotations.articles.catalog import FileStamp
from annotations.entities.corrections import Correction
from annotations.errors import AnnotationsError
from annotations.library import Library
from annotations.model import (
    Annotation,
    Article,
    Entity,
    ReadingState,
    Status,
    TextPositionSelector,
    TextQuoteSelector,
    TextSpan,
)
from annotations.text.plurals import group_digits, pluralize
from tui.page.entity_feed import AT_ONCE_CHARS, EntityFeed
from tui.page.note_cards import Notes

_COMPARED_BLOCKS = 5_000
_ANCHOR_CHARS = 120
_CONTEXT_CHARS = 60


class Marked(Struct, frozen=True):
    """What the reader has put on an article, and the tags there are."""

    notes: Notes
    corrections: tuple[Correction, ...]
    elsewhere: tuple[Annotation, ...]
    """Notes on names that were put on other articles."""
    tags: tuple[str, ...]
    """Of all articles, most used first."""


def marked(library: Library, article: Article) -> Marked:
    """Ask the store for it.

    Raises:
        StoreError: it can't be read.
    """
    tags = tuple(tag for tag, _ in library.tags())
    on_names = library.repository.annotations_on_names()
    return Marked(
        library.notes(article),
        library.name_corrections.corrections(article.id),
        tuple(note for note in on_names if note.target.source != article.id),
        tags,
    )


class Opened(Struct, frozen=True):
    """An article as it lies open."""

    path: Path
    stamp: FileStamp | None
    """Of the file when it was read; None when it was gone right after."""
    article: Article
    state: ReadingState
    marked: Marked
    entities: tuple[Entity, ...] | None
    """Those of an earlier reading; None: not known, or so many that they come later."""
    language: str = "en"
    """ISO 639-1 code of the text's, as far as is known with the entities."""


def open_article(library: Library, feed: EntityFeed | None, path: Path) -> Opened:
    """Read an article with its notes, corrections and known entities.

    Raises:
        SourceError: it can't be read.
        StoreError: the notes can't.
    """
    stamp = FileStamp.seen(path)
    article = library.read(path)
    known = None
    if feed is not None and len(article.text) <= AT_ONCE_CHARS:
        known = feed.known(article)
    return Opened(
        path,
        stamp,
        article,
        found_again(article, library.reading(article)),
        marked(library, article),
        known.all if known is not None else None,
        known.language if known is not None else "en",
    )


def open_at_once(library: Library, feed: EntityFeed | None, path: Path) -> Opened | Article:
    """An article with all that the page needs; of one that takes seconds to read its beginning alone.

    Raises:
        SourceError: it can't be read.
        StoreError: the notes can't.
    """
    return library.read_beginning(path) or open_article(library, feed, path)


def state_of(article: Article, status: Status, progress: float, top: int, line: int) -> ReadingState:
    """How far the reader got, with what it takes to find the line again when the text has changed.

    Args:
        article: as it was read.
        status: what it counts as.
        progress: 0 to 1.
        top: code point at the top of the page.
        line: of the line that is being read.
    """
    text, end = article.text, min(line + _ANCHOR_CHARS, len(article.text))
    before, behind = text[max(0, line - _CONTEXT_CHARS) : line], text[end : end + _CONTEXT_CHARS]
    words = TextQuoteSelector(text[line:end], before, behind)
    return ReadingState(status, progress, top, line, words, article.fingerprint)


def found_again(article: Article, state: ReadingState) -> ReadingState:
    """The same with places of the text as it is now."""
    if state.line is None or state.words is None or state.fingerprint in ("", article.fingerprint):
        return state
    span = resolve(article.text, (TextPositionSelector(state.line, state.line), state.words)).span
    if span is None:
        return replace(state, line=None)
    return replace(state, line=span.start, offset=max(0, span.start - (state.line - state.offset)))


class Spots(Struct, frozen=True):
    """Where the reader is in a text, in code points."""

    line: int
    """The start of the reading line."""
    caret: TextSpan | None = None
    selection: TextSpan | None = None

    def moved(self, old: Article, new: Article) -> "Spots":
        """The same words in the new text; what is not there any more is None, the line is as near as can be."""
        if old.fingerprint == new.fingerprint:
            return self
        moved = [
            moved_span(old, new, span) if span is not None else None for span in (self.caret, self.selection)
        ]
        return Spots(moved_offset(old, new, self.line), *moved)


class Changed(Struct, frozen=True):
    """A file that has changed while it was read."""

    opened: Opened
    told: str
    """What is different, for people; empty: not the text."""
    before: Spots
    """Where the reader was when it was asked for."""
    after: Spots


def look_again(
    library: Library, feed: EntityFeed | None, old: Opened, notes: Notes, spots: Spots
) -> Changed | None:
    """Read a file again if it has changed. What is half written, or gone for a moment, has not."""
    stamp = FileStamp.seen(old.path)
    if stamp is None or stamp == old.stamp:
        return None
    try:
        new = open_article(library, feed, old.path)
    except AnnotationsError:
        return None
    before, after = old.article, new.article
    told = "" if before.fingerprint == after.fingerprint else changes_between(before, notes, new)
    return Changed(new, told, spots, spots.moved(before, after))


def moved_offset(old: Article, new: Article, offset: int) -> int:
    """Where a place of the old text stands in the new one: by its words, else by the words around, else as far down."""
    shift = _shift(old, new, TextSpan(offset, offset))
    if shift is not None:
        return min(offset + shift, len(new.text))
    end = min(len(old.text), offset + _ANCHOR_CHARS)
    while end > offset:
        span = resolve(new.text, describe(old.text, TextSpan(offset, end), passing=True)).span
        if span is not None:
            return span.start
        end = offset + (end - offset) // 3
    return min(offset * len(new.text) // max(len(old.text), 1), len(new.text))


def moved_span(old: Article, new: Article, span: TextSpan) -> TextSpan | None:
    """Where words of the old text stand in the new one; None: they are gone."""
    shift = _shift(old, new, span)
    if shift is not None:
        return TextSpan(span.start + shift, span.end + shift)
    return resolve(new.text, describe(old.text, span)).span


def _shift(old: Article, new: Article, span: TextSpan) -> int | None:
    """How far a stretch has moved where all up to its end, or all from its start on, is as it was; None: it is not."""
    grown = len(new.text) - len(old.text)
    if new.text.startswith(old.text[: span.end]):
        return 0
    is_end_as_it_was = span.start + grown >= 0 and new.text.endswith(old.text[span.start :])
    return grown if is_end_as_it_was else None


def changes_between(old: Article, notes: Notes, new: Opened) -> str:
    """What a reader should know when a file has changed under their eyes: one line."""
    before = {note.id: anchor for note, anchor in notes}
    moved = lost = 0
    for note, anchor in new.marked.notes:
        was = before.get(note.id)
        if was is not None and was.span is not None:
            lost += anchor.span is None
            moved += anchor.span is not None and anchor.span != was.span
    said = _paragraphs(old, new.article)
    said += [f"{pluralize(moved, 'note')} moved along"] if moved else []
    said += [f"{pluralize(lost, 'note')} lost {'its' if lost == 1 else 'their'} place"] if lost else []
    return f"The file has changed: {', '.join(said) or 'nothing of it here'}."


def _paragraphs(old: Article, new: Article) -> list[str]:
    if max(len(old.blocks), len(new.blocks)) > _COMPARED_BLOCKS:
        grown = len(new.text) - len(old.text)
        return [f"{group_digits(abs(grown))} characters {'more' if grown >= 0 else 'fewer'}"]
    added = gone = changed = 0
    for kind, i, j, k, m in difflib.SequenceMatcher(
        None, _texts(old), _texts(new), autojunk=False
    ).get_opcodes():
        if kind != "equal":
            both = min(j - i, m - k)
            changed += both
            gone += j - i - both
            added += m - k - both
    counts = ((changed, "changed"), (added, "new"), (gone, "gone"))
    words = [(count, word) for count, word in counts if count]
    return [
        f"{group_digits(count) if number else pluralize(count, 'paragraph')} {word}"
        for number, (count, word) in enumerate(words)
    ]


def _texts(article: Article) -> Sequence[str]:
    return [article.text[block.span.start : block.span.end] for block in article.blocks]
