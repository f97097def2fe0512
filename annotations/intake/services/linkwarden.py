"""Linkwarden's JSON export: links in collections; it holds no texts and no highlights."""

from typing import Any

from annotations.importers.records import LeftOut, items_of, tags_of, text_of, time_of
from annotations.intake.services.saved_article import ExportFile, SavedArticle, ServiceExport, id_of


def is_it(export: ExportFile) -> bool:
    """An object with collections of links."""
    data = export.data
    collections = data.get("collections") if isinstance(data, dict) else None
    return isinstance(collections, list) and all(
        isinstance(one, dict) and "links" in one for one in collections[:3]
    )


def read(export: ExportFile) -> ServiceExport:
    result = ServiceExport()
    collections = [one for one in export.data["collections"] if isinstance(one, dict)]
    pinned = {
        id_of(one.get("id")) for one in items_of(export.data.get("pinnedLinks")) if isinstance(one, dict)
    }
    names = {id_of(one.get("id")): one for one in collections if id_of(one.get("id")) is not None}
    for collection in collections:
        folder = _path(collection, names)
        for number, link in enumerate(items_of(collection.get("links")), 1):
            where = f"{folder or 'collection'}, link {number}"
            if not isinstance(link, dict) or not text_of(link.get("url")):
                result.left_out.append(LeftOut(where, "it has no address"))
                continue
            labels = [one.get("name") if isinstance(one, dict) else one for one in items_of(link.get("tags"))]
            result.articles.append(
                SavedArticle(
                    url=text_of(link["url"]),
                    title=text_of(link.get("name")),
                    saved=time_of(link.get("createdAt")),
                    tags=tags_of(labels),
                    folder=folder,
                    starred=id_of(link.get("id")) in pinned - {None},
                    note=text_of(link.get("description")),
                    where=where,
                )
            )
    return result


def _path(collection: dict[str, Any], names: dict[str | int | None, dict[str, Any]]) -> str:
    parts: list[str] = []
    at: dict[str, Any] | None = collection
    while at is not None and len(parts) < 20:
        parts.insert(0, text_of(at.get("name")).replace("/", "-"))
        at = names.get(id_of(at.get("parentId")))
    return "/".join(filter(None, parts))
