"""What a search asks for: words, `prefix*`, "phrases", `near/N`, `field:value`, `-not`, `one OR other`, `( )`.

All groups have to hold, and of each group one term: `talks Kyiv OR Moscow` is talks and (Kyiv or Moscow). What parentheses
say is brought into this form (conjunctive normal form).
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, Literal, get_args

from msgspec import Struct
from msgspec.structs import replace

from annotations.errors import QueryError
from annotations.search.relative_dates import first_day
from annotations.text.folding import fold

Kind = Literal[
    "word", "phrase", "near", "title", "author", "site", "tag", "ent", "with", "note", "folder", "lang", "is", "has",
    "after", "before", "noted",
]  # fmt: skip
_SHOWN_CHARS = 40
_ELSEWHERE: Final = {
    "AND": "words side by side all have to hold: talks Kyiv",
    "NOT": "what must not be there is written -boat",
    **dict.fromkeys(("|", "||"), "one or the other is written talks OR deal"),
    "&&": "words side by side all have to hold: talks Kyiv",
}
"""Signs of other programs, where not all is typed in capitals."""
_WITHIN_WORD: Final = re.compile(r"[^\W\d_]++(?P<sign>(?:\|\|?|&&|\?)(?=[^\W\d_])|~\d?\Z)(?:[^\W\d_]++)?")
_SAID_OF_SIGNS: Final = {
    "|": _ELSEWHERE["|"], "&": _ELSEWHERE["&&"], "?": "words are written out, or begun: ceasef*", "~": "words are spelled as they stand, or begun: ceasef*",
}  # fmt: skip
_BEFORE_WORDS: Final = {"!": "NOT", "+": "AND"}
_TYPED: Final = str.maketrans("“”„‟«»＂（）：＊", '"""""""():*')
"""What phones, other languages' keyboards and input methods put in the place of our signs."""
FIELDS = frozenset(get_args(Kind)[3:])
TEXT_KINDS = frozenset(get_args(Kind)[:3])
"""What is looked for in the texts themselves."""
DAY_KINDS = frozenset(("after", "before", "noted"))
STATES = ("unread", "reading", "read", "later", "starred")
_VALUE = r"(?:[^\s()]|\([^\s()]*\))"
"""A character of a word, or a pair of parentheses within it."""
_TOKEN = re.compile(
    rf"""(?P<open>-?\()|(?P<close>\))|(?:near|NEAR)/(?P<near>[^\s()]*)|(?P<not>-(?=[^\s)]))?(?:(?:"""
    rf"""(?P<span>after|before|noted):(?P<spoken>(?:this|last)[ ](?:week|month|year)\b)|"""
    rf"""(?P<field>[^\W\d_](?:[^\W\d]|-)*+):(?:"(?P<quoted>[^"]*)"?|(?P<value>{_VALUE}*)))"""
    rf"""|"(?P<phrase>[^"]*)"?|(?P<word>(?:{_VALUE}|\()+))"""
)
_MOST_GROUPS = 64
_MOST_CHARS = 30_000
_MOST_BETWEEN = 1000
_EXAMPLES: Final = {
    "after": "2026-01-31, after:7d or after:last month", "before": "2026-01-31", "noted": "7d", "has": "note",
    "author": "Doe", "ent": "Witkoff", "with": "Putin", "title": "ceasefire", "site": "bbc.co.uk", "note": "ask",
    "folder": "2026", "lang": "de", "is": "unread", "tag": "to-verify",
}  # fmt: skip
_OTHER_NAMES: Final = {
    "by": "author", "creator": "author", "writer": "author", "label": "tag", "keyword": "tag", "category": "tag",
    "path": "folder", "dir": "folder", "file": "folder", "language": "lang", "status": "is", "state": "is", "url": "site",
    "domain": "site", "source": "site", "entity": "ent", "person": "ent", "people": "ent", "name": "ent", "comment": "note",
    "annotation": "note", "since": "after", "from": "after", "until": "before", "to": "before", "date": "after",
    "published": "after", "year": "after", "created": "noted", "modified": "noted", "headline": "title", "intitle": "title",
}  # fmt: skip
"""What other programs call our fields."""
_ADDRESSES = frozenset(
    "http https ftp file mailto tel doi urn isbn data magnet javascript about localhost".split()
)
"""What stands before the colon of an address, or of a port, and not of a field."""
_VALUE_BEGINS = re.compile(r"""[^\W_]|["'“”‘’„«#<>=(]""")


class Term(Struct, frozen=True):
    """One thing that has to hold, or must not."""

    kind: Kind
    value: str = ""
    """Folded (`annotations.text.folding`)."""
    day: date | None = None
    is_not: bool = False
    beside: "Term | None" = None
    """Of `near`: the other word or phrase; this term's `value` is empty then."""
    other: "Term | None" = None
    between: int = 0
    """Of `near`: at most so many words stand between the two."""


class Query(Struct, frozen=True):
    """Groups of alternatives; each group must hold."""

    groups: tuple[tuple[Term, ...], ...]

    @property
    def words(self) -> tuple[Term, ...]:
        """The words and phrases that are looked for in texts and notes."""
        terms = (t for group in self.groups for t in group if t.kind in TEXT_KINDS and not t.is_not)
        parts = [p for t in terms for p in ((t.beside, t.other) if t.kind == "near" else (t,))]
        return tuple(part for part in parts if part is not None)

    def asks(self, *kinds: Kind) -> bool:
        """Whether one of these fields is asked for."""
        return any(term.kind in kinds and not term.is_not for group in self.groups for term in group)


Groups = list[list[Term]]


def parse_query(text: str, today: date | None = None) -> Query:
    """Read a query.

    Args:
        text: as it was typed.
        today: what `7d` and `yesterday` are counted from.

    Raises:
        QueryError: it asks for nothing, or something in it can't be understood; says what, in which column.
    """
    if len(text) > _MOST_CHARS:
        raise QueryError(f"the query has more than {_MOST_CHARS:,} characters; give some words of it")
    tokens = list(_TOKEN.finditer(text.translate(_TYPED)))
    if sum(token["open"] is not None for token in tokens) > _MOST_GROUPS:
        raise QueryError(
            f"the query has more than {_MOST_GROUPS} parentheses, nested or side by side; {_QUOTE}"
        )
    groups, rest = _Parser(tokens, today or date.today()).sequence(0, None)
    if rest < len(tokens):
        raise _wrong(tokens[rest].start(), f"this ) closes nothing; {_QUOTE}")
    if not groups:
        raise QueryError("the query is empty; give some words, or a field such as tag:to-verify")
    return Query(tuple(dict.fromkeys(tuple(dict.fromkeys(group)) for group in groups)))


_QUOTE = 'put what is looked for in "quotes" if it is meant as it stands'
_BOTH_SIDES = "OR wants a term on both sides, for example: talks OR deal"
_NEAR_SIDES = "near wants a word or phrase on both sides, as in: talks near/5 deal"


def _wrong(at: int, said: str) -> QueryError:
    return QueryError(f"column {at + 1}: {said}")


class _Parser:
    """Reads tokens; places are indices into them."""

    def __init__(self, tokens: Sequence[re.Match[str]], today: date) -> None:
        self._tokens = tokens
        self._today = today

    def sequence(self, at: int, opened: re.Match[str] | None) -> tuple[Groups, int]:
        """What stands up to the end or the closing parenthesis, and the number of that token."""
        groups: Groups = []
        last: Groups | None = None
        either: re.Match[str] | None = None
        """The OR that waits for its other side."""
        while at < len(self._tokens) and not self._tokens[at]["close"]:
            match = self._tokens[at]
            if match.group() == "OR":
                if either or last is None:
                    raise _wrong(match.start(), _BOTH_SIDES)
                either, at = match, at + 1
                continue
            part, at = self._part(match, at)
            if not part:
                continue
            if either and last is not None:
                last = _either(last, part)
            else:
                groups += last or []
                last = part
            either = None
        if opened is not None and at == len(self._tokens):
            raise _wrong(opened.end() - 1, f"this ( is not closed; add a ), or {_QUOTE}")
        if either:
            raise _wrong(either.start(), _BOTH_SIDES)
        return groups + (last or []), at

    def _part(self, match: re.Match[str], at: int) -> tuple[Groups, int]:
        """A term, or what stands in parentheses, and the number of the next token."""
        if match["open"]:
            inner, at = self.sequence(at + 1, match)
            return _negate(inner) if match.group()[0] == "-" else inner, at + 1
        if match["near"] is not None:
            raise _wrong(match.start(), _NEAR_SIDES)
        term, at = self._term(match), at + 1
        if term is None or not self._is_near(at):
            return [[term]] if term is not None else [], at
        pairs: Groups = []
        while self._is_near(at):
            other = self._term(self._tokens[at + 1]) if self._is_term(at + 1) else None
            if other is None or not (_is_plain(term) and _is_plain(other)):
                raise _wrong(self._tokens[at].start(), _NEAR_SIDES)
            pairs.append([Term("near", beside=term, other=other, between=_between(self._tokens[at]))])
            term, at = other, at + 2
        return pairs, at

    def _is_near(self, at: int) -> bool:
        return at < len(self._tokens) and self._tokens[at]["near"] is not None

    def _is_term(self, at: int) -> bool:
        match = self._tokens[at] if at < len(self._tokens) else None
        return match is not None and match.group() != "OR" and not (match["open"] or match["close"])

    def _term(self, match: re.Match[str]) -> Term | None:
        is_not = match["not"] is not None
        at = match.start() + is_not
        if match["span"]:
            return self._field(match["span"], match["spoken"], is_not, at)
        name = (match["field"] or "").lower()
        if name in FIELDS:
            value = (match["quoted"] if match["quoted"] is not None else match["value"] or "").strip()
            return self._field(name, value, is_not, at)
        if match["phrase"] is not None:
            words = _words(match["phrase"])
            return Term("phrase", words, is_not=is_not) if words else None
        if name:
            _refuse_unknown(name, match["quoted"] or match["value"] or "", at)
        word = match.group().removeprefix("-") if is_not else match.group()
        if word in _ELSEWHERE and not (word.isalpha() and match.string.isupper()):
            raise _wrong(at, f"{_ELSEWHERE[word]}, not {word}; {_QUOTE}")
        if word[:1] in _BEFORE_WORDS and word[1:].isalpha():
            raise _wrong(at, f"{_ELSEWHERE[_BEFORE_WORDS[word[0]]]}, not {_shown(word)}; {_QUOTE}")
        if word[-1:] == '"' and word[-2:-1].isalpha():
            raise _wrong(at + len(word) - 1, f'this " opens nothing; {_QUOTE}')
        if (star := word.find("*")) >= 0 and not (star == len(word) - 1 and _words(word[:-1])):
            raise _wrong(at + star, f"a * stands at the end of a word, as in ceasef*; {_QUOTE}")
        if foreign := _WITHIN_WORD.fullmatch(word):
            raise _wrong(
                at + foreign.start("sign"),
                f"{_SAID_OF_SIGNS[foreign['sign'][:1]]}, not {_shown(word)}; {_QUOTE}",
            )
        words = _words(word.removesuffix("*"))  # a word is the beginning of one anyway
        return Term("word", words, is_not=is_not) if words else None

    def _field(self, name: str, value: str, is_not: bool, at: int) -> Term:
        if not value:
            raise _wants_value(name, at)
        kind: Kind = name  # type: ignore[assignment]  # one of FIELDS
        if kind in DAY_KINDS:
            if (day := first_day(value, self._today)) is None:
                raise _wrong(
                    at,
                    f"{_shown(value)} is no date; write it as 2026-01-31, 2026-01, 7d, 2w, yesterday or last month",
                )
            return Term(kind, value, day, is_not)
        if kind == "has":
            if value.casefold() not in ("note", "notes"):
                raise _wrong(at, "has: knows only has:note")
            return Term(kind, "note", None, is_not)
        if kind == "is":
            if value.casefold() not in STATES:
                raise _wrong(at, f"is: wants one of {', '.join(STATES)}, not {_shown(value)}")
            return Term(kind, value.casefold(), None, is_not)
        if kind == "lang" and not re.fullmatch("[A-Za-z]{2}", value):
            raise _wrong(at, f"lang: wants a code of two letters such as en, de or zh, not {_shown(value)}")
        if kind == "folder":
            value = value.replace("\\", "/").removeprefix("~").strip("/")
        if kind == "tag" and "*" in value:
            raise _wrong(at, f"tag: wants a whole tag, and finds those nested in it too; not {_shown(value)}")
        folded = _words(value.lstrip("#") if kind == "tag" else value.removesuffix("*"))
        if not folded:
            raise _wants_value(name, at)
        return Term(kind, folded, None, is_not)


def _shown(value: str) -> str:
    """A value in a message: on one line, and not all of a long one."""
    words = " ".join(value.split())
    return words if len(words) <= _SHOWN_CHARS else f"{words[:_SHOWN_CHARS]}…"


def _wants_value(name: str, at: int) -> QueryError:
    return _wrong(at, f"{name}: wants a value, for example {name}:{_EXAMPLES[name]}")


def _refuse_unknown(name: str, value: str, at: int) -> None:
    """What looks like a field and is none; an address, a time or a word before a colon is a word."""
    from difflib import get_close_matches  # only where somebody typed a colon

    if name in _ADDRESSES:
        return
    close = get_close_matches(name, sorted(FIELDS), 1, 0.8) if len(name) > 2 else []
    meant = close[0] if close else _OTHER_NAMES.get(name)
    if not close and (len(name) < 2 or not _VALUE_BEGINS.match(value)):
        return
    known = f"but there is {meant}:" if meant else f"only {', '.join(f'{each}:' for each in sorted(FIELDS))}"
    raise _wrong(at, f"there is no field {_shown(name)}:, {known}; {_QUOTE}")


def _is_plain(term: Term) -> bool:
    return term.kind in ("word", "phrase") and not term.is_not


def _between(near: re.Match[str]) -> int:
    number = near["near"]
    if not number.isdecimal() or not 0 < int(number[:9]) <= _MOST_BETWEEN:
        raise _wrong(
            near.start(),
            f"near/ wants a number of words from 1 to {_MOST_BETWEEN}, as in: talks near/5 deal",
        )
    return int(number)


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


def _words(text: str) -> str:
    return " ".join(fold(text).split())
