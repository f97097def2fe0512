"""`postil export`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from annotations.exporters.registry import FORMATS
from tui.cli.context import CommandContext
from tui.cli.options import PATHS, TagName
from tui.cli.output import print_line, print_lines, say
from tui.cli.progress import ProgressLine
from tui.cli.search import written_out

if TYPE_CHECKING:
    from annotations.exporters.collect import ExportHow
    from annotations.exporters.items import ExportReport


class FormatNames(click.ParamType):  # type: ignore[type-arg]  # generic from click 8.2 on
    """A format, or several with commas between."""

    name = "format"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Take the list apart; each name must be one of the table."""
        names = tuple(dict.fromkeys(name.strip() for name in str(value).split(",")))
        unknown = [name for name in names if name not in FORMATS]
        if unknown:
            self.fail(f"{unknown[0]!r} is none of {', '.join(FORMATS)}", param, ctx)
        return names

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the names that start alike, behind what is there."""
        before, comma, last = incomplete.rpartition(",")
        return [CompletionItem(f"{before}{comma}{name}") for name in FORMATS if name.startswith(last)]


@click.command(
    "export",
    epilog="\b\nExamples:\n"
    "  postil export --to ~/Vault/Reading\n"
    "  postil export --to ~/Vault/Reading --dry-run       what would change, as a diff\n"
    "  postil export --to ~/Vault/Reading --entity-pages  and a page a name\n"
    "  postil export --to ~/Vault/Reading --tag to-verify\n"
    "  postil export --to ~/Vault/Reading --query 'tag:to-verify noted:\"this week\"'\n"
    "  postil export ~/Articles --to notes --flavor plain --split\n"
    "  postil export --to notes --template zotero         or bullets, logseq, or a file of yours\n"
    "  postil export report.txt --to - | less\n"
    "  postil export --to backup --format webannotation   all that a note is; postil import takes it back\n"
    "  postil export --to . --format csv                  for Readwise's importer",
)
@PATHS
@click.option(
    "--to",
    required=True,
    metavar="DIR",
    help="Folder to write to; `-` writes to stdout.",
    shell_complete=lambda ctx, param, begun: [CompletionItem(begun, type="dir")],
)
@click.option(
    "--format",
    "formats",
    type=FormatNames(),
    default="markdown",
    metavar="F",
    help=f"{', '.join(FORMATS)}; several with commas.  [default: markdown]",
)
@click.option("--flavor", type=click.Choice(["obsidian", "plain"]), help="Kind of Markdown.")
@click.option(
    "--template",
    metavar="FILE",
    help="Your own layout in Jinja, or zotero, bullets, logseq.",
    shell_complete=lambda ctx, param, begun: [CompletionItem(begun, type="file")],
)
@click.option("--split", is_flag=True, help="One file a note instead of one an article.")
@click.option(
    "--entity-pages", is_flag=True, help="A page for each name as well: people, places, treaties and so on."
)
@click.option(
    "--no-names", is_flag=True, help="Don't look for names that are not known yet; it takes a while."
)
@click.option(
    "--tag", type=TagName(), metavar="T", help="Put in only notes with this tag, or one nested in it."
)
@click.option(
    "--query",
    metavar="Q",
    help="Put in what `postil search Q` finds: these notes, and those on these articles.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing; print what would change.")
@click.pass_obj
def export_command(
    context: CommandContext,
    paths: tuple[Path, ...],
    to: str,
    formats: tuple[str, ...],
    flavor: str | None,
    template: str | None,
    split: bool,
    entity_pages: bool,
    no_names: bool,
    tag: str | None,
    query: str | None,
    dry_run: bool,
) -> None:
    """Write notes out; without PATH those of the whole store.

    A second export brings its own blocks up to date and leaves all else: what you wrote between them, and blocks
    that you edited. Nothing is written where nothing changed.

    Names of an article are looked for once, at its first export or when it is read.
    """
    if to == "-" and len(formats) > 1:
        raise click.UsageError("several formats can't share stdout; name a folder with --to")
    how: ExportHow = {
        "flavor": flavor or context.settings.export.flavor,
        "tag": tag,
        "split": split,
        "entity_pages": entity_pages,
        "template": template,
        "find_names": not no_names,
    }
    articles: list[Path | str] | None = [*paths] or None
    if query is not None:
        articles, how["notes"] = _notes_meant(context, query, paths)
    for name in formats:
        report = _exported(context, articles, to, name, how, dry_run=dry_run)
        line = f"{name}: {report}" if len(formats) > 1 else str(report)
        if dry_run:
            line += "; nothing was written"
        (say if dry_run or to == "-" else print_line)(line)
        for notice in report.notices:
            say(f"postil: {notice}")


def _notes_meant(
    context: CommandContext, query: str, paths: Sequence[Path]
) -> tuple[list[Path | str], frozenset[str]]:
    """Ids of the articles with notes that a query means, and of these notes."""
    places, texts = context.places(paths), context.library.texts
    notes = texts.notes_of(texts.search_files(written_out(context, query), places, everywhere=not paths))
    return sorted(set(notes.values())), frozenset(notes)


def _exported(
    context: CommandContext,
    articles: list[Path | str] | None,
    to: str,
    format: str,
    how: "ExportHow",
    *,
    dry_run: bool,
) -> "ExportReport":
    """Export in one format; what goes to stdout is printed here."""
    with ProgressLine("finding names", without="--no-names: without") as line:
        how["watch"] = line
        if not dry_run and to != "-":
            return context.library.export(articles, to=to, format=format, **how)
        plan = context.library.export_plan(articles, to=to, format=format, **how)
    print_lines(plan.report.text or plan.diff())
    return plan.report
