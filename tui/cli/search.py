"""`postil search`."""

from pathlib import Path

import click

from tui.cli.desk import desk_of
from tui.cli.options import JSON, PATHS
from tui.cli.output import print_json, print_table, say

SHAPE = ("article", "title", "kind", "start", "end", "snippet", "score")


@click.command(
    "search",
    epilog="\b\nExamples:\n  postil search 'ceasefire talks'\n  postil search '\"ready to reach a deal\" OR truce -football'\n"
    "  postil search 'ent:Witkoff after:2025-04-01 has:note'\n  postil search tag:to-verify ~/Articles --json",
)
@click.argument("query")
@PATHS
@JSON
@click.pass_context
def search_command(ctx: click.Context, query: str, paths: tuple[Path, ...], as_json: bool) -> int:
    """Search articles and notes: words, "phrases", -not, OR, tag:, ent:, author:, after:, before:, has:note."""
    desk = desk_of(ctx)
    found = desk.library.search(query, list(paths) or desk.default_paths())
    for problem in found.problems:
        say(f"postil: {problem}")
    if as_json:
        print_json(
            [
                {name: getattr(hit, name) for name in SHAPE} | ({"note": hit.note} if hit.note else {})
                for hit in found.hits
            ]
        )
    else:
        rows = [(hit.note or hit.article, hit.kind, hit.title, hit.snippet) for hit in found.hits]
        print_table(rows, none="nothing found in the articles and notes there")
    return 1 if any(problem.startswith(f"{path} ") for path in paths for problem in found.problems) else 0
