"""`postil import` and `postil attach`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotations.text.plurals import pluralize
from tui.cli.context import CommandContext
from tui.cli.options import ARTICLE, JSON, NoteName
from tui.cli.output import fields, print_json, print_line, say
from tui.cli.progress import ProgressLine

if TYPE_CHECKING:
    from annotations.importers.records import LeftOut
    from annotations.intake.take_over import TakeOverReport

NOTES = ("webannotation", "hypothesis", "kindle", "koreader", "readwise")
SERVICES = (
    *("omnivore", "wallabag", "webclipper", "karakeep", "linkwarden", "pocket"),
    *("instapaper", "raindrop", "reader", "matter", "bookmarks"),
)


@click.command(
    "import",
    epilog="\b\nExamples:\n  postil import 'My Clippings.txt' --dry-run\n  postil import annotations.json --format hypothesis\n"
    "  postil import readwise-data.csv --json | jq '.skipped'",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "format_name",
    type=click.Choice(NOTES + SERVICES),
    help="Guessed by what is in the file if not given.",
)
@click.option("--dry-run", is_flag=True, help="Keep nothing; print what would be done.")
@JSON
@click.pass_obj
def import_command(
    context: CommandContext, file: Path, format_name: str | None, dry_run: bool, as_json: bool
) -> None:
    """Read notes in, or take over the whole export of another service.

    Notes: W3C Web Annotation, Hypothesis, Kindle, KOReader, Readwise; `-` reads standard input. Exports: Omnivore, wallabag,
    Obsidian Web Clipper, Karakeep, Linkwarden, Pocket, Instapaper, Raindrop, Readwise Reader, Matter, browsers' bookmarks:
    texts become articles of the library folder, links wait for `postil add --waiting`, highlights find their words.

    The same file again adds nothing. Notes find their article by URL, title or quote among the articles of the settings and
    all that were opened before; the others are kept unfiled: `postil notes --unfiled` lists them, `postil attach` files them.
    """
    if (
        format_name not in NOTES
        and str(file) != "-"
        and _take_over(context, file, format_name, dry_run, as_json)
    ):
        return
    with ProgressLine("importing") as bar:
        report = context.library.import_notes(
            file, format=format_name, dry_run=dry_run, folders=context.default_paths(), watch=bar.share
        )
    if not as_json:
        for line in str(report).split("\n"):
            print_line(line)
        return
    print_json(
        {
            "file": report.file,
            "format": report.format,
            "dry_run": report.is_dry_run,
            **fields(report, "added merged orphaned unfiled"),
            **_told(report.skipped, report.notices),
        }
    )


def _take_over(
    context: CommandContext, file: Path, service: str | None, dry_run: bool, as_json: bool
) -> bool:
    """Take a file over if it is the export of a service; False: it is none."""
    from annotations.errors import ImportFormatError
    from annotations.intake.feed_lists import is_feed_list
    from annotations.intake.services.registry import open_export, read_export, service_of
    from tui.config import library_folder

    if service is None and not file.is_file():
        return False
    export = open_export(file)
    service = service_of(export, service)
    if service is None:
        if is_feed_list(export.text):
            raise ImportFormatError(f"{file} is a list of feeds; `postil feeds import {file}` follows them")
        return False
    from annotations.importers.run import reasons

    with ProgressLine("taking over") as bar:
        report = context.library.take_over(library_folder(context.settings)).run(
            read_export(export, service), service, str(file), dry_run=dry_run, watch=bar.share
        )
    if as_json:
        print_json(_taken_over(report, str(file), dry_run))
        return True
    verb = "would be added" if dry_run else "added"
    notes = report.notes
    anchored = notes.added - notes.orphaned - notes.unfiled
    print_line(
        f"{pluralize(report.articles, 'article')} {verb}, {report.known} known, {report.waiting} waiting for their text; "
        f"{pluralize(notes.added, 'note')} {verb}: {anchored} anchored, {notes.orphaned} orphaned, {notes.unfiled} waiting; "
        f"{len(report.skipped)} skipped"
    )
    for line in reasons("skipped", report.skipped):
        print_line(line)
    for line in reasons("not all", notes.notices):
        print_line(line)
    if report.waiting and not dry_run:
        say(f"postil: `postil add --waiting` fetches {pluralize(report.waiting, 'text')}")
    return True


def _taken_over(report: "TakeOverReport", file: str, dry_run: bool) -> dict[str, object]:
    notes = report.notes
    return {
        "file": file,
        "format": report.service,
        "dry_run": dry_run,
        **fields(report, "articles known waiting"),
        **fields(notes, "added merged"),
        "anchored": notes.added - notes.orphaned - notes.unfiled,
        **fields(notes, "orphaned unfiled"),
        **_told(report.skipped, notes.notices),
    }


def _told(skipped: Sequence["LeftOut"], notices: Sequence["LeftOut"]) -> dict[str, object]:
    told = {"skipped": skipped, "notices": notices}
    return {
        what: [{"record": one.where, "reason": one.reason} for one in them] for what, them in told.items()
    }


@click.command(
    "attach",
    epilog="\b\nExamples:\n  postil attach n-4k2p9d report.txt\n"
    "  postil attach $(postil notes --unfiled --json | jq -r '.[].id') report.txt",
)
@click.argument("notes", nargs=-1, required=True, type=NoteName(), metavar="NOTE...")
@ARTICLE
@click.pass_obj
def attach_command(context: CommandContext, notes: tuple[str, ...], article: str) -> None:
    """Put notes to an article, on their words if they stand there."""
    library = context.library
    read = library.read(article)
    attached = [library.attach(note, read) for note in notes]
    lost = [note.id for note in attached if note.target.selectors and note.position is None]
    for id in lost:
        say(f"postil: the words of {id} do not stand in {article}: it is kept there as an orphan")
    print_line(f"{len(attached)} attached, {len(lost)} orphaned")
