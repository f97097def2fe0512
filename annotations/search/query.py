"""What a search asks for: words, "phrases", `field:value`, `-not`, `one OR other`.

All groups have to hold, and of each group one term: `talks Kyiv OR Moscow` is talks and (Kyiv or Moscow).
"""

import re
from datetime import date
from typing import Literal, get_args

from msgspec import Struct

from annotations.errors import QueryError
from annotations.text.folding import fold

Kind = Literal["word", "phrase", "tag", "ent", "author", "after", "before", "has"]
FIELDS = frozenset(get_args(Kind)[2:])
_TERM = re.compile(
    r'(?P<not>-(?=\S))?(?:(?P<field>[A-Za-z]+):(?:"(?P<quoted>[^"]*)"?|(?P<value>\S*))|"(?P<phrase>[^"]*)"?|(?P<word>\S+))'
)
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


def parse_query(text: str) -> Query:
    """Read a query.

    Raises:
        QueryError: it asks for nothing, or a field has no such value.
    """
    groups: list[list[Term]] = []
    joins = False
    for match in _TERM.finditer(text):
        if match.group() == "OR":
            if joins or not groups:
                raise QueryError("OR wants a term on both sides, for example: talks OR deal")
            joins = True
            continue
        term = _term(match)
        if term is None:
            continue
        if joins:
            groups[-1].append(term)
        else:
            groups.append([term])
        joins = False
    if joins:
        raise QueryError("OR wants a term on both sides, for example: talks OR deal")
    if not groups:
        raise QueryError("the query is empty; give some words, or a field such as tag:to-verify")
    return Query(tuple(map(tuple, groups)))


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
    words = _words(match.group().removeprefix("-") if is_not else match.group())
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
