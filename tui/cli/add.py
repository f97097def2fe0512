"""`postil add`: articles from the web and from files of any format into the library folder."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotations.errors import AnnotationsError
from annotations.text.plurals import pluralize
from tui.cli.context import CommandContext
from tui.cli.options import JSON, TAGS
from tui.cli.output import print_done, print_json, print_line, say
from tui.cli.progress import ProgressLine
from tui.config import library_folder

if TYPE_CHECKING:
    from annotations.intake.fetch import Fetcher


@click.command(
    "add",
    epilog="\b\nExamples:\n  postil add https://example.org/story --tag harbour\n  postil add page.html paper.pdf --to ~/Articles\n"
    "  postil add book.epub --original --json | jq '.[].path'",
)
@click.argument("what", nargs=-1, metavar="URL|FILE...")
@click.option(
    "--to", "folder", type=click.Path(path_type=Path, file_okay=False), help="Instead of the library folder."
)
@TAGS
@click.option(
    "--original", "keep_original", is_flag=True, help="Keep the page or file itself beside the article."
)
@click.option("--waiting", "is_waiting", is_flag=True, help="Fetch the texts that imports left waiting.")
@JSON
@click.pass_obj
def add_command(
    context: CommandContext,
    what: tuple[str, ...],
    folder: Path | None,
    tags: tuple[str, ...],
    keep_original: bool,
    is_waiting: bool,
    as_json: bool,
) -> None:
    """Save articles as Markdown files into the library folder, each once.

    An address is fetched, a file is read in whatever format it is. What is there already is said to be, not saved again.
    """
    from annotations.intake.add import LibraryFolder, add_address, add_file, is_address, whole_address

    place = folder or library_folder(context.settings)
    if is_waiting:
        _fetch_waiting(context, place, as_json=as_json)
        return
    if not what:
        raise click.UsageError("name an address or a file, or say --waiting")
    library = LibraryFolder(place, context.library.listings)
    added, problems = [], []
    with fetcher_for(context, what) as fetcher:
        for one in _articles_of(what):
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


def _articles_of(what: Iterable[str]) -> Iterator[str]:
    """Addresses and files as they are; of a file that holds many articles, each of them."""
    from annotations.intake.add import is_address
    from annotations.sources.find_files import is_collection
    from annotations.sources.read_article import members_of

    for one in what:
        if is_address(one) or not is_collection(Path(one)):
            yield one
            continue
        try:
            yield from map(str, members_of(Path(one)))
        except AnnotationsError:  # said by whoever reads it
            yield one


def _fetch_waiting(context: CommandContext, folder: Path, *, as_json: bool) -> None:
    from annotations.intake.fetch import Fetcher

    with (
        ProgressLine("fetching") as bar,
        Fetcher(may_be_private=context.settings.network.private) as fetcher,
    ):
        paths, problems = context.library.take_over(folder).fetch_waiting(
            fetcher, watch=lambda done, total: bar.share(done / total)
        )
    for problem in problems:
        say(f"postil: {problem}")
    said = f"{pluralize(len(paths), 'article')} fetched, {len(problems)} still waiting"
    print_done(said, {"added": paths, "waiting": len(problems)}, as_json=as_json)
    if problems:
        raise click.exceptions.Exit(1)


def fetcher_for(context: CommandContext, what: Iterable[str]) -> "AbstractContextManager[Fetcher | None]":
    """What fetches, if anything of this is an address."""
    from contextlib import nullcontext

    from annotations.intake.add import is_address
    from annotations.intake.fetch import Fetcher

    if not any(is_address(one) for one in what):
        return nullcontext()
    return Fetcher(may_be_private=context.settings.network.private)
