"""Pages made by a user's own template: the whole of what it makes is one block with a marker below it.

The variables are described in docs/templates.md. Texts of the article and of notes come made safe for Markdown; as they
were written they are under `raw`.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from annotations.entities.canonical import surname_of
from annotations.exporters.blocks import block_id, digest, is_lost, names_by_class, paragraph_of, place_of
from annotations.exporters.escape import escaped, heading_text, neutralised, tag_name
from annotations.exporters.items import ExportItem, ExportOptions, ExportReport
from annotations.exporters.naming import file_name, full_file_name
from annotations.exporters.plan import ExportPlan, PlannedFile, bytes_of, plan_of
from annotations.exporters.sandbox import layout_at
from annotations.exporters.vault import Vault, planned, text_of
from annotations.model import Anchor, Annotation

_MARKER = re.compile(r"(?m)^<!-- postil-page: (\S+) ([0-9a-f]{8}) -->[ \t]*(?=\r?$)")

Noted = tuple[Annotation, Anchor]


def plan_with_template(
    items: Sequence[ExportItem], folder: Path | None, options: ExportOptions
) -> ExportPlan:
    """A plan for pages made by `options.template`.

    Raises:
        ExportError: the template can't be read, or fails; says the line.
    """
    assert options.template is not None
    layout = layout_at(options.template)
    report, files = ExportReport(), list[PlannedFile]()
    vault = Vault(folder) if folder is not None else None
    known = _known(vault) if vault is not None else {}
    for item, pairs, key, names in _pages(items, split=options.split):
        text = layout.rendered(values_of(item, pairs)).strip("\n")
        page = f"{text}\n\n<!-- postil-page: {key} {digest(text)} -->\n"
        if vault is None:
            report.add(ExportReport(new=len(pairs), text=page))
            continue
        path = known.get(key) or vault.place_for(names, lambda raw: False)
        before = bytes_of(path)
        after = _merged(text_of(before), page, key)
        if after is None:
            report.kept += len(pairs)
            continue
        new = before is None
        report.new += len(pairs) * new
        file = planned(path, before, after)
        report.same += len(pairs) * (file.before == file.after)
        report.updated += len(pairs) * (not new and file.before != file.after)
        files.append(file)
    return plan_of(folder, files, report)


def _pages(
    items: Sequence[ExportItem], *, split: bool
) -> Iterator[tuple[ExportItem, Sequence[Noted], str, Sequence[str]]]:
    """Each page: its notes, its key, and the names its file may have."""
    for item in items:
        id, title = item.article.id, item.article.title
        if not split and item.selected:
            yield item, item.selected, id, (file_name(title, id), full_file_name(title, id))
        for pair in item.selected if split else ():
            note = block_id(pair[0])
            yield item, [pair], f"{id}/{note}", (full_file_name(title, note), full_file_name(title, id, note))


def _known(vault: Vault) -> dict[str, Path]:
    """The pages of earlier exports, by their keys."""
    found: dict[str, Path] = {}
    for path in vault.files:
        for match in _MARKER.finditer(text_of(bytes_of(path)) or ""):
            found.setdefault(match.group(1), path)
    return found


def _merged(old: str | None, page: str, key: str) -> str | None:
    """The page with what a person wrote below it; None where they edited the page itself."""
    if old is None:
        return page
    for found in _MARKER.finditer(old):
        above = old[: found.start()]
        if found.group(1) == key and digest(above) == found.group(2):
            if above.replace("\r\n", "\n").strip() == page.rpartition("<!--")[0].strip():
                return old
            newline = "\r\n" if "\r\n" in old else "\n"
            return page.rstrip("\n").replace("\n", newline) + old[found.end() :]
    return None


def values_of(item: ExportItem, pairs: Sequence[Noted]) -> dict[str, Any]:
    """What a template sees."""
    article = item.article
    published = article.published.isoformat() if article.published else ""
    tags = dict.fromkeys(tag_name(tag) for note, _ in pairs for tag in note.tags)
    return {
        "article": {
            "id": article.id,
            "title": heading_text(article.title),
            "author": escaped(article.author or ""),
            "surname": escaped(surname_of(article.author or "") or article.author or ""),
            "published": published,
            "year": published[:4],
            "url": _safe_url(article.url or ""),
            "file": escaped(article.source.name) if article.source else "",
            "tags": list(tags),
            **(names_by_class(item) or {"people": [], "organizations": [], "places": []}),
            "raw": {"title": article.title, "author": article.author or "", "url": article.url or ""},
        },
        "notes": [_note(item, note, anchor) for note, anchor in pairs],
    }


def _note(item: ExportItem, note: Annotation, anchor: Anchor) -> dict[str, Any]:
    tags = [tag_name(tag) for tag in note.tags]
    is_placed = anchor.span is not None and not item.is_gone and bool(note.quote)
    return {
        "id": block_id(note),
        "quote": escaped(" ".join(note.quote.split())),
        "quote_lines": [escaped(line) for line in note.quote.split("\n")] if note.quote else [],
        "text": neutralised(note.note),
        "tags": tags,
        "hashtags": " ".join(f"#{tag}" for tag in tags),
        "color": note.color or "",
        "entity": escaped(note.entity or ""),
        "place": place_of(item, note, anchor) if note.quote else "",
        "paragraph": paragraph_of(item, anchor.span.start) if is_placed and anchor.span else None,
        "is_lost": is_lost(note, anchor),
        "created": note.created.isoformat(" ", "seconds"),
        "modified": note.modified.isoformat(" ", "seconds"),
        "raw": {
            "quote": note.quote,
            "text": note.note,
            "tags": list(note.tags),
            "entity": note.entity or "",
        },
    }


def _safe_url(url: str) -> str:
    """An address of the web, or nothing."""
    return url if re.fullmatch(r"https?://[^\s<>\"\\^`{}|\x00-\x20]+", url) else ""
