"""Matter's CSV: articles with their tags and whether they were read; highlights are only counted there."""

from typing import Final

from annotations.importers.records import LeftOut, tags_of, time_of
from annotations.intake.services.saved_article import ExportFile, SavedArticle, ServiceExport
from annotations.intake.services.tables import rows_of

_COLUMNS: Final = frozenset(
    {
        "title",
        "author",
        "publisher",
        "url",
        "tags",
        "word count",
        "in queue",
        "favorited",
        "read",
        "highlight_count",
        "last interaction date",
        "file id",
    }
)


def is_it(export: ExportFile) -> bool:
    """The first line has its columns."""
    return {"title", "url", "in queue", "favorited", "read"} <= set(export.columns)


def read(export: ExportFile) -> ServiceExport:
    result = ServiceExport()
    for row in rows_of(export.text, result, _COLUMNS):
        if not row.get("url"):
            result.left_out.append(LeftOut(row.where, "it has no address"))
            continue
        is_read, is_queued = row.get("read").casefold() == "true", row.get("in queue").casefold() == "true"
        count = row.get("highlight_count")
        if count not in ("", "0"):
            result.notices.append(LeftOut(row.where, "its highlights are counted in this file, not given"))
        result.articles.append(
            SavedArticle(
                url=row.get("url"),
                title=row.get("title"),
                author=row.get("author"),
                site=row.get("publisher"),
                saved=time_of(row.get("last interaction date")),
                tags=tags_of(row.get("tags").split(";")),
                status="read" if is_read else "later" if is_queued else "unread",
                starred=row.get("favorited").casefold() == "true",
                where=row.where,
            )
        )
    return result
