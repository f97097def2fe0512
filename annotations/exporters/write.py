"""Writes exports to a folder: finds an article's file again by its id, writes only what changed, never half a file."""

import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from annotations.errors import ExportError
from annotations.exporters import markdown
from annotations.exporters.escape import file_name
from annotations.exporters.items import ExportItem, ExportReport
from annotations.exporters.merge import merged

_ID = re.compile(r"(?m)^postil-id: ['\"]?([a-z0-9-]+)['\"]?\s*$")
_HEAD_CHARS = 64_000


def export_markdown(
    items: Sequence[ExportItem], folder: Path | None, flavor: str = "obsidian"
) -> ExportReport:
    """Write or merge one file an article; without a folder the text is in the report.

    Raises:
        ExportError: the folder or a file can't be read or written.
    """
    try:
        known = _known(folder) if folder else {}
        return ExportReport.summed(_one(item, folder, known, flavor) for item in items)
    except (OSError, UnicodeDecodeError) as problem:
        raise ExportError(
            f"{folder} can't be written: {problem}; choose another folder with --to"
        ) from problem


def _one(item: ExportItem, folder: Path | None, known: dict[str, Path], flavor: str) -> ExportReport:
    path = None
    if folder is not None:
        path = known.get(item.article.id) or folder / file_name(item.article.title, item.article.id)
    old = path.read_bytes().decode("utf-8") if path is not None and path.exists() else None
    values = markdown.properties(item, flavor)
    text, report = merged(old, values, markdown.heading(item), markdown.blocks(item, flavor), flavor)
    if path is None:
        report.text = text
    elif text != old:
        _write(path, text)
        report.paths.append(path)
    return report


def _known(folder: Path) -> dict[str, Path]:
    """Files of earlier exports by article id, whatever they are called now."""
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("*.md")):
        with path.open(encoding="utf-8", errors="replace") as file:
            head = file.read(_HEAD_CHARS)
        if head.startswith("---") and (match := _ID.search(head)):
            found.setdefault(match.group(1), path)
    return found


def _write(path: Path, text: str) -> None:
    """The whole file or none: temp file, fsync, rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".postil-", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "surrogatepass"))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
