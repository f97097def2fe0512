"""`postil index`."""

from pathlib import Path

import click

from annotations.errors import SourceError
from annotations.library import Listing
from annotations.model import Article
from tui.cli.context import CommandContext, context_of
from tui.cli.options import PATHS
from tui.cli.output import print_line, say
from tui.cli.progress import ProgressLine


@click.command("index", epilog="\b\nExamples:\n  postil index ~/Articles\n  postil index ~/Articles --jobs 4")
@PATHS
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N", help="Processes at once."
)
@click.pass_context
def index_command(ctx: click.Context, paths: tuple[Path, ...], jobs: int) -> int:
    """Find names ahead of reading. Ctrl-C stops; the next call goes on where this one was."""
    context = context_of(ctx)
    line = ProgressLine()
    articles, problems = _readable(context, list(paths) or context.default_paths(), line)
    for problem in problems:
        say(f"postil: {problem}")
    is_named = any(problem.startswith(f"{path} ") for path in paths for problem in problems)
    if is_named and not articles:
        return 1
    try:
        done = context.library.index(articles, jobs=jobs, progress=line)
    finally:
        line.end()
    for problem in done.failed:
        say(f"postil: {problem}")
    fresh = done.done - done.cached
    print_line(f"{fresh} found, {done.cached} known before, {len(done.failed)} failed")
    return 1 if done.failed or is_named else 0


def _readable(
    context: CommandContext, paths: list[Path], line: ProgressLine
) -> tuple[list[Article], list[str]]:
    """The articles, and a sentence for each file that can't be read."""
    met: dict[Path, Article] = {}
    rows: list[Listing] = []
    for row in context.library.listings(paths, met=met.__setitem__):
        rows.append(row)
        line.count(len(rows), "listing the articles:")
    articles: list[Article] = []
    problems = [row.problem for row in rows if row.problem]
    for row in rows:
        if row.problem:
            continue
        try:
            articles.append(met[row.path] if row.path in met else context.library.read(row.path))
        except SourceError as problem:
            problems.append(problem.message)
        line.count(len(articles), "reading the articles:")
    return articles, problems
