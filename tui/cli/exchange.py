"""`postil export` and `postil import`."""

from pathlib import Path
from typing import Any

import click

from tui.cli.desk import desk_of
from tui.cli.options import PATHS, TagName
from tui.cli.output import print_line, say

EXPORTS = ("markdown",)
IMPORTS = ("webannotation", "hypothesis", "kindle", "koreader", "readwise")


@click.command(
    "export",
    epilog="\b\nExamples:\n  postil export --to ~/Vault/Reading\n  postil export --to ~/Vault/Reading --tag to-verify\n"
    "  postil export report.txt --to -",
)
@PATHS
@click.option("--to", required=True, metavar="DIR", help="Folder to write to; `-` writes to stdout.")
@click.option("--format", "format_name", type=click.Choice(EXPORTS), default="markdown", show_default=True)
@click.option("--flavor", type=click.Choice(["obsidian", "plain"]), help="Kind of Markdown.")
@click.option("--tag", type=TagName(), metavar="T", help="Only notes with this tag.")
@click.pass_context
def export_command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    to: str,
    format_name: str,
    flavor: str | None,
    tag: str | None,
) -> None:
    """Write notes out; without PATH those of the whole store."""
    desk = desk_of(ctx)
    how: dict[str, Any] = {
        "flavor": flavor or desk.settings.export.flavor,
        "tag": tag,
    }
    given = {name: value for name, value in how.items() if value}
    target = to if to == "-" else Path(to)
    report = desk.verb("export", "export")(list(paths) or None, to=target, format=format_name, **given)
    if to == "-":
        for line in report.text.splitlines():
            print_line(line)
    (say if to == "-" else print_line)(str(report))


@click.command(
    "import",
    epilog="\b\nExamples:\n  postil import 'My Clippings.txt' --dry-run\n  postil import annotations.json --format hypothesis",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "format_name", type=click.Choice(IMPORTS), help="Guessed if not given.")
@click.option("--dry-run", is_flag=True, help="Keep nothing; print what would be done.")
@click.pass_context
def import_command(ctx: click.Context, file: Path, format_name: str | None, dry_run: bool) -> None:
    """Read notes in: W3C Web Annotation, Hypothesis, Kindle clippings, KOReader, Readwise."""
    report = desk_of(ctx).verb("import_notes", "import")(file, format=format_name, dry_run=dry_run)
    for line in str(report).split("\n"):
        print_line(line)
