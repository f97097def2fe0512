"""Formats that are one file for all notes: written anew each time, counted against what stood there before."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path

from annotations.errors import ExportError
from annotations.exporters.items import ExportReport
from annotations.exporters.plan import ExportPlan, PlannedFile, bytes_of, plan_of

Keyed = Mapping[str, object]
"""Notes by what tells one from another."""


def plan_snapshot(
    folder: Path | None,
    name: str,
    text: str,
    notes: Keyed,
    read: Callable[[str], Keyed | None],
    is_note: Callable[[object], bool],
) -> ExportPlan:
    """A plan for one file with all notes.

    Args:
        folder: None: the text is in the report.
        name: of the file in it.
        text: the whole file.
        notes: what is in it.
        read: reads such a file back; None for a file that is not ours.
        is_note: is one of them counted? The tags of a whole article are not.

    Raises:
        ExportError: the file can't be read, or is somebody else's.
    """
    before = bytes_of(folder / name) if folder is not None else None
    old = read(before.decode("utf-8", "replace")) if before is not None else {}
    if old is None:
        raise ExportError(f"{name} in {folder} is not postil's: move it, or choose another folder")
    now, then = ({key for key, note in keyed.items() if is_note(note)} for keyed in (notes, old))
    shared = now & then
    same = sum(notes[key] == old[key] for key in shared)
    report = ExportReport(len(now - then), len(shared) - same, same=same, removed=len(then - now))
    if folder is None:
        report.text = text
        return ExportPlan(None, report)
    if before is None and not notes:
        return ExportPlan(folder, report)
    return plan_of(folder, [PlannedFile(folder / name, before, text.encode())], report)


def numbered(rows: list[str]) -> dict[str, str]:
    """Rows that have no id, by themselves; equal ones are told apart by a number."""
    seen: Counter[str] = Counter()
    by_key: dict[str, str] = {}
    for row in rows:
        seen[row] += 1
        by_key[f"{row}\0{seen[row]}"] = row
    return by_key
