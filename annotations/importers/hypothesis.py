"""Hypothesis: the API's search result (`rows`, `replies`), the client's export (`annotations`), or a bare list.

Its CSV is read by `annotations.importers.hypothesis_csv`.
https://h.readthedocs.io/en/latest/api-reference/v1/ and `JSONExportContent` of hypothesis/client. Its offsets count UTF-16
units of the page's text. A reply comes in as a note of its own on the words of what it replies to.
"""

from collections.abc import Iterator
from typing import Any

from annotations.errors import ImportFormatError
from annotations.importers.hypothesis_csv import is_table, read_annotations
from annotations.importers.records import (
    Foreign,
    Imported,
    LeftOut,
    Reading,
    bad_date,
    context_of,
    items_of,
    mapping_of,
    tags_of,
    text_of,
    time_of,
)
from annotations.model import TextSpan

SAMPLE = """{"total": 1, "rows": [{"id": "YWJj", "created": "2025-04-26T09:00:00.000000+00:00",
"updated": "2025-04-26T09:00:00.000000+00:00", "user": "acct:jane@hypothes.is", "uri": "https://example.org/story",
"text": "Who said so?", "tags": ["to-verify"], "group": "__world__", "document": {"title": ["A Story"]},
"target": [{"source": "https://example.org/story", "selector": [{"type": "TextPositionSelector", "start": 12, "end": 27},
{"type": "TextQuoteSelector", "exact": "ready for a deal", "prefix": "We are ", "suffix": ", he said."}]}]}]}"""

Json = dict[str, Any]


def is_it(foreign: Foreign) -> bool:
    """Rows or annotations with a `uri`, or the columns of its table."""
    if is_table(foreign):
        return True
    listed = _listed(foreign.data)
    return listed is not None and any(
        isinstance(one, dict) and "uri" in one and "id" in one for one in listed
    )


def read(foreign: Foreign) -> Reading:
    """Read annotations, page notes and replies."""
    if is_table(foreign):
        return read_annotations(foreign.text)
    listed = _listed(foreign.data)
    if listed is None:
        raise ImportFormatError(
            "this is no Hypothesis file: it has neither rows nor annotations, nor the columns of its CSV"
        )
    reading = Reading()
    by_id = {one["id"]: one for one in listed if isinstance(one, dict) and isinstance(one.get("id"), str)}
    for number, one in enumerate(listed, start=1):
        where = f"annotation {number}"
        problem = _problem(one)
        if problem:
            reading.left_out.append(LeftOut(where, problem))
            continue
        record = _record(one, where, by_id)
        if not (record.quote or record.note or record.tags):
            reading.left_out.append(LeftOut(where, "it says nothing: no quote, no text, no tags"))
        else:
            reading.records.append(record)
            reading.notices += bad_date(one.get("created") or "", where) if record.created is None else []
    return reading


def _listed(data: object) -> list[Any] | None:
    if isinstance(data, list):
        return data
    if not isinstance(data, dict):
        return None
    parts = [data[name] for name in ("rows", "annotations", "replies") if isinstance(data.get(name), list)]
    return [one for part in parts for one in part] if parts else None


def _problem(one: object) -> str:
    if not isinstance(one, dict):
        return "it is no annotation"
    if not isinstance(one.get("id"), str) or not one["id"]:
        return "it has no id"
    if not isinstance(one.get("uri"), str) and not isinstance(one.get("target"), list):
        return "it says not which page it is on"
    return ""


def _record(one: Json, where: str, by_id: dict[str, Json]) -> Imported:
    parents = [parent for parent in items_of(one.get("references")) if isinstance(parent, str)]
    root = next((by_id[parent] for parent in parents if parent in by_id), one)
    quote = position = None
    for selector in _selectors(root):
        if selector.get("type") == "TextQuoteSelector" and quote is None:
            quote = selector
        if selector.get("type") == "TextPositionSelector" and position is None:
            position = _span(selector)
    document = mapping_of(one.get("document")) or mapping_of(root.get("document"))
    title = document.get("title")
    extra: Json = {"user": text_of(one.get("user")), "group": text_of(one.get("group"))}
    if parents:
        extra["reply_to"] = parents[-1]
    if _is_private(one):
        extra["private"] = True
    quote = quote or {}
    return Imported(
        key=one["id"],
        has_id=True,
        where=where,
        quote=text_of(quote.get("exact")),
        prefix=context_of(quote.get("prefix")),
        suffix=context_of(quote.get("suffix")),
        note=text_of(one.get("text")),
        tags=tags_of(one.get("tags")),
        created=time_of(one.get("created")),
        modified=time_of(one.get("updated")),
        title=text_of(title[0] if isinstance(title, list) and title else title),
        urls=tuple(dict.fromkeys(_urls(one, root, document))),
        position=position,
        unit="utf-16",
        extra={name: value for name, value in extra.items() if value},
    )


def _selectors(one: Json) -> Iterator[Json]:
    for target in items_of(one.get("target")):
        yield from (s for s in items_of(mapping_of(target).get("selector")) if isinstance(s, dict))


def _urls(one: Json, root: Json, document: Json) -> Iterator[str]:
    candidates = [one.get("uri"), root.get("uri")]
    candidates += [mapping_of(link).get("href") for link in items_of(document.get("link"))]
    yield from (text_of(url) for url in candidates if isinstance(url, str) and url)


def _span(selector: Json) -> TextSpan | None:
    start, end = selector.get("start"), selector.get("end")
    if type(start) is int and type(end) is int and 0 <= start < end:
        return TextSpan(start, end)
    return None


def _is_private(one: Json) -> bool:
    read = mapping_of(one.get("permissions")).get("read")
    return isinstance(read, list) and all(isinstance(who, str) and who.startswith("acct:") for who in read)
