"""The user's settings: a TOML file, read once, every value checked, never needed."""

from pathlib import Path
from typing import Any, get_args, get_origin

from msgspec import Struct, field

from annotations.errors import ConfigError
from annotations.paths import config_path


class EntitySettings(Struct, frozen=True):
    """`[entities]`."""

    model: str = ""
    """Name or folder of an installed spaCy pipeline; empty: the one that comes with postil."""
    enabled: bool = True


class ReaderSettings(Struct, frozen=True):
    """`[reader]`."""

    width: int = 72
    """Column width in cells, 40 to 120."""
    highlighting: str = "quiet"
    """How names are dressed: quiet, loud or off."""


class ExportSettings(Struct, frozen=True):
    """`[export]`."""

    to: str = ""
    """Folder that `s` proposes, for example a vault."""
    flavor: str = "obsidian"


class Settings(Struct, frozen=True):
    """All settings with their defaults."""

    folders: tuple[str, ...] = ()
    """Folders whose articles are listed when none is named."""
    theme: str = "auto"
    """dark, light, or auto: what the terminal says of its ground."""
    entities: EntitySettings = field(default_factory=EntitySettings)
    reader: ReaderSettings = field(default_factory=ReaderSettings)
    export: ExportSettings = field(default_factory=ExportSettings)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """`[keys]`: command id -> keys."""


def load_settings(named: Path | None = None) -> Settings:
    """Read the settings file; without one all defaults hold.

    Raises:
        ConfigError: the file can't be read, is not TOML, or a value is wrong; says which and where.
    """
    path = config_path(named)
    try:
        written = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if named is not None:
            raise ConfigError(f"No settings at {path}: leave --config away or create the file") from None
        return Settings()
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(f"Can't read the settings at {path}: {problem}") from problem
    if not written.strip():
        return Settings()
    import tomllib  # five milliseconds of the start that most people do without

    try:
        raw = tomllib.loads(written)
    except tomllib.TOMLDecodeError as problem:
        raise ConfigError(f"Can't read the settings at {path}: {problem}") from problem
    return _settings(raw, path)


def _settings(raw: dict[str, Any], path: Path) -> Settings:
    """Check what the file says and lay it over the defaults."""
    sections = {"entities": EntitySettings, "reader": ReaderSettings, "export": ExportSettings}
    values: dict[str, Any] = {}
    for name, value in raw.items():
        if name in sections:
            if not isinstance(value, dict):
                raise ConfigError(f"{path}: [{name}] should be a table")
            values[name] = sections[name](**_checked(sections[name], value, path, f"{name}."))
        elif name == "keys":
            if not isinstance(value, dict):
                raise ConfigError(f"{path}: [keys] should be a table")
            values["keys"] = {id: _keys(id, keys, path) for id, keys in _flat(value).items()}
        else:
            values |= _checked(Settings, {name: value}, path, "")
    settings = Settings(**values)
    if not 40 <= settings.reader.width <= 120:
        raise ConfigError(f"{path}: reader.width is {settings.reader.width}; it should be between 40 and 120")
    if settings.reader.highlighting not in ("quiet", "loud", "off"):
        raise ConfigError(f"{path}: reader.highlighting should be quiet, loud or off")
    if settings.theme not in ("auto", "dark", "light"):
        raise ConfigError(f"{path}: theme should be auto, dark or light")
    if settings.export.flavor not in ("obsidian", "plain"):
        raise ConfigError(f"{path}: export.flavor should be obsidian or plain")
    return settings


def _checked(kind: type, raw: dict[str, Any], path: Path, prefix: str) -> dict[str, Any]:
    """The values of one table, each of the type that its field declares."""
    types = {name: hint for name, hint in kind.__annotations__.items() if name != "keys"}
    checked: dict[str, Any] = {}
    for name, value in raw.items():
        if name not in types:
            raise ConfigError(
                f"{path}: there is no setting {prefix}{name}; it can be one of {', '.join(types)}"
            )
        wanted = types[name]
        listed = get_origin(wanted) is tuple
        of = get_args(wanted)[0] if listed else wanted
        if listed and not isinstance(value, list):
            raise ConfigError(f"{path}: {prefix}{name} should be {_named(wanted)}, not {value!r}")
        for one in value if listed else (value,):
            if not isinstance(one, of) or (of is int and isinstance(one, bool)):
                raise ConfigError(f"{path}: {prefix}{name} should be {_named(wanted)}, not {one!r}")
        checked[name] = tuple(value) if listed else value
    return checked


def _named(kind: type) -> str:
    names = {str: "text in quotes", int: "a whole number", bool: "true or false"}
    return "a list of texts in quotes" if get_origin(kind) is tuple else names[kind]


def _flat(table: object, prefix: str = "") -> dict[str, object]:
    """TOML's `[keys.page] find = "/"` and `"page.find" = "/"` mean the same."""
    if not isinstance(table, dict):
        return {prefix.rstrip("."): table}
    return {id: keys for name, part in table.items() for id, keys in _flat(part, f"{prefix}{name}.").items()}


def _keys(id: str, keys: object, path: Path) -> tuple[str, ...]:
    if isinstance(keys, str):
        return tuple(keys.split())
    if isinstance(keys, list) and all(isinstance(key, str) for key in keys):
        return tuple(keys)
    raise ConfigError(f"{path}: keys.{id} should be a key or a list of keys, not {keys!r}")
