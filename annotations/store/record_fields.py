"""Fields of stored records, read leniently: what is of the wrong type counts as not there. A notes file may hold anything."""

import os
import re
from datetime import date
from typing import Any, Final, TypeGuard

from annotations.model import TextSpan

_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def is_identifier(value: object) -> TypeGuard[str]:
    """Is it fit to be the id of a record or an article: a text that can be written as UTF-8?"""
    return isinstance(value, str) and value != "" and (value.isascii() or not _LONE_SURROGATE.search(value))


def sayable(text: str) -> str:
    """A text that can be written as UTF-8: halves of surrogate pairs, which JSON can hold, are replaced."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


def read_text(value: object) -> str | None:
    """Return a text that says something, else None."""
    return sayable(value) if isinstance(value, str) and value else None


def read_list(value: object) -> list[Any]:
    """Return a list; what is none counts as empty."""
    return value if isinstance(value, list) else []


def read_texts(value: object) -> tuple[str, ...]:
    """Return the texts of a list; what else stands in it is left out."""
    return tuple(sayable(item) for item in read_list(value) if isinstance(item, str))


def read_paths(value: object) -> tuple[str, ...]:
    """Return the texts of a list that can be paths here."""
    return tuple(item for item in read_list(value) if isinstance(item, str) and _is_path(item))


def _is_path(text: str) -> bool:
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def read_date(value: object) -> date | None:
    """Return the day that an ISO 8601 text names, else None."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def read_span(value: object) -> TextSpan | None:
    """Return the span that `[start, end]` names, else None."""
    match value:
        case [int(start), int(end)] if 0 <= start <= end:
            return TextSpan(start, end)
    return None
