"""wallabag's JSON export: entries with their content and annotations."""

import re
from typing import Any, Final

from annotations.importers.records import Imported, LeftOut, digest, tags_of, text_of, time_of, title_of
from annotations.intake.services.saved_article import ExportFile, SavedArticle, ServiceExport

_FAILURE: Final = re.compile(
    r"\s*+(?:<[^>]{0,200}>\s*+){0,5}wallabag can.{1,8}t retrieve contents", re.IGNORECASE
)
"""What stands for a text that it could not fetch."""


def is_it(export: ExportFile) -> bool:
    """A list of entries with wallabag's keys."""
    first = export.data[0] if isinstance(export.data, list) and export.data else None
    return isinstance(first, dict) and "url" in first and ("is_archived" in first or "domain_name" in first)


def read(export: ExportFile) -> ServiceExport:
    result = ServiceExport()
    for number, item in enumerate(export.data, 1):
        if isinstance(item, dict) and text_of(item.get("url")):
            result.articles.append(_article(item, f"entry {number}"))
        else:
            result.left_out.append(LeftOut(f"entry {number}", "it is no entry with an address"))
    return result


def _article(item: dict[str, Any], where: str) -> SavedArticle:
    url, title = text_of(item.get("url")), title_of(item.get("title"))
    published = time_of(item.get("published_at"))
    authors = item.get("published_by")
    notes, content = item.get("annotations"), item.get("content")
    return SavedArticle(
        url=url,
        title=title,
        author=" and ".join(filter(None, map(text_of, authors))) if isinstance(authors, list) else "",
        site=text_of(item.get("domain_name")),
        published=published.date() if published else None,
        saved=time_of(item.get("created_at")),
        language=text_of(item.get("language"))[:2].casefold(),
        tags=tags_of(item.get("tags")),
        status="read" if item.get("is_archived") in (1, True, "1") else "unread",
        starred=item.get("is_starred") in (1, True, "1"),
        html=content if isinstance(content, str) and not _FAILURE.match(content) else "",
        highlights=tuple(
            _highlight(note, url, title, f"{where}, annotation {number}")
            for number, note in enumerate(notes if isinstance(notes, list) else (), 1)
            if isinstance(note, dict)
        ),
        where=where,
    )


def _highlight(note: dict[str, Any], url: str, title: str, where: str) -> Imported:
    quote, words = text_of(note.get("quote")), text_of(note.get("text"))
    identity = note.get("id")
    return Imported(
        key=f"{url} {identity}" if identity is not None else digest(url, quote, words),
        has_id=identity is not None,
        where=where,
        quote=quote,
        note=words,
        created=time_of(note.get("created_at")),
        modified=time_of(note.get("updated_at")),
        title=title,
        urls=(url,),
    )
