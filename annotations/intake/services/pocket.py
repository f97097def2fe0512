"""Pocket's exports: the archive of CSV parts with `annotations`, one such CSV, and the old `ril_export.html`."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from msgspec.structs import replace

from annotations.importers.records import Imported, LeftOut, digest, tags_of, text_of, time_in_digits
from annotations.intake.services.saved_article import ExportFile, SavedArticle, ServiceExport
from annotations.intake.services.tables import rows_of
from annotations.text.addresses import address_key

_PART: Final = re.compile(r"(?:.*/)?part_\d+\.csv")
_NOTES: Final = re.compile(r"(?:.*/)?annotations/part_\d+\.json")
_COLUMNS: Final = frozenset({"title", "url", "time_added", "tags", "status", "cursor"})
_OLD: Final = re.compile(r"<h1>\s*(?:Unread|Read Archive)\s*</h1>", re.IGNORECASE)


def is_it(export: ExportFile) -> bool:
    """Pocket's parts, its columns, or the headings of the old page."""
    if any(_PART.fullmatch(name) for name in export.members):
        return True
    return {"url", "time_added"} <= set(export.columns) or bool(_OLD.search(export.text[:20_000]))


def read(export: ExportFile) -> ServiceExport:
    """Read all links with their highlights."""
    result = ServiceExport()
    for name in sorted(filter(_PART.fullmatch, export.members)):
        _read_table(export.members[name].decode("utf-8-sig", "replace"), name, result)
    if not export.members:
        if _OLD.search(export.text[:20_000]):
            _read_page(export.text, result)
        else:
            _read_table(export.text, "", result)
    notes = [name for name in sorted(export.members) if _NOTES.fullmatch(name)]
    _put_highlights([(name, export.members[name]) for name in notes], result)
    return result


def _read_table(text: str, name: str, result: ServiceExport) -> None:
    for row in rows_of(text.replace("\r\n", "\n"), result, _COLUMNS):
        where = f"{name}, {row.where}" if name else row.where
        url = row.get("url")
        if not url:
            result.left_out.append(LeftOut(where, "it has no address"))
            continue
        title = row.get("title")
        result.articles.append(
            SavedArticle(
                url=url,
                title="" if title == url else title,
                saved=time_in_digits(row.get("time_added")),
                tags=tags_of(row.get("tags").split("|")),
                status="read" if row.get("status") == "archive" else "unread",
                where=where,
            )
        )


def _read_page(text: str, result: ServiceExport) -> None:
    """The old page: a heading, then a list of links."""
    from annotations.sources.html_tree import parse_html

    is_read = False
    for node in parse_html(text).iter("h1", "a"):
        if node.tag == "h1":
            is_read = "archive" in "".join(map(str, node.itertext())).casefold()
            continue
        url, added = text_of(node.get("href")), str(node.get("time_added") or "")
        result.articles.append(
            SavedArticle(
                url=url,
                title=text_of("".join(map(str, node.itertext()))),
                saved=time_in_digits(added),
                tags=tags_of(node.get("tags")),
                status="read" if is_read else "unread",
                where=f"link {len(result.articles) + 1}",
            )
        )


def _put_highlights(files: Iterable[tuple[str, bytes]], result: ServiceExport) -> None:
    """Highlights to their articles, by address; Pocket never told the form of these files, so several are taken."""
    by_address = {address_key(one.url): at for at, one in enumerate(result.articles)}
    for name, raw in files:
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError):
            result.left_out.append(LeftOut(name, "it is broken JSON"))
            continue
        items = data.get("annotations") if isinstance(data, dict) else data
        for number, item in enumerate(items if isinstance(items, list) else (), 1):
            where = f"{name}, {number}"
            inner = item.get("highlights") if isinstance(item, dict) else None
            for note in inner if isinstance(inner, list) else [item]:
                _put(note, item, where, by_address, result)


def _put(note: Any, item: Any, where: str, by_address: dict[str, int], result: ServiceExport) -> None:
    if not isinstance(note, dict):
        result.left_out.append(LeftOut(where, "it is no highlight"))
        return
    both = {**item, **note}
    url = next((text_of(both[key]) for key in ("item_url", "url", "given_url") if text_of(both.get(key))), "")
    quote = text_of(both.get("quote")) or text_of(both.get("text"))
    if not url or not (quote or text_of(both.get("note"))):
        result.left_out.append(LeftOut(where, "it has no address or no words"))
        return
    moment = both.get("created_at")
    title = text_of(both.get("given_title")) or text_of(both.get("title"))
    made = Imported(
        key=digest(url, quote, text_of(both.get("note"))),
        where=where,
        quote=quote,
        note=text_of(both.get("note")),
        created=time_in_digits(moment),
        title=title,
        urls=(url,),
    )
    at = by_address.get(address_key(url))
    if at is None:
        by_address[address_key(url)] = len(result.articles)
        result.articles.append(SavedArticle(url=url, title=title, highlights=(made,), where=where))
    else:
        article = result.articles[at]
        result.articles[at] = replace(article, highlights=(*article.highlights, made))
