"""Write one value into the settings file and leave all else in it as it stands: comments, order, other tables."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from annotations.errors import ConfigError, StoreError

Value = str | bool | Sequence[str]


def save_setting(
    path: Path, table: str, key: str, value: Value | Callable[[Sequence[str]], Sequence[str]]
) -> None:
    """Set a value in the settings file; it comes into being with the first one.

    Args:
        path: the settings file.
        table: name of its table, empty for the top.
        key: name of the setting.
        value: what it is to be; of a list, what becomes of the one that stands there, which other windows may have changed.

    Raises:
        ConfigError: the file can't be read, changed without harm, or written.
    """
    from annotations.store.lock import change_file

    wanted: Value = value(()) if callable(value) else value

    def changed(raw: bytes) -> bytes:
        nonlocal wanted
        text = raw.decode()
        wanted = value(_list_there(text, table, key)) if callable(value) else value
        return set_value(text, table, key, wanted).encode()

    try:
        change_file(path, changed)
    except (OSError, ValueError, StoreError) as problem:
        import tomlkit

        name = f"{table}.{key}" if table else key
        item = tomlkit.item(wanted if isinstance(wanted, str | bool) else list(wanted)).as_string()
        reason = getattr(problem, "strerror", None) or problem
        raise ConfigError(
            f"{path}: {name} was not written: {reason}; write {key} = {item} yourself"
        ) from problem


def _list_there(text: str, table: str, key: str) -> Sequence[str]:
    import tomllib

    content: Any = tomllib.loads(text)
    place = content.get(table) if table else content
    there = place.get(key) if isinstance(place, dict) else None
    return there if isinstance(there, list) else ()


def set_value(text: str, table: str, key: str, value: Value) -> str:
    """The text of a settings file with one value set.

    Raises:
        ValueError: it is no TOML, or its shape is one that can't be changed safely.
    """
    import tomllib  # both only where a setting is written

    import tomlkit

    wanted, document = tomllib.loads(text), tomlkit.parse(text)
    for content in (wanted, document):
        place = content.setdefault(table, {}) if table else content
        if not isinstance(place, dict):
            raise ValueError(f"{table} is no table there")  # noqa: TRY004  # of the file, not of an argument
        place[key] = value if isinstance(value, str | bool) else list(value)
    changed = tomlkit.dumps(document)
    if tomllib.loads(changed) != wanted:
        raise ValueError("its shape is one that only a person can change")
    return changed
