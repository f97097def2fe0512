"""The preview of an article: its head, its first lines, who and what is most in it, the latest notes. Finds no entities."""

from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from annotations.model import Annotation, Article, Entity

_MOST_CHARS = 900
TIMES = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"})


class Named(Struct, frozen=True):
    """A name with how often it is said."""

    name: str
    label: str
    count: int


class Preview(Struct, frozen=True):
    """What a preview of an article shows."""

    title: str
    author: str | None
    standfirst: str
    paragraphs: tuple[str, ...]
    """The first of them, as many as a preview may hold."""
    names: tuple[Named, ...]
    """The most said, at most five."""
    is_indexed: bool
    """Has anybody looked for its names?"""
    notes: tuple[Annotation, ...]
    """The latest first."""


def preview_of(article: Article, entities: Sequence[Entity] | None, notes: Iterable[Annotation]) -> Preview:
    """Sum an article up; `entities`: None when nobody has looked for them."""
    return Preview(
        article.title,
        article.author,
        article.standfirst or "",
        tuple(_first_paragraphs(article)),
        tuple(top_names(entities or (), 5)),
        entities is not None,
        tuple(sorted(notes, key=lambda note: note.modified, reverse=True)),
    )


def top_names(entities: Iterable[Entity], most: int) -> list[Named]:
    """The names that are said most; numbers and dates are no names."""
    counts: Counter[str] = Counter()
    labels: dict[str, Counter[str]] = {}
    for entity in entities:
        if entity.label not in TIMES:
            counts[entity.canonical] += 1
            labels.setdefault(entity.canonical, Counter())[entity.label] += 1
    return [Named(name, labels[name].most_common(1)[0][0], count) for name, count in counts.most_common(most)]


def _first_paragraphs(article: Article) -> Iterable[str]:
    room = _MOST_CHARS
    for block in article.blocks:
        if block.kind in ("paragraph", "quote", "list-item"):
            words = article.text[block.span.start : min(block.span.end, block.span.start + room)]
            yield words.replace("\n", " ")
            room -= len(words)
            if room <= 0:
                return
