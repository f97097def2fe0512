"""Bookmarks: places of an article that the reader has given a letter (`m`). They stay on their words as notes do."""

from typing import Final

from annotations.anchoring import describe, resolve
from annotations.model import Article, Target, TextSpan
from annotations.store.reading_table import Bookmark
from annotations.store.repository import Repository

_WORDS_CHARS: Final = 80
"""So many characters from the bookmark on are its words, but none of the next paragraph."""


class Bookmarks:
    """The bookmarks in a notes file."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def save(self, article: Article, letter: str, offset: int) -> None:
        """Set a bookmark at a code point of an article's text. Durable on return.

        Raises:
            StoreError: it was not written.
        """
        place = None
        end = _end_of_words(article, offset)
        if offset < end:
            selectors = describe(article.text, TextSpan(offset, end))
            place = Target(article.id, selectors, article.fingerprint)
        self._repository.reading.save_bookmark(article.id, letter, Bookmark(offset, place))

    def of(self, article: Article) -> dict[str, int]:
        """Where the bookmarks of an article stand in its text today, by letter; where its words are gone, as far down as before."""
        bookmarks = self._repository.reading.bookmarks(article.id)
        return {letter: _offset_today(article, bookmark) for letter, bookmark in bookmarks.items()}


def _end_of_words(article: Article, offset: int) -> int:
    end = min(len(article.text), offset + _WORDS_CHARS)
    line = article.text.find("\n", offset + 1, end)
    return line if line > offset else end


def _offset_today(article: Article, bookmark: Bookmark) -> int:
    place = bookmark.place
    if place is not None and (not place.fingerprint or place.fingerprint != article.fingerprint):
        span = resolve(article.text, place.selectors).span
        if span is not None:
            return span.start
    return min(bookmark.offset, len(article.text))
