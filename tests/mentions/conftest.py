"""Articles whose names are known, as an engine would have left them in the cache."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from annotations.entities.article_entities import cache_name
from annotations.entities.cache import EntityCache
from annotations.entities.engine_version import engine_key
from annotations.library import Library, Listing
from annotations.model import Entity, TextSpan
from annotations.text.spans import overlaps

Write = Callable[..., Listing]
Said = Iterable[str]
"""(words, label) or (words, label, canonical name)."""


def know(library: Library, path: Path, *names: Said) -> None:
    """Put names into the cache, wherever their words stand; longer ones first."""
    article = library.read(path)
    entities: dict[int, Entity] = {}
    for words, label, *canonical in sorted(names, key=lambda one: -len(next(iter(one)))):
        at = article.text.find(words)
        while at >= 0:
            span = TextSpan(at, at + len(words))
            if not any(overlaps(one.span, span) for one in entities.values()):
                entities[at] = Entity(span, label, words, canonical[0] if canonical else words)
            at = article.text.find(words, at + 1)
    with EntityCache() as cache:
        cache.put(cache_name(article), str(engine_key()), [entities[at] for at in sorted(entities)])


@pytest.fixture
def write(library: Library, tmp_path: Path) -> Write:
    """`write("a.md", date, paragraphs, (words, label, canonical), ...)`: an article with its names in the cache."""

    def make(name: str, day: str, paragraphs: str, *names: Said) -> Listing:
        folder = tmp_path / "articles"
        folder.mkdir(exist_ok=True)
        date = f"date: {day}\n" if day else ""
        (folder / name).write_text(f"---\ntitle: {name}\n{date}---\n{paragraphs}\n", encoding="utf-8")
        know(library, folder / name, *names)
        return next(row for row in library.listings([folder]) if row.path.name == name)

    return make
