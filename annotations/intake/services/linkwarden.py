"""Linkwarden's JSON export: links in collections; it holds no texts and no highlights."""

from typing import Any

from annotations.importers.records import LeftOut, tags_of, text_of, time_of
from annotations.intake.services.saved_article import ExportFile, SavedArticle, ServiceExport


def is_it(export: ExportFile) -> bool:
    """An object with collections of links."""
    data = export.data
    collections = data.get("collections") if isinstance(data, dict) else None
    return isinstance(collections, list) and all(
        isinstance(one, dict) and "links" in one for one in collections[:3]
    )


def read(export: ExportFile) -> ServiceExport:
    """Read all links."""
    result = ServiceExport()
    collections = [one for one in export.data["collections"] if isinstance(one, dict)]
    pinned = {one.get("id") for one in export.data.get("pinnedLinks") or () if isinstance(one, dict)}
    names = {one.get("id"): one for one in collections}
    for collection in collections:
        folder = _path(collection, names)
        links = collection.get("links")
        for number, link in enumerate(links if isinstance(links, list) else (), 1):
            where = f"{folder or 'collection'}, link {number}"
            if not isinstance(link, dict) or not text_of(link.get("url")):
                result.left_out.append(LeftOut(where, "it has no address"))
                continue
            labels = [one.get("name") if isinstance(one, dict) else one for one in link.get("tags") or ()]
            result.articles.append(
                SavedArticle(
                    url=text_of(link["url"]),
                    title=text_of(link.get("name")),
                    saved=time_of(link.get("createdAt")),
                    tags=tags_of(labels),
                    folder=folder,
                    starred=link.get("id") in pinned,
                    note=text_of(link.get("description")),
                    where=where,
                )
            )
    return result


def _path(collection: dict[str, Any], names: dict[Any, dict[str, Any]]) -> str:
    parts: list[str] = []
    at: dict[str, Any] | None = collection
    while at is not None and len(parts) < 20:
        parts.insert(0, text_of(at.get("name")).replace("/", "-"))
        at = names.get(at.get("parentId"))
    return "/".join(filter(None, parts))
