"""Key bindings: which key means which command, the table's defaults with the user's own keys laid over them.

Screens ask the keymap themselves instead of using Textual's bindings, since a page has modes, counts and keys that
wait for a letter, and since a key that a field has taken never comes up to a screen.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from annotations.errors import ConfigError
from annotations.text.canonical import showable
from tui.commands import COMMANDS, Command, Context, by_id

if TYPE_CHECKING:
    from textual.events import Key

_SYMBOLS = {"space": "Space", "enter": "Enter", "escape": "Esc", "tab": "Tab", "shift+tab": "Shift-Tab"}
_SYMBOLS |= {"pageup": "PgUp", "pagedown": "PgDn", "up": "↑", "down": "↓", "left": "←", "right": "→"}


_OPTION_DIGITS = {sign: f"alt+{digit}" for digit, sign in zip("1234567890", "¡™£¢∞§¶•ªº", strict=True)}
"""What a Mac of Option with a digit makes: the sign that it types with it."""


def key_name(event: "Key") -> str:
    """The name of a pressed key as settings write it: "j", "{", "space", "ctrl+p", "alt+1"."""
    if event.character in _OPTION_DIGITS:
        return _OPTION_DIGITS[event.character]
    if event.character is not None and event.is_printable and event.character != " ":
        return event.character if len(event.key) == 1 or "+" not in event.key else event.key
    return event.key


def typed_sign(event: "Key") -> str:
    """The sign that a key puts into a text; empty for one that puts none, such as a chord with Alt or Ctrl."""
    is_chord = bool(_HELD & {*event.key.split("+")[:-1]})
    return event.character if event.character and event.is_printable and not is_chord else ""


_HELD = frozenset(("ctrl", "alt", "super", "meta", "hyper"))
_SPELLINGS = {shown.casefold(): key for key, shown in _SYMBOLS.items()} | {" ": "space", "return": "enter"}
_SPELLINGS |= {"del": "delete", "ins": "insert", "pgdown": "pagedown"}
_NAMED = {*_SYMBOLS, "backspace", "delete", "insert", "home", "end", *(f"f{n}" for n in range(1, 25))}
_AFTER_CTRL = {"at", "backslash", "right_square_bracket", "circumflex_accent", "underscore"}
"""What terminals send with Ctrl that is no letter, as Textual names it."""


def spelled_key(written: str) -> str | None:
    """The name of a key that someone wrote as it is shown ("^R", "Ctrl-R", "Space") or as it is named ("ctrl+r").

    Returns:
        the name as `key_name` gives it, or None where no keyboard has such a key.
    """
    if len(written) == 1:
        return _SPELLINGS.get(written, written)
    name = written.casefold()
    name = _SPELLINGS.get(name, "ctrl+" + name[1:] if name[0:1] == "^" else name)
    *held, key = re.split(r"(?<=.)[-+](?=.)", name)
    key = _SPELLINGS.get(key, key)
    if not set(held) <= _HELD | {"shift"}:
        return None
    known = key in _NAMED or (bool(held) and (len(key) == 1 or ("ctrl" in held and key in _AFTER_CTRL)))
    return "+".join((*held, key)) if known else None


def shown_key(key: str) -> str:
    """How a key is written for people: "^P", "Alt-1", "Space". Made safe: the settings may name anything a key."""
    if key in _SYMBOLS:
        return _SYMBOLS[key]
    if key.startswith("ctrl+"):
        return "^" + showable(key.removeprefix("ctrl+").upper())
    if key.startswith("alt+"):
        return "Alt-" + showable(key.removeprefix("alt+"))
    return showable(key.capitalize() if len(key) > 1 else key)


def _key(id: str, written: str) -> str:
    key = spelled_key(written)
    if key is None:
        raise ConfigError(
            f"[keys] {id}: there is no key {written!r}; write it as in j, space, ctrl+r, alt+1, f5 or shift+tab"
        )
    return key


class Keymap:
    """The keys in force."""

    def __init__(self, overrides: Mapping[str, Sequence[str]] | None = None) -> None:
        """Lay the user's keys over the defaults.

        Args:
            overrides: command id -> keys, as in `[keys]` of the settings; an empty list unbinds.

        Raises:
            ConfigError: an id that no command has, a key that no keyboard has, or one key for two commands in one
                context.
        """
        self._keys: dict[str, tuple[str, ...]] = {command.id: command.keys for command in COMMANDS}
        chosen: dict[str, tuple[str, ...]] = {}
        for id, keys in (overrides or {}).items():
            if id not in self._keys:
                raise ConfigError(f"[keys] names no command {id!r}: `postil keys` lists them all")
            chosen[id] = tuple(_key(id, key) for key in keys)
        self._keys |= chosen
        self._commands: dict[tuple[Context, str], Command] = {}
        taken_by_user = {(by_id()[id].context, key): id for id, keys in chosen.items() for key in keys}
        for command in COMMANDS:
            for key in self._keys[command.id]:
                self._bind(command, key, taken_by_user.get((command.context, key), command.id))

    def _bind(self, command: Command, key: str, owner: str) -> None:
        """A default gives way to the user's choice; two choices for one key are an error."""
        if owner != command.id:
            if command.keys != self._keys[command.id]:
                raise ConfigError(f"[keys] gives {key!r} to both {owner} and {command.id}: take one away")
            self._keys[command.id] = tuple(k for k in self._keys[command.id] if k != key)
            return
        self._commands[command.context, key] = command

    def command(self, contexts: Sequence[Context], key: str) -> Command | None:
        """The command that `key` means, looked for in `contexts` in their order."""
        return next((command for c in contexts if (command := self._commands.get((c, key)))), None)

    def keys(self, command_id: str) -> tuple[str, ...]:
        """Keys in force for a command, most usual first; empty when unbound."""
        return self._keys[command_id]

    def shown(self, command_id: str) -> str:
        """The first key in force for people, or an empty string."""
        keys = self._keys[command_id]
        return shown_key(keys[0]) if keys else ""
