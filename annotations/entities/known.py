"""What is known of an article's entities already: what the page asks before its first frame. Loads no engine."""

from annotations.entities.cache import EntityCache, KnownSections
from annotations.entities.engine_version import engine_key
from annotations.model import Article, Entity, TextSpan
from annotations.sources.blocks import of_kind
from annotations.text.canonical import fingerprint


def hidden(article: Article) -> tuple[TextSpan, ...]:
    """Stretches of an article that are not looked at for entities: code."""
    return tuple(block.span for block in of_kind(article.blocks, "code"))


def cache_name(article: Article) -> str:
    """The fingerprint that the cache knows an article by: its text's, and what of it is hidden."""
    known = article.fingerprint or fingerprint(article.text)
    spans = hidden(article)
    return known + fingerprint(repr([(span.start, span.end) for span in spans]))[:8] if spans else known


def cached_entities(
    article: Article, cache: EntityCache, model: str | None = None
) -> tuple[Entity, ...] | None:
    """The entities of an article that has been worked on already, or None. Milliseconds; loads no spaCy."""
    known = known_sections(article, cache, model)
    return known.all if known is not None else None


def known_sections(article: Article, cache: EntityCache, model: str | None = None) -> KnownSections | None:
    """What is known of an article, even if it is only a part; None: nothing."""
    if not cache.is_there:
        return None
    return cache.sections(article.text, cache_name(article), str(engine_key(model)))
