"""What is remembered from one time to the next without being a setting: sort order, last filter, theme, column width.

A small JSON file beside the notes; one that is damaged or gone is forgotten. What is a setting too holds as long as the
setting is as it was when the reader chose otherwise by a key. Of two windows each writes what was changed in it alone.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta, Struct, field

from annotations.errors import ConfigError, StoreError
from annotations.files.read import read_bytes

Value = TypeVar("Value", str, int)
_MOST_BYTES = 100_000


class Choices(Struct):
    """Settings that the reader chose otherwise by a key: the setting as it was then, and what was chosen."""

    theme: tuple[str, Literal["auto", "dark", "light"]] | None = None
    width: tuple[str, Annotated[int, Meta(ge=40, le=120)]] | None = None
    highlighting: tuple[str, Literal["quiet", "values", "loud", "off"]] | None = None


class Remembered(Struct):
    """The file's content."""

    sort: str = "published"
    """Column that the articles are sorted by; empty: the order of the folders."""
    backwards: bool = True
    group: str = ""
    """What the articles are grouped by."""
    filter: str = ""
    """What was filtered by last."""
    chosen: Choices = field(default_factory=Choices)


class Memory:
    """Reads the file at once and has it written whenever something changes."""

    def __init__(self, path: Path, background: Callable[[Callable[[], object]], object]) -> None:
        """Take the file, and what does work on a thread of its own."""
        self._path, self._background = path, background
        self.values = _read(path)
        self._written: dict[str, Any] = msgspec.to_builtins(self.values)
        """Our values as they were when we last read or wrote them."""
        self._is_due = False

    def chosen(self, setting: str, value: Value) -> Value:
        """What the reader chose for a setting that has this value, else the value."""
        was, chosen = getattr(self.values.chosen, setting) or ("", value)
        return chosen if was == str(value) else value

    def choose(self, setting: str, value: Value, chosen: Value) -> None:
        """Remember what was chosen for a setting that has this value."""
        setattr(self.values.chosen, setting, (str(value), chosen))
        self.keep()

    def keep(self) -> None:
        """Have the values written as they are when their turn comes."""
        if not self._is_due:
            self._is_due = True
            self._background(self._write)

    def _write(self) -> None:
        from annotations.store.lock import change_file

        self._is_due = False
        ours = msgspec.to_builtins(self.values)
        try:
            change_file(
                self._path,
                lambda raw: msgspec.json.encode(_with_changes(_content(raw), self._written, ours)),
                most_bytes=_MOST_BYTES,
            )
        except (OSError, StoreError) as problem:
            reason = getattr(problem, "strerror", None) or problem
            raise ConfigError(
                f"{self._path}: what you chose is not remembered: {reason}; make room or let it be written"
            ) from problem
        self._written = ours


def _read(path: Path) -> Remembered:
    try:
        return msgspec.convert(_content(read_bytes(path, most_bytes=_MOST_BYTES)), Remembered)
    except OSError:  # none yet
        return Remembered()


def _content(raw: bytes) -> dict[str, Any]:
    """What stands in the file, also what a newer postil remembers; empty where it is not ours."""
    try:
        content: dict[str, Any] = msgspec.json.decode(raw, type=dict[str, Any])
        msgspec.convert(content, Remembered)
    except ValueError:
        return {}
    return content


def _with_changes(there: dict[str, Any], before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """What stands there, with what became another value between two moments."""
    changed = {
        key: _with_changes(there.get(key, {}), before[key], value) if isinstance(value, dict) else value
        for key, value in now.items()
        if value != before[key] or key not in there
    }
    return {**there, **changed}
