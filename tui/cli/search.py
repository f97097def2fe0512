"""`postil search`."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.cli.desk import Desk, desk_of
from tui.cli.options import JSON, PATHS
from tui.cli.output import print_json, print_table, say

if TYPE_CHECKING:
    from annotations.search.scan import Query, Searched


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
    from annotations.search.scan import hits, parse_query

    desk = desk_of(ctx)
    asked = parse_query(query)
    found = hits(asked, _searched(desk, asked, list(paths) or desk.default_paths()))
    if as_json:
        names = ("article", "title", "kind", "start", "end", "snippet", "score")
        print_json([{name: getattr(hit, name) for name in names} for hit in found])
    else:
        print_table([(hit.article, hit.kind, hit.title, " ".join(hit.snippet.split())) for hit in found])


def _searched(desk: Desk, query: "Query", paths: list[Path]) -> "Iterator[Searched]":
    """Read the articles; names only where they are asked for, and only those found already."""
    import dataclasses

    from annotations.entities.cache import EntityCache
    from annotations.entities.service import cached_entities
    from annotations.search.scan import Searched
    from annotations.sources import read_article

    library = desk.library
    with EntityCache() as cache:
        for row in library.listings(paths):
            if row.problem:
                say(f"postil: {row.problem}")
                continue
            article = dataclasses.replace(read_article(row.path), id=row.id)
            entities = (
                cached_entities(article, cache, desk.settings.entities.model or None) if query.names else None
            )
            names = frozenset(e.canonical for e in entities) if entities is not None else None
            yield Searched(article, library.notes(article) if row.notes else (), names)
