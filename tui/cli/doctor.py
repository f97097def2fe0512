"""`postil doctor`."""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator

import click

from annotations.doctor.store_checks import Finding
from tui.cli.context import CommandContext
from tui.cli.output import print_table

Row = tuple[str, str, str]
"""Level, what was looked at, what was found."""


@click.command("doctor", epilog="\b\nExamples:\n  postil doctor\n  postil --store notes.json doctor --repair")
@click.option("--repair", is_flag=True, help="Repair what can be repaired; no readable note is dropped.")
@click.pass_obj
def doctor_command(context: CommandContext, repair: bool) -> int:
    """Check notes, backups, caches, model and terminal. Ends with 1 if something is bad."""
    rows = list(_rows(context, repair=repair))
    print_table(rows)
    return 1 if any(level == "bad" for level, _, _ in rows) else 0


def _rows(context: CommandContext, *, repair: bool) -> Iterator[Row]:
    from annotations.doctor import checks as checkup
    from annotations.doctor import store_checks as doctor
    from annotations.paths import cache_folder, store_path

    path, folder = store_path(context.store), cache_folder()
    if repair:
        yield from (("note", "repaired", done) for done in doctor.repair(path))
        yield from (("note", "repaired", done) for done in checkup.repair_caches(folder))
    findings = doctor.check(path)
    yield from _rows_of("notes", findings)
    yield from _rows_of("cache", checkup.check_caches(folder))
    if not any(finding.level == "bad" for finding in findings):  # to open a damaged file would repair it
        yield from _rows_of("places", checkup.check_places(context.library.all_notes()))
    yield from _rows_of("heads", checkup.check_heads(context.default_paths()))
    yield from _rows_of("model", [checkup.check_engine(context.settings.entities.model)])
    yield ("good", "terminal", _terminal())


def _rows_of(what: str, findings: Iterable[Finding]) -> Iterator[Row]:
    for finding in findings:
        said = ": ".join(filter(None, (finding.where, finding.what)))
        yield (finding.level, what, f"{said}. {finding.next_step}" if finding.next_step else said)


def _terminal() -> str:
    if not sys.stdout.isatty():
        return "none: output goes to a pipe or a file"
    columns, lines = shutil.get_terminal_size()
    colours = os.environ.get("COLORTERM") or os.environ.get("TERM") or "unknown"
    small = "; 60x16 is the least that reads well" if columns < 60 or lines < 16 else ""
    return f"{columns}x{lines}, {colours}, {sys.stdout.encoding}{small}"
