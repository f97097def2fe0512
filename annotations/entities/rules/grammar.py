"""Grammars over kinds: patterns such as `the? next few? periods` as regular expressions over a `lexer.Row`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from annotations.entities.rules.lexer import Row, kinds
from annotations.entities.rules.mentions import Mention

_NAME = re.compile(r"[a-z]+")
_REPEATS = re.compile(r"[*+]|\{\d+,\}")


class Rule(NamedTuple):
    """A label and its pattern. What the pattern puts in `<...>` is the mention; without it, the whole match."""

    label: str
    pattern: str


@cache
def _groups(groups: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    known = dict(kinds())
    for name, members in groups:
        known[name] = "".join(dict.fromkeys("".join(known[member] for member in members.split())))
    return known


@cache
def compile_pattern(pattern: str, groups: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """A pattern as a regular expression over kinds.

    Lower-case names stand for one lexeme of that kind or group, `!name` says that none of such a kind follows, `~name` that none stands before;
    `?`, `{0,3}`, `|` and parentheses mean what they do in regular expressions; unbounded repetition is refused.

    Raises:
        ValueError: the pattern repeats without bound: on hostile text that is quadratic.
    """
    if _REPEATS.search(pattern):
        raise ValueError(f"unbounded repetition in rule: {pattern}")
    known = _groups(groups)
    body = pattern.replace("<", " (?P_m_ ").replace(">", " ) ") if "<" in pattern else f"(?P_m_ {pattern} )"
    body = body.replace("(?P_m_", "(¤")
    body = re.sub(r"\((?=[^¤?])", "(?:", body)
    body = re.sub(r"!([a-z]+)", lambda match: f"(?![{known[match[1]]}])", body)
    body = re.sub(r"~([a-z]+)", lambda match: f"(?<![{known[match[1]]}])", body)
    body = _NAME.sub(lambda match: f"[{known[match[0]]}]", body)
    return re.compile(re.sub(r"\s+", "", body).replace("(¤", "(?P<m>"))


_TOKEN = re.compile(r"[!~]?[a-z]+|[()<>|?]|\{0,\d+\}")


@cache
def needed(pattern: str, groups: tuple[tuple[str, str], ...]) -> tuple[frozenset[str], ...]:
    """Sets of kinds of each of which a match holds one: what a text has none of need not be looked for in it."""
    known = _groups(groups)
    tokens = _TOKEN.findall(pattern)
    kinds_needed, _ = _needed_from(tokens, 0, known)
    return tuple(kinds_needed)


def _needed_from(
    tokens: Sequence[str], at: int, known: Mapping[str, str]
) -> tuple[list[frozenset[str]], int]:
    """What the alternatives from `at` to their closing bracket need, and where that bracket stands."""
    branches: list[list[frozenset[str]]] = [[]]
    while at < len(tokens) and tokens[at] != ")":
        token = tokens[at]
        inner: list[frozenset[str]] = []
        if token == "(":
            inner, at = _needed_from(tokens, at + 1, known)
        elif token == "|":
            branches.append([])
        elif token[0].isalpha():
            inner = [frozenset(known[token])]
        at += 1
        is_optional = at < len(tokens) and tokens[at][0] in "?{"
        branches[-1].extend([] if is_optional else inner)
    if len(branches) == 1:
        return branches[0], at
    if not all(branches):
        return [], at
    return [frozenset[str]().union(*(min(branch, key=len) for branch in branches))], at


def find_matches(row: Row, rules: Sequence[Rule], groups: tuple[tuple[str, str], ...]) -> Iterator[Mention]:
    """All matches of all rules, which may overlap each other. Offsets: code points of the lexed text."""
    present = frozenset(row.kinds)
    for label, pattern in rules:
        if any(present.isdisjoint(kinds_needed) for kinds_needed in needed(pattern, groups)):
            continue
        for match in compile_pattern(pattern, groups).finditer(row.kinds):
            first, last = match.span("m")
            if first < last:
                yield Mention(row.starts[first], row.ends[last - 1], label, "rule")
