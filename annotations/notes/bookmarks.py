"""Marks: places of an article that the reader has given a letter. They stay on their words as notes do."""

from typing import Final

from annotations.anchoring import describe, resolve
from annotations.model import Article, Target, TextSpan
from annotations.store.records import Mark
from annotations.store.repository import Repository

_WORDS_CHARS: Final = 80
"""So many characters from the mark on are its words, but none of the next paragraph."""


class Bookmarks:
    """The marks in a notes file."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def save(self, article: Article, name: str, offset: int) -> None:
        """Set a mark at a code point of an article's text. Durable on return.

        Raises:
            StoreError: it was not written.
        """
        place = None
        end = _end_of_words(article, offset)
        if offset < end:
            selectors = describe(article.text, TextSpan(offset, end))
            place = Target(article.id, selectors, article.fingerprint)
        self._repository.save_mark(article.id, name, Mark(offset, place))

    def of(self, article: Article) -> dict[str, int]:
        """Where the marks of an article stand in its text today, by letter; where its words are gone, as far down as before."""
        marks = self._repository.marks(article.id)
        return {name: _offset_today(article, mark) for name, mark in marks.items()}


def _end_of_words(article: Article, offset: int) -> int:
    end = min(len(article.text), offset + _WORDS_CHARS)
    line = article.text.find("\n", offset + 1, end)
    return line if line > offset else end


def _offset_today(article: Article, mark: Mark) -> int:
    place = mark.place
    if place is not None and (not place.fingerprint or place.fingerprint != article.fingerprint):
        span = resolve(article.text, place.selectors).span
        if span is not None:
            return span.start
    return min(mark.offset, len(article.text))
