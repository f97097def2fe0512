"""`postil index`."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotations.errors import SourceError
from annotations.library import Listing
from annotations.model import Article
from annotations.sources.members import file_of
from annotations.text.plurals import group_digits
from tui.cli.context import CommandContext
from tui.cli.options import PATHS
from tui.cli.output import print_line, say
from tui.cli.progress import ProgressLine

if TYPE_CHECKING:
    from annotations.entities.index_articles import Progress

_COMPARED_AT_ONCE = 50


@click.command(
    "index",
    epilog="\b\nExamples:\n  postil index ~/Articles\n  postil index ~/Articles --jobs 4\n"
    "  postil index /archive --dask tcp://10.0.0.1:8786",
)
@PATHS
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N", help="Processes at once."
)
@click.option("--dask", metavar="ADDRESS", help="Read and find names on a Dask cluster; see docs/cluster.md.")
@click.pass_obj
def index_command(context: CommandContext, paths: tuple[Path, ...], jobs: int, dask: str | None) -> int:
    """Prepare search and find names ahead of reading. Ctrl-C stops; the next call goes on where this one was."""
    folders, problems = context.places(paths), list[str]()
    with ProgressLine() as line:
        if dask is not None:
            done = _on_dask(context, dask, folders, line, problems)
        else:
            done = _here(context, folders, jobs, line, problems)
    for problem in (*problems, *done.failed):
        say(f"postil: {problem}")
    is_named = any(problem.startswith(f"{path} ") for path in paths for problem in problems)
    if done.total or not is_named:
        _tell(done)
    return 1 if done.failed or is_named else 0


def _here(
    context: CommandContext, folders: Sequence[Path], jobs: int, line: ProgressLine, problems: list[str]
) -> "Progress":
    """Index the texts, then find names; what is read on the way is also compared with all others."""
    _index_texts(context, folders, line)
    rows = _listed(context, folders, line, problems)
    return context.library.index(_read(context, rows, problems), jobs=jobs, total=len(rows), progress=line)


def _on_dask(
    context: CommandContext, address: str, folders: Sequence[Path], line: ProgressLine, problems: list[str]
) -> "Progress":
    """Read files and find names on a cluster; then look at what has changed, gone or could not be read meanwhile."""
    from annotations.entities.index_on_dask import index_on_dask
    from annotations.sources import find_articles

    files: dict[Path, None] = {}
    for article in find_articles(folders):
        if isinstance(article, SourceError):
            problems.append(article.message)
        else:
            files[file_of(article)] = None
    library, folder = context.library, context.library.cache / "cluster"

    def keep_texts(articles: Mapping[Path, Article]) -> None:
        library.texts.keep_texts(articles)
        library.near_copies.add(articles.values())

    done = index_on_dask(address, list(files), library.article_entities, folder, line, keep_texts=keep_texts)
    _index_texts(context, folders, line)
    return done


def _index_texts(context: CommandContext, folders: Sequence[Path], line: ProgressLine) -> None:
    """Bring the index of search up to date; each file is looked at."""
    texts = context.library.texts
    texts.index_texts(folders, each=True, watch=lambda read: line.count(read, "texts for search:"))


def _tell(done: "Progress") -> None:
    fresh = done.done - done.cached
    said = f"{fresh} found, {done.cached} known before, {len(done.failed)} failed"
    if done.words:
        words = group_digits(round(done.words_per_second))
        said += f"; {done.articles_per_second:.1f} articles and {words} words a second"
    print_line(said)


def _listed(
    context: CommandContext, folders: Sequence[Path], line: ProgressLine, problems: list[str]
) -> list[Listing]:
    """The articles that can be read; a sentence for each that can't."""
    rows: list[Listing] = []
    for row in context.library.listings(folders):
        if row.problem:
            problems.append(row.problem)
        else:
            rows.append(row)
        line.count(len(rows), "listing the articles:")
    return rows


def _read(context: CommandContext, rows: Sequence[Listing], problems: list[str]) -> Iterator[Article]:
    """The articles, read one by one as they are wanted; on the way they are compared with one another."""
    met: list[Article] = []
    for row in rows:
        try:
            article = context.library.read(row.path)
        except SourceError as problem:
            problems.append(problem.message)
            continue
        met.append(article)
        if len(met) >= _COMPARED_AT_ONCE:
            context.library.near_copies.add(met)
            met = []
        yield article
    context.library.near_copies.add(met)
