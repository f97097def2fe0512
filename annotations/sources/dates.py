"""Dates as bylines write them. Only what is plainly a date counts: no number is guessed to be one."""

import re
from collections.abc import Iterator
from datetime import date

from msgspec import Struct

_MONTHS = (
    "january jan janvier janv januar jänner enero ene gennaio janeiro januari",
    "february feb février févr februar febrero febbraio fevereiro februari",
    "march mar mars märz marzo março maart",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio maio mei maj",
    "june jun juin juni junio giugno junho",
    "july jul juillet juil juli julio luglio julho",
    "august aug août agosto ago augustus augusti",
    "september sept sep septembre septiembre settembre setembro",
    "october oct octobre oktober okt octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec décembre déc dezember dez diciembre dic dicembre dezembro",
)
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names.split()}
_NAME = r"[^\W\d_]{3,10}"  # any word: to spell out the months in the pattern takes milliseconds to compile
_DAY = r"(?P<d{n}>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?"
_YEAR = r"(?P<y{n}>(?:1[5-9]|20|21)\d\d)(?!\d)"
_FORMS = (
    _YEAR.format(n=1) + r"(?P<sep>[-/.])(?P<m1>\d{1,2})(?P=sep)(?P<d1>\d{1,2})(?!\d)",
    _YEAR.format(n=2) + r"\s?年\s?(?P<m2>\d{1,2})\s?月\s?(?P<d2>\d{1,2})\s?日",
    rf"(?P<m3>{_NAME})\b\.?\s+" + _DAY.format(n=3) + r",?\s+" + _YEAR.format(n=3),
    _DAY.format(n=4) + rf"[\s-]+(?:of\s+|de\s+)?(?P<m4>{_NAME})\b\.?,?[\s-]+(?:de\s+)?" + _YEAR.format(n=4),
    _YEAR.format(n=5) + rf",?\s+(?P<m5>{_NAME})\b\.?\s+" + _DAY.format(n=5) + r"(?!\d)",
    r"(?P<a>\d{1,2})(?P<dot>[./-])(?P<b>\d{1,2})(?P=dot)(?P<y6>(?:1[5-9]|20|21)\d\d)(?!\d)",
    r"(?P<a7>\d{1,2})/(?P<b7>\d{1,2})/(?P<y7>\d\d)(?![\d/])",
)
_DATE = re.compile(r"(?<![\w./-])(?:" + "|".join(_FORMS) + ")", re.IGNORECASE)


class FoundDate(Struct, frozen=True):
    """A date and where it stands in its line."""

    value: date
    start: int
    end: int


def find_dates(line: str) -> Iterator[FoundDate]:
    """Yield the dates of a line; 4/5/2025 is 5 April unless another date of the line puts the day first."""
    if not any(map(str.isdigit, line)):
        return
    matches = list(_candidates(line))
    day_first = any(_more_than_12(match) for match in matches)
    for match in matches:
        value = _value(match, day_first)
        if value is not None:
            yield FoundDate(value, match.start(), match.end())


def _candidates(line: str) -> Iterator[re.Match[str]]:
    """What has the form of a date and, where that is a word, a month's name; a wrong word hides no date behind it."""
    at = 0
    while match := _DATE.search(line, at):
        month = match["m3"] or match["m4"] or match["m5"]
        is_month = month is None or month.casefold() in _NUMBER_OF
        at = match.end() if is_month else match.start() + 1
        if is_month:
            yield match


def find_date(line: str) -> FoundDate | None:
    return next(find_dates(line), None)


def as_date(text: str) -> date | None:
    """Read a text that is a date, with or without a time behind it, and nothing else before it."""
    when = find_date(text.strip())
    return when.value if when is not None and when.start == 0 else None


def _more_than_12(match: re.Match[str]) -> bool:
    first = match["a"] or match["a7"]
    return first is not None and int(first) > 12


def _value(match: re.Match[str], day_first: bool) -> date | None:
    for n in "12345":
        if match[f"y{n}"]:
            month = match[f"m{n}"]
            number = int(month) if month.isdigit() else _NUMBER_OF[month.casefold()]
            return _valid(int(match[f"y{n}"]), number, int(match[f"d{n}"]))
    if match["y7"]:
        return _in_numbers(2000 + int(match["y7"]), int(match["a7"]), int(match["b7"]), day_first)
    return _in_numbers(int(match["y6"]), int(match["a"]), int(match["b"]), day_first or match["dot"] == ".")


def _in_numbers(year: int, first: int, second: int, day_first: bool) -> date | None:
    if day_first and second <= 12:
        return _valid(year, second, first)
    return _valid(year, first, second)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
