"""Dates as the user's locale orders them, months by name: 26 Apr 2025, Apr 26, 2025, 2025 Apr 26."""

import locale
from contextlib import suppress
from datetime import date, datetime
from functools import cache


def shown_date(day: date, *, is_long: bool = False) -> str:
    """A date for people."""
    month = day.strftime("%B" if is_long else "%b")
    match _order():
        case "m":
            return f"{month} {day.day}, {day.year}"
        case "y":
            return f"{day.year} {month} {day.day}"
    return f"{day.day} {month} {day.year}"


def shown_moment(moment: datetime, now: datetime | None = None) -> str:
    """A moment for people, in local time: the hour when it is today, else the date."""
    here = moment.astimezone()
    today = (now or datetime.now(here.tzinfo)).astimezone().date()
    return f"{here:%H:%M}" if here.date() == today else shown_date(here.date())


@cache
def _order() -> str:
    """What the locale writes first: d, m or y. Where no locale is set the day stands first."""
    with suppress(locale.Error):
        locale.setlocale(locale.LC_TIME, "")
    name = locale.setlocale(locale.LC_TIME)
    if name in ("C", "POSIX", "C.UTF-8", "C.utf8"):
        return "d"
    said = date(2025, 11, 26).strftime("%x")
    places = {"d": said.find("26"), "m": said.find("11"), "y": said.find("2025")}
    return (
        min((at, letter) for letter, at in places.items() if at >= 0)[1] if max(places.values()) >= 0 else "d"
    )
