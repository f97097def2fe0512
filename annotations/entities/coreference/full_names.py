"""Coreference of full names: which of an article are one person's.

"Teodoro Quispe" is "Teodoro Quispe Mamani", "M. L. Teles" is "Maria da Luz Teles", "Donald J. Trump" is "Donald Trump".
A shorter name joins a longer one whose words it has in order, the first included; where it fits several that are not one
person it stays apart. "Donald Trump Jr." and "George W. Bush" are others than "Donald Trump" and "George H. W. Bush".
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple, TypeVar

_Words = tuple[str, ...]
_Key = TypeVar("_Key")
_Index = Mapping[_Key, tuple[str, ...]]

_GENERATION = re.compile(r"(?i:jr|sr)|[IVX]{2,5}")
"""Behind a name: "Jr.", or the number of a king, a pope or an heir."""
_HONOURS = re.compile(r"(?:[JS]r|[IVX]+|Esq|[A-Z][a-zA-Z]?[A-Z])\.?(?!\w)")
_ENDS_IN_INITIAL = re.compile(r"(.+) ([^\W\d_])\.")
_EDGES = ".,'\"“”‘’()"
_MOST_WORDS = 7
_MOST_ALIKE = 50
"""Persons whom an initial or a surname is held against, at most: a list of ten thousand authors stays quick."""


class FullName(NamedTuple):
    """A name of several words, for comparing."""

    words: _Words
    """Casefolded, without accents, middle initials and generation."""
    initials: str
    """Of the middle names: "hw" for "George H. W. Bush"."""
    generation: str
    """"jr", "iii", or nothing."""


def is_generation(word: str) -> bool:
    """Whether a word tells people of one name apart: "Jr.", "III"."""
    return _GENERATION.fullmatch(word.rstrip(".")) is not None


def straighten(name: str) -> str:
    """A name in index form in its usual order: "Doe, John, Jr." as "John Doe Jr."; "King, Jr." stays as it is."""
    last, _, first = name.partition(", ")
    whole, _, generation = first.rpartition(", ")
    if whole and is_generation(generation):
        return f"{whole} {last} {generation}"
    return f"{first} {last}" if first and not _HONOURS.match(first) else name


def plain(word: str) -> str:
    """A word without case and accents: "Dalkılıç" and "Dalkilic" are one."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char)).replace("ı", "i")


@lru_cache(maxsize=4096)
def parse_name(name: str) -> FullName | None:
    """A name of at least two words, or None."""
    written = [bare for word in name.split() if (bare := word.strip(_EDGES))]
    said = [plain(word) for word in written]
    generation = said[-1] if len(said) > 2 and is_generation(written[-1]) else ""
    said = said[:-1] if generation else said
    if not 2 <= len(said) <= _MOST_WORDS:
        return None
    letters = [word.replace(".", "") for word in said[:-1] if _is_initial(word)]
    if _is_initial(said[0]):  # "J.K." is "J." and a middle initial
        said[0], letters[0] = letters[0][:1], letters[0][1:]
    words = (said[0], *(word for word in said[1:-1] if not _is_initial(word)), said[-1])
    return FullName(words, "".join(letters), generation)


def _is_initial(word: str) -> bool:
    return len(word.replace(".", "")) == 1 or (len(word) <= 4 and "." in word)


class Persons:
    """The people of an article by the full names that it gives them.

    Args:
        names: every full name, once or oftener, in order of appearance.
    """

    def __init__(self, names: Iterable[str]) -> None:
        written = dict.fromkeys(names)
        begun = _complete_initials(written)
        forms = {name: known for name in written if name not in begun and (known := parse_name(name))}
        tails = {tail for known in forms.values() for tail in _tails(known.words)}
        self._forms = {name: known for name, known in forms.items() if known.words not in tails}
        by_words: dict[_Words, list[str]] = defaultdict(list)
        for name, known in self._forms.items():
            by_words[known.words].append(name)
        self._by_words: Mapping[_Words, Sequence[str]] = by_words
        self._joined = self._join_initials(_join_shorter(by_words))
        self.names: dict[str, str] = {
            form: _choose_form(forms, self._forms)
            for forms in self._group_by_person().values()
            for form in forms
        }
        self.names |= {name: self.names[full] for name, full in begun.items() if full in self.names}
        """The name that each full name's person goes by."""
        self._families, self._given, self._surnames = self._index_persons()

    def of(self, name: str) -> tuple[str, ...]:
        """Who may be meant by a name: a full one, a given name, a surname of one or several words. Empty: nobody known."""
        if name in self.names:
            return (self.names[name],)
        words = tuple(plain(word.strip(_EDGES)) for word in name.split())
        if len(words) != 1:
            return self._surnames.get(words, ())
        return self._families.get(words[0], ()) or self._given.get(words[0], ())

    def _join_initials(self, joined: dict[_Words, _Words]) -> dict[_Words, _Words]:
        """Adds names that begin with an initial: to the one person of that initial and surname, if there is just one."""
        alike: dict[tuple[str, str], list[_Words]] = defaultdict(list)
        for words in self._by_words:
            if not _is_initial(words[0]):
                for surname in words[1:]:
                    alike[words[0][0], surname].append(words)
        for words, names in self._by_words.items():
            others = alike.get((words[0][0], words[-1]), []) if _is_initial(words[0]) else []
            if not others or len(others) > _MOST_ALIKE:
                continue
            initials = self._forms[names[0]].initials
            fitting = {joined.get(one, one) for one in others if _has_letters(one, initials)}
            if len(fitting) == 1:
                joined[words] = fitting.pop()
        return joined

    def _group_by_person(self) -> Mapping[tuple[_Words, str], Sequence[str]]:
        """Names by person. Different middle initials or generations part people who share all else."""
        members: dict[tuple[_Words, str], list[str]] = defaultdict(list)
        apart: dict[_Words, set[str]] = defaultdict(set)
        for known in self._forms.values():
            apart[self._joined.get(known.words, known.words)].add(known.initials)
        for name, known in self._forms.items():
            longest = self._joined.get(known.words, known.words)
            told_apart = not _is_initial(known.words[0]) and len(apart[longest] - {""}) > 1
            which = (known.initials if told_apart else "") + known.generation.removeprefix("sr")
            members[longest, which].append(name)
        return members

    def _index_persons(self) -> tuple[_Index[str], _Index[str], _Index[_Words]]:
        """Persons by surname (the last word, else a middle one), by first word, and by surnames of several words."""
        last, middle, first = (defaultdict[str, dict[str, None]](dict) for _ in range(3))
        tails: dict[_Words, dict[str, None]] = defaultdict(dict)
        for name, known in self._forms.items():
            person = self.names[name]
            last[known.words[-1]][person] = None
            first[known.words[0]][person] = None
            for word in known.words[1:-1]:
                middle[word][person] = None
            for tail in _tails(known.words):
                tails[tail][person] = None
        return _freeze({**middle, **last}), _freeze(first), _freeze(tails)


def _complete_initials(names: Iterable[str]) -> Mapping[str, str]:
    """Names that end in an initial, with the only full name that begins like that: "John D." and "John D. Roe", or "John Doe"."""
    by_first: dict[str, list[str]] = defaultdict(list)
    for name in names:
        by_first[name.partition(" ")[0]].append(name)
    completed = {}
    for name in names:
        begun = _ENDS_IN_INITIAL.fullmatch(name)
        alike = by_first[name.partition(" ")[0]] if begun else []
        if not begun or len(alike) > _MOST_ALIKE:
            continue
        whole = [one for one in alike if one.startswith(f"{name} ")] or [
            one
            for one in alike
            if one.startswith(f"{begun[1]} {begun[2]}")
            and one != name
            and " " not in one[len(begun[1]) + 1 :]
        ]
        if len(whole) == 1:
            completed[name] = whole[0]
    return completed


def _freeze(index: Mapping[_Key, Iterable[str]]) -> _Index[_Key]:
    """The index without what more than `_MOST_ALIKE` persons share, which tells nobody apart."""
    frozen = {key: tuple(persons) for key, persons in index.items()}
    return {key: persons for key, persons in frozen.items() if len(persons) <= _MOST_ALIKE}


def _tails(words: _Words) -> list[_Words]:
    """The surnames of several words that a name may end in: "vasques pinto" of "alfredo vasques pinto"."""
    return [words[number:] for number in range(1, len(words) - 1)]


def _join_shorter(by_words: Mapping[_Words, Sequence[str]]) -> dict[_Words, _Words]:
    """The longest name that each shorter one is part of, where all that it is part of are part of that one."""
    longer: dict[tuple[str, ...], list[_Words]] = defaultdict(list)
    for words in by_words:
        for shorter in _parts(words):
            if shorter in by_words:
                longer[shorter].append(words)
    joined = {}
    for shorter, wholes in longer.items():
        longest = max(wholes, key=len)
        parts = _parts(longest)
        if all(whole == longest or whole in parts for whole in wholes):
            joined[shorter] = longest
    return joined


@lru_cache(maxsize=4096)
def _parts(words: _Words) -> frozenset[_Words]:
    """The shorter names of at least two words in a name, first word and order kept."""
    return frozenset(
        (words[0], *rest) for size in range(1, len(words) - 1) for rest in combinations(words[1:], size)
    )


def _has_letters(words: _Words, letters: str) -> bool:
    """Whether middle names begin with `letters`, in order, or say nothing against them."""
    middle = iter(word[0] for word in words[1:-1])
    return len(words) == 2 or all(letter in middle for letter in letters)


def _choose_form(forms: Sequence[str], known: Mapping[str, FullName]) -> str:
    """The name that a person goes by: with all surnames, without initials and middle names where they are left out at times."""
    full = max(
        (known[form].words for form in forms), key=lambda words: (not _is_initial(words[0]), len(words))
    )
    return min(
        forms,
        key=lambda form: (
            _is_initial(known[form].words[0]),
            known[form].words[-1] != full[-1],
            bool(known[form].initials),
            len(known[form].words),
            forms.index(form),
        ),
    )
