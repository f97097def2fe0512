"""Write one value into the settings file and leave all else in it as it stands: comments, order, other tables."""

from collections.abc import Sequence
from pathlib import Path

from annotations.errors import ConfigError
from annotations.files.read import read_bytes
from annotations.files.write import write_file


def save_setting(path: Path, table: str, key: str, value: str | bool | Sequence[str]) -> None:
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
        text = read_bytes(path).decode() if path.exists() else ""
        write_file(path, set_value(text, table, key, value))
    except (OSError, ValueError) as problem:
        import tomlkit

        name = f"{table}.{key}" if table else key
        wanted = tomlkit.item(value if isinstance(value, str | bool) else list(value)).as_string()
        reason = getattr(problem, "strerror", None) or problem
        raise ConfigError(
            f"{path}: {name} was not written: {reason}; write {key} = {wanted} yourself"
        ) from problem


def set_value(text: str, table: str, key: str, value: str | bool | Sequence[str]) -> str:
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
