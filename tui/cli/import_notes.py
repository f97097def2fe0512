"""`postil import` and `postil attach`."""

from pathlib import Path

import click

from tui.cli.context import context_of
from tui.cli.options import ARTICLE, JSON, NoteName
from tui.cli.output import print_json, print_line, say
from tui.cli.progress import ProgressLine

FORMATS = ("webannotation", "hypothesis", "kindle", "koreader", "readwise")


@click.command(
    "import",
    epilog="\b\nExamples:\n  postil import 'My Clippings.txt' --dry-run\n  postil import annotations.json --format hypothesis\n"
    "  postil import readwise-data.csv --json | jq '.skipped'",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    type=click.Choice(FORMATS),
    help="Guessed by what is in the file if not given.",
)
@click.option("--dry-run", is_flag=True, help="Keep nothing; print what would be done.")
@JSON
@click.pass_context
def import_command(
    ctx: click.Context, file: Path, format_name: str | None, dry_run: bool, as_json: bool
) -> None:
    """Read notes in: W3C Web Annotation, Hypothesis, Kindle, KOReader, Readwise; `-` reads standard input.

    The same file again adds nothing. Notes find their article by URL, title or quote among the articles of the settings and
    all that were opened before; the others are kept unfiled: `postil notes --unfiled` lists them, `postil attach` files them.
    """
    context = context_of(ctx)
    bar = ProgressLine("importing")
    try:
        report = context.library.import_notes(
            file, format=format_name, dry_run=dry_run, folders=context.default_paths(), watch=bar.share
        )
    finally:
        bar.end()
    if not as_json:
        for line in str(report).split("\n"):
            print_line(line)
        return
    print_json(
        {
            "file": report.file,
            "format": report.format,
            "dry_run": report.is_dry_run,
            "added": report.added,
            "merged": report.merged,
            "orphaned": report.orphaned,
            "unfiled": report.unfiled,
            "skipped": [{"record": one.where, "reason": one.reason} for one in report.skipped],
            "notices": [{"record": one.where, "reason": one.reason} for one in report.notices],
        }
    )


@click.command(
    "attach",
    epilog="\b\nExamples:\n  postil attach n-4k2p9d report.txt\n"
    "  postil attach $(postil notes --unfiled --json | jq -r '.[].id') report.txt",
)
@click.argument("notes", nargs=-1, required=True, type=NoteName(), metavar="NOTE...")
@ARTICLE
@click.pass_context
def attach_command(ctx: click.Context, notes: tuple[str, ...], article: str) -> None:
    """Put notes to an article, on their words if they stand there."""
    library = context_of(ctx).library
    read = library.read(article)
    attached = [library.attach(note, read) for note in notes]
    lost = [note.id for note in attached if note.target.selectors and note.position is None]
    for id in lost:
        say(f"postil: the words of {id} do not stand in {article}: it is kept there as an orphan")
    print_line(f"{len(attached)} attached, {len(lost)} orphaned")
