"""The second line of a Kindle clipping, in the languages that Kindles speak: what it is, where it stood, when it was made.

- Your Highlight on page 233 | Location 3332-3334 | Added on Sunday, December 18, 2022 3:19:56 PM
- Ihre Markierung bei Position 2518-2518 | Hinzugefügt am Montag, 5. Juli 2021 14:03:08
- 您在第 2 页（位置 #37-#38）的标注 | 添加于 2018年12月31日星期一 下午11:56:41
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from msgspec import Struct

from annotations.importers.records import ZONE_HOURS

Kind = Literal["highlight", "note", "bookmark"]

_KINDS: tuple[tuple[Kind, str], ...] = (
    ("bookmark", r"bookmark|lesezeichen|marcador|signet|segnalibro|bladwijzer|ブックマーク|しおり|书签|書籤|закладк|북마크|책갈피"),
    ("highlight", r"highlight|markierung|subrayado|resaltado|surligne?|evidenziazione|destaque|markering|ハイライト|标注|標註|标记|выделен|отрывок|하이라이트|clipping|clip\b"),
    ("note", r"\bnotes?\b|notiz|anmerkung|\bnota\b|\bnotas\b|annotation|\bnote\b|notitie|opmerking|メモ|笔记|筆記|註記|заметк|메모"),
)  # fmt: skip
_KIND_PATTERNS = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _KINDS)
_NUMBER = r"#?\s*(\d[\d.,]*)(?:\s*[-–—]\s*#?\s*(\d[\d.,]*))?"
_LOCATION = re.compile(
    r"(?:location|loc\.|position|pos\.|posici[oó]n|ubicaci[oó]n|emplacement|posizione|posi[cç][aã]o|locatie|位置(?:\s*No\.?)?"
    r"|местоположение|мест[оеа]|позици[ия]|위치)\s*" + _NUMBER,
    re.IGNORECASE,
)
_PLACE = re.compile(_NUMBER)
_FOREIGN = re.compile(r"\d[^|\n]{0,200}\|[^|\n]{0,200}\d")
"""In a language that is not known: "Strona 12 | Pozycja 170-172 | Dodano ..."."""
_PAGE = re.compile(
    r"(?:page|seite|p[aá]gina|страниц\w*|ページ|페이지)\s*([0-9]+(?:[.,][0-9]{3})*(?:\s*[-–]\s*[0-9]+(?:[.,][0-9]{3})*)?|[ivxlcdm]+(?:\s*[-–]\s*[ivxlcdm]+)?)\b"
    r"|([0-9]+(?:\s*[-–]\s*[0-9]+)?)\s*(?:ページ|페이지)|第\s*([0-9]+(?:\s*[-–]\s*[0-9]+)?)\s*[页頁]",
    re.IGNORECASE,
)
_ADDED = re.compile(
    r"(?:added on|hinzugefügt am|añadido el|agregado el|ajoutée? le|aggiunt[oa] (?:in data|il)|adicionad[oa](?: na data| em)?:?"
    r"|toegevoegd op|作成日[:：]?|追加日[:：]?|(?:已)?添加(?:于|至)|加入於|新增於|добавлен[оа]?:?|추가됨:?)\s*",
    re.IGNORECASE,
)
_MONTHS = (
    "jan ene gen янв", "feb fév fev фев", "mar mär maa mrt март мар", "apr abr avr апр", "may mai mag mei май мая",
    "jun jui giu июн", "jul lug июл", "aug ago aoû aou авг", "sep set сен", "oct okt ott out окт", "nov ноя", "dec dez dic déc дек",
)  # fmt: skip
_MONTH = {prefix: number for number, names in enumerate(_MONTHS, start=1) for prefix in names.split()}
_MOST_CHARS = 500
_BLANKS = re.compile(r"\s{4,}")
_THOUSANDS = re.compile("(?<=[0-9])[\u00a0\u202f](?=[0-9]{3}(?![0-9]))")
_PAGES = re.compile(r"(\d+)(?:[-–](\d+))?$")
_ROMAN_PAGES = re.compile("([ivxlcdm]+)(?:[-–]([ivxlcdm]+))?", re.IGNORECASE)
_ROMAN_DIGITS = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_PREFACE = 100_000
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_ISO = re.compile(r"\b(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})\b")
_MORNING = "上午|凌晨|清晨|早上|早晨|午前|오전|새벽|아침"
_AFTERNOON = "下午|中午|傍晚|晚上|午後|오후|저녁"
_HALF = f"{_MORNING}|{_AFTERNOON}"
_DOTTED = re.compile(
    r"(?:(?<=\d{4}\s)|(?<=\d{4},\s))\d{1,2}\.\d{2}(?:\.\d{2})?(?![.\d])|(?<!\d)\d{1,2}\.\d{2}(?:\.\d{2})?(?=\s?(?:Uhr|uur)\b)"
)
"""A time with full stops: behind a year, or named as one."""
_TIME = re.compile(
    rf"(?P<before>{_HALF})?\s*(?<!\d)(?P<hour>\d{{1,2}})(?:"
    r"\s?[:：]\s?(?P<minute>\d{2})(?:\s?[:：]\s?(?P<second>\d{2}))?(?:\.\d+)?(?!\d)"
    r"|\s?(?:h|uur|uhr|u|ч\.?|[时時點点시])(?:\s?(?P<minute_of>\d{2})(?!\d)(?:\s?(?:min|мин|m|[:：分분])\.?(?:\s?(?P<second_of>\d{2})(?!\d)(?:\s?(?:s|сек|[秒초])\.?)?)?)?)?(?![^\W\d_]))"
    rf"\s*(?P<after>[ap]\.?\s?m\b\.?|{_HALF})?(?:\s?(?:uhr|uur))?"
    r"(?:\s*(?:(?:GMT|UTC?)\s?(?P<zone>[+\-−]\d{1,2}(?::?\d{2})?)|(?P<bare_zone>[+\-−]\d{2}:?\d{2}))(?!\d)"
    rf"|\s*(?P<zone_name>{'|'.join(ZONE_HOURS)})\b)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_WEEKDAYS = frozenset(("martes", "mardi", "martedì", "marted", "maandag", "sexta", "segunda", "sete"))
"""Those that begin as a month does."""


class Line(Struct, frozen=True):
    """What the line says."""

    kind: Kind | None
    """None: it does not say, or in words we do not know."""
    page: str = ""
    pages: tuple[int, int] | None = None
    """First and last page; those of a preface, in Roman numbers, count below nought."""
    begin: int | None = None
    end: int | None = None
    """Locations, both included."""
    added: datetime | None = None
    """In UTC; the device's clock is taken as that where no zone is given."""
    date_text: str = ""

    @property
    def place(self) -> str:
        """Where it stood, for people."""
        span = f"{self.begin}-{self.end}" if self.end != self.begin else str(self.begin)
        parts = [
            f"page {self.page}" if self.page else "",
            f"location {span}" if self.begin is not None else "",
        ]
        return ", ".join(filter(None, parts))


def kind_of(text: str) -> Kind | None:
    """What a line is about, by its words in any of the languages."""
    return next((kind for kind, words in _KIND_PATTERNS if words.search(text)), None)


def read_line(line: str) -> Line | None:
    stripped = _shortened(line).strip()
    if not stripped.startswith(("-", "–", "—", "•")):
        return None
    about, date_text = _parted(stripped.lstrip("-–—• "))
    kind = kind_of(about)
    added = moment_of(date_text)
    page, location = _PAGE.search(about), _LOCATION.search(about)
    if kind is None and page is None and location is None:
        if added is None and not _FOREIGN.search(about):
            return None
        parts = about.split("|")
        location = _PLACE.search(parts[1]) if len(parts) > 2 or (len(parts) > 1 and date_text) else None
    begin = end = None
    if location:
        begin, end = _range(location[1], location[2])
    pages = next(filter(None, page.groups()), "") if page else ""
    named = re.sub(r"[\s,.]", "", pages)
    return Line(kind, named, _pages_of(named), begin, end, added, date_text)


def _pages_of(page: str) -> tuple[int, int] | None:
    if preface := _ROMAN_PAGES.fullmatch(page):
        first, last = (_of_roman(number or preface[1]) - _PREFACE for number in preface.groups())
        return first, max(first, last)
    numbers = _PAGES.match(page)
    return _range(numbers[1], numbers[2]) if numbers else None


def _shortened(line: str) -> str:
    """As much of a line as a Kindle writes, with no more than three blanks in a row: what patterns may go back over."""
    return _BLANKS.sub("   ", _THOUSANDS.sub("", line[:_MOST_CHARS]).replace("\u00a0", " "))


def _parted(line: str) -> tuple[str, str]:
    """What and where, and when."""
    added = _ADDED.search(line)
    if added:
        return line[: added.start()], line[added.end() :].strip()
    parts = re.split(r"\s*[|｜]\s*", line)
    if len(parts) > 1 and moment_of(parts[-1]) is not None:
        return " | ".join(parts[:-1]), parts[-1]
    return line, ""


def _range(first: str, last: str | None) -> tuple[int, int]:
    """`143-46` is 143 to 146, `1998-02` is 1998 to 2002."""
    begin_text = re.sub(r"\D", "", first)
    begin = int(begin_text[:15])
    end_text = re.sub(r"\D", "", last or "")[:15]
    if not end_text:
        return begin, begin
    end = int(end_text)
    if end < begin and len(end_text) < len(begin_text):
        end = int(begin_text[: -len(end_text)] + end_text)
        if end < begin:
            end += int(10 ** len(end_text))
    return begin, max(begin, end)


def moment_of(text: str) -> datetime | None:
    """A date, with or without a time, in any of the languages; in UTC; None if there is none that exists."""
    text = _DOTTED.sub(lambda time: time[0].replace(".", ":"), _shortened(text))
    clock = next((clock for time in _TIME.finditer(text) if (clock := _clock_of(time))), None)
    rest = f"{text[: clock.start]} {text[clock.end :]}" if clock else text
    day = _day_of(rest, is_american=bool(clock and clock.is_american))
    if day is None:
        return None
    try:
        if clock is None:
            return datetime(*day, tzinfo=UTC)
        zone = timezone(timedelta(minutes=clock.zone_minutes))
        return datetime(*day, clock.hour % 24, clock.minute, clock.second, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class _Clock(Struct, frozen=True):
    """A time of day and where it stands in its text."""

    start: int
    end: int
    hour: int
    minute: int
    second: int
    zone_minutes: int
    is_american: bool


def _clock_of(time: re.Match[str]) -> _Clock | None:
    hour = int(time["hour"])
    minute = int(time["minute"] or time["minute_of"] or 0)
    second = int(time["second"] or time["second_of"] or 0)
    if hour > 24 or minute > 59:
        return None
    half = (time["before"] or time["after"] or "").lower()
    if half[:1] == "p" or (half and half in _AFTERNOON):
        hour = hour + 12 if hour < (11 if half == "中午" else 12) else hour
    elif half and hour == 12:
        hour = 0
    zone = (time["zone"] or time["bare_zone"] or "").replace(":", "").replace("−", "-")
    hours, minutes = (zone[:-2], zone[-2:]) if len(zone) > 3 else (zone, "0")
    apart = (abs(int(hours or 0)) * 60 + int(minutes)) * (-1 if zone.startswith("-") else 1)
    if time["zone_name"]:
        apart = round(ZONE_HOURS[" ".join(time["zone_name"].lower().split())] * 60)
    return _Clock(*time.span(), hour, minute, min(second, 59), apart, half[:1] in ("a", "p"))


def _day_of(text: str, *, is_american: bool) -> tuple[int, int, int] | None:
    """Year, month, day."""
    east = _EAST.search(text) or _ISO.search(text)
    if east:
        return int(east[1]), int(east[2]), int(east[3])
    numeric = _NUMERIC.search(text)
    if numeric:
        first, second, year = int(numeric[1]), int(numeric[2]), _year(numeric[3])
        day_first = first > 12 or (second <= 12 and not is_american)
        return (year, second, first) if day_first else (year, first, second)
    month = next((n for word in _WORD.findall(text) if (n := _month_of(word))), None)
    numbers = re.findall(r"\d+", text)
    if month is None or len(numbers) < 2:
        return None
    year_text = next((n for n in numbers if len(n) == 4), numbers[-1])
    numbers.remove(year_text)
    return _year(year_text), month, int(numbers[0])


def _of_roman(text: str) -> int:
    values = [_ROMAN_DIGITS[letter] for letter in text.lower()]
    return sum(-one if one < after else one for one, after in zip(values, [*values[1:], 0], strict=True))


def _year(text: str) -> int:
    return int(text) + 2000 if len(text) == 2 else int(text)


def _month_of(word: str) -> int | None:
    """By its first letters; weekdays that begin alike (martes, mardi, maandag, sexta) are none."""
    lowered = word.lower()
    if lowered in _WEEKDAYS:
        return None
    if lowered.startswith("juil"):
        return 7
    return _MONTH.get(lowered[:3]) or _MONTH.get(lowered[:4])
