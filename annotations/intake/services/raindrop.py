"""Raindrop's CSV: links in folders with notes and highlights."""

from typing import Final

from msgspec.structs import replace

from annotations.importers.records import Imported, LeftOut, digest, tags_of, time_of
from annotations.intake.services.saved_article import ExportFile, SavedArticle, ServiceExport
from annotations.intake.services.tables import rows_of

_COLUMNS: Final = frozenset(
    {"id", "title", "note", "excerpt", "url", "folder", "tags", "created", "cover", "highlights", "favorite"}
)


def is_it(export: ExportFile) -> bool:
    """The first line has its columns."""
    return {"url", "folder", "title", "created"} <= set(export.columns) and bool(
        {"excerpt", "highlights", "note"} & set(export.columns)
    )


def read(export: ExportFile) -> ServiceExport:
    result = ServiceExport()
    for row in rows_of(export.text, result, _COLUMNS):
        url, title = row.get("url"), row.get("title")
        if not url:
            result.left_out.append(LeftOut(row.where, "it has no address"))
            continue
        result.articles.append(
            SavedArticle(
                url=url,
                title=title,
                saved=time_of(row.get("created")),
                tags=tags_of(row.get("tags")),
                folder="/".join(
                    part.strip()
                    for part in row.get("folder").split("/")
                    if part.strip() not in ("", "Unsorted")
                ),
                starred=row.get("favorite").casefold() == "true",
                note=row.get("note"),
                highlights=tuple(_highlights(row.get("highlights"), url, title, row.where)),
                where=row.where,
            )
        )
    return result


def _highlights(said: str, url: str, title: str, where: str) -> list[Imported]:
    made: list[Imported] = []
    for line in said.split("\n"):
        quote = line.strip().removeprefix("Highlight:").strip()
        if not quote:
            continue
        if quote.startswith("Note:") and made:
            made[-1] = replace(made[-1], note=quote.removeprefix("Note:").strip())
            continue
        made.append(Imported(key=digest(url, quote), where=where, quote=quote, title=title, urls=(url,)))
    return made
