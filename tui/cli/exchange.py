"""`postil export`."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotations.exporters.registry import FORMATS
from tui.cli.desk import desk_of
from tui.cli.options import PATHS, TagName
from tui.cli.output import print_line, print_lines, say
from tui.cli.progress import ProgressLine

if TYPE_CHECKING:
    from annotations.exporting import ExportHow

EXPORTS = tuple(FORMATS)


@click.command(
    "export",
    epilog="\b\nExamples:\n"
    "  postil export --to ~/Vault/Reading\n"
    "  postil export --to ~/Vault/Reading --dry-run       what would change, as a diff\n"
    "  postil export --to ~/Vault/Reading --tag to-verify\n"
    "  postil export ~/Articles --to notes --flavor plain --split\n"
    "  postil export report.txt --to - | less\n"
    "  postil export --to backup --format webannotation   all that a note is; postil import takes it back\n"
    "  postil export --to . --format csv                  for Readwise's importer",
)
@PATHS
@click.option("--to", required=True, metavar="DIR", help="Folder to write to; `-` writes to stdout.")
@click.option("--format", "format_name", type=click.Choice(EXPORTS), default="markdown", show_default=True)
@click.option("--flavor", type=click.Choice(["obsidian", "plain"]), help="Kind of Markdown.")
@click.option("--split", is_flag=True, help="One file a note instead of one an article.")
@click.option("--tag", type=TagName(), metavar="T", help="Put in only notes with this tag.")
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change.")
@click.pass_context
def export_command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    to: str,
    format_name: str,
    flavor: str | None,
    split: bool,
    tag: str | None,
    dry_run: bool,
) -> None:
    """Write notes out; without PATH those of the whole store.

    A second export brings its own blocks up to date and leaves all else: what you wrote between them, and blocks
    that you edited. Nothing is written where nothing changed.
    """
    desk = desk_of(ctx)
    line = ProgressLine("finding names")
    how: ExportHow = {
        "flavor": flavor or desk.settings.export.flavor,
        "tag": tag,
        "split": split,
        "watch": line,
    }
    chosen = list(paths) or None
    if dry_run or to == "-":
        plan = desk.library.export_plan(chosen, to=to, format=format_name, **how)
        report = plan.report
        line.end()
        print_lines(report.text or plan.diff())
        say(f"{report}; nothing was written" if dry_run else str(report))
    else:
        report = desk.library.export(chosen, to=to, format=format_name, **how)
        line.end()
        print_line(str(report))
    for notice in report.notices:
        say(f"postil: {notice}")
