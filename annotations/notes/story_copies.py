"""The same story in several files: which articles are copies of one another, and notes taken from one copy to another."""

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from annotations.anchoring import describe, resolve
from annotations.articles.catalog import Entry
from annotations.articles.library_articles import Articles, Listing
from annotations.articles.near_copies import NearCopies
from annotations.errors import SourceError
from annotations.model import Anchor, Annotation, Article, TextSpan
from annotations.sources import read_article
from annotations.sources.text_cache import TextCache
from annotations.store.codec import now
from annotations.store.repository import Repository
from annotations.text.plurals import pluralize

_ADDED_AT_ONCE = 20
_COMPARED_CHARS = 400_000
"""A longer text that has not been compared yet is not compared just because it is read: that takes seconds."""


class Offer(Struct, frozen=True):
    """A note on a copy of an article, with its place in the article."""

    note: Annotation
    anchor: Anchor
    copy: Entry


class StoryCopies:
    """Copies and near-copies among articles.

    Args:
        cache: folder for what can be thrown away.
        articles: to say what the store keeps of an article.
        repository: where the notes are.
        texts: kept texts of articles.
    """

    def __init__(self, cache: Path, articles: Articles, repository: Repository, texts: TextCache) -> None:
        self._near = NearCopies(cache)
        self._articles, self._repository, self._texts = articles, repository, texts

    def close(self) -> None:
        """Let go of the cache's file."""
        self._near.close()

    def add(self, articles: Iterable[Article]) -> None:
        """Compare articles that are read anyway with all others, so that nobody has to read them for it."""
        self._near.add(articles)

    def known(self, rows: Iterable[Listing]) -> list[tuple[Listing, ...]]:
        """The stories that several rows tell, the same text or nearly, two rows at least, in their order. Reads no file.

        What has not been compared yet (`compare`) counts as a copy of the same text only.
        """
        by_text: dict[str, list[Listing]] = {}
        for row in rows:
            if not row.problem and row.fingerprint:
                by_text.setdefault(row.fingerprint, []).append(row)
        near = self._near.groups(by_text)
        grouped = {fingerprint for group in near for fingerprint in group}
        groups = [tuple(row for fingerprint in group for row in by_text[fingerprint]) for group in near]
        same = [tuple(same) for text, same in by_text.items() if text not in grouped and len(same) > 1]
        return groups + same

    def stand_ins(self, ids: Iterable[str]) -> dict[str, str]:
        """The article that stands for the story of each, among some articles by their ids. Reads no file."""
        texts = self._articles.fingerprints(ids)
        story = {text: group[0] for group in self._near.groups(texts.values()) for text in group}
        first: dict[str, str] = {}
        return {id: first.setdefault(story.get(text, text), id) for id, text in texts.items()}

    def compare(self, rows: Iterable[Listing], *, goes_on: Callable[[], bool] = lambda: True) -> int:
        """Read the articles that have not been compared yet, and compare them.

        Args:
            rows: articles.
            goes_on: asked after some at a time; what was compared until then is kept.

        Returns:
            How many were read.
        """
        known = self._near.known()
        missing = [
            row for row in rows if not row.problem and row.fingerprint and row.fingerprint not in known
        ]
        for start in range(0, len(missing), _ADDED_AT_ONCE):
            if start and not goes_on():
                return start
            some = missing[start : start + _ADDED_AT_ONCE]
            self._near.add(article for row in some if (article := self._read(row.path)) is not None)
        return len(missing)

    def groups(self, rows: Sequence[Listing]) -> list[tuple[Listing, ...]]:
        """All stories that several rows tell; what has not been compared yet is read."""
        self.compare(rows)
        return self.known(rows)

    def _read(self, path: Path) -> Article | None:
        """An article; None: its file is gone, or can't be read: the list says so."""
        try:
            return read_article(path, self._texts)
        except SourceError:
            return None

    def telling(self, fingerprints: Iterable[str]) -> set[str]:
        """The texts that tell the same stories as some, these too, as far as they have been compared."""
        return self._near.telling(fingerprints)

    # -- notes of the one on the other

    def offers(self, article: Article) -> list[Offer]:
        """The notes on all near-copies of an article that `offered_notes` gives, with the copies. Reads no file."""
        if len(article.text) <= _COMPARED_CHARS:
            self._near.add([article])
        copies = {
            entry.id: entry
            for fingerprint in sorted(self._near.telling([article.fingerprint]) - {article.fingerprint})
            for entry in self._articles.with_fingerprint(fingerprint)
        }
        offered = self.offered_notes(copies, article)
        return [Offer(note, anchor, copies[note.target.source]) for note, anchor in offered]

    def offered_notes(self, copy_ids: Iterable[str], article: Article) -> list[tuple[Annotation, Anchor]]:
        """The notes on copies of an article whose words it has too, with their place in it, in its order.

        Those that are there already, with the same words on the same place, are left out.
        """
        ids = [id for id in copy_ids if id != article.id]
        noted = [note for id in ids for note in self._repository.annotations(id) if note.quote]
        if not noted:
            return []
        there = {(note.note, _place(note, article).span) for note in self._repository.annotations(article.id)}
        offered: dict[tuple[str, TextSpan], tuple[Annotation, Anchor]] = {}
        for note in noted:
            anchor = _place(note, article)
            if anchor.span is not None and (note.note, anchor.span) not in there:
                offered.setdefault((note.note, anchor.span), (note, anchor))
        return [offered[key] for key in sorted(offered, key=lambda key: key[1])]

    def take_notes(
        self, copy_ids: Iterable[str], article: Article, only: Collection[str] | None = None
    ) -> list[Annotation]:
        """Put the notes that its copies have on an article too, on their words. One step of undo.

        Args:
            copy_ids: of the copies.
            article: where the notes come to.
            only: ids of the notes that are wanted; None: all that are offered.

        Raises:
            StoreError: they were not written.
        """
        offered = self.offered_notes(copy_ids, article)
        taken = [
            (note, anchor.span)
            for note, anchor in offered
            if anchor.span is not None and (only is None or note.id in only)
        ]
        if not taken:
            return []
        with self._repository.change(f"{pluralize(len(taken), 'note')} taken from a copy") as change:
            change.put("articles", self._articles.record_of(article))
            return [self._repository.include(change, _on(article, note, span)) for note, span in taken]


def _place(note: Annotation, article: Article) -> Anchor:
    return resolve(article.text, note.target.selectors)


def _on(article: Article, note: Annotation, span: TextSpan) -> Annotation:
    """A note as a new one, on the same words of another article."""
    place = describe(article.text, span)
    target = replace(note.target, source=article.id, selectors=place, fingerprint=article.fingerprint)
    return replace(note, id="", target=target, modified=now())
