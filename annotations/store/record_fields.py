"""Fields of stored records, read leniently: what is of the wrong type counts as not there."""

from datetime import date
from typing import Any

from annotations.model import TextSpan


def read_text(value: object) -> str | None:
    """Return a text that says something, else None."""
    return value if isinstance(value, str) and value else None


def read_list(value: object) -> list[Any]:
    """Return a list; what is none counts as empty."""
    return value if isinstance(value, list) else []


def read_texts(value: object) -> tuple[str, ...]:
    """Return the texts of a list; what else stands in it is left out."""
    return tuple(item for item in read_list(value) if isinstance(item, str))


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
