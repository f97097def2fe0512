"""How far a correction of a name reaches: how many mentions in how many articles it would change, as far as is known."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from annotations.entities.article_entities import ArticleEntities
from annotations.entities.corrections import Correction
from annotations.model import Article


class Reach(Struct, frozen=True):
    """Mentions and the articles that they stand in."""

    mentions: int = 0
    articles: int = 0


def reach_of(
    corrections: Sequence[Correction],
    articles: Iterable[Article],
    names: ArticleEntities,
    instead_of: Correction | None = None,
) -> Reach:
    """Count what corrections would change in articles; those that nobody has looked through count nothing.

    Args:
        corrections: said one after the other.
        articles: in which mentions are counted.
        names: what has been found there.
        instead_of: one that they take the place of.
    """
    counts = [names.count_changed(article, corrections, instead_of) for article in articles]
    return Reach(sum(counts), sum(count > 0 for count in counts))
