"""Articles with their entities as data that a model can be trained on: JSON lines, and spaCy's DocBin."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from msgspec import Struct

from annotations.entities.labels import LABELS
from annotations.model import Article, Entity

FORMATS: Final = ("jsonl", "spacy")


class Example(Struct, frozen=True):
    """A text with what is named in it."""

    article: Article
    entities: Sequence[Entity]
    """Sorted, disjoint; offsets: code points of the article's text."""


def as_record(entity: Entity) -> dict[str, Any]:
    """An entity as plain JSON values."""
    return {
        "start": entity.span.start,
        "end": entity.span.end,
        "text": entity.text,
        "label": entity.label,
        "canonical": entity.canonical,
    }


def as_lines(examples: Iterable[Example], engine: str) -> bytes:
    """An article a line; `engine`: who found the entities."""
    import orjson

    return b"".join(
        orjson.dumps(
            {
                "article": example.article.id,
                "title": example.article.title,
                "engine": engine,
                "text": example.article.text,
                "entities": [as_record(entity) for entity in example.entities],
            }
        )
        + b"\n"
        for example in examples
    )


def as_doc_bin(examples: Iterable[Example]) -> bytes:
    """Articles as spaCy's DocBin, for `spacy train`; the names that entities go by are their `kb_id_`.

    Tokens are those of our recogniser: spaCy's for English, glued words cut apart. An entity that ends within a token is
    widened to it. `doc.user_data` has the article's id and title.
    """
    import spacy
    from spacy.tokens import DocBin
    from spacy.util import filter_spans

    from annotations.entities.model.tokenizer import cut_glued_words

    nlp = spacy.blank("en")
    cut_glued_words(nlp)
    for label in LABELS:
        nlp.vocab.strings.add(label)
    docs = DocBin(attrs=["ENT_IOB", "ENT_TYPE", "ENT_KB_ID", "SPACY"], store_user_data=True)
    for example in examples:
        nlp.max_length = max(nlp.max_length, len(example.article.text) + 1)
        doc = nlp.make_doc(example.article.text)
        spans = [
            doc.char_span(
                entity.span.start,
                entity.span.end,
                label=entity.label,
                kb_id=entity.canonical,
                alignment_mode="expand",
            )
            for entity in example.entities
        ]
        doc.set_ents(filter_spans([span for span in spans if span is not None]))
        doc.user_data = {"article": example.article.id, "title": example.article.title}
        docs.add(doc)
    return docs.to_bytes()
