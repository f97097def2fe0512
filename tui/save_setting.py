"""Write one value into the settings file and leave all else in it as it stands: comments, order, other tables."""

import copy
import json
import os
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from annotations.errors import ConfigError
from annotations.text.canonical import showable


def remember(path: Path, table: str, key: str, value: str | Sequence[str]) -> None:
    """Set a value in the settings file; it comes into being with the first one.

    Args:
        path: the settings file.
        table: name of its table, empty for the top.
        key: name of the setting.
        value: what it is to be.

    Raises:
        ConfigError: the file can't be read, changed without harm, or written.
    """
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        changed = with_value(text, table, key, value)
        _replace(path, changed)
    except (OSError, ValueError) as problem:
        name = f"{table}.{key}" if table else key
        raise ConfigError(
            f"{path}: {name} was not written: {problem}; write {key} = {_toml(value)} yourself"
        ) from problem


def with_value(text: str, table: str, key: str, value: str | Sequence[str]) -> str:
    """The text of a settings file with one value set.

    Raises:
        ValueError: it is no TOML, or its shape is one that can't be changed safely.
    """
    wanted: dict[str, Any] = tomllib.loads(text)
    wanted = copy.deepcopy(wanted)
    place = wanted.setdefault(table, {}) if table else wanted
    if not isinstance(place, dict):
        raise ValueError(f"{table} is no table there")  # noqa: TRY004  # of the file, not of an argument
    place[key] = value if isinstance(value, str) else list(value)
    line = f"{key} = {_toml(value)}"
    for candidate in _candidates(text.splitlines(), table, key, line):
        changed = "\n".join(candidate) + "\n"
        try:
            if tomllib.loads(changed) == wanted:
                return changed
        except tomllib.TOMLDecodeError:
            continue
    raise ValueError("its shape is one that only a person can change")


def _candidates(lines: list[str], table: str, key: str, line: str) -> list[list[str]]:
    """Ways to set the value, to be tried in turn: in its place (which may be several lines), new in its table, at the end."""
    start = (
        next((at + 1 for at, one in enumerate(lines) if one.strip() == f"[{table}]"), None) if table else 0
    )
    if start is None:
        gap = [""] if lines and lines[-1].strip() else []
        return [[*lines, *gap, f"[{table}]", line]]
    end = next((at for at in range(start, len(lines)) if lines[at].lstrip().startswith("[")), len(lines))
    here = [at for at in range(start, end) if lines[at].split("=")[0].strip().strip("\"'") == key]
    instead = [[*lines[:at], line, *lines[after:]] for at in here for after in range(at + 1, len(lines) + 1)]
    return [*instead, [*lines[:start], line, *lines[start:]]]


def _toml(value: str | Sequence[str]) -> str:
    """A value as TOML writes it; its basic strings are JSON's but for one character."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return "[" + ", ".join(_toml(one) for one in value) + "]"


def _replace(path: Path, text: str) -> None:
    """The whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{showable(path.name)}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        if path.exists():
            Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(os.path.realpath(path))
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
