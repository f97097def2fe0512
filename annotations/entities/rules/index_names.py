"""Names in index form, the surname first: "Berg, Jon; Smith, Anna" is two persons and not four.

What tells the form from a list of people: the same name in its usual order elsewhere in the text, a row of such pairs
with semicolons between, or in which every second word is a first name and no other one is, a pair that fills a line or a quotation.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from annotations.entities.rules.gazetteer import entries
from annotations.entities.rules.mentions import Mention, keep_free
from annotations.entities.rules.name_lists import given_names, towns
from annotations.entities.rules.tables import words

_WORD = r"(?=[^\W\d_a-z])[^\W\d_][\w’'-]{1,24}"
_GIVEN = rf"(?:{_WORD}|[A-Z]\.)"
_CLOSES = re.compile(r"[;,.)”\":\n]|$| (?:and|&|\()")
_ENDS = re.compile(r" [a-z]|(?<=[A-Z]\.) [A-Z]")
"""What may stand behind the last of a row too: a verb, or the next sentence behind an initial."""
_CAPITAL_BEFORE = re.compile(r"(?<![\w.’'-])([^\W\d_a-z][\w.’'-]*) $")
_SEMICOLON, _AND, _COMMA = re.compile(r"; (?:(?:and|&) )?"), re.compile(r",? (?:and|&) "), re.compile(", ")
_ALONE = (
    (re.compile(r"[“\"]$"), re.compile(r"(?: \([^()\n]{1,20}\))?[,.]?[”\"]")),
    (
        re.compile(r"(?:^|[\n.;:] ?|\band )$"),
        re.compile(r"\.? (?:\((?:1[5-9]|20)\d\d[a-z]?\)|\(?(?:1[5-9]|20)\d\d[a-z]?\)?[.,:])"),
    ),
    (re.compile(r"(?:^|\n)$"), re.compile(r"(?:, \d{1,4}(?:[–-]\d{1,4})?){0,9}(?:\n|$)")),
)
"""What stands before and behind a pair that fills a quotation, that a year follows as in a list of sources, or that fills a line but for
the numbers of pages."""
_LEFT_CHARS = 30


def join_index_names(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions, with names in index form in the place of their pieces. Linear in the text."""
    held = list(mentions)
    rows = _find_rows(text)
    named = {" ".join(m.of(text).split()) for m in held if m.label == "PERSON"} if rows else ()
    index = [
        Mention(*pair.span(), "PERSON", "rule") for row in rows for pair in _choose_pairs(text, row, named)
    ]
    return [*keep_free(held, index), *index]


@cache
def _pairs() -> re.Pattern[str]:
    particles = "|".join(sorted(words("particles")))
    small = "|".join(sorted(word.capitalize() for word in words("english")))
    return re.compile(
        rf"(?<![\w’'-])(?!(?:{small})\b)(?P<last>(?:(?:{particles}) ){{0,3}}{_WORD}(?: {_WORD})?), (?P<first>{_GIVEN}(?: (?!(?:{small})\b){_GIVEN}){{0,2}})(?P<generation>,? [JS]r\.?)?(?![\w-])"
    )


def _find_rows(text: str) -> list[list[re.Match[str]]]:
    """Pairs that may be names, those together that only a semicolon or an "and" parts."""
    rows: list[list[re.Match[str]]] = []
    for pair in _pairs().finditer(text):
        last = rows[-1][-1] if rows else None
        goes_on = last is not None and _goes_on(text, last, pair)
        if not (
            _CLOSES.match(text, pair.end())
            or ((goes_on or pair["generation"]) and _ENDS.match(text, pair.end()))
        ):
            continue
        if goes_on:
            rows[-1].append(pair)
        elif not (word := _CAPITAL_BEFORE.search(_left_of(text, pair))) or word[1].lower() in words(
            "english"
        ):
            rows.append([pair])
    return rows


def _goes_on(text: str, last: re.Match[str], pair: re.Match[str]) -> bool:
    """Whether a pair belongs to the row that ends with `last`."""
    between = last.end(), pair.start()
    if _SEMICOLON.fullmatch(text, *between) or _AND.fullmatch(text, *between):
        return True
    return bool(_COMMA.fullmatch(text, *between)) and _may_be_turned(last) and _may_be_turned(pair)


def _choose_pairs(text: str, row: Sequence[re.Match[str]], named: Collection[str]) -> Iterator[re.Match[str]]:
    """The pairs of a row that are names: all of them, or those that something tells of."""
    told = [f"{pair['first']} {pair['last']}" in named or _is_alone(text, pair) for pair in row]
    is_one_told, is_list = any(told), _is_list(text, row) or _are_turned(row)
    for pair, is_told in zip(row, told, strict=True):
        if is_told or is_list or (is_one_told and _has_one_surname(pair) and not _is_of_a_place(pair)):
            yield pair


def _is_list(text: str, row: Sequence[re.Match[str]]) -> bool:
    """Whether a row has semicolons, and mostly first names where an index has them."""
    has_names = any(_begins_like_a_name(pair) and not _is_of_a_place(pair) for pair in row)
    return (
        ";" in text[row[0].end() : row[-1].start()]
        and sum(_begins_like_a_name(pair) or _may_be_called_so(pair) for pair in row) * 2 >= len(row)
        and not any(_is_of_a_place(pair) and not (has_names and _may_be_called_so(pair)) for pair in row)
        and all(_has_one_surname(pair) or pair["last"].split()[0] not in given_names() for pair in row)
    )


def _is_alone(text: str, pair: re.Match[str]) -> bool:
    left = _left_of(text, pair)
    if pair["generation"] and _has_one_surname(pair):
        return True
    fills = any(before.search(left) and behind.match(text, pair.end()) for before, behind in _ALONE)
    return fills and _has_one_surname(pair) and _begins_like_a_name(pair) and not _is_of_a_place(pair)


def _are_turned(row: Sequence[re.Match[str]]) -> bool:
    """Whether the second part of each pair is a first name, and the first one of most of them, two at least, is none."""
    turned = sum(map(_is_turned, row))
    return all(map(_may_be_turned, row)) and turned > 1 and turned * 2 > len(row)


def _has_one_surname(pair: re.Match[str]) -> bool:
    """Whether it is one word but for small ones: "van der Berg", not "García Márquez", which may be a whole name."""
    return sum(word[0].isupper() for word in str(pair["last"]).split()) == 1


def _is_turned(pair: re.Match[str]) -> bool:
    """Whether only its second part is a first name: "Müller, Jürgen", not "Anna, Maria" nor "Obama, Biden"."""
    is_surname = pair["last"] in words("surnames") or pair["last"] not in given_names()
    return _may_be_turned(pair) and is_surname and pair["last"] not in entries()


def _may_be_turned(pair: re.Match[str]) -> bool:
    is_name = _has_one_surname(pair) and _begins_like_a_name(pair) and not _is_of_a_place(pair)
    return is_name and pair["first"] not in words("surnames")


def _begins_like_a_name(pair: re.Match[str]) -> bool:
    said = str(pair["first"]).split()[0]
    name = said.partition("-")[0]
    is_often_one = name in words("also given") and pair["last"] not in towns()
    return name in given_names() or is_often_one or (len(said) == 2 and said[1] == ".")


def _is_of_a_place(pair: re.Match[str]) -> bool:
    """Whether it is a town with its country: "Paris, Texas"."""
    return pair["first"] in entries() or pair["first"] in towns()


def _may_be_called_so(pair: re.Match[str]) -> bool:
    """Whether somebody can have a place's name behind a surname: "Kincaid, Jamaica", not "Kingston, Jamaica"."""
    last = pair["last"]
    is_place = last in entries() or last in towns() or last in words("places as first names")
    return pair["first"] in words("places as first names") and not is_place


def _left_of(text: str, pair: re.Match[str]) -> str:
    return text[max(0, pair.start() - _LEFT_CHARS) : pair.start()]
