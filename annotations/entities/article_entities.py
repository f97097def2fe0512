"""An article's names as the reader sees them, put together here and nowhere else: cache, engine, the reader's corrections.

    with ArticleEntities(corrections, model=model) as names:
        names.known(article)            # from the cache, or None; milliseconds, loads no spaCy
        names.find(article)             # from the cache, else found here and now, and kept

Who works on sections (the page's feed, `index_articles`) asks `known_sections` and `keep`s what an engine says, without
corrections: these are laid over it as it is read.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from annotations.entities.cache import EntityCache, KnownSections
from annotations.entities.corrections import Correction, apply_corrections, changed_mentions
from annotations.entities.engine.chunks import sections
from annotations.entities.engine_version import engine_key
from annotations.files.closing import Closing
from annotations.model import Article, Entity, TextSpan
from annotations.sources.blocks import of_kind
from annotations.text.canonical import fingerprint

if TYPE_CHECKING:
    from annotations.entities.engine.spacy_engine import SpacyEngine

CorrectionsOf = Callable[[str], Sequence[Correction]]
"""What a reader has said about an article's names, by its id."""


def hidden_spans(article: Article) -> tuple[TextSpan, ...]:
    """Stretches of an article that are not looked at for entities: code."""
    return tuple(block.span for block in of_kind(article.blocks, "code"))


def cache_name(article: Article) -> str:
    """The fingerprint that the cache knows an article by: its text's, and what of it is hidden."""
    known = article.fingerprint or fingerprint(article.text)
    spans = hidden_spans(article)
    return known + fingerprint(repr([(span.start, span.end) for span in spans]))[:8] if spans else known


def count_sections(article: Article) -> int:
    """In how many sections an article is looked through and kept; one for an empty text."""
    return max(1, len(sections(article.text)))


class ArticleEntities(Closing):
    """Knows, finds and keeps the entities of articles. A context manager; may be used from any thread.

    Args:
        corrections: the reader's, by article id.
        model: as for `load_engine`; empty: ours.
        cache: where entities are kept; None: in the cache folder.
    """

    def __init__(
        self,
        corrections: CorrectionsOf = lambda _: (),
        *,
        model: str = "",
        cache: EntityCache | None = None,
    ) -> None:
        self.model = model or None
        self._corrections = corrections
        self._cache = cache or EntityCache()

    def close(self) -> None:
        self._cache.close()

    @cached_property
    def engine_name(self) -> str:
        """Name and version of the engine; loads nothing."""
        return str(engine_key(self.model))

    @cached_property
    def _engine(self) -> "SpacyEngine":
        from annotations.entities.engine.spacy_engine import load_engine

        return load_engine(self.model)

    def known(self, article: Article) -> tuple[Entity, ...] | None:
        """The entities of an article with the reader's corrections, if all of it has been looked through before."""
        known = self.known_sections(article)
        if known is None or known.all is None:
            return None
        return self._correct(article, known.all)

    def stating(self, article: Article, entities: Sequence[Entity]) -> Sequence[Entity]:
        """Those entities that say something of other articles too: what the reader said of this one alone does not.

        Args:
            article: that has been looked through.
            entities: its entities, with all corrections.
        """
        said = self._corrections(article.id) if article.id else ()
        rules = [one for one in said if one.scope == "everywhere"]
        known = self.known_sections(article) if entities and len(rules) < len(said) else None
        if known is None:
            return entities
        as_elsewhere = {*apply_corrections(article.text, known.all or (), rules)}
        return [entity for entity in entities if entity in as_elsewhere]

    def find(self, article: Article) -> tuple[Entity, ...]:
        """The entities of an article with the reader's corrections; what is not known yet is found now, and kept.

        Raises:
            EngineError: the engine does not load.
        """
        known = self.known(article) if article.text else ()
        if known is not None:
            return known
        finals = [
            part for part in self._engine.stream(article.text, skip=hidden_spans(article)) if part.final
        ]
        for part in finals:
            self.keep(article, part.entities, section=part.section, language=part.language)
        in_order = sorted(finals, key=lambda part: part.covered)
        return self._correct(article, tuple(entity for part in in_order for entity in part.entities))

    def _correct(self, article: Article, entities: tuple[Entity, ...]) -> tuple[Entity, ...]:
        corrections = self._corrections(article.id) if article.id else ()
        return apply_corrections(article.text, entities, corrections)

    def count_changed(
        self, article: Article, corrections: Sequence[Correction], instead_of: Correction | None = None
    ) -> int:
        """How many mentions of an article further corrections would change, as far as it has been looked through.

        Args:
            article: in which mentions are counted.
            corrections: said one after the other.
            instead_of: one that they take the place of.
        """
        known = self.known_sections(article)
        holding = [one for one in corrections if one.holds_for(article.id)]
        if known is None or known.all is None or not holding:
            return 0
        said = [one for one in self._corrections(article.id) if one != instead_of]
        return changed_mentions(
            apply_corrections(article.text, known.all, said),
            apply_corrections(article.text, known.all, (*said, *holding)),
        )

    # -- section by section, without corrections

    def known_sections(self, article: Article) -> KnownSections | None:
        """What an engine has said of an article, even if it is only a part; None: nothing."""
        if not self._cache.is_there:
            return None
        return self._cache.sections(article.text, cache_name(article), self.engine_name)

    def missing_sections(self, article: Article) -> frozenset[int]:
        """The sections of an article that have not been looked through yet, without a look at what the others hold."""
        known = self._cache.parts(cache_name(article), self.engine_name)
        return frozenset(range(count_sections(article))) - known

    def keep(self, article: Article, entities: Sequence[Entity], *, section: int, language: str) -> None:
        """Keeps what an engine says of a section. Offsets: code points of the whole text; `language`: the text's."""
        sections = count_sections(article)
        self.keep_section(
            cache_name(article), entities, section=section, sections=sections, language=language
        )

    def keep_section(
        self, name: str, entities: Sequence[Entity], *, section: int, sections: int, language: str
    ) -> None:
        """Keeps what an engine says of one of so many sections of a text, known by its `cache_name`."""
        self._cache.put(name, self.engine_name, entities, part=section, parts=sections, language=language)

    def looked_through(self) -> frozenset[str]:
        """The fingerprints of texts that have been looked through, wholly or in part."""
        length = len(fingerprint(""))
        return frozenset(name[:length] for name in self._cache.fingerprints(self.engine_name))
