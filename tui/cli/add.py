"""`postil add`: articles from the web and from files of any format into the library folder."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotations.errors import AnnotationsError
from tui.cli.context import CommandContext, context_of
from tui.cli.options import JSON, TAGS
from tui.cli.output import print_json, print_line, say

if TYPE_CHECKING:
    from annotations.web.fetch import Fetcher


@click.command(
    "add",
    epilog="\b\nExamples:\n  postil add https://example.org/story --tag harbour\n  postil add page.html paper.pdf --to ~/Articles\n"
    "  postil add book.epub --original --json | jq '.[].path'",
)
@click.argument("what", nargs=-1, required=True, metavar="URL|FILE...")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Instead of the library folder."
)
@TAGS
@click.option(
    "--original", "keep_original", is_flag=True, help="Keep the page or file itself beside the article."
)
@JSON
@click.pass_context
def add_command(
    ctx: click.Context,
    what: tuple[str, ...],
    folder: Path | None,
    tags: tuple[str, ...],
    keep_original: bool,
    as_json: bool,
) -> None:
    """Save articles as Markdown files into the library folder, each once.

    An address is fetched, a file is read in whatever format it is. What is there already is said to be, not saved again.
    """
    from annotations.web.add import LibraryFolder, add_address, add_file, is_address, whole_address

    context = context_of(ctx)
    place = folder or library_folder(context)
    library = LibraryFolder(place, context.library.listings)
    added, problems = [], []
    with fetcher_for(context, what) as fetcher:
        for one in what:
            try:
                if fetcher is not None and is_address(one):
                    result = add_address(
                        whole_address(one), library, fetcher, tags=tags, keep_original=keep_original
                    )
                else:
                    result = add_file(Path(one), library, tags=tags, keep_original=keep_original)
            except AnnotationsError as error:
                problems.append(error.message)
                say(f"postil: {error.message}")
                continue
            added.append(result)
            if not as_json:
                print_line(f"{'added' if result.is_new else 'known'}  {result.path}")
    if as_json:
        print_json(
            [{"path": str(one.path), "title": one.title, "url": one.url, "new": one.is_new} for one in added]
        )
    if problems:
        raise click.exceptions.Exit(1)


def fetcher_for(context: CommandContext, what: Iterable[str]) -> "AbstractContextManager[Fetcher | None]":
    """What fetches, if anything of this is an address."""
    from contextlib import nullcontext

    from annotations.web.add import is_address
    from annotations.web.fetch import Fetcher

    if not any(is_address(one) for one in what):
        return nullcontext()
    return Fetcher(may_be_private=context.settings.network.private)


def library_folder(context: CommandContext) -> Path:
    """The folder of the settings, else `postil` among the user's documents."""
    from annotations.paths import documents_folder, expand_home

    named = context.settings.library
    return expand_home(named) if named else documents_folder()
