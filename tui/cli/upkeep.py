"""`postil index` and `postil doctor`."""

import sys
from pathlib import Path

import click

from annotations.text import showable
from tui.cli.desk import desk_of
from tui.cli.options import PATHS
from tui.cli.output import print_line, print_table


@click.command("index", epilog="\b\nExamples:\n  postil index ~/Articles\n  postil index ~/Articles --jobs 4")
@PATHS
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=1, show_default=True, metavar="N", help="Processes at once."
)
@click.pass_context
def index_command(ctx: click.Context, paths: tuple[Path, ...], jobs: int) -> None:
    """Find names ahead of reading. Ctrl-C stops; the next call goes on where this one was."""
    desk = desk_of(ctx)
    report = desk.library.index(list(paths) or desk.default_paths(), jobs=jobs, progress=_progress)
    if sys.stderr.isatty():
        sys.stderr.write("\n")
    print_line(str(report))


@click.command("doctor", epilog="\b\nExamples:\n  postil doctor\n  postil --store notes.json doctor --repair")
@click.option("--repair", is_flag=True, help="Repair what can be repaired, from the newest good backup.")
@click.pass_context
def doctor_command(ctx: click.Context, repair: bool) -> int:
    """Check notes, caches, model and terminal."""
    findings = list(desk_of(ctx).library.doctor(repair=repair))
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


def _progress(done: int, count: int, name: str) -> None:
    """One line that is written over, twenty steps wide; nothing where nobody watches."""
    if not sys.stderr.isatty():
        return
    steps = 20 * done // count if count else 20
    sys.stderr.write(f"\r{'█' * steps}{'░' * (20 - steps)} {done}/{count} {showable(name)[:40]:<40}")
    sys.stderr.flush()
