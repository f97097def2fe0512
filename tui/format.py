"""How dates, paths and likely places are written for people; dates as the user's locale orders them, months by name."""

import locale
from contextlib import suppress
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from annotations.model import Anchor
from annotations.text.local_time import local_time


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
    here = local_time(moment)
    today = local_time(now or datetime.now(UTC)).date()
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


def doubt(anchor: Anchor) -> str:
    """The sign beside such a note, with how much of it is still there; empty for a note that is sure, and for a lost one."""
    if anchor.quality != "fuzzy":
        return ""
    return f"about here? {anchor.score:.0%}".replace("%", "\u00a0%")


def shown_path(path: Path) -> str:
    """A path with `~` for the home folder."""
    try:
        return str(Path("~") / path.absolute().relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(path)
