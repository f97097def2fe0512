"""The command palette: everything that can be done here, found by its name, with the key that does it."""

from tui.commands import COMMANDS, Command
from tui.keymap import shown_key
from tui.lists.command_words import other_words
from tui.screens.base_screen import CommandScreen
from tui.screens.picker import Choice, Picker


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
        if choice is not None and isinstance(choice.value, Command):
            await screen.do(choice.value)

    otherwise = "No command is called that. Notes are saved at once: there is nothing to write."
    if screen.takes_counts:
        otherwise += " A number goes before a key: Esc, then 50G for paragraph 50."
    screen.app.push_screen(Picker("Commands", choices, otherwise=otherwise, has_numbers=False), picked)


def _keys_of(screen: CommandScreen, command: Command) -> list[str]:
    """The first two keys of a command; where digits are counts they are no keys."""
    keys = screen.keymap.keys(command.id)
    return [shown_key(key) for key in keys if not (screen.takes_counts and key.isdigit())][:2]
