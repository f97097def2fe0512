"""`postil search`."""

from pathlib import Path

import click

from tui.cli.desk import desk_of
from tui.cli.options import JSON, PATHS
from tui.cli.output import print_json, print_table


@click.command(
    "search",
    epilog="\b\nExamples:\n  postil search 'ceasefire talks'\n  postil search 'ent:Witkoff after:2025-04-01 has:note'\n"
    "  postil search tag:to-verify ~/Articles --json",
)
@click.argument("query")
@PATHS
@JSON
@click.pass_context
def search_command(ctx: click.Context, query: str, paths: tuple[Path, ...], as_json: bool) -> None:
    """Search articles and notes: words, "phrases", tag:, ent:, author:, after:, before:, has:note."""
    desk = desk_of(ctx)
    hits = list(desk.verb("search", "search")(query, list(paths) or desk.default_paths()))
    if as_json:
        names = ("article", "title", "kind", "start", "end", "snippet", "score")
        print_json([{name: getattr(hit, name) for name in names} for hit in hits])
    else:
        print_table([(hit.article, hit.kind, hit.title, " ".join(hit.snippet.split())) for hit in hits])
