"""Where the words of an article stand that was read a while ago: its file may have been renamed, edited or swapped since."""

from collections.abc import Iterable
from heapq import nlargest
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from annotations.articles.catalog import Catalog, Entry, FileStamp, new_id
from annotations.articles.identity import files_around, read_or_none
from annotations.files.presence import CLOCK_LAG_NS
from annotations.model import Article
from annotations.store.article_table import ArticleTable
from annotations.store.same_articles import LIKE_IN_WORDS
from annotations.text.similarity import likeness, sketch_of

_MOST_READ: Final = 20
"""Files that are read on the search: those that have come to their names last."""


def places_of(article: Article, catalog: Catalog, noted: ArticleTable, read_ns: int | None) -> list[Path]:
    """Where an article is now, and where it was read if that is another place; what has changed is remembered.

    Args:
        article: as it was read, with its id; its page may have been open for long.
        catalog: what was known of its file then, and is known of those around now.
        noted: an article that has notes stays where it is.
        read_ns: when the article was read last; None: nobody knows.
    """
    if article.source is None:
        return []
    path = article.source.absolute()
    if (moved := _moved_to(article, path, catalog, read_ns)) is None:
        return [path]
    here, there = catalog.entry(path), catalog.entry(moved.path)
    if there is None or noted.get(there.id) is None:
        catalog.remember([moved])
    if here is not None and here.id == article.id and not here.is_gone:
        catalog.remember([replace(here, id=new_id(here.fingerprint, str(path)))])
    return [moved.path, path]


def _moved_to(article: Article, path: Path, catalog: Catalog, read_ns: int | None) -> Entry | None:
    """The other file that holds the words of an article now, as it is to be remembered; None: its own does, or none."""
    known, stamp = catalog.entry(path), FileStamp.seen(path)
    if known is None or (known.stamp, known.fingerprint) == (stamp, article.fingerprint):
        return None
    sketch = sketch_of(article.text)
    if stamp is not None and ((there := read_or_none(path)) is None or _rate(there, article, sketch) > 0):
        return None
    same = (one.path for one in catalog.with_fingerprint(article.fingerprint) if one.path != path)
    best, most = None, 0.0
    around = _come_since(read_ns - CLOCK_LAG_NS, path) if read_ns is not None else ()
    for place in dict.fromkeys([*same, *around]):
        stamp = FileStamp.seen(place)
        there = read_or_none(place) if stamp is not None else None
        if stamp is None or there is None or (rate := _rate(there, article, sketch)) <= most:
            continue
        best, most = Entry.of(replace(there, id=article.id), place, stamp), rate
    return best


def _rate(there: Article, article: Article, sketch: tuple[int, ...]) -> float:
    """How much like an article a text is; 0: too little to be a later state of it."""
    if there.fingerprint == article.fingerprint:
        return 2.0
    alike = likeness(sketch_of(there.text), sketch)
    return alike if alike >= LIKE_IN_WORDS else 0.0


def _come_since(moment_ns: int, path: Path) -> Iterable[Path]:
    """Files around with the same suffix, written or renamed since; the last ones first, and links to them behind them.

    What was there before is another article, be it a near-copy.
    """
    timed: list[tuple[int, bool, Path]] = []
    for one in files_around(path):
        if one.suffix == path.suffix and one != path:
            try:
                status = one.stat()
            except OSError:
                continue
            if (come_ns := max(status.st_ctime_ns, status.st_mtime_ns)) > moment_ns:
                timed.append((come_ns, not one.is_symlink(), one))
    return (one for *_, one in nlargest(_MOST_READ, timed))
