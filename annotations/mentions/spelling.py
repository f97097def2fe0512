"""Names that look like one in two spellings or transliterations: offered to the reader ("the same?"), never joined unasked.

Accents and hyphens ("José Carreño", "Jose Carreno"), initials and middle names ("J. R. Okafor", "John Okafor"),
transliterations ("Sergey", "Sergei"; "Zelenskyy", "Zelensky"), a surname alone beside the one full name that has it.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

from annotations.entities.labels import kind_of
from annotations.mentions.identity import is_acronym, key_of
from annotations.mentions.names import NameCount

_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"shch|sch|sh|ch|tch|tsch|zh|dzh|dj", "s"),
        (r"kh|gh|ck|q", "k"),
        (r"ph", "f"),
        (r"w", "v"),
        (r"ts|tz|cz", "c"),
        (r"(?:ii|iy|yi|yy|ij|ey|ei|ie|y|j|i)+", "i"),
        (r"ou|oo|u", "u"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
    )
)
"""Letters that one and the same sound is written with in Latin script, the longest first."""
_FEWEST_LETTERS = 4


def offer_joins(names: Sequence[NameCount], apart: Collection[tuple[str, str]] = ()) -> dict[str, str]:
    """Which names could be the same as another one that is mentioned more often.

    Args:
        names: those with most mentions first.
        apart: keys of names that the reader has said to be nobody else.

    Returns:
        Names by name, each with the one that it could be joined to.
    """
    offers: dict[str, str] = {}
    asked = [name for name in names if key_of(name.name, name.label) not in apart]
    for alike in (_by_letters, _by_sound):
        for group in _groups(asked, alike):
            first, *others = group
            for other in others:
                offers.setdefault(other.name, first.name)
    for other, full in _initials(asked):
        offers.setdefault(other.name, full.name)
    for other, full in _surnames(asked):
        offers.setdefault(other.name, full.name)
    return {name: other for name, other in offers.items() if offers.get(other) != name and name != other}


def _groups(names: Iterable[NameCount], alike: Callable[[NameCount], str]) -> Iterable[list[NameCount]]:
    groups: dict[tuple[str, str], list[NameCount]] = defaultdict(list)
    for name in names:
        if key := alike(name):
            groups[kind_of(name.label), key].append(name)
    return (group for group in groups.values() if len(group) > 1)


def _by_letters(name: NameCount) -> str:
    """Its letters without accents, hyphens and blanks."""
    letters = "".join(char for char in name.folded if char.isalnum())
    return letters if len(letters) >= _FEWEST_LETTERS and not is_acronym(name.name) else ""


def _by_sound(name: NameCount) -> str:
    """A person's name as it sounds, word by word."""
    if name.label != "PERSON" or " " not in name.name:
        return ""
    return " ".join(_sound(word) for word in _words(name))


def _sound(word: str) -> str:
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _words(name: NameCount) -> list[str]:
    return re.findall(r"[^\W_]+", name.folded)


def _initials(names: Iterable[NameCount]) -> Iterable[tuple[NameCount, NameCount]]:
    """People of one surname, one of them with an initial for the given name, or with a middle name more."""
    families: dict[str, list[NameCount]] = defaultdict(list)
    for name in names:
        if name.label == "PERSON" and len(words := _words(name)) > 1:
            families[words[-1]].append(name)
    for family in families.values():
        for name in family:
            fuller = [other for other in family if other is not name and _is_short_for(name, other)]
            if len(fuller) == 1:
                yield name, fuller[0]


def _is_short_for(name: NameCount, other: NameCount) -> bool:
    """Are the given names of one the initials of the other's, or some of them?"""
    given, fuller = _words(name)[:-1], _words(other)[:-1]
    if given == fuller or len(given) > len(fuller):
        return False
    pairs = list(zip(given, fuller, strict=False))
    has_initial = any(len(one) == 1 < len(full) for one, full in pairs)
    return all(one == full or (len(one) == 1 and full.startswith(one)) for one, full in pairs) and (
        has_initial or len(given) < len(fuller)
    )


def _surnames(names: Iterable[NameCount]) -> Iterable[tuple[NameCount, NameCount]]:
    """A surname alone, where one full name alone has it."""
    full: dict[str, list[NameCount]] = defaultdict(list)
    alone: list[NameCount] = []
    for name in names:
        if name.label == "PERSON":
            words = _words(name)
            if len(words) == 1:
                alone.append(name)
            elif words:
                full[words[-1]].append(name)
    for name in alone:
        owners = full.get(_words(name)[0], ())
        if len(owners) == 1:
            yield name, owners[0]
