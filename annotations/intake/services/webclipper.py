"""Obsidian Web Clipper's highlights (JSON): pages with the words that were marked on them."""

from typing import Any

from annotations.importers.records import Imported, LeftOut, digest, items_of, text_of, time_of, words_of
from annotations.intake.services.saved_article import ExportFile, SavedArticle, ServiceExport


def is_it(export: ExportFile) -> bool:
    """A list of pages with highlights."""
    first = export.data[0] if isinstance(export.data, list) and export.data else None
    return (
        isinstance(first, dict)
        and "url" in first
        and isinstance(first.get("highlights", first.get("data")), list)
    )


def read(export: ExportFile) -> ServiceExport:
    result = ServiceExport()
    for number, page in enumerate(export.data, 1):
        if not isinstance(page, dict) or not text_of(page.get("url")):
            result.left_out.append(LeftOut(f"page {number}", "it has no address"))
            continue
        url, title = text_of(page["url"]), text_of(page.get("title"))
        details = [one for one in items_of(page.get("data")) if isinstance(one, dict)]
        marks = [one for one in items_of(page.get("highlights")) if isinstance(one, dict)] or details
        result.articles.append(
            SavedArticle(
                url=url,
                title=title,
                highlights=tuple(
                    _highlight(
                        mark,
                        details[at] if at < len(details) else {},
                        url,
                        title,
                        f"page {number}, highlight {at + 1}",
                    )
                    for at, mark in enumerate(marks)
                ),
                where=f"page {number}",
            )
        )
    return result


def _highlight(mark: dict[str, Any], detail: dict[str, Any], url: str, title: str, where: str) -> Imported:
    quote = text_of(mark.get("text")) or text_of(words_of(str(mark.get("content") or "")))
    notes = mark.get("notes") or detail.get("notes") or ()
    context = detail.get("textQuote") if isinstance(detail.get("textQuote"), dict) else {}
    moment = mark.get("timestamp")
    identity = detail.get("id") or mark.get("id")
    note = "\n\n".join(filter(None, map(text_of, notes))) if isinstance(notes, list) else text_of(notes)
    return Imported(
        key=str(identity) if identity else digest(url, quote, note),
        has_id=bool(identity),
        where=where,
        quote=quote,
        prefix=text_of(context.get("prefix")) if context else "",
        suffix=text_of(context.get("suffix")) if context else "",
        note=note,
        created=time_of(moment / 1000 if isinstance(moment, int | float) and moment > 1e11 else moment),
        title=title,
        urls=(url,),
    )
