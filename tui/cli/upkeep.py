"""`postil index` and `postil doctor`."""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from annotations.errors import SourceError
from annotations.model import Article
from tui.cli.desk import Desk, desk_of
from tui.cli.options import PATHS
from tui.cli.output import print_line, print_table, say
from tui.cli.progress import ProgressLine


@click.command("index", epilog="\b\nExamples:\n  postil index ~/Articles\n  postil index ~/Articles --jobs 4")
@PATHS
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N", help="Processes at once."
)
@click.pass_context
def index_command(ctx: click.Context, paths: tuple[Path, ...], jobs: int) -> int:
    """Find names ahead of reading. Ctrl-C stops; the next call goes on where this one was."""
    from annotations.entities.cache import EntityCache
    from annotations.entities.service import index_articles

    desk = desk_of(ctx)
    line = ProgressLine()
    articles, problems = _readable(desk, list(paths) or desk.default_paths())
    for problem in problems:
        say(f"postil: {problem}")
    is_named = any(problem.startswith(f"{path} ") for path in paths for problem in problems)
    if is_named and not articles:
        return 1
    try:
        with EntityCache() as cache:
            done = index_articles(
                articles,
                cache=cache,
                jobs=jobs,
                model=desk.settings.entities.model or None,
                progress=line,
            )
    finally:
        line.end()
    for problem in done.failed:
        say(f"postil: {problem}")
    fresh = done.done - done.cached
    print_line(f"{fresh} found, {done.cached} known before, {len(done.failed)} failed")
    return 1 if done.failed or is_named else 0


def _readable(desk: Desk, paths: list[Path]) -> tuple[list[Article], list[str]]:
    """The articles, and a sentence for each file that can't be read."""
    met: dict[Path, Article] = {}
    rows = list(desk.library.listings(paths, met=met.__setitem__))
    articles: list[Article] = []
    problems = [row.problem for row in rows if row.problem]
    for row in rows:
        if row.problem:
            continue
        try:
            articles.append(met[row.path] if row.path in met else desk.library.read(row.path))
        except SourceError as problem:
            problems.append(problem.message)
    return articles, problems


@click.command("doctor", epilog="\b\nExamples:\n  postil doctor\n  postil --store notes.json doctor --repair")
@click.option("--repair", is_flag=True, help="Repair what can be repaired, from the newest good backup.")
@click.pass_context
def doctor_command(ctx: click.Context, repair: bool) -> int:
    """Check notes, caches, model and terminal."""
    rows = [
        *_store_rows(desk_of(ctx), repair=repair),
        *_cache_rows(desk_of(ctx)),
        ("good", "terminal", _terminal()),
    ]
    print_table(rows)
    return 1 if any(level == "bad" for level, _, _ in rows) else 0


def _store_rows(desk: Desk, *, repair: bool) -> Iterator[tuple[str, str, str]]:
    """What is to be said of the notes file, after the repair if one is asked for."""
    from annotations.paths import store_path

    path = store_path(desk.store)
    if importlib.util.find_spec("annotations.store.doctor") is None:
        notices = desk.library.notices
        yield from (("note", "notes", notice) for notice in notices)
        if not notices:
            yield ("good", "notes", f"{path}: {sum(desk.library.repository.counts().values())} notes")
        return
    doctor = importlib.import_module("annotations.store.doctor")
    if repair:
        yield from (("note", "repaired", done) for done in doctor.repair(path))
    for finding in doctor.check(path):
        yield (
            finding.level,
            "notes",
            " ".join(filter(None, (finding.where, finding.what, finding.next_step))),
        )


def _cache_rows(desk: Desk) -> Iterator[tuple[str, str, str]]:
    from annotations.entities.identity import engine_key, has_weights
    from annotations.paths import cache_folder

    folder = cache_folder()
    size = sum(file.stat().st_size for file in folder.glob("*.sqlite")) if folder.is_dir() else 0
    yield ("good", "cache", f"{folder}: {size:,} bytes; it can be thrown away at any time")
    model = desk.settings.entities.model
    key = engine_key(model or None)
    if model and importlib.util.find_spec(model) is None and not Path(model).exists():
        yield (
            "bad",
            "model",
            f"{model} is not installed; install it or take [entities] model out of the settings",
        )
    elif not model and not has_weights():
        yield ("note", "model", f"{key}: no weights, names by rules only; install postil again")
    else:
        why = (
            "set as [entities] model in the settings" if model else "the one that postil brings; none is set"
        )
        yield ("good", "model", f"{key}: {why}")


def _terminal() -> str:
    import os
    import shutil

    if not sys.stdout.isatty():
        return "none: output goes to a pipe or a file"
    columns, lines = shutil.get_terminal_size()
    colours = os.environ.get("COLORTERM") or os.environ.get("TERM") or "unknown"
    return f"{columns}x{lines}, {colours}, {sys.stdout.encoding}"
