"""`postil search`."""

import re
import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotations.text.plurals import pluralize
from tui.cli.context import CommandContext
from tui.cli.options import JSON, PATHS
from tui.cli.output import print_json, print_table, say
from tui.cli.progress import ProgressLine
from tui.config import article_folders

if TYPE_CHECKING:
    from annotations.search.service import SearchResult

_EXCLUDES = re.compile(r"-(?!h?\Z|-)")
"""How a query begins that says first what must not be there; `-h` asks for help."""
SHAPE = ("article", "title", "kind", "start", "end", "snippet", "score")


class _Search(click.Command):
    """Takes `-boat` for a query: a blank in front keeps click from reading it letter by letter as options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put that blank in front; `search_command` takes it off again."""
        return super().parse_args(ctx, [f" {arg}" if _EXCLUDES.match(arg) else arg for arg in args])


def _as_given(arg: str) -> str:
    return arg[1:] if arg.startswith(" -") else arg


@click.command(
    "search",
    cls=_Search,
    epilog="\b\nFields:\n"
    "  title: author: site: note: folder:   words of it\n"
    "  tag: lang:          tag:news is also news/asia; lang:de\n"
    "  ent: with:          who is named there\n"
    "  is:                 unread, reading, read, later, starred\n"
    "  after: before:      when it was published: 2026-03, 7d, 2w, yesterday, last month\n"
    "  has:note noted:     with a note; with one made or changed since\n\n"
    "\b\nExamples:\n  postil search 'ceasefire talks'\n  postil search '\"ready to reach a deal\" OR truce -football'\n"
    "  postil search 'ent:Witkoff after:2025-04-01 has:note'\n  postil search tag:to-verify ~/Articles --json\n  postil search 'tag:to-verify after:2026' --save 'to verify'\n  postil search '@to verify'",
)
@click.argument("query")
@PATHS
@click.option(
    "--limit", type=click.IntRange(min=1), metavar="N", help="Print the best N only, and how many there are."
)
@click.option("--save", "name", metavar="NAME", help="Keep the query under a name in the settings.")
@JSON
@click.pass_obj
def search_command(
    context: CommandContext,
    query: str,
    paths: tuple[Path, ...],
    limit: int | None,
    name: str | None,
    as_json: bool,
) -> int:
    """Search articles and notes: words, prefix*, "phrases", -not, OR, ( ), near/N and the fields below.

    Without PATH: the folders of the settings, else the samples, and all that has notes, wherever it is.
    """
    paths = tuple(Path(_as_given(str(path))) for path in paths)
    places = list(paths) or context.default_paths()
    query = written_out(context, _as_given(query))
    with ProgressLine() as line:
        result = context.library.texts.search_files(
            query,
            places,
            everywhere=not paths,
            limit=limit,
            watch=lambda read: line.count(read, "articles read"),
        )
    if not as_json:
        context.tell_samples(paths)
    if name is not None:
        _save(context, name, query)
    is_missing = any(problem.startswith(f"{path} ") for path in paths for problem in result.problems)
    for problem in result.problems:
        say(f"postil: {problem}{_in_quotes(query, paths, problem)}")
    if as_json:
        print_json(
            [
                {name: getattr(hit, name) for name in SHAPE} | ({"note": hit.note} if hit.note else {})
                for hit in result.hits
            ]
        )
    else:
        rows = [(hit.note or hit.article, hit.kind, hit.title, hit.snippet) for hit in result.hits]
        print_table(rows)
        if not rows and not is_missing:
            say(f"postil: nothing found in {_looked_at(context, result, paths)}")
    if len(result.hits) < result.total:
        say(f"postil: {len(result.hits):,} of {result.total:,} shown")
    return 1 if is_missing else 0


def _in_quotes(query: str, paths: Sequence[Path], problem: str) -> str:
    """What to do where the missing path is one plain word: probably a word of the query that stands in no quotes."""
    words = [str(path) for path in paths if not path.exists()]
    if not any(problem.startswith(f"{word} does not exist") and "/" not in word for word in words):
        return ""
    return f"; to search for it too: postil search {shlex.quote(' '.join([query, *words]))}"


def written_out(context: CommandContext, query: str) -> str:
    """A query; for `@NAME` the one that is saved under that name."""
    return context.settings.searches.get(query.removeprefix("@"), query) if query.startswith("@") else query


def _save(context: CommandContext, name: str, query: str) -> None:
    """Keep a query that was understood, in the table `[searches]` of the settings."""
    from annotations.paths import config_path
    from tui.save_setting import save_setting

    if not name.strip():
        raise click.UsageError("a saved search wants a name, for example --save 'to verify'")
    path = config_path(context.config)
    save_setting(path, "searches", name.strip(), query)
    say(f"postil: saved as {name.strip()} in {path}")


def _looked_at(context: CommandContext, result: "SearchResult", paths: Sequence[Path]) -> str:
    """What a search went through, in words, and how much that was."""
    articles, notes = pluralize(result.articles, "article"), pluralize(result.notes, "note")
    if paths:
        on = "it" if result.articles == 1 else "them"
        return f"{articles} and {notes} on {on}: {', '.join(map(str, paths))}"
    if folders := article_folders(context.settings):
        return f"{', '.join(folders)} and in all that has notes: {articles}, {notes}"
    return f"the sample articles and in all that has notes: {articles}, {notes}"
