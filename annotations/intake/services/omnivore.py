"""Omnivore's export (.zip): `metadata_*.json`, `content/SLUG.html`, `highlights/SLUG.md`."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from annotations.importers.records import (
    Imported,
    LeftOut,
    digest,
    items_of,
    tags_of,
    text_of,
    time_of,
    title_of,
)
from annotations.intake.services.saved_article import ExportFile, SavedArticle, ServiceExport
from annotations.sources.html_tree import decode_html

_METADATA: Final = re.compile(r"(?:.*/)?metadata_\d+_to_\d+\.json")
_LABELS: Final = re.compile(r"(?:#[^\s#]+(?:\s+|$))+")


def is_it(export: ExportFile) -> bool:
    """An archive with Omnivore's metadata."""
    return any(_METADATA.fullmatch(name) for name in export.members)


def read(export: ExportFile) -> ServiceExport:
    """Read all articles with their texts and highlights."""
    result = ServiceExport()
    for name in sorted(filter(_METADATA.fullmatch, export.members)):
        root = name.rpartition("/")[0]
        try:
            items = json.loads(export.members[name])
        except (ValueError, RecursionError):
            result.left_out.append(LeftOut(name, "it is broken JSON"))
            continue
        for number, item in enumerate(items if isinstance(items, list) else [], 1):
            if isinstance(item, dict):
                result.articles.append(_article(item, f"{name}, {number}", root, export, result))
            else:
                result.left_out.append(LeftOut(f"{name}, {number}", "it is no article"))
    return result


def _article(
    item: dict[str, Any], where: str, root: str, export: ExportFile, result: ServiceExport
) -> SavedArticle:
    slug = str(item.get("slug") or "")
    place = f"{root}/" if root else ""
    page = export.members.get(f"{place}content/{slug}.html")
    paper = export.members.get(f"{place}content/{slug}.pdf")
    notes = export.members.get(f"{place}highlights/{slug}.md", b"")
    url, title = text_of(item.get("url")), title_of(item.get("title"))
    published = time_of(item.get("publishedAt"))
    progress = item.get("readingProgress")
    is_read = item.get("state") == "Archived" or (isinstance(progress, int | float) and progress >= 98)
    labels = [one.get("name") if isinstance(one, dict) else one for one in items_of(item.get("labels"))]
    return SavedArticle(
        url=url,
        title=title,
        author=text_of(item.get("author")),
        published=published.date() if published else None,
        saved=time_of(item.get("savedAt")),
        tags=tags_of(labels),
        status="read" if is_read else "reading" if progress else "unread",
        html=decode_html(page) if page else "",
        file=(paper, ".pdf") if paper else None,
        highlights=tuple(_highlights(notes.decode("utf-8", "replace"), url, title, f"highlights/{slug}.md")),
        where=where,
    )


def _highlights(text: str, url: str, title: str, where: str) -> Iterator[Imported]:
    """Blocks parted by blank lines: `> quote` lines, then labels, then a note that goes on to the next quote."""
    quote: list[str] = []
    after: list[str] = []
    number = 0
    for line in [*text.split("\n"), "> "]:
        if line.startswith(">") and (after or line == "> "):
            if quote:
                number += 1
                yield _highlight(quote, after, url, title, f"{where}, {number}")
            quote, after = [], []
        if line.startswith(">"):
            quote.append(line[1:].strip())
        elif line.strip() or after:
            after.append(line)
        elif quote:
            after.append("")
    if quote and any(quote):
        yield _highlight(quote, after, url, title, f"{where}, {number + 1}")


def _highlight(quote: list[str], after: list[str], url: str, title: str, where: str) -> Imported:
    words = text_of("\n".join(quote))
    note = "\n".join(after).strip()
    labels = _LABELS.match(note)
    tags = tags_of([label.lstrip("#") for label in labels[0].split()]) if labels else ()
    note = text_of(note[labels.end() :] if labels else note)
    return Imported(
        key=digest(url, words, note),
        where=where,
        quote=words,
        note=note,
        tags=tags,
        title=title,
        urls=(url,) if url else (),
    )
