"""The same story in several files: which articles are copies of one another, and notes taken from one copy to another."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from msgspec.structs import replace

from annotations.anchoring import describe, resolve
from annotations.articles.library_articles import Articles, Listing
from annotations.articles.near_copies import NearCopies
from annotations.errors import SourceError
from annotations.model import Annotation, Article, TextSpan
from annotations.sources import read_article
from annotations.sources.text_cache import TextCache
from annotations.store.codec import now
from annotations.store.repository import Repository
from annotations.text.plurals import pluralize

_ADDED_AT_ONCE = 20


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

    # -- notes of the one on the other

    def offered_notes(self, copy_ids: Iterable[str], article: Article) -> list[tuple[Annotation, TextSpan]]:
        """The notes on copies of an article whose words it has too, with their place in it, in its order.

        Those that are there already, with the same words on the same place, are left out.
        """
        there = {(note.note, note.quote) for note in self._repository.annotations(article.id)}
        offered: dict[tuple[str, TextSpan], Annotation] = {}
        for copy_id in copy_ids:
            for note in self._repository.annotations(copy_id) if copy_id != article.id else ():
                if not note.quote or (note.note, note.quote) in there:
                    continue
                anchor = resolve(article.text, note.target.selectors)
                if anchor.span is not None and anchor.quality != "orphan":
                    offered.setdefault((note.note, anchor.span), note)
        return sorted(((note, span) for (_, span), note in offered.items()), key=lambda pair: pair[1])

    def take_notes(self, copy_ids: Iterable[str], article: Article) -> list[Annotation]:
        """Put the notes that its copies have on an article too, on their words. One step of undo.

        Raises:
            StoreError: they were not written.
        """
        offered = self.offered_notes(copy_ids, article)
        if not offered:
            return []
        with self._repository.change(f"{pluralize(len(offered), 'note')} taken from a copy") as change:
            change.put("articles", self._articles.record_of(article))
            return [self._repository.include(change, _on(article, note, span)) for note, span in offered]


def _on(article: Article, note: Annotation, span: TextSpan) -> Annotation:
    """A note as a new one, on the same words of another article."""
    place = describe(article.text, span)
    target = replace(note.target, source=article.id, selectors=place, fingerprint=article.fingerprint)
    return replace(note, id="", target=target, modified=now())
