"""Datelines: where a report was sent from. "BOGO, Philippines (AP) — Rescuers", "LONDON, Nov 28 (Reuters) - Shares"."""

import re
from collections.abc import Iterable

from annotations.entities.rules.context_words import towns
from annotations.entities.rules.gazetteer import label_of
from annotations.entities.rules.mentions import Mention, free

_PLACE = r"[A-ZÀ-Þ][\w’'.-]{0,30}(?:\ (?:de\ |la\ |del\ |el\ |al-)?[A-ZÀ-Þ][\w’'.-]{0,30}){0,3}"
_DATELINE = re.compile(
    rf"""
    ^[\ \t*_]{{0,4}}(?P<town>{_PLACE})
    (?:,\ (?P<land>{_PLACE}))?
    (?:,?\ (?:[A-Z][a-z]{{2,8}}\.?\ \d{{1,2}}|\d{{1,2}}\ [A-Z][a-z]{{2,8}})(?:,\ \d{{4}})?)?
    (?P<agency>\ \([A-Z][\w./\ -]{{1,30}}\))?
    \ ?[*_]{{0,2}}(?:\ [-–—]{{1,2}}\ |—\ ?)(?=[A-ZÀ-Þ“"'‘])
    """,
    re.VERBOSE | re.MULTILINE,
)


def with_datelines(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions, with the places of datelines in the place of what stood there. Linear in the text."""
    held = list(mentions)
    places = [
        Mention(*match.span(part), "GPE", "rule")
        for match in _DATELINE.finditer(text)
        if _is_dateline(match)
        for part in ("town", "land")
        if match[part]
    ]
    return [*free(held, places), *places] if places else held


def _is_dateline(match: re.Match[str]) -> bool:
    """Whether it is no label of a list ("Note - Bring a torch"): a place is known, or an agency follows a shouted one."""
    town, land = match["town"], match["land"]
    if land:
        return _is_known(land) or _is_known(town)
    return _is_known(town) or bool(match["agency"] and town.isupper())


def _is_known(name: str) -> bool:
    written = name.title() if name.isupper() and len(name) > 3 else name
    return written in towns() or label_of(written) == "GPE"
