"""The command `postil`: opens the reader, or hands over to a sub-command that is loaded only then."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotations import __version__
from tui.cli.command_table import ABOUT, COMMANDS, EXAMPLES, OPTIONS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_FILE = click.Path(path_type=Path, readable=False)
"""Whether it can be read is for whoever reads it to say."""


def with_globals(command: click.Command) -> click.Command:
    """Let what holds for all commands stand behind one too, where many look for it; the help says it once."""
    if all(param.name != "no_color" for param in command.params):
        for name, kind in (("--store", _FILE), ("--config", _FILE), ("--no-color", None)):
            command.params.append(
                click.Option(
                    [name], type=kind, is_flag=kind is None, hidden=True, expose_value=False, callback=_heed
                )
            )
    for below in command.commands.values() if isinstance(command, click.Group) else ():
        with_globals(below)
    return command


def _heed(ctx: click.Context, param: click.Parameter, value: object) -> None:
    from tui.cli.context import context_of

    if value and param.name:
        setattr(context_of(ctx), param.name, value)


class Postil(click.Group):
    """Sub-commands by name; a first argument that is none of them is a path to open."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return [name for name, _, _ in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the module of a command, or return None where there is no such command."""
        module = next((module for name, module, _ in COMMANDS if name == cmd_name), None)
        if module is None:
            return None
        attribute = f"{cmd_name}_command"
        command: click.Command = getattr(import_module(f"tui.cli.{module}"), attribute)
        return with_globals(command)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Return the commands with a line on each, from the table; where none fits, files: a path may stand there."""
        from click.shell_completion import CompletionItem

        fitting = [
            CompletionItem(name, help=text) for name, _, text in COMMANDS if name.startswith(incomplete)
        ]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return fitting + options or [CompletionItem(incomplete, type="file")]

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take a first argument that names no command for a path to open."""
        if any(args[0] == name for name, _, _ in COMMANDS):
            return super().resolve_command(ctx, args)
        dashed = args[0].startswith("-")  # stood behind `--`
        return "open", with_globals(open_command), ["--", *args] if dashed else args

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, _, text in COMMANDS])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Say that a path may stand where the command would."""
        return ["[OPTIONS]", "[PATH... | COMMAND ...]"]


@click.group(
    cls=Postil,
    invoke_without_command=True,
    no_args_is_help=False,
    help=ABOUT,
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option("--store", type=_FILE, metavar="FILE", help=OPTIONS["--store FILE"])
@click.option("--config", type=_FILE, metavar="FILE", help=OPTIONS["--config FILE"])
@click.option("--no-color", is_flag=True, help=OPTIONS["--no-color"])
@click.option("--tour", is_flag=True, help=OPTIONS["--tour"])
@click.version_option(
    __version__, "--version", prog_name="postil", message="%(prog)s %(version)s", help=OPTIONS["--version"]
)
@click.pass_context
def postil(ctx: click.Context, store: Path | None, config: Path | None, no_color: bool, tour: bool) -> None:
    """Set the context for the command that follows, or open the reader."""
    from tui.cli.context import CommandContext

    is_reading = ctx.invoked_subcommand not in (
        None,
        "open",
        "note",
        "add",
        "import",
        "attach",
        "corrections",
    )
    ctx.obj = CommandContext(store, config, no_color=no_color, is_reading=is_reading)
    ctx.call_on_close(ctx.obj.close)
    if ctx.invoked_subcommand is None:
        from tui.cli.reader import open_reader, open_tour

        open_tour(ctx.obj) if tour else open_reader(ctx.obj, [])
    elif ctx.invoked_subcommand not in ("open", "doctor"):  # these say it themselves
        ctx.call_on_close(ctx.obj.tell)


@click.command("open")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def open_command(ctx: click.Context, paths: tuple[Path, ...]) -> int:
    """Open the reader on files and folders."""
    from tui.cli.reader import open_reader

    return open_reader(ctx.find_root().obj, list(paths))
