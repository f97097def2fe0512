"""What is said of names in a list or on a card, as corrections: of which words, of which mention, how far it reaches."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from annotations.anchoring import describe
from annotations.entities.corrections import Correction, Kind, Scope, is_said_of_some, kinds_called
from annotations.errors import SourceError, StoreError
from annotations.library import Library
from annotations.mentions.card import Mention, mentions_of
from annotations.mentions.names import NameCount, articles_of, canonical_names
from annotations.model import Article, Selector
from annotations.notes.correction_reach import Reach

_MOST_COUNTED = 50
"""Of so many corrections at once it is counted what each would change; of more, what their names have."""


class Said(Struct, frozen=True):
    """What is said of names, before it is known how far it reaches."""

    names: Sequence[NameCount]
    kind: Kind
    words: str
    """What it is, for people: "is no name"."""
    label: str = ""
    canonical: str = ""
    own: str = ""
    """Only of these words, not of all that their names are called."""


class Place(Struct, frozen=True):
    """A mention of which something may be said alone, or in its article."""

    mention: Mention
    in_article: int
    """How often its article has the name."""
    is_one: bool
    """Is it the one that is chosen, or the only one of its article? Else it stands for its article."""


def find_place(library: Library, said: Said, chosen: Mention | None, reading: Path | None) -> Place | None:
    """The mention that is meant by here, and its article.

    Args:
        library: its index is asked.
        said: of one name; of several there is no such place.
        chosen: the mention that is chosen on the screen.
        reading: the article that lies open; the name is meant as it stands there, else in the only article that has it.
    """
    if len(said.names) != 1:
        return None
    mentions = mentions_of(library.mentions.index, said.names[0].id)
    if chosen is not None:
        return Place(chosen, sum(one.article == chosen.article for one in mentions), True)
    own = [one for one in mentions if reading is not None and one.path == reading.absolute()] or mentions
    if len({one.article for one in own}) != 1:
        return None
    return Place(own[0], len(own), len(own) == 1)


def rules_of(library: Library, said: Said, chosen: Mention | None) -> list[Correction]:
    """What is said, of all articles; of a single name with the place where one could go to see it, if it is still there."""
    index = library.mentions.index
    mention, article = chosen, ""
    selectors: tuple[Selector, ...] = ()
    if mention is None and len(said.names) == 1:
        mention = next(iter(mentions_of(index, said.names[0].id)), None)
    if mention is not None:
        with contextlib.suppress(StoreError, SourceError):
            read = _read_with(library, mention)
            article, selectors = read.id, describe(read.text, mention.span)
    kept = [one.correction for one in library.name_corrections.all()]
    return [
        Correction(
            said.kind,
            words,
            article,
            said.label or (name.label if said.kind == "same-as" else ""),
            said.canonical,
            "everywhere",
            selectors,
            name.label,
            only_now=is_said_of_some(words, name.label, kept),
        )
        for name in said.names
        for words in _words_of(library, said, name)
        if said.own or words != said.canonical
    ]


def _words_of(library: Library, said: Said, name: NameCount) -> Sequence[str]:
    names = (name.name, *canonical_names(library.mentions.index, name.id))
    return (said.own,) if said.own else tuple(dict.fromkeys(names))


def reach_of_rules(
    library: Library, names: Sequence[NameCount], rules: Sequence[Correction], *, any_kind: bool
) -> Reach:
    """How many mentions in how many articles rules would change."""
    if len(rules) <= _MOST_COUNTED:
        return library.reach(*(replace(rule, any_kind=any_kind) for rule in rules))
    index = library.mentions.index
    articles = frozenset[str]().union(*(articles_of(index, name.id) for name in names))
    return Reach(sum(name.mentions for name in names), len(articles))


def narrow(library: Library, rules: Sequence[Correction], mention: Mention, scope: Scope) -> list[Correction]:
    """The same of one mention, or of its article.

    Raises:
        StoreError: the article has changed since.
        SourceError: it can't be read.
    """
    article = _read_with(library, mention)
    place = [
        replace(rule, article=article.id, scope=scope, selectors=describe(article.text, mention.span))
        for rule in rules
    ]
    if scope == "here":
        return [replace(place[0], text=mention.words)]
    entities = library.known_entities(article) or ()
    kinds = {one.text: kinds_called(one.text, entities) for one in place}
    there = [one for one in place if kinds[one.text]] or place
    return [replace(one, any_kind=len(kinds[one.text]) < 2) for one in there]


def _read_with(library: Library, mention: Mention) -> Article:
    """Raises StoreError: the mention does not stand there any more."""
    article = library.read(mention.path)
    if article.text[mention.span.start : mention.span.end] != mention.words:
        raise StoreError(f"“{mention.title}” has changed since; open it, and say it there.")
    return article
