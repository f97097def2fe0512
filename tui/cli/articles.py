"""`postil list` and `postil show`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from annotations.files.presence import is_anything
from annotations.model import Article
from annotations.text.addresses import site_of
from annotations.text.hashtags import hashtags
from tui.cli.context import CommandContext
from tui.cli.options import ARTICLE, JSON, PATHS
from tui.cli.output import fields, iso, print_json, print_table

if TYPE_CHECKING:
    from annotations.library import Listing


@click.command(
    "list",
    epilog="\b\nExamples:\n  postil list ~/Articles\n  postil list --json | jq -r '.[] | select(.status == \"unread\") | .path'",
)
@PATHS
@JSON
@click.pass_obj
def list_command(context: CommandContext, paths: tuple[Path, ...], as_json: bool) -> int:
    """List the articles of files and folders; without PATH those of the library and the settings, else the samples."""
    rows, is_missing = context.listings(paths, is_quiet=as_json)
    if as_json:
        print_json([_listed(row) for row in rows])
    else:
        print_table(
            [
                (row.status, row.title, row.author or "", iso(row.published) or "", f"{row.minutes} min", str(row.notes),
                 hashtags(row.all_tags), row.id)
                for row in rows
            ],
            right=(4, 5),
            none="" if is_missing else "no articles there; give a file or folder with articles, or add one: postil add URL",
        )  # fmt: skip
    return int(is_missing)


@click.command(
    "show",
    epilog="\b\nExamples:\n  postil show report.txt | less -R\n  postil show report.txt --entities\n  postil show report.txt --json | jq -r .text",
)
@ARTICLE
@click.option("--width", type=click.IntRange(20, 1000), metavar="N", help="Wrap to N cells.")
@click.option(
    "--encoding",
    metavar="E",
    callback=lambda _ctx, _param, name: _known_encoding(name),
    help="Read a plain text as gb18030, euc-jp, koi8-r ... instead of guessing.",
)
@click.option("--entities", is_flag=True, help="Wait for the names, also in a pipe.")
@JSON
@click.pass_obj
def show_command(
    context: CommandContext,
    article: str,
    width: int | None,
    encoding: str | None,
    entities: bool,
    as_json: bool,
) -> None:
    """Print one article; on a terminal its names are coloured."""
    from tui.cli.print_article import print_page

    read = context.read(article) if encoding is None else _read_as(context, article, encoding)
    names = context.library.entities(read) if entities or (context.is_coloured and not as_json) else ()
    if as_json:
        document = _shown(read)
        if entities:
            from annotations.entities.dataset import as_record

            document["entities"] = [as_record(entity) for entity in names]
        print_json(document)
        return
    if width is None and sys.stdout.isatty():
        import shutil

        width = min(shutil.get_terminal_size().columns, 80)
    print_page(read, names, width_cells=width, is_coloured=context.is_coloured)


def _known_encoding(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        b"text".decode(name, "replace")
    except (LookupError, ValueError):
        raise click.BadParameter(
            f"there is no encoding {name!r}; for example gb18030, euc-jp, koi8-r, cp1252"
        ) from None
    return name


def _read_as(context: CommandContext, article: str, encoding: str) -> Article:
    """An article in another encoding than the one that was guessed; nothing of that is remembered."""
    from msgspec.structs import replace

    from annotations.sources import read_article

    path = Path(article)
    if not is_anything(path):
        path = context.library.path_of(article) or path
    read = read_article(path, encoding=encoding)
    known = next(
        (id for id in context.library.titles() if context.library.path_of(id) == path.absolute()), ""
    )
    return replace(read, id=known)


def _listed(row: "Listing") -> dict[str, Any]:
    return {
        **fields(row, "id path title author published words minutes notes"),
        "tags": row.all_tags,
        **fields(row, "status starred url"),
        "site": site_of(row.url),
        "progress": row.progress,
    }


def _shown(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "path": str(article.source) if article.source else None,
        **fields(article, "title author published standfirst text"),
        "blocks": [
            {"start": b.span.start, "end": b.span.end, "kind": b.kind, "level": b.level}
            for b in article.blocks
        ],
        "fingerprint": article.fingerprint,
    }
