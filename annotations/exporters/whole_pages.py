"""Pages that are one block each: replaced as a whole while they are ours, left alone once a person has edited them.

The last line of what we wrote is a marker with the page's key and a hash of all above it. What stands below is theirs.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from annotations.exporters.blocks import digest
from annotations.exporters.code_fences import CodeFences, code_fences
from annotations.exporters.items import ExportReport
from annotations.exporters.plan import ExportPlan, PlannedFile, bytes_of, plan_of
from annotations.exporters.vault import Vault, planned, said_in, text_of

_MARKER = re.compile(r"(?m)^<!-- postil-page: (\S+) ([0-9a-f]{8}) -->[ \t]*(?=\r?$)")
CARD_KEY = "card"
"""Of a name's card that was written as a page."""


class WholePage(Struct, frozen=True):
    """One page and the names its file may have, the best first."""

    key: str
    """An article's id, with a note's id behind a slash where a note has a page of its own."""
    text: str
    names: Sequence[str]
    notes: int
    """How many notes it holds: they are counted together."""

    @property
    def sealed(self) -> str:
        """The text with its marker, which no other line of it looks like."""
        text = _MARKER.sub(lambda other: other.group().replace("<!--", "<\\!--", 1), self.text.strip("\n"))
        return f"{text}\n\n<!-- postil-page: {self.key} {digest(text)} -->\n"


def plan_pages(pages: Iterable[WholePage], folder: Path | None, suffix: str = ".md") -> ExportPlan:
    """What would be written for some pages; each keeps the file it has, whatever it is called."""
    report, files = ExportReport(), list[PlannedFile]()
    vault = Vault(folder, suffix) if folder is not None else None
    known = _known(vault) if vault is not None else {}
    for page in pages:
        if vault is None:
            report.add(ExportReport(new=page.notes, text=page.sealed))
        else:
            files += _planned(page, vault, known, report)
    return plan_of(folder, files, report)


def _planned(
    page: WholePage, vault: Vault, known: Mapping[str, Path], report: ExportReport
) -> list[PlannedFile]:
    """A page that is known can be read: its marker was."""
    path = known.get(page.key) or vault.place_for(page.names, lambda _: False)
    before = bytes_of(path)
    after = merge_whole(text_of(before), page)
    if after is None:
        report.kept += page.notes
        return []
    file = planned(path, before, after)
    if before is None:
        report.new += page.notes
    elif file.before == file.after:
        report.same += page.notes
    else:
        report.updated += page.notes
    return [file]


def _known(vault: Vault) -> dict[str, Path]:
    """The pages of earlier exports, by their keys."""
    pages: dict[str, Path] = {}
    for path in vault.files:
        for marker in _markers(said_in(path)):
            pages.setdefault(marker.group(1), path)
    return pages


def _markers(text: str) -> Iterator[re.Match[str]]:
    """Those at their place: below a page as we wrote it, or, where a person edited it, outside their code."""
    markers = list(_MARKER.finditer(text))
    code = code_fences(text) if markers else CodeFences((), ())
    for marker in markers:
        if not code.hold(marker.start()) or digest(text[: marker.start()]) == marker.group(2):
            yield marker


def merge_whole(old: str | None, page: WholePage) -> str | None:
    """The page with what a person wrote below it; None where they edited the page itself."""
    if old is None:
        return page.sealed
    for marker in _MARKER.finditer(old):
        above = old[: marker.start()]
        if marker.group(1) == page.key and digest(above) == marker.group(2):
            newline = "\r\n" if "\r\n" in old else "\n"
            if old[: marker.end()].replace("\r\n", "\n").strip() == page.sealed.strip():
                return old
            return page.sealed.rstrip("\n").replace("\n", newline) + old[marker.end() :]
    return None


def is_untouched(text: str, key: str) -> bool:
    """Is it a page with this key as we wrote it, with nothing of a person's?"""
    markers = list(_MARKER.finditer(text))
    if not markers or markers[-1].group(1) != key or text[markers[-1].end() :].strip():
        return False
    return digest(text[: markers[-1].start()]) == markers[-1].group(2)
