"""What a search asks for: words, `prefix*`, "phrases", `field:value`, `-not`, `one OR other`, `( )`.

All groups have to hold, and of each group one term: `talks Kyiv OR Moscow` is talks and (Kyiv or Moscow). What parentheses
say is brought into this form (conjunctive normal form).
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from annotations.errors import QueryError
from annotations.text.folding import fold

Kind = Literal["word", "phrase", "tag", "ent", "author", "after", "before", "has"]
FIELDS = frozenset(get_args(Kind)[2:])
_VALUE = r"(?:[^\s()]|\([^\s()]*\))"
"""A character of a word, or a pair of parentheses within it."""
_TOKEN = re.compile(
    rf"""(?P<open>-?\()|(?P<close>\))|(?P<not>-(?=[^\s)]))?(?:(?P<field>[A-Za-z]+):(?:"(?P<quoted>[^"]*)"?"""
    rf"""|(?P<value>{_VALUE}*))|"(?P<phrase>[^"]*)"?|(?P<word>(?:{_VALUE}|\()+))"""
)
_MOST_GROUPS = 64
_EXAMPLES = {"after": "2026-01-31", "before": "2026-01-31", "has": "note", "author": "Doe", "ent": "Witkoff"}


class Term(Struct, frozen=True):
    """One thing that has to hold, or must not."""

    kind: Kind
    value: str = ""
    """Folded (`annotations.text.folding`)."""
    day: date | None = None
    is_not: bool = False


class Query(Struct, frozen=True):
    """Groups of alternatives; each group must hold."""

    groups: tuple[tuple[Term, ...], ...]

    @property
    def words(self) -> tuple[Term, ...]:
        """The words and phrases that are looked for."""
        return tuple(t for g in self.groups for t in g if t.kind in ("word", "phrase") and not t.is_not)

    def asks(self, *kinds: Kind) -> bool:
        """Whether one of these fields is asked for."""
        return any(term.kind in kinds and not term.is_not for group in self.groups for term in group)


Groups = list[list[Term]]


def parse_query(text: str) -> Query:
    """Read a query.

    Raises:
        QueryError: it asks for nothing, or something in it can't be understood; says what, in which column.
    """
    tokens = list(_TOKEN.finditer(text))
    if sum(token["open"] is not None for token in tokens) > _MOST_GROUPS:
        raise QueryError(
            f"the query has more than {_MOST_GROUPS} parentheses, nested or side by side; {_QUOTE}"
        )
    groups, rest = _sequence(tokens, 0, None)
    if rest < len(tokens):
        raise QueryError(f"column {tokens[rest].start() + 1}: this ) closes nothing; {_QUOTE}")
    if not groups:
        raise QueryError("the query is empty; give some words, or a field such as tag:to-verify")
    return Query(tuple(map(tuple, groups)))


_QUOTE = 'put what is looked for in "quotes" if it is meant as it stands'


def _sequence(tokens: Sequence[re.Match[str]], at: int, opened: re.Match[str] | None) -> tuple[Groups, int]:
    """What stands up to the end or the closing parenthesis, and the number of that token."""
    groups: Groups = []
    last: Groups | None = None
    joins = False
    while at < len(tokens) and not tokens[at]["close"]:
        match = tokens[at]
        if match.group() == "OR":
            if joins or last is None:
                raise QueryError("OR wants a term on both sides, for example: talks OR deal")
            joins, at = True, at + 1
            continue
        if match["open"]:
            inner, at = _sequence(tokens, at + 1, match)
            part = _negate(inner) if match.group()[0] == "-" else inner
        else:
            term = _term(match)
            part = [[term]] if term is not None else []
        at += 1
        if not part:
            continue
        if joins and last is not None:
            last = _either(last, part)
        else:
            groups += last or []
            last = part
        joins = False
    if joins:
        raise QueryError("OR wants a term on both sides, for example: talks OR deal")
    if opened is not None and at == len(tokens):
        raise QueryError(f"column {opened.end()}: this ( is not closed; add a ), or {_QUOTE}")
    return groups + (last or []), at


def _either(one: Groups, other: Groups) -> Groups:
    """One or the other, as groups of which all must hold."""
    if len(one) * len(other) > _MOST_GROUPS:
        raise QueryError("the query has too many alternatives of several words; ask for fewer at once")
    return [[*a, *b] for a in one for b in other]


def _negate(groups: Groups) -> Groups:
    """Not all of the groups hold: of one of them no term does."""
    negated: Groups = []
    for group in groups:
        none = [[replace(term, is_not=not term.is_not)] for term in group]
        negated = _either(negated, none) if negated else none
    return negated


def _term(match: re.Match[str]) -> Term | None:
    is_not = match["not"] is not None
    name = (match["field"] or "").lower()
    if name in FIELDS:
        value = (match["quoted"] if match["quoted"] is not None else match["value"] or "").strip()
        if not value:
            raise QueryError(f"{name}: wants a value, for example {name}:{_EXAMPLES.get(name, 'to-verify')}")
        return _field(name, value, is_not)
    if match["phrase"] is not None:
        words = _words(match["phrase"])
        return Term("phrase", words, is_not=is_not) if words else None
    word = match.group().removeprefix("-") if is_not else match.group()
    if (star := word.find("*")) >= 0 and not (star == len(word) - 1 and _words(word[:-1])):
        column = match.start() + is_not + star + 1
        raise QueryError(f"column {column}: a * stands at the end of a word, as in ceasef*; {_QUOTE}")
    words = _words(word.removesuffix("*"))  # a word is the beginning of one anyway
    return Term("word", words, is_not=is_not) if words else None


def _field(name: str, value: str, is_not: bool) -> Term:
    if name in ("after", "before"):
        return Term("after" if name == "after" else "before", value, _day(value), is_not)
    if name == "has":
        if value.casefold() not in ("note", "notes"):
            raise QueryError("has: knows only has:note")
        return Term("has", "note", None, is_not)
    folded = _words(value.lstrip("#") if name == "tag" else value)
    if not folded:
        raise QueryError(f"{name}: wants a value, for example {name}:{_EXAMPLES.get(name, 'to-verify')}")
    return Term(name, folded, None, is_not)  # type: ignore[arg-type]  # one of FIELDS


def _words(text: str) -> str:
    return " ".join(fold(text).split())


def _day(value: str) -> date:
    whole = value
    if re.fullmatch(r"\d{4}(-\d\d)?", value):
        whole += "-01" if len(value) == 7 else "-01-01"
    try:
        return date.fromisoformat(whole)
    except ValueError:
        raise QueryError(f"{value} is no date; write it as 2026-01-31") from None
