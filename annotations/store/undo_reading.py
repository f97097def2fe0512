"""Undo and redo of what was asked for of an article (later, starred, read), though it has been opened since.

A page that is left notes how far one got, which is no step of undo: a step goes round it and leaves it as it is.
"""

from collections.abc import Callable
from typing import Final

from annotations.model import Change
from annotations.store.document import Record

_NOTED_BY_THE_PAGE: Final = ("progress", "offset", "line", "words", "fingerprint", "left")
_NOT_READ_THROUGH: Final = (None, "unread", "reading")
"""Which of these it is says the page alone."""


def around_reading(change: Change, find: Callable[[str, str], Record | None]) -> Change:
    """The same step from where the page has brought the records by now; one that can't be is left as it was."""
    before, after = dict(change.before), dict(change.after)
    for key, was in change.before.items():
        now, becomes = find(*key), change.after[key]
        if (
            key[0] == "reading"
            and now is not None
            and now != was
            and _is_as_left(now, was or {}, becomes or {})
        ):
            before[key], after[key] = now, _stepped(now, was or {}, becomes or {})
    return Change(change.label, before, after)


def _asked_for(was: Record, becomes: Record) -> list[str]:
    return [
        name
        for name in {**was, **becomes}
        if name not in ("id", *_NOTED_BY_THE_PAGE) and was.get(name) != becomes.get(name)
    ]


def _is_as_left(now: Record, was: Record, becomes: Record) -> bool:
    """Does all that the step is about stand as it left it?"""
    return all(
        now.get(name) == was.get(name)
        or (name == "status" and {now.get(name), was.get(name)} <= {*_NOT_READ_THROUGH})
        for name in _asked_for(was, becomes)
    )


def _stepped(now: Record, was: Record, becomes: Record) -> Record:
    unread_since = [name for name in _NOTED_BY_THE_PAGE if now.get(name) == was.get(name)]
    names = {"id", *_asked_for(was, becomes), *unread_since}
    record = {name: value for name, value in now.items() if name not in names or name == "id"}
    record |= {name: value for name, value in becomes.items() if name in names}
    if (
        was.get("status") == "later"
        and record.get("status") in _NOT_READ_THROUGH
        and record.get("line") is not None
    ):
        record["status"] = "reading"  # it was begun while it was put by
    return record
