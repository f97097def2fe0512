"""Which names of different articles are one person, body or place: by what the articles state, never by likeness.

Within an article the engine says who is who. Across articles the same canonical name of the same kind is one entity. An
acronym joins the full name that some article gives it ("European Central Bank (ECB)"), a firm its legal form, where no
other article gives it another one. A surname alone joins nobody: its full name stands in its own article, or the reader
has said so, which the mentions bear already (`annotations/entities/corrections.py`).
"""

import re
from collections.abc import Collection, Iterable, Mapping

from annotations.entities.coreference.short_forms import strip_form
from annotations.entities.labels import kind_of
from annotations.text.folding import EQUAL, fold_case

_ACRONYM = re.compile(r"(?:[A-Z]\.?){2,8}")
_SIGNS = frozenset(("'", '"', "-", ""))
_BODIES = frozenset({"organisation", "place"})

Key = tuple[str, str]
"""What tells one entity from another: its kind and its name as it is compared."""


def key_of(name: str, label: str) -> Key:
    """By what a name is known again in another article: letters and accents count; case, quotes and dots of acronyms don't."""
    plain = "".join(sign if (sign := EQUAL.get(char)) in _SIGNS else char for char in name)
    plain = " ".join(plain.split())
    if is_acronym(plain):
        plain = plain.replace(".", "")
    return kind_of(label), fold_case(plain)


def is_acronym(name: str) -> bool:
    """Is it capitals alone, dotted or not: ECB, U.N."""
    return _ACRONYM.fullmatch(name) is not None


def stated_short_form(words: str, name: str, label: str) -> Key | None:
    """The short form that an article states by calling `name` by these words, if it is one that others may use.

    Acronyms of organisations and places, and firms without their legal form: "ECB", "Hansamar" of "Hansamar Bank". A
    surname is none: it is many people's.
    """
    if kind_of(label) not in _BODIES:
        return None
    short, full = key_of(words, label), key_of(name, label)
    if short == full or not (is_acronym(words) or (label == "ORG" and strip_form(name) == words)):
        return None
    return short


def join_names(stated: Iterable[tuple[Key, Key]], apart: Collection[Key] = ()) -> dict[Key, Key]:
    """To which entity a short form belongs.

    Args:
        stated: (short form, full name) as articles have them; a short form of several names is joined to none.
        apart: what the reader has said to be nobody else.
    """
    full_names: dict[Key, set[Key]] = {}
    for short, full in stated:
        full_names.setdefault(short, set()).add(full)
    joins = {short: full.pop() for short, full in full_names.items() if len(full) == 1 and short not in apart}
    return {short: full for short in joins if (full := _end_of(short, joins)) != short}


def _end_of(name: Key, joins: Mapping[Key, Key]) -> Key:
    """Where a chain of joins ends: "ACME", "Acme Holdings", "Acme Holdings plc". In a circle, at the first name of it."""
    seen = [name]
    while (following := joins.get(seen[-1])) is not None:
        if following in seen:
            return min(seen[seen.index(following) :])
        seen.append(following)
    return seen[-1]
