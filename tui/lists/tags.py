"""Which tags a filter in the grammar of search means. Pure."""

from collections.abc import Sequence
from itertools import chain

from annotations.notes.tags import TagNode
from annotations.search.query import TEXT_KINDS, Kind, Query, Term
from annotations.search.row_filter import NOTED_KINDS, Answers, FilteredRow, holds_one, is_said
from annotations.text.folding import fold
from annotations.text.hashtags import is_within

_OF_TAG: frozenset[Kind] = TEXT_KINDS | {"tag"}
TAG_KINDS = _OF_TAG | NOTED_KINDS
"""What a tag, or one of its notes, says itself."""


def kept_tags(tree: Sequence[TagNode], query: Query | None, answers: Answers) -> list[TagNode]:
    """The tags that a filter means: words and `tag:` are asked of the tag, all else of a note or article that has it.

    Args:
        tree: all tags.
        query: None: all.
        answers: what the index says of articles that the query asks.
    """
    groups = query.groups if query is not None else ()
    return [node for node in tree if _is_meant(node, groups, answers)]


def _is_meant(node: TagNode, groups: Sequence[Sequence[Term]], answers: Answers) -> bool:
    folded = fold(node.tag)
    left = [g for g in groups if not any(t.kind in _OF_TAG and _is_called(t, folded) for t in g)]
    of_notes = [[term for term in group if term.kind not in _OF_TAG] for group in left]
    if not all(of_notes):
        return False
    rows = chain(
        (FilteredRow("", note.target.source, note) for note in node.notes),
        (FilteredRow("", article) for article in node.articles),
    )
    return not left or any(all(holds_one(group, row, answers) for group in of_notes) for row in rows)


def _is_called(term: Term, folded: str) -> bool:
    """Whether a word or `tag:` holds of a tag; words are looked for anywhere in it."""
    if term.kind == "tag":
        holds = is_within(" ".join(folded.split()), term.value)
    else:
        is_word = term.kind == "word"
        holds = term.value.lstrip("#") in folded if is_word else is_said(term, f"#{folded}")
    return holds != term.is_not
