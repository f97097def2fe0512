"""The user's settings: a TOML file, read once, every value checked, never needed."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct, ValidationError, convert, field

from annotations.errors import ConfigError
from annotations.files.read import read_text
from annotations.paths import config_path, documents_folder, expand_home

_MOST_BYTES = 1 << 20
_NO_NUL = "^[^\0]*$"
_Text = Annotated[str, Meta(pattern=_NO_NUL, description="text in quotes")]
_Flag = Annotated[bool, Meta(description="true or false")]


class EntitySettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`[entities]`."""

    model: _Text = ""
    """Name or folder of an installed spaCy pipeline; empty: the one that comes with postil."""
    enabled: _Flag = True
    """Whether names are looked for at all."""
    ahead: _Flag = True
    """Whether names are also looked for in idle time, in articles that are not read yet."""


class ReaderSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`[reader]`."""

    width: Annotated[int, Meta(ge=40, le=120, description="a whole number between 40 and 120")] = 72
    """Column width in cells."""
    highlighting: Annotated[
        Literal["quiet", "values", "loud", "off"], Meta(description="quiet, values, loud or off")
    ] = "quiet"
    """Which names are highlighted, and how: quiet leaves out dates, sums and numbers."""
    show_labels: Annotated[tuple[_Text, ...], Meta(description="a list of texts in quotes")] = ()
    """Labels of names that are highlighted in `quiet` too, for example DATE."""
    hide_labels: Annotated[tuple[_Text, ...], Meta(description="a list of texts in quotes")] = ()
    """Labels of names that are never highlighted."""


class ExportSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`[export]`."""

    to: _Text = ""
    """Folder that `s` proposes, for example a vault."""
    flavor: Annotated[Literal["obsidian", "plain"], Meta(description="obsidian or plain")] = "obsidian"
    name_pages: _Flag = False
    """Whether `S` writes a page for each name too."""


class NetworkSettings(Struct, frozen=True, forbid_unknown_fields=True):
    """`[network]`: of `postil add` and `postil feeds`; nothing else uses it."""

    private: _Flag = False
    """Whether this machine and private networks may be asked."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """All settings with their defaults."""

    folders: Annotated[tuple[_Text, ...], Meta(description="a list of texts in quotes")] = ()
    """Folders whose articles are listed, beside the library, when none is named."""
    theme: Annotated[Literal["auto", "dark", "light"], Meta(description="auto, dark or light")] = "auto"
    """dark, light, or auto: what the terminal says of its ground."""
    library: _Text = ""
    """Folder that added articles go into; empty: `postil` among the user's documents."""
    entities: EntitySettings = field(default_factory=EntitySettings)
    reader: ReaderSettings = field(default_factory=ReaderSettings)
    export: ExportSettings = field(default_factory=ExportSettings)
    network: NetworkSettings = field(default_factory=NetworkSettings)
    searches: dict[str, _Text] = field(default_factory=dict)
    """`[searches]`: name -> query, as `postil search --save` writes them."""
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """`[keys]`: command id -> keys."""


def load_settings(named: Path | None = None) -> Settings:
    """Read the settings file; without one all defaults hold.

    Raises:
        ConfigError: the file can't be read, is not TOML, or a value is wrong; says which and where.
    """
    path = config_path(named)
    try:
        written = read_text(path, most_bytes=_MOST_BYTES)
    except FileNotFoundError:
        if named is not None:
            raise ConfigError(f"No settings at {path}: leave --config away or create the file") from None
        return Settings()
    except (OSError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise ConfigError(f"Can't read the settings at {path}: {reason}") from problem
    if not written.strip():
        return Settings()
    import tomllib  # five milliseconds of the start that most people do without

    try:
        raw = tomllib.loads(written)
    except RecursionError as problem:
        raise ConfigError(f"Can't read the settings at {path}: they are nested too deeply") from problem
    except ValueError as problem:  # no TOML, or a number of thousands of digits
        raise ConfigError(f"Can't read the settings at {path}: {problem}") from problem
    try:
        if isinstance(keys := raw.get("keys"), dict):
            raw["keys"] = {id: _keys(id, value) for id, value in _flatten(keys).items()}
        return convert(raw, Settings)
    except ValidationError as problem:
        raise ConfigError(f"{path}: {_explain(str(problem), raw)}") from problem


def library_folder(settings: Settings) -> Path:
    """Where added articles go: the folder of the settings, else `postil` among the user's documents."""
    return expand_home(settings.library) if settings.library else documents_folder()


def article_folders(settings: Settings) -> tuple[str, ...]:
    """Where articles are when none is named: the library folder if anything is in it, and the folders of the settings.

    Returns:
        The folders as they are written there; the library is left out where it lies within one of them.
    """
    library = library_folder(settings)
    is_within = any(library.is_relative_to(expand_home(folder)) for folder in settings.folders)
    if is_within or not _holds_anything(library):
        return settings.folders
    return (settings.library or str(library), *settings.folders)


def _holds_anything(folder: Path) -> bool:
    """Whether something that is not hidden lies in a folder; one that may not be read says so when it is listed."""
    try:
        with os.scandir(folder) as entries:
            return any(not entry.name.startswith(".") for entry in entries)
    except OSError as error:
        return isinstance(error, PermissionError)


def _flatten(table: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """TOML's `[keys.page] find = "/"` and `"page.find" = "/"` mean the same."""
    flat: dict[str, object] = {}
    for name, part in table.items():
        flat |= _flatten(part, f"{prefix}{name}.") if isinstance(part, dict) else {prefix + name: part}
    return flat


def _keys(id: str, value: object) -> tuple[str, ...]:
    """The keys of one command: a list, or a text with blanks between them."""
    try:
        return convert(value.split() if isinstance(value, str) else value, tuple[str, ...])
    except ValidationError:
        raise ValidationError(f"keys.{id} should be a key or a list of keys, not {_show(value)}") from None


def _explain(problem: str, raw: Mapping[str, Any]) -> str:
    """What msgspec says of a value, in words for whoever wrote it."""
    place = match[1] if (match := re.search(r" - at `\$\.?([^`]*)`$", problem)) else ""
    name = re.sub(r"\[.*", "", place)
    if match := re.match("Object contains unknown field `(.*?)`", problem):
        table = {
            "": Settings,
            "entities": EntitySettings,
            "reader": ReaderSettings,
            "network": NetworkSettings,
        }.get(name, ExportSettings)
        there = ", ".join(one for one in table.__struct_fields__ if one != "keys")
        return f"there is no setting {name + '.' if name else ''}{match[1]}; it can be one of {there}"
    if not place:
        return problem
    kind: Any = Settings
    value: Any = raw
    for part in name.split("."):
        kind, value = kind.__annotations__[part], value[part]
    if not hasattr(kind, "__metadata__"):
        return f"[{name}] should be a table"
    for index in re.findall(r"\[(\d+)\]", place):
        value = value[int(index)]
    return f"{name} should be {kind.__metadata__[0].description}, not {_show(value)}"


def _show(value: object) -> str:
    """A wrong value as it is told: on one line, not all of a long one."""
    try:
        shown = repr(value)
    except ValueError:
        return "a number of thousands of digits"
    return shown if len(shown) <= 80 else f"{shown[:79]}…"
