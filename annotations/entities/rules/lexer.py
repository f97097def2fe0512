"""A lexer for rules: text becomes a row of kinds, one character each, that grammars match with plain regular expressions.

Two steps keep the rules quick and safe. Cutting the text is one pass that never looks back. A grammar then sees
"the next few weeks" as four characters, so that its patterns are short, and all their repetitions are bounded.
"""

import re
from functools import cache
from typing import NamedTuple

from annotations.entities.rules.tables import table

OTHER, NAME, BREAK = "·", "N", "⏎"

# The kinds of words in `tables/kinds.txt` get a character each from here on.
_FIRST_KIND = 0x4E00

_UNITS = (
    "km|kg|cm|mm|mg|ml|kva|mva|kw|mw|gw|kwh|mwh|gwh|gb|mb|tb|kb|ghz|mhz|mph|kph|sqm|ft|lb|lbs|oz|mi|ha|g|m"
)
_GAP = r"[ \u00a0\u2009\u202f]"
_SUMS = rf"\d{{1,3}}(?:,\d{{3}})+|[1-9]\d{{0,2}}(?:{_GAP}\d{{3}})+(?!\d)|\d+(?:\.\d+)?(?:bn|m|tn|\s(?:million|billion|trillion))(?!\w)"
_CURRENCY = rf"""
    [A-Z]{{0,3}}\$ | GH[₵¢S](?=\d) | S/\.?(?=\s?\d)
  | (?:[KTU]?Shs?|[KTU]shs?|Rs|Rp|Tk|Dhs?|Bs|Le)\.?(?=\d) | (?:RM|VN[ĐD]|[JKBO]D|LE|B/\.|P[Hh]p|N[Rr]s|RMB|USD|EUR|GBP|CHF|AUD|CAD|SGD|HKD|KES|UGX|TZS|NGN|GHS|ZMW|INR|PKR|BDT|LKR|IDR|MYR|THB|VND|AED|SAR|QAR|OMR|EGP|FJD|PGK)(?=\d) | (?:[NRPKBQL]|[A-Z]{{2,4}})(?={_SUMS})
"""
"""Signs of currencies. Letters are one only right before figures, and single letters only before what no paper size,
road or droid is called: "Sh418m", "JD7", "N15,000", "R5.3bn", "UGX250,000"."""
_SUFFIX = rf"(?:bn|b|mn|tn|trn|bp|bps|million|billion|k|pct?|p|c|st|nd|rd|th|s|am|pm|{_UNITS})(?![^\W_])"
_HOURS = r"(?:[01]?\d|2[0-3])h[0-5]\d(?!\w)|(?:(?<=\bat )|(?<=\bby )|(?<=\bfrom )|(?<=\buntil )|(?<=\baround ))(?:[01]\d|2[0-3])[:.]?[0-5]\d\ ?(?:hrs|[Hh]ours)(?!\w)"
"""Hours without a colon: "18h30", "at 0930 hours"."""
_NO_DAY = rf"(?<!\d{_GAP})" + "".join(
    rf"(?<!{month}\ )"
    for month in "January February March April May June July August September October November December".split()
)
_APART = rf"[1-9]\d{{0,2}}(?:{_GAP}0\d\d|(?:{_GAP}\d{{3}}){{2,5}}|(?:(?<=[A-Za-z$€£]\d)|(?<=[A-Za-z$€£]\d\d)|(?<=[A-Za-z$€£]\d\d\d)){_GAP}\d{{3}})"
"""Thousands that only a blank parts, beyond doubt: "38 000", "1 250 300", "US$4 300"."""
_SURELY = "|".join(
    rf"(?<={word}\ )"
    for word in "than nearly almost around roughly least paid cost costs worth exactly".split()
)
"""Behind these one number stands, not two: "costs |3 500|"."""
_IS_APART = re.compile(
    rf"(?=[1-9])(?<![\d.,]){_NO_DAY}(?:{_APART}|(?:{_SURELY})[1-9]\d{{0,2}}{_GAP}\d{{3}})(?!\d|{_GAP}\d|[.,:/–-]\d)"
)


def _make_lexeme(grouped: str) -> re.Pattern[str]:
    return re.compile(
        rf"""
      (?P<number>(?=['’\d])(?:['’](?=\d0s))?
        (?:{_HOURS}
        | (?=[1-9]){_NO_DAY}{grouped}(?:[.,]\d{{1,2}})?(?!\d|{_GAP}\d|[.,:/–-]\d)
        | [1-9]\d{{0,2}}(?:['’]\d{{3}}){{1,5}}(?!\d)
        | \d+(?:[.,:/–-]\d+)*[½¼¾]?
        )(?:(?i:{_SUFFIX})|\s?°[CF]?)?)
    | (?P<ampm>[ap]\.\s?m\.|[AP]\.\s?M\.)
    | (?P<era>B\.C\.(?:E\.)?|A\.D\.|C\.E\.)
    | (?P<fiscalyear>FY\s?['’]?(?:20)?\d\d(?:[/–-]\d\d)?(?!\w))
    | (?P<sign>{_CURRENCY})
    | (?P<word>[^\W_]+(?:['’][^\W_]+)*)
    | (?P<break>\n)
    | (?P<mark>\S)
    """,
        re.VERBOSE,
    )


_LEXEME = _make_lexeme(f"(?:{_APART})")
_LEXEME_OF_BLANKS = _make_lexeme(rf"[1-9]\d{{0,2}}(?:{_GAP}\d{{3}}){{1,5}}")
"""For a text that parts thousands with blanks: there "3 500" is one number."""
_SHAPES = (
    ("fulldate", re.compile(r"\d{1,2}/\d{1,2}/(?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}|\d{1,2}[.-]\d{1,2}[.-]\d{4}|\d{4}/\d{1,2}/\d{1,2}")),
    ("clock", re.compile(r"\d{1,2}:\d{2}(?::\d{2})?(?:\.\d{1,3})?|\d{1,2}h\d{2}|\d{2}[:.]?\d{2} ?(?:hrs|[Hh]ours)")),
    ("basispoints", re.compile(r"[\d.,]{1,8}bps?", re.IGNORECASE)),
    ("clockpm", re.compile(r"\d{1,2}(?:[:.]\d{2})?[ap]m", re.IGNORECASE)),
    ("decade", re.compile(r"(?:1\d|20)\d0s|['’]?[2-9]0s")),
    ("years", re.compile(r"(?:1[0-9]|20)\d\d[–-](?:(?:1[0-9]|20)\d\d|\d\d)|20\d\d/\d\d")),
    ("year", re.compile(r"19\d\d|20\d\d")),
    ("oldyear", re.compile(r"1[0-8]\d\d")),
    ("day", re.compile(r"[1-9]|[12]\d|3[01]")),
    ("days", re.compile(r"(?:[1-9]|[12]\d|3[01])[–-](?:[1-9]|[12]\d|3[01])")),
    ("ordinalday", re.compile(r"(?:[12]?\d|3[01])(?:st|nd|rd|th)", re.IGNORECASE)),
    ("ordinal", re.compile(r"\d[\d,]{0,12}(?:st|nd|rd|th)", re.IGNORECASE)),
    ("span", re.compile(r"\d{1,9}(?:\.\d{1,4})?[–-]\d{1,9}(?:\.\d{1,4})?")),
    ("ratio", re.compile(r"\d{1,3}/\d{1,3}|\d{1,3}(?::\d{1,3}){1,2}")),
    ("quarterclock", re.compile(r"(?:[01]?\d|2[0-3])\.(?:00|15|30|45)")),
    ("dotclock", re.compile(r"(?:[01]\d|2[0-3])\.[0-5]\d")),
    ("int", re.compile(r"\d{1,3}(?:,\d{3}){1,6}|\d{1,2}(?:,\d{2}){1,4},\d{3}|\d{1,15}")),
    ("decimal", re.compile(r"\d{1,3}(?:,\d{3}){0,6}\.\d{1,9}|\d{1,15}\.\d{1,9}|\d{1,9},\d{1,2}|\d{1,9}[½¼¾]")),
    ("big", re.compile(r"[\d.,]{1,12}(?:bn|mn|tn|trn|million|billion|k)", re.IGNORECASE)),
    ("bigsum", re.compile(r"[\d.,]{1,12}b")),
    ("inpercent", re.compile(r"[\d.,]{1,12}pct?", re.IGNORECASE)),
    ("metres", re.compile(r"[\d.,]{1,12}m", re.IGNORECASE)),
    ("pence", re.compile(r"[\d.]{1,6}[½¼¾]?[pc]")),
    ("measure", re.compile(rf"(?:\d{{1,9}}-)?[\d.,]{{1,12}}(?:{_UNITS}|\s?°[cf]?)", re.IGNORECASE)),
)  # fmt: skip
_MARKS = {
    "%": "percent",
    "‰": "percent",
    "-": "hyphen",
    "‐": "hyphen",
    "‑": "hyphen",
    "–": "dash",
    "—": "dash",
}
_MARKS |= {
    ",": "comma",
    ".": "dot",
    "(": "open",
    ")": "close",
    "#": "hash",
    "+": "plus",
    "/": "slash",
    ";": "stop",
    ":": "stop",
    "!": "stop",
    "?": "stop",
    "~": "about",
}
_MARKS |= dict.fromkeys("$€£¥₹₽₩₪₺₴₦₫฿₱₡₲₸₾₼₮₭៛֏₵৳₨", "sign")


class Row(NamedTuple):
    """A text as kinds. `starts` and `ends` are code points of the text, one per character of `kinds`."""

    kinds: str
    starts: list[int]
    ends: list[int]


@cache
def kinds() -> dict[str, str]:
    """The character of each kind by its name."""
    names = (
        [name for name, _ in _SHAPES]
        + list(dict.fromkeys(_MARKS.values()))
        + ["glue", "fiscalyear", "possessive"]
    )
    names += list(dict.fromkeys(name for name, _ in table("kinds")))
    return {"other": OTHER, "name": NAME, "break": BREAK} | {
        name: chr(_FIRST_KIND + number) for number, name in enumerate(dict.fromkeys(names))
    }


@cache
def _words() -> dict[str, str]:
    """The kind character of each word that rules know, in lower case; capitalised where only that counts."""
    character = kinds()
    return {word: character[name] for name, line in table("kinds") for word in line.split()}


_BETWEEN_GROUPS = re.compile(rf"(?<=\d)(?:{_GAP}|['’])(?=\d{{3}})")


def _number_kind(text: str) -> str:
    text = _BETWEEN_GROUPS.sub(",", text)
    for name, shape in _SHAPES:
        if shape.fullmatch(text):
            return kinds()[name]
    return OTHER


def _word_kind(text: str, start: int, end: int, known: dict[str, str]) -> tuple[str, int]:
    """A word's kind: as it is written first ("May", "Sun"), then in lower case; and its end without a possessive."""
    if end - start > 2 and text[end - 2] in "'’" and text[end - 1] == "s":
        end -= 2
    word = text[start:end]
    kind = known.get(word) or known.get(word.lower())
    if kind is None:
        kind = NAME if word[0].isupper() else OTHER
    return kind, end


def _is_coded(text: str, start: int, end: int) -> bool:
    """Whether a figure is part of a term: "5G", "3D"."""
    end += not text[end - 1].isalpha()
    return end - start < 4 and text[end - 1 : end] in ("D", "G") and not text[end : end + 1].isalpha()


def lex(text: str) -> Row:
    """Cut a text into lexemes and name the kind of each. Linear in the length of the text."""
    known, character = _words(), kinds()
    marks = {mark: character[name] for mark, name in _MARKS.items()}
    glue, hyphen = character["glue"], character["hyphen"]
    row: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    lexeme = _LEXEME_OF_BLANKS if _IS_APART.search(text) else _LEXEME
    for match in lexeme.finditer(text):
        start, end = match.span()
        group = match.lastgroup
        if group == "word":
            kind, end = _word_kind(text, start, end, known) if end - start < 40 else (OTHER, end)
        elif group == "number":
            plain = end - start < 40 and not text[end : end + 1].islower() and not _is_coded(text, start, end)
            kind = _number_kind(text[start:end]) if plain else OTHER
        elif group in ("ampm", "sign", "era", "fiscalyear"):
            kind = character[group]
        elif group == "break":
            kind = BREAK
        else:
            kind = marks.get(text[start], OTHER)
            if kind == hyphen and start and text[start - 1].isalnum() and text[end : end + 1].isalnum():
                kind = glue
        row.append(kind)
        starts.append(start)
        ends.append(end)
        if kind == NAME and end < match.end():  # "Limi's 104 voters", but "Boeing 737"
            row.append(character["possessive"])
            starts.append(end)
            ends.append(match.end())
    return Row("".join(row), starts, ends)
