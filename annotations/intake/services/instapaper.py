"""Instapaper's CSV: `URL,Title,Selection,Folder` with `Timestamp` and `Tags` in later ones; a selection is a quote."""

import json
from typing import Final

from msgspec.structs import replace

from annotations.importers.records import Imported, LeftOut, digest, tags_of, time_in_digits
from annotations.intake.services.saved_article import ExportFile, SavedArticle, ServiceExport
from annotations.intake.services.tables import rows_of
from annotations.text.addresses import address_key

_COLUMNS: Final = frozenset({"url", "title", "selection", "folder", "timestamp", "tags"})


def is_it(export: ExportFile) -> bool:
    """The first line has its columns."""
    return {"url", "title", "selection", "folder"} <= set(export.columns)


def read(export: ExportFile) -> ServiceExport:
    """Read all rows; those of one address are one article with several quotes."""
    result = ServiceExport()
    articles: dict[str, SavedArticle] = {}
    quotes: dict[str, list[Imported]] = {}
    for row in rows_of(export.text, result, _COLUMNS):
        url, title, quote, folder = (row.get(name) for name in ("url", "title", "selection", "folder"))
        if not url:
            result.left_out.append(LeftOut(row.where, "it has no address"))
            continue
        key = address_key(url)
        saved = time_in_digits(row.get("timestamp"))
        articles.setdefault(
            key,
            SavedArticle(
                url=url,
                title=title,
                saved=saved,
                tags=tags_of(_tags(row.get("tags"))),
                folder="" if folder in ("Unread", "Archive", "Starred") else folder,
                status="read" if folder == "Archive" else "unread",
                starred=folder == "Starred",
                where=row.where,
            ),
        )
        if quote:
            made = Imported(
                key=digest(url, quote), where=row.where, quote=quote, created=saved, title=title, urls=(url,)
            )
            quotes.setdefault(key, []).append(made)
    result.articles = [replace(one, highlights=tuple(quotes.get(key, ()))) for key, one in articles.items()]
    return result


def _tags(said: str) -> object:
    try:
        return json.loads(said) if said.startswith("[") else said
    except ValueError:
        return said
