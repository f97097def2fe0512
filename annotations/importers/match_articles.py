"""To which article foreign notes belong: by its id, URL, file or title, else by where their words stand. Never a guess.

A title alone is trusted when it is the same; one that is merely alike must be borne out by a quote.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from msgspec.structs import replace

from annotations.anchoring import resolve
from annotations.articles.library_articles import Articles, Listing
from annotations.errors import SourceError
from annotations.importers.records import Imported
from annotations.model import Anchor, Article, Selector, TextPositionSelector, TextQuoteSelector, TextSpan
from annotations.search.find_rows import articles_saying
from annotations.search.index import SearchIndex
from annotations.search.update import IndexUpdate
from annotations.store.repository import Repository
from annotations.text.folding import fold

_ALIKE = 88
"""Ratio (rapidfuzz, 0 to 100) from which on two titles are alike."""
_SAME_WITHOUT_QUOTE = 95
_TELLING_CHARS = 20
"""A quote this long says which article it is from."""
_MOST_OF_ONE_NAME = 20
_MOST_RATED = 500
"""Notes on one document for which edited words are looked for in several articles, which takes a while."""
_NOISE = re.compile(r"[\W_]+")
_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|mc_[ce]id|ref|source)=", re.IGNORECASE)


class Filing:
    """Finds articles among those of some folders and all that have been seen before.

    Args:
        articles: reads and lists.
        repository: the store.
        folders: files and folders to look through.
        cache: where the index of texts lies.
    """

    def __init__(
        self, articles: Articles, repository: Repository, folders: Iterable[str | Path], cache: Path
    ) -> None:
        self._articles = articles
        self._index = SearchIndex(cache)
        self._rows: dict[str, Listing] = {}
        self._met: dict[Path, Article] = {}
        self._by_path: dict[Path, Listing] = {}
        self._by_url: dict[str, list[str]] = {}
        self._by_title: dict[str, list[str]] = {}
        self._read: dict[str, Article | None] = {}
        self._is_filled = False
        self._gather(repository, folders)

    def close(self) -> None:
        """Let go of the index."""
        self._index.close()

    def _gather(self, repository: Repository, folders: Iterable[str | Path]) -> None:
        paths = [*map(Path, folders), *self._articles.seen()]
        for row in self._articles.listings(paths, met=self._met.__setitem__):
            if row.problem:
                continue
            self._by_path[row.path.absolute()] = row
            if row.id in self._rows:
                continue
            self._rows[row.id] = row
            self._by_title.setdefault(_title_key(row.title), []).append(row.id)
            if row.url:
                self._by_url.setdefault(_url_key(row.url), []).append(row.id)
        for record in repository.articles.all():
            if record.url and record.id in self._rows:
                same = self._by_url.setdefault(_url_key(record.url), [])
                same += [record.id] if record.id not in same else []

    def file(self, notes: Sequence[Imported]) -> list[Article | None]:
        """The articles that notes on one document belong to: one for all, or each its own by its words, or None."""
        named = self._named(notes)
        if notes[0].is_text_to_come and not named:
            return [None] * len(notes)
        if len(named) == 1:
            return [named[0]] * len(notes)
        own = _by_words(named, notes) if named else [self._of_words(note.quote) for note in notes]
        chosen = {one.id: one for one in own if one is not None}
        if len(chosen) == 1 and 2 * sum(one is not None for one in own) >= len(own):
            return [next(iter(chosen.values()))] * len(notes)
        if named and not chosen:
            article = self._of_alike_title(_title_key(notes[0].title), notes)
            return [article or self._of_words(note.quote) for note in notes]
        return own

    def _named(self, notes: Sequence[Imported]) -> list[Article]:
        """The articles that what is said of the document leads to; several where they share an address or a title."""
        first = notes[0]
        if first.own is not None and (own := self._article(first.own.target.source)) is not None:
            return [own]
        for url in first.urls:
            if articles := self._at_address(url):
                return articles
        if first.is_text_to_come:
            return []
        key = _title_key(first.title)
        same = self._articles_of(self._by_title.get(key, ())) if key else []
        if len(same) > 1:
            return same
        if same and (_author_fits(same[0], first.author) or _standing(same[0], notes)):
            return same
        alike = self._of_alike_title(key, notes) if key and not same else None
        return [alike] if alike is not None else []

    def _articles_of(self, ids: Iterable[str]) -> list[Article]:
        return [
            article for id in islice(ids, _MOST_OF_ONE_NAME) if (article := self._article(id)) is not None
        ]

    def _article(self, id: str) -> Article | None:
        """An article of the library; its text comes from the index where that has it."""
        if id not in self._read:
            row = self._rows.get(id)
            self._read[id] = self._article_at(row) if row else None
        return self._read[id]

    def _article_at(self, row: Listing) -> Article | None:
        met = self._met.get(row.path)
        if met is not None:
            return replace(met, id=row.id)
        stored = self._index.get(row.fingerprint)
        try:
            if stored is None:
                return self._articles.read(row.path)
        except SourceError:
            return None
        return Article(
            row.id,
            row.path,
            row.title,
            stored.text,
            (),
            fingerprint=row.fingerprint,
            author=row.author,
            published=row.published,
            url=row.url,
        )

    def _at_address(self, url: str) -> list[Article]:
        if not url.startswith("file:"):
            return self._articles_of(self._by_url.get(_url_key(url), ()))
        try:
            row = self._by_path.get(Path(url2pathname(urlsplit(url).path)))
        except ValueError:  # no address
            return []
        article = self._article_at(row) if row is not None else None
        return [article] if article is not None else []

    def _of_alike_title(self, key: str, notes: Sequence[Imported]) -> Article | None:
        from rapidfuzz import fuzz, process

        has_quotes = any(note.quote for note in notes)
        if len(key) < 4:
            return None
        for choice, ratio, _ in process.extract(key, list(self._by_title), scorer=fuzz.WRatio, limit=3):
            ids = self._by_title[choice]
            for article in (candidate for id in ids if (candidate := self._article(id))):
                if ratio >= _ALIKE and _standing(article, notes):
                    return article
                if not has_quotes and len(ids) == 1 and fuzz.ratio(key, choice) >= _SAME_WITHOUT_QUOTE:
                    return article
        return None

    def _of_words(self, quote: str) -> Article | None:
        """The one article in which a quote stands."""
        if not _is_telling(quote):
            return None
        ids = list(islice(self._with_words(quote), 2))
        return self._article(ids[0]) if len(ids) == 1 else None

    def _with_words(self, quote: str) -> Iterator[str]:
        self._fill()
        words = " ".join(fold(quote).split())
        return (id for id in articles_saying(self._index, words) if id in self._rows)

    def _fill(self) -> None:
        """See to it that the index knows all texts; where it can't keep them, one in memory does."""
        if self._is_filled:
            return
        self._is_filled = True
        if not IndexUpdate(self._index, self._articles).keep_rows(self._rows.values(), self._met).is_kept:
            self._index.close()
            self._index = SearchIndex(None)
            IndexUpdate(self._index, self._articles).keep_rows(self._rows.values(), self._met)


def place_of(article: Article, note: Imported) -> Anchor:
    """Where a foreign note's words stand in an article."""
    at = article.text.find(note.quote)
    if at >= 0 and article.text.find(note.quote, at + 1) < 0:  # there is only one such place
        return Anchor(TextSpan(at, at + len(note.quote)), "exact", 1.0)
    selectors: list[Selector] = [TextQuoteSelector(note.quote, note.prefix, note.suffix)]
    position = span_of(article, note)
    if position is not None:
        selectors.append(TextPositionSelector(position.start, position.end))
    anchor = resolve(article.text, selectors)
    if (
        anchor.span is None and article.text.count(note.quote) == 1
    ):  # short, without context, but there is only one
        start = article.text.index(note.quote)
        return Anchor(TextSpan(start, start + len(note.quote)), "moved", 0.9)
    return anchor


def span_of(article: Article, note: Imported) -> TextSpan | None:
    """A foreign note's position in code points of the article's text; None where it gives none or lies beyond it."""
    if note.position is None or note.unit == "utf-16":
        return None if note.position is None else _from_utf16(article.text, note.position)
    return note.position if note.position.end <= len(article.text) else None


def _from_utf16(text: str, span: TextSpan) -> TextSpan | None:
    """Offsets in UTF-16 units as code points of the same text; None where they lie beyond it."""
    if text.isascii():
        return span if span.end <= len(text) else None
    raw = text.encode("utf-16-le", "surrogatepass")
    if 2 * span.end > len(raw):
        return None
    start = len(raw[: 2 * span.start].decode("utf-16-le", "ignore"))
    return TextSpan(start, max(start, len(raw[: 2 * span.end].decode("utf-16-le", "ignore"))))


def _standing(article: Article, notes: Sequence[Imported]) -> int:
    """How many of the notes' quotes stand in the article."""
    quoted = [note for note in notes if note.quote]
    return sum(place_of(article, note).span is not None for note in quoted[:20])


def _by_words(articles: Sequence[Article], notes: Sequence[Imported]) -> list[Article | None]:
    """Each note to that one of some articles in which its words stand; None where they stand in none, or in two."""
    if len(notes) > _MOST_RATED:
        return [_only([one for one in articles if note.quote and note.quote in one.text]) for note in notes]
    return [
        _only([one for one in articles if note.quote and place_of(one, note).span is not None])
        for note in notes
    ]


def _only(articles: Sequence[Article]) -> Article | None:
    return articles[0] if len(articles) == 1 else None


def _author_fits(article: Article, author: str) -> bool:
    """Nothing against it: one of the two is not known, or they share a name."""
    one, other = set(fold(article.author or "").split()), set(_NOISE.sub(" ", fold(author)).split())
    return not one or not other or bool(one & other)


def _is_telling(quote: str) -> bool:
    dense = sum(char >= "\u2e80" for char in quote)
    return len(quote) + 2 * dense >= _TELLING_CHARS


def _title_key(title: str) -> str:
    return _NOISE.sub(" ", fold(title)).strip()


def _url_key(url: str) -> str:
    """A URL without what does not tell pages apart: scheme, www, trackers, fragment, closing slash."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return url
    query = "&".join(part for part in parts.query.split("&") if part and not _TRACKING.match(part))
    host = parts.netloc.lower().removeprefix("www.").removesuffix(":443").removesuffix(":80")
    return f"{host}{unquote(parts.path).rstrip('/')}{'?' + query if query else ''}"
