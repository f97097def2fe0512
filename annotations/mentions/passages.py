"""An article's mentions with the passages that hold them: what the index keeps of an article, so that it need not be read again."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from annotations.articles.library_articles import Listing
from annotations.articles.preview import TIMES
from annotations.model import Article, Entity, TextSpan
from annotations.paths import path_key
from annotations.sources.blocks import BlockTable
from annotations.text.boundaries import sentences

_MOST_CHARS = 600
"""A longer sentence, as tables and lists without full stops have them, is cut at blanks."""


BYLINE = -1


class Passage(Struct, frozen=True):
    """A sentence that names somebody."""

    start: int
    """Code point of the article's text."""
    text: str


class PlacedName(Struct, frozen=True):
    """A name where it stands."""

    span: TextSpan
    name: str
    """The canonical name within its article."""
    label: str
    words: str
    paragraph: int
    """Number of its block; `BYLINE` of who wrote the article: they are nobody's company."""
    passage: int
    """Number of its passage within the article."""


class ArticleState(Struct, frozen=True):
    """Of what an article's mentions were made; others make them anew."""

    path: str
    title: str
    published: date | None
    fingerprint: str
    engine: str
    corrections: str
    """Digest of the reader's own word on this article."""


class ArticleMentions(Struct, frozen=True):
    """All that the index keeps of an article."""

    article: str
    """Its id."""
    state: ArticleState
    passages: Sequence[Passage]
    names: Sequence[PlacedName]
    heard: Sequence[str] = ()
    """Words and names that the engine has here, or a correction that another one follows, and that are none now."""
    stated: Collection[tuple[str, str, str]] = ()
    """(words, name, label): what names are called here, as far as that holds for other articles."""


def state_of(row: Listing, engine: str, corrections: str) -> ArticleState:
    """The state that an article's mentions would be made of now."""
    return ArticleState(
        path_key(Path(row.path)), row.title, row.published, row.fingerprint, engine, corrections
    )


def state_of_article(article: Article, engine: str, corrections: str) -> ArticleState:
    """The same of an article that has been read."""
    path = path_key(Path(article.source or ""))
    return ArticleState(path, article.title, article.published, article.fingerprint, engine, corrections)


def place_names(
    article: Article,
    entities: Iterable[Entity],
    state: ArticleState,
    said: Iterable[str] = (),
    stating: Iterable[Entity] = (),
) -> ArticleMentions:
    """Cut the passages out that hold names. Dates, sums and numbers are no names; labels that we don't know are.

    Args:
        article: read.
        entities: as the reader sees them, in order.
        state: what they were made of.
        said: what they are called by the engine, and on the way from there.
        stating: those of which other articles are told what they are called.
    """
    named = [entity for entity in entities if entity.label not in TIMES]
    blocks = article.blocks if isinstance(article.blocks, BlockTable) else BlockTable(article.blocks)
    passages: list[Passage] = []
    placed: list[PlacedName] = []
    cut: list[TextSpan] = []
    block_cut = at = -1
    for entity in named:
        block = blocks.block_at(entity.span.start)
        if block != block_cut:
            span = blocks[block].span if blocks else TextSpan(0, len(article.text))
            cut, block_cut, at = _passages(article.text, span), block, -1
        here = max(bisect_right(cut, entity.span.start, key=lambda one: one.start) - 1, 0)
        if here != at:
            end = max(cut[here].end, entity.span.end)
            passages.append(Passage(cut[here].start, article.text[cut[here].start : end]))
            at = here
        placed.append(
            PlacedName(
                entity.span,
                " ".join(entity.canonical.split()),
                entity.label,
                " ".join(entity.text.split()),
                BYLINE if blocks and blocks[block].kind == "byline" else block,
                len(passages) - 1,
            )
        )
    seen = {words for one in placed for words in (one.words, one.name)}
    heard = {" ".join(words.split()) for words in said} - seen
    stated = {
        (" ".join(one.text.split()), " ".join(one.canonical.split()), one.label)
        for one in stating
        if one.text != one.canonical
    }
    return ArticleMentions(article.id, state, passages, placed, sorted(heard), stated)


def _passages(text: str, block: TextSpan) -> list[TextSpan]:
    return [part for sentence in sentences(text, block) or [block] for part in _cut(text, sentence)]


def _cut(text: str, sentence: TextSpan) -> Iterable[TextSpan]:
    start = sentence.start
    while sentence.end - start > _MOST_CHARS:
        blank = text.rfind(" ", start + _MOST_CHARS // 2, start + _MOST_CHARS)
        end = blank if blank > 0 else start + _MOST_CHARS
        yield TextSpan(start, end)
        start = end + (text[end] == " ")
    yield TextSpan(start, sentence.end)
