"""A page of ours and its file: found again in the vault or given a name, and merged into what a person made of it."""

from collections.abc import Sequence

from msgspec import Struct

from annotations.errors import ExportError
from annotations.exporters.blocks import Page
from annotations.exporters.escape import heading_text
from annotations.exporters.front_matter import is_as_written, split_front
from annotations.exporters.items import ExportReport
from annotations.exporters.merge import blocks_in, merged
from annotations.exporters.plan import PlannedFile, bytes_of
from annotations.exporters.vault import Owner, Vault, planned, text_of


class OwnPage(Struct, frozen=True):
    """A page, whose it is, and the names its file may have, the best first."""

    owner: Owner
    page: Page
    names: Sequence[str]
    folder: str = ""
    """A sub-folder for a new file."""
    leaves_when_empty: bool = False
    """Whether the file goes when nothing of ours and nothing of a person's is left in it."""


def merge_page(vault: Vault, own: OwnPage, report: ExportReport) -> PlannedFile | None:
    """Merge one page into its file, or make one; a page without anything to put in makes none."""
    path, page = vault.find(own.owner), own.page
    if path is None:
        if not page.is_due:
            return None
        ids = [block.id for block in page.blocks if not block.is_section]
        path = vault.place_for(own.names, lambda text: not blocks_in(text).isdisjoint(ids), own.folder)
    copies = vault.copies(own.owner)
    for copy in copies:
        report.notices.append(f"{copy}: a copy of {path}; it was left alone")
    try:
        before = bytes_of(path)
    except ExportError as problem:
        report.notices.append(problem.message)
        return None
    text, done = merged(text_of(before), page)
    done.notices = [f"{path}: {notice}" for notice in done.notices]
    report.add(done)
    may_leave = (
        own.leaves_when_empty and not page.blocks and not copies
    )  # else a copy is the page, and leaves next
    was_untouched = may_leave and _is_untouched(text_of(before), page)
    is_over = was_untouched and split_front(text).rest.strip() == f"# {heading_text(page.title)}"
    return planned(path, before, None if is_over else text)


def _is_untouched(text: str | None, page: Page) -> bool:
    """Whether the properties of a file are all ours."""
    front = split_front(text or "")
    return front.yaml is not None and is_as_written(front.yaml.replace("\r\n", "\n"), page.values)
