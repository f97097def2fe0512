"""Engines: what finds the entities of a text.

    engine = load_engine()                  # the pipeline we ship; about a second, imports spaCy
    engine.entities("Steve Witkoff met Putin.")
    for part in engine.stream(text, start_at=offset): ...

Programs with a screen use `annotations.entities.process.client.EntityWorker` instead, which runs an engine in a process of its
own. `engine_key(model)` names engine and version without loading anything: the key of the cache.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from msgspec import Struct

from annotations.entities.coreference.canonical_names import find_canonical_names
from annotations.entities.coreference.consistency import make_consistent
from annotations.entities.engine.chunks import chunks, mask, nearest, sections
from annotations.entities.engine.language import ENGLISH, language_of
from annotations.entities.engine_version import PIPELINE, EngineKey, engine_key, has_weights, tuned_head
from annotations.entities.rules.mentions import Mention
from annotations.errors import EngineError
from annotations.model import Entity, TextSpan

if TYPE_CHECKING:
    from spacy.language import Language

_RECOGNISERS = ("postil_recogniser", "ner", "entity_ruler", "span_ruler", "transformer", "tok2vec")


class Found(NamedTuple):
    """Entities of a stretch of a text. They replace all that was found within `covered` before."""

    covered: TextSpan
    entities: tuple[Entity, ...]
    final: bool
    """Whether labels and canonical names have been made consistent over the whole section."""
    section: int = 0
    """Which of the text's `chunks.sections` it belongs to."""
    language: str = ENGLISH
    """ISO 639-1 code of the text's."""


class _Section(Struct):
    """A section that is being worked on."""

    span: TextSpan
    left: dict[int, TextSpan]
    """Its chunks that have not been looked at yet, by number."""
    is_one_piece: bool
    mentions: dict[int, list[Mention]]
    """Mentions by the start of their chunk; offsets from the section's start."""

    @classmethod
    def of(cls, text: str, span: TextSpan) -> Self:
        """Cut into its chunks."""
        pieces = dict(enumerate(chunks(text, span)))
        return cls(span, pieces, len(pieces) <= 1, {})

    def finish(self, text: str) -> tuple[Entity, ...]:
        """All of its entities, consistent with each other."""
        words = text[self.span.start : self.span.end]
        mentions = make_consistent(
            words, [m for start in sorted(self.mentions) for m in self.mentions[start]]
        )
        return as_entities(text, self.span, mentions)


class SpacyEngine:
    """A spaCy pipeline with postil's treatment after it."""

    def __init__(self, nlp: "Language", key: EngineKey) -> None:
        self.nlp = nlp
        self.name = key.name
        self.version = key.version
        self._not_for_other_languages = [name for name in nlp.pipe_names if name in _RECOGNISERS]

    def entities(self, text: str) -> tuple[Entity, ...]:
        """The entities of a text, sorted, disjoint. Offsets: code points of `text`."""
        finals = sorted((part for part in self.stream(text) if part.final), key=lambda part: part.covered)
        return tuple(entity for part in finals for entity in part.entities)

    def language(self, text: str) -> str:
        """ISO 639-1 code of a text; other languages than English get rules only."""
        return language_of(text)

    def stream(
        self,
        text: str,
        start_at: int | Callable[[], int] = 0,
        *,
        skip: Sequence[TextSpan] = (),
        only_sections: Collection[int] | None = None,
    ) -> Iterator[Found]:
        """Entities as they are found, nearest to `start_at` first.

        Each section ends with a final `Found` over all of it; a section of more than one chunk is previewed by chunks.

        Args:
            text: canonical text.
            start_at: code point at the top of the page, or what tells it: asked before each chunk, so that work goes on
                where the reader has gone to. No chunk is worked on twice.
            skip: stretches that are not looked at, such as code blocks.
            only_sections: which of the text's sections to work on; None: all.
        """
        where = start_at if callable(start_at) else lambda: start_at
        wanted = {
            number: span
            for number, span in enumerate(sections(text))
            if only_sections is None or number in only_sections
        }
        language = self.language(text)
        begun: dict[int, _Section] = {}
        while wanted:
            number = nearest(wanted, where())
            section = begun.get(number) or begun.setdefault(number, _Section.of(text, wanted[number]))
            if section.left:
                piece = section.left.pop(nearest(section.left, where()))
                mentions = self._find_mentions(mask(text, piece, skip), language == ENGLISH)
                section.mentions[piece.start] = [m.moved(piece.start - section.span.start) for m in mentions]
                if not section.is_one_piece:
                    yield Found(piece, as_entities(text, piece, mentions), False, number, language)
            if not section.left:
                del wanted[number], begun[number]
                yield Found(section.span, section.finish(text), True, number, language)

    def _find_mentions(self, words: str, english: bool) -> list[Mention]:
        """Mentions of one chunk before the article's consistency."""
        from annotations.entities.engine.treatment import read_mentions

        off = ["postil_consistency", *([] if english else self._not_for_other_languages)]
        return read_mentions(self.nlp(words, disable=off))


def as_entities(text: str, within: TextSpan, mentions: Sequence[Mention]) -> tuple[Entity, ...]:
    """Mentions of a stretch (offsets from its start) as entities of the whole text, with canonical names."""
    words = text[within.start : within.end]
    by = within.start
    return tuple(
        Entity(TextSpan(m.start + by, m.end + by), m.label, m.of(words), canonical)
        for m, canonical in zip(mentions, find_canonical_names(words, mentions), strict=True)
    )


def load_engine(model: str | None = None) -> SpacyEngine:
    """Loads an engine; takes about a second.

    Args:
        model: None: the pipeline we ship. Else the name of an installed spaCy pipeline ("en_core_web_sm") or the path of
            one; postil's treatment comes after it.

    Raises:
        EngineError: it is not installed or does not load.
    """
    key = engine_key(model)
    nlp = ours() if model is None else _theirs(model)
    if model is None and (head := tuned_head()) is not None:
        learn(nlp, head)
    return treated(nlp, key)


def treated(nlp: "Language", key: EngineKey) -> SpacyEngine:
    """An engine of a pipeline, with postil's treatment after it."""
    from annotations.entities.engine.treatment import add_treatment

    add_treatment(nlp)
    return SpacyEngine(nlp, key)


def learn(nlp: "Language", head: Path) -> None:
    """Have the shipped pipeline do what corrections taught it.

    Raises:
        EngineError: that can't be read, or does not fit.
    """
    from annotations.entities.model.recogniser import recogniser_of
    from annotations.entities.model.tuned_head import TunedHead

    try:
        recogniser_of(nlp).learn(TunedHead.read(head))
    except (OSError, ValueError) as error:
        raise EngineError(
            f"{head}, which `postil train` kept, can't be used: {error}; `postil train --back` takes it away"
        ) from error


def ours() -> "Language":
    """The pipeline we ship, without its treatment and without what corrections taught it.

    Raises:
        EngineError: it does not load.
    """
    from annotations.entities.model.import_spacy import import_spacy

    if not has_weights():
        raise EngineError(f"The recogniser's weights are missing from {PIPELINE}: reinstall postil.")
    nlp: Language = import_spacy().blank("en")
    import_module("annotations.entities.model.recogniser")  # registers its factory
    try:
        nlp.add_pipe("postil_recogniser")
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise EngineError(
            f"The recogniser in {PIPELINE} does not load: {error}. Reinstall postil."
        ) from error
    return nlp


def _theirs(model: str) -> "Language":
    from annotations.entities.model.import_spacy import import_spacy

    spacy = import_spacy()
    try:
        nlp: Language = spacy.load(model)
    except OSError as error:
        raise EngineError(
            f"The spaCy pipeline {model!r} is not installed: run `python -m spacy download {model}` with the Python that "
            f"runs postil, or take `model` out of the settings."
        ) from error
    except (ValueError, ImportError, KeyError, TypeError) as error:
        reason = " ".join(str(error).split())[:120]
        raise EngineError(
            f"The spaCy pipeline {model!r} does not load: {reason}. Choose another `model`."
        ) from error
    return nlp
