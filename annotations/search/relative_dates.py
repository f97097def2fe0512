"""Days as a query says them: 2026-01-31, 2026-01, 2026, 7d, 2w, 3m, 1y, today, yesterday, this or last week, month, year."""

import re
from datetime import date, timedelta

_AGO = re.compile(r"(\d{1,4})([dwmy])")
_OF_A_SPAN = re.compile(r"(this|last)[ -](week|month|year)")


def first_day(said: str, today: date) -> date | None:
    """The day that a date, or a span of time, begins with; None: it is none."""
    value = " ".join(said.casefold().split())
    if value in ("today", "yesterday"):
        return today - timedelta(days=value == "yesterday")
    try:
        if match := _AGO.fullmatch(value):
            return _ago(int(match[1]), match[2], today)
        if match := _OF_A_SPAN.fullmatch(value):
            return _start(match[2], today, is_last=match[1] == "last")
        whole = {4: "-01-01", 7: "-01"}.get(len(value), "") if re.fullmatch(r"\d{4}(-\d\d)?", value) else ""
        return date.fromisoformat(value + whole)
    except (ValueError, OverflowError):
        return None


def _ago(number: int, unit: str, today: date) -> date:
    if unit in "dw":
        return today - timedelta(days=number * (7 if unit == "w" else 1))
    months = today.year * 12 + today.month - 1 - number * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    first_of_next = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(today.day, (first_of_next - timedelta(days=1)).day))


def _start(unit: str, today: date, *, is_last: bool) -> date:
    """Weeks begin on Monday (ISO 8601)."""
    if unit == "week":
        return today - timedelta(days=today.weekday() + 7 * is_last)
    if unit == "year":
        return date(today.year - is_last, 1, 1)
    first = today.replace(day=1)
    return (first - timedelta(days=1)).replace(day=1) if is_last else first
