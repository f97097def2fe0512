"""Karakeep's JSON export: bookmarks in lists; links wait for their text, texts are articles."""

import html

from annotations.importers.records import LeftOut, items_of, tags_of, text_of, time_of
from annotations.intake.services.saved_article import ExportFile, SavedArticle, ServiceExport, id_of


def is_it(export: ExportFile) -> bool:
    """An object with bookmarks that have a content."""
    data = export.data
    marks = data.get("bookmarks") if isinstance(data, dict) else None
    return isinstance(marks, list) and (not marks or (isinstance(marks[0], dict) and "content" in marks[0]))


def read(export: ExportFile) -> ServiceExport:
    result = ServiceExport()
    lists = _paths(export.data.get("lists"))
    for number, mark in enumerate(export.data["bookmarks"], 1):
        content = mark.get("content") if isinstance(mark, dict) else None
        where = f"bookmark {number}"
        if not isinstance(content, dict):
            result.left_out.append(LeftOut(where, "it has neither an address nor a text"))
            continue
        text = text_of(content.get("text"))
        own = map(id_of, items_of(mark.get("lists")))
        result.articles.append(
            SavedArticle(
                url=text_of(content.get("url")),
                title=text_of(mark.get("title")) or text.split("\n", 1)[0][:80],
                saved=time_of(mark.get("createdAt")),
                tags=tags_of(mark.get("tags")),
                folder=next((lists[one] for one in own if one in lists), ""),
                status="read" if mark.get("archived") is True else "unread",
                html="".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n")) if text else "",
                note=text_of(mark.get("note")),
                where=where,
            )
        )
    return result


def _paths(lists: object) -> dict[str | int | None, str]:
    """The names of lists with those above them, by id."""
    named = [one for one in items_of(lists) if isinstance(one, dict)]
    by_id = {id_of(one["id"]): one for one in named if id_of(one.get("id")) is not None}
    paths = {}
    for identity in by_id:
        names: list[str] = []
        at = identity
        while at in by_id and len(names) < 20:
            names.insert(0, text_of(by_id[at].get("name")).replace("/", "-"))
            at = id_of(by_id[at].get("parentId"))
        paths[identity] = "/".join(names)
    return paths
