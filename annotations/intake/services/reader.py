"""Readwise Reader's CSV: documents with their tags, place and progress; highlights come by Readwise's own export."""

import ast
from typing import Final

from annotations.importers.records import LeftOut, tags_of, time_of
from annotations.intake.services.saved_article import ExportFile, SavedArticle, ServiceExport
from annotations.intake.services.tables import rows_of
from annotations.model import Status

_COLUMNS: Final = frozenset(
    {"title", "url", "id", "document tags", "saved date", "reading progress", "location", "seen"}
)
_MOST_TAGS_CHARS: Final = 10_000


def is_it(export: ExportFile) -> bool:
    """The first line has its columns."""
    return {"title", "url", "document tags", "saved date", "location"} <= set(export.columns)


def read(export: ExportFile) -> ServiceExport:
    result = ServiceExport()
    for row in rows_of(export.text, result, _COLUMNS):
        url = row.get("url")
        if not url.startswith(("http://", "https://")):
            result.left_out.append(LeftOut(row.where, "it has no address of the web"))
            continue
        result.articles.append(
            SavedArticle(
                url=url,
                title=row.get("title"),
                saved=time_of(row.get("saved date")),
                tags=tags_of(_tags(row.get("document tags"))),
                status=_status(row.get("location"), row.get("reading progress")),
                starred=row.get("location") == "shortlist",
                where=row.where,
            )
        )
    return result


def _tags(said: str) -> object:
    """A list as Python writes it."""
    if not said.startswith("[") or len(said) > _MOST_TAGS_CHARS:
        return said
    try:
        return ast.literal_eval(said)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return said.strip("[]")


def _status(location: str, progress: str) -> Status:
    if location == "archive":
        return "read"
    if location == "later":
        return "later"
    try:
        return "reading" if float(progress.rstrip("%") or 0) > 0 else "unread"
    except ValueError:
        return "unread"
