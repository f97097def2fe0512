"""`postil index` and `postil doctor`."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotations.model import Article
from tui.cli.desk import Desk, desk_of
from tui.cli.options import PATHS
from tui.cli.output import print_line, print_table, say

if TYPE_CHECKING:
    from annotations.entities.service import Progress


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
    with EntityCache() as cache:
        articles = list(_readable(desk, list(paths) or desk.default_paths()))
        done = index_articles(
            articles, cache=cache, jobs=jobs, model=desk.settings.entities.model or None, progress=_progress
        )
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    for line in done.failed:
        say(f"postil: {line}")
    fresh = done.done - done.cached
    print_line(f"{fresh} found, {done.cached} known before, {len(done.failed)} failed")
    return 1 if done.failed else 0


def _readable(desk: Desk, paths: list[Path]) -> Iterator[Article]:
    for row in desk.library.listings(paths):
        if row.problem:
            say(f"postil: {row.problem}")
        else:
            yield desk.library.read(row.path)


@click.command("doctor", epilog="\b\nExamples:\n  postil doctor\n  postil --store notes.json doctor --repair")
@click.option("--repair", is_flag=True, help="Repair what can be repaired, from the newest good backup.")
@click.pass_context
def doctor_command(ctx: click.Context, repair: bool) -> int:
    """Check notes, caches, model and terminal."""
    findings = list(desk_of(ctx).verb("doctor", "examine itself")(repair=repair))
    rows = [("ok" if finding.ok else "wrong", finding.name, finding.text) for finding in findings]
    print_table([*rows, ("ok", "terminal", _terminal())])
    return 0 if all(finding.ok for finding in findings) else 1


def _terminal() -> str:
    import os
    import shutil

    if not sys.stdout.isatty():
        return "none: output goes to a pipe or a file"
    columns, lines = shutil.get_terminal_size()
    colours = os.environ.get("COLORTERM") or os.environ.get("TERM") or "unknown"
    return f"{columns}x{lines}, {colours}, {sys.stdout.encoding}"


def _progress(now: "Progress") -> None:
    """One line that is written over, twenty steps wide; nothing where nobody watches."""
    if not sys.stderr.isatty():
        return
    steps = 20 * now.done // now.total if now.total else 20
    speed = f"{now.words_per_second:,.0f} words/s" if now.words else ""
    sys.stderr.write(f"\r{'█' * steps}{'░' * (20 - steps)} {now.done}/{now.total} {speed:<20}")
    sys.stderr.flush()
