"""The tags of whole articles: of each article one annotation holds them all, and nothing else."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from annotations.model import Annotation, Article, Target
from annotations.notes.body import body_of
from annotations.store.codec import encode, now
from annotations.text.plurals import pluralize

if TYPE_CHECKING:  # the exporters' list of formats asks what is a tag, and needs no store
    from annotations.articles.library_articles import Articles
    from annotations.store.changes import OpenChange
    from annotations.store.repository import Repository


def is_article_tags(note: Annotation) -> bool:
    """Does a note hold the tags of its whole article, and nothing else?"""
    return not note.target.selectors and note.entity is None and not note.note and bool(note.tags)


def says_nothing(note: Annotation) -> bool:
    """Has a note neither words nor tags, nor a place that it highlights?"""
    return not (note.target.selectors or note.note or note.tags)


def put_edited(repository: "Repository", change: "OpenChange", edited: Annotation) -> None:
    """Keep an edited note; one that says nothing any more goes to the trash."""
    if says_nothing(edited):
        repository.discard(change, edited.id)
    else:
        change.put("annotations", encode(edited))


class ArticleTags:
    """Reads and changes the tags of several articles at once."""

    def __init__(self, repository: "Repository", articles: "Articles") -> None:
        self._repository = repository
        self._articles = articles

    def common(self, article_ids: Iterable[str]) -> tuple[str, ...]:
        """The tags that all of some articles have, in the order of the first."""
        of_each = [_tags_in(self._holders(id)) for id in article_ids]
        return tuple(tag for tag in of_each[0] if all(tag in tags for tags in of_each)) if of_each else ()

    def of_files(self, paths: Iterable[str | Path]) -> dict[str, tuple[str, ...]]:
        """The tags that the files of articles give themselves, by article; reads none of them."""
        return self._articles.source_tags(paths)

    def change(self, paths: Sequence[Path], added: Sequence[str], removed: Sequence[str]) -> None:
        """Give the articles of files some tags and take others off, in one step of undo.

        Raises:
            SourceError: an article can't be read; nothing was changed.
            StoreError: it was not written.
        """
        self.change_read(map(self._articles.read, paths), added, removed)

    def change_read(self, read: Iterable[Article], added: Sequence[str], removed: Sequence[str]) -> None:
        """The same for articles that were read already; two windows or machines may have begun the tags of one at once.

        Raises:
            StoreError: it was not written.
        """
        articles = {article.id: article for article in read}
        with self._repository.change(f"tags of {pluralize(len(articles), 'article')} changed") as change:
            for article in articles.values():
                holders = self._holders(article.id)
                held, more, before = next(iter(holders), None), holders[1:], _tags_in(holders)
                kept = [tag for tag in before if tag not in removed]
                tags = tuple(dict.fromkeys([*kept, *added]))
                if tags == before and not more:
                    continue
                for other in more:
                    change.drop("annotations", other.id)
                moment = now()
                if held is None:
                    target = Target(article.id, (), article.fingerprint, None)
                    note = Annotation("", target, body_of("", tags, None), moment, moment)
                    change.put("articles", self._articles.record_of(article))
                    self._repository.include(change, note)
                elif tags:
                    note = replace(held, body=body_of("", tags, None), modified=moment)
                    change.put("annotations", encode(note))
                else:
                    self._repository.discard(change, held.id)

    def _holders(self, article_id: str) -> list[Annotation]:
        """The annotation that holds an article's tags; several where two began at once."""
        return [note for note in self._repository.annotations(article_id) if is_article_tags(note)]


def _tags_in(holders: Iterable[Annotation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for held in holders for tag in held.tags))
