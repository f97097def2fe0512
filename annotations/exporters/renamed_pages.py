"""Pages of names that go by another name now: the page is renamed, with what a person wrote on it; the old name is an alias.

Where somebody links to the old name, or has written on a page whose name has gone into another one, a page that leads on
stays, so that no link breaks.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from annotations.entities.labels import EXPORT_KINDS, ExportClass
from annotations.exporters.blocks import Block, Page
from annotations.exporters.escape import escaped, heading_text
from annotations.exporters.file_names import entity_stem, folded
from annotations.exporters.front_matter import Values, split_front, values_in
from annotations.exporters.items import ExportReport, Flavor
from annotations.exporters.merge import merged
from annotations.exporters.page_files import OwnPage, merge_page
from annotations.exporters.page_names import page_key, without_kind
from annotations.exporters.plan import PlannedFile, bytes_of
from annotations.exporters.vault import Owner, Vault, planned, text_of


def former_names(
    spellings: Mapping[str, tuple[ExportClass, Iterable[str]]], gone: Iterable[str]
) -> dict[str, str]:
    """Which names that have gone are another one now: those that it is also called by.

    Args:
        spellings: of which kind each name is, and what it is called in the articles.
        gone: names that have pages and are in no article any more.
    """
    called: dict[tuple[str, ExportClass | None], str] = {}
    for name, (kind, all_said) in spellings.items():
        for said in all_said:
            called[page_key(said), kind] = called[page_key(said), None] = name
    keys = ((old, *without_kind(old)) for old in gone)
    former = {old: called.get((page_key(name), kind)) for old, name, kind in keys}
    return {old: now for old, now in former.items() if now is not None}


def names_again(
    pages: Mapping[str, str],
    kinds: Mapping[str, ExportClass],
    is_listed: Callable[[str, str, str], bool],
) -> dict[str, str]:
    """Which names that have gone are again what they were before they were renamed: their pages still say so.

    Args:
        pages: the text of the page of each name that has gone.
        kinds: of which kind each name is that there is now, the most mentioned first.
        is_listed: does the page of a former name, with this text, list an article that mentions this name? Who is only
            called alike in other articles may be somebody else.
    """
    again: dict[str, str] = {}
    for old, text in pages.items():
        front = values_in(split_front(text).yaml or "")
        said = front.get("aliases")
        aliases = {page_key(str(one)) for one in said} if isinstance(said, list) else set[str]()
        alike = (
            name
            for name, kind in kinds.items()
            if page_key(without_kind(name)[0]) in aliases and front.get("kind") == EXPORT_KINDS[kind]
        )
        if now := next((name for name in alike if is_listed(old, text, name)), None):
            again[old] = now
    return again


def move_page(
    vault: Vault, old: str, own: OwnPage, flavor: Flavor, report: ExportReport
) -> Iterator[PlannedFile]:
    """The page of a name under the name that it goes by now, the first of these files; and what becomes of its old file."""
    path = vault.find(("entity", old))
    assert path is not None
    before = bytes_of(path)
    text = text_of(before) or ""
    head = f"# {heading_text(old)}"
    renamed = re.sub(
        rf"(?m)^{re.escape(head)}(?=\r?$)", lambda _: f"# {heading_text(own.page.title)}", text, count=1
    )
    after, done = merged(renamed, own.page)
    report.notices += [f"{path}: {notice}" for notice in done.notices]
    is_ours = folded(path.stem) == folded(entity_stem(old))
    if not is_ours or folded(path.stem) == folded(entity_stem(own.owner[1])):
        yield planned(path, before, after)  # somebody has given it a name of their own
        return
    folder = path.parent.relative_to(vault.folder).as_posix()
    new_path = vault.place_for(own.names, lambda _: False, folder)
    yield planned(new_path, None, after)
    stays = vault.is_linked(path)
    leading, _ = merged(None, _leading_page(path, new_path, old, own.owner[1], flavor))
    yield planned(path, before, leading if stays else None)


def lead_on(
    vault: Vault, old: str, name: str, target: Path, flavor: Flavor, report: ExportReport
) -> PlannedFile | None:
    """The page of a name that has gone into another one: it goes, or leads there where something depends on it.

    Args:
        vault: where the pages are.
        old: the name that has gone.
        name: the one that it is now.
        target: the page of that.
        flavor: how links are written.
        report: takes in what people should know.
    """
    path = vault.find(("entity", old))
    assert path is not None
    leading = _leading_page(path, target, old, name, flavor)
    empty = Page(leading.values, old, (), flavor)
    owner: Owner = ("entity", old)
    emptied = merge_page(vault, OwnPage(owner, empty, (), leaves_when_empty=True), ExportReport())
    if emptied is not None and emptied.after is None and not vault.is_linked(path):
        return emptied
    return merge_page(vault, OwnPage(owner, leading, ()), report)


def _leading_page(path: Path, target: Path, old: str, name: str, flavor: Flavor) -> Page:
    if flavor == "plain":
        place = os.path.relpath(target, path.parent).replace(os.sep, "/")
        link = f"[{escaped(name)}](<{quote(place)}>)"
    else:
        link = f"[[{target.stem}]]"
    values: Values = {"aliases": (), "kind": None, "postil-entity": old}
    return Page(values, old, (Block("moved", f"## Another name\n\nNow {link}."),), flavor)
