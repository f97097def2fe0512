"""The command `postil`: opens the reader, or hands over to a sub-command that is loaded only then."""

from importlib import import_module
from pathlib import Path

import click

from annotations import __version__

COMMANDS: tuple[tuple[str, str, str], ...] = (
    ("list", "articles", "List the articles."),
    ("show", "articles", "Print one article, its names in colour."),
    ("entities", "entities", "Print the people, places and dates of articles."),
    ("note", "notes", "Add a note to an article."),
    ("notes", "notes", "Print the notes, in reading order."),
    ("tags", "notes", "Print the tags with their counts."),
    ("search", "search", "Search articles and notes."),
    ("export", "exchange", "Write notes out: Markdown, Web Annotation, CSV, HTML."),
    ("import", "exchange", "Read notes in: Web Annotation, Hypothesis, Kindle, KOReader, Readwise."),
    ("index", "upkeep", "Find names ahead of reading."),
    ("doctor", "upkeep", "Check notes, caches, model and terminal."),
    ("config", "settings", "Print paths and settings in force."),
    ("keys", "settings", "Print the keys in force."),
    ("completion", "settings", "Print the shell's completion script."),
)
"""Name, module, one line for the help: `postil --help` loads no module."""

EPILOG = """\b
Examples:
  postil                        the folders of your settings, else the samples
  postil ~/Articles             a folder, in the list
  postil report.txt             one article, in the page
  postil notes --tag to-verify --json | jq
"""


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
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Take a first argument that names no command for a path to open."""
        if any(args[0] == name for name, _, _ in COMMANDS):
            return super().resolve_command(ctx, args)
        dashed = args[0].startswith("-")  # stood behind `--`
        return "open", open_command, ["--", *args] if dashed else args

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
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--store", type=click.Path(path_type=Path), metavar="FILE", help="The notes file.")
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="The settings file.")
@click.option("--no-color", is_flag=True, help="No colour, as NO_COLOR does.")
@click.version_option(__version__, "--version", prog_name="postil", message="%(prog)s %(version)s")
@click.pass_context
def postil(ctx: click.Context, store: Path | None, config: Path | None, no_color: bool) -> None:
    """Read articles in the terminal, see who and what is in them, keep notes in the margin.

    Without a command: opens the reader on files and folders.
    """
    from tui.cli.desk import Desk

    ctx.obj = Desk(store, config, no_color=no_color)
    ctx.call_on_close(ctx.obj.close)
    if ctx.invoked_subcommand is None:
        from tui.cli.reader import open_reader

        open_reader(ctx.obj, [])


@click.command("open")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def open_command(ctx: click.Context, paths: tuple[Path, ...]) -> None:
    """Open the reader on files and folders."""
    from tui.cli.reader import open_reader

    open_reader(ctx.find_root().obj, list(paths))
