"""The command palette: everything that can be done here, found by its name, with the key that does it."""

import re
from functools import partial
from types import MappingProxyType

from annotations.text.plurals import group_digits
from tui.commands import COMMANDS, Command, by_id
from tui.keymap import shown_key
from tui.lists.command_words import other_words
from tui.screens.base_screen import CommandScreen
from tui.screens.list_screen import RowsScreen
from tui.screens.picker import Choice, Picker

_NUMBER = re.compile(r"(?P<number>[0-9]{1,9})(?P<share>\s?%)?|(?P<last>\$)", re.ASCII)
_LARGEST = 99_999
_SAVED = "Notes are saved at once: there is nothing to write."
_WRITES = ("w", "x", "w!", "wa", "wall", "wr", "write", "up", "update", "sav", "saveas")
"""What hands that know vim type to save: no command, though some of these are keys that do something else."""
_FORGETS = ("noh", "nohl", "nohlsearch")
"""And to have hits forgotten."""
_LEAVES = MappingProxyType(
    dict.fromkeys(("wq", "wq!", "x!", "q!"), "everywhere.back")
    | dict.fromkeys(("qa", "qa!", "wqa", "xa"), "everywhere.quit")
)
"""And to leave: a window, or all. Each is a command, and not one that has these letters."""


def commands_here(screen: CommandScreen) -> list[Command]:
    """What can be done on a screen, its own commands first."""
    order = {context: at for at, context in enumerate(screen.contexts())}
    return sorted((c for c in COMMANDS if c.context in order), key=lambda c: order[c.context])


def pick_command(screen: CommandScreen) -> None:
    """Show the palette over a screen and do what is picked."""
    choices = [
        Choice(
            command.help,
            "  ".join(_keys_of(screen, command)),
            command,
            also=f"{command.action.replace('_', ' ')}  {other_words(command.help)}",
        )
        for command in commands_here(screen)
        if command.id != "everywhere.palette"
    ]

    async def picked(choice: Choice | None) -> None:
        match choice.value if choice is not None else None:
            case Command() as command:
                await screen.do(command)
            case Command() as command, int(count):
                await screen.do(command, count)

    going = partial(_line_typed, screen)
    screen.app.push_screen(
        Picker("Commands", choices, otherwise="No command is called that.", are_commands=True, typed=going),
        picked,
    )


def _line_typed(screen: CommandScreen, words: str) -> Choice | None:
    """What is asked for as in vim, if it is."""
    forgets = "page.leave-caret" if "page" in screen.contexts() else "list.clear"
    id = _LEAVES.get(words) or (forgets if words in _FORGETS else "")
    if id:
        command = by_id()[id]
        return Choice(command.help, screen.keymap.shown(id), command)
    return Choice(_SAVED) if words in _WRITES else _number_typed(screen, words)


def _number_typed(screen: CommandScreen, words: str) -> Choice | None:
    """Where `:50`, `:50%` and `:$` lead, as in vim and less: to a paragraph of the page, to a row of a list."""
    if (typed := _NUMBER.fullmatch(words)) is None:
        return None
    commands, context = by_id(), screen.contexts()[0]
    place = context if context in ("page", "select") else "list"
    last = commands[f"{place}.last"]
    if typed["last"]:
        return Choice("Go to the end" if place != "list" else "Go to the last row", value=last)
    number, is_share = min(int(typed["number"]), _LARGEST), bool(typed["share"])
    if place == "list":
        rows = screen.rows_count if isinstance(screen, RowsScreen) else 0
        row = max(rows * min(number, 100) // 100, 1) if is_share else max(number, 1)
        return Choice(
            f"Go to row {group_digits(min(row, max(rows, 1)))} of {group_digits(rows)}", value=(last, row)
        )
    if is_share:
        return (
            Choice(f"Go {min(number, 100)} % into the text", value=(commands["page.share"], number))
            if place == "page" and number
            else None
        )
    return Choice(f"Go to paragraph {group_digits(max(number, 1))}", value=(last, max(number, 1)))


def _keys_of(screen: CommandScreen, command: Command) -> list[str]:
    """The first two keys of a command; where digits are counts they are no keys."""
    keys = screen.keymap.keys(command.id)
    return [shown_key(key) for key in keys if not (screen.takes_counts and key.isdigit())][:2]
