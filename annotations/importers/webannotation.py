"""W3C Web Annotations in JSON-LD: our own, which come back as they were, and everybody else's.

Collections with pages inside (https://www.w3.org/TR/annotation-model/#collections), pages, lists and single annotations.
Of the shapes that the model allows: bodies as text, list, choice or bare IRI, targets as IRI, object or list, selectors as
object, list or refinement, ranges of selectors, and `char=` fragments (RFC 5147).
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from annotations.errors import ImportFormatError
from annotations.importers.records import (
    Foreign,
    Imported,
    LeftOut,
    Reading,
    bad_date,
    color_of,
    context_of,
    digest,
    items_of,
    mapping_of,
    tags_of,
    text_of,
    time_of,
    words_of,
)
from annotations.model import Annotation, TextSpan
from annotations.store.codec import UnreadableRecordError, decode

SAMPLE = """{"@context": "http://www.w3.org/ns/anno.jsonld", "type": "AnnotationCollection", "total": 1,
"first": {"type": "AnnotationPage", "startIndex": 0, "items": [{"id": "https://example.org/anno/1", "type": "Annotation",
"motivation": "commenting", "created": "2025-04-26T09:00:00Z",
"body": [{"type": "TextualBody", "value": "Who said so?"}, {"type": "TextualBody", "value": "peace", "purpose": "tagging"}],
"target": {"source": "https://example.org/story", "selector": {"type": "TextQuoteSelector",
"exact": "ready to reach a deal", "prefix": "We are ", "suffix": ", said"}}}]}}"""

_OWN_ID = re.compile(r"(?:urn:postil:)?(n-[0-9a-z]{6,})")
_OWN_ARTICLE = re.compile(r"(?:urn:postil:)(.+)|(a-[0-9a-z]{6,}|unfiled)")
_ARTICLE_ID = re.compile("[a-z0-9-]{1,100}")
"""What may be one: it stands in file names and on the terminal."""
_CHARS = re.compile(r"char=(\d+),(\d+)")
_SAID = (
    "commenting",
    "describing",
    "replying",
    "questioning",
    "editing",
    "assessing",
    "moderating",
    "linking",
    "",
)
_DEPTH = 20

Json = dict[str, Any]


def is_it(foreign: Foreign) -> bool:
    """Something that is, or holds, an annotation with a target."""
    if foreign.data is None:
        return False
    return any(isinstance(one, dict) and "target" in one for one, _ in _annotations(foreign.data))


def read(foreign: Foreign) -> Reading:
    """Read all annotations, one record a target."""
    if foreign.data is None:
        raise ImportFormatError("this is no JSON, so no Web Annotation; the file may be cut off")
    reading = Reading()
    articles = _articles(foreign.data)
    number = 0
    for one, problem in _annotations(foreign.data):
        number += 1
        where = f"annotation {number}"
        if problem:
            reading.left_out.append(LeftOut(where, problem))
            continue
        records_or_problem = _records(one, where, articles)
        if isinstance(records_or_problem, str):
            reading.left_out.append(LeftOut(where, records_or_problem))
        else:
            reading.records += records_or_problem
            is_dated = all(record.created for record in records_or_problem)
            reading.notices += [] if is_dated else bad_date(one.get("created") or "", where)
    if not number:
        raise ImportFormatError("there is no annotation in it")
    return reading


def _annotations(data: object, depth: int = 0) -> Iterator[tuple[Any, str]]:
    """What stands where an annotation should; or why what should be there is not."""
    if depth > _DEPTH:
        yield None, "it is nested too deeply"
    elif isinstance(data, list):
        for one in data:
            yield from _annotations(one, depth + 1)
    elif not isinstance(data, dict):
        yield None, "it is no annotation"
    elif "target" in data or "body" in data:
        yield data, ""
    elif parts := [data[name] for name in ("items", "@graph", "first", "pages") if name in data]:
        for part in parts:
            if isinstance(part, str):
                yield None, f"the page {part[:80]} is not in the file"
            else:
                yield from _annotations(part, depth + 1)
        if isinstance(data.get("next"), dict):
            yield from _annotations(data["next"], depth)
    elif not {"AnnotationCollection", "AnnotationPage"} & set(_types(data)):
        yield None, "it is no annotation: it has no target"


def _types(data: Json) -> list[str]:
    types = data.get("type", data.get("@type"))
    listed = types if isinstance(types, list) else [types]
    return [one.rpartition(":")[2] for one in listed if isinstance(one, str)]


def _articles(data: object) -> dict[str, Json]:
    """What our own exports say of the articles, by bare id."""
    by_id: dict[str, Json] = {}
    for one in items_of(mapping_of(data).get("postil:articles")):
        match = _OWN_ARTICLE.fullmatch(text_of(mapping_of(one).get("id")))
        if match:
            by_id[unquote(match[1] or match[2])] = one
    return by_id


def _records(one: Json, where: str, articles: Mapping[str, Json]) -> list[Imported] | str:
    own = _own(one)
    if own is not None:
        return [_of_own(own, articles.get(own.target.source, {}), where)]
    targets = one.get("target")
    listed = targets if isinstance(targets, list) else [targets]
    records: list[Imported] = []
    for number, target in enumerate(listed):
        record = _record(one, target, where, f"#{number}" if number else "")
        if record is not None:
            records.append(record)
    if not records:
        return "it has no target that names a document or words"
    if not any(r.quote or r.position or r.note or r.tags for r in records):
        return "it says nothing: no words, no text, no tags"
    return records


def _own(one: Json) -> Annotation | None:
    """The note of ours that it is, with bare ids."""
    identifier, target = one.get("id"), one.get("target")
    source = target.get("source") if isinstance(target, dict) else target
    if not isinstance(identifier, str) or not isinstance(source, str):
        return None
    id_match, source_match = _OWN_ID.fullmatch(identifier), _OWN_ARTICLE.fullmatch(source)
    if not id_match or not source_match:
        return None
    article = unquote(source_match[1] or source_match[2])
    if not _ARTICLE_ID.fullmatch(article):
        return None
    bare = {**target, "source": article} if isinstance(target, dict) else article
    try:
        return decode({**one, "id": id_match[1], "target": bare})
    except UnreadableRecordError:
        return None


def _of_own(own: Annotation, about: Json, where: str) -> Imported:
    url = text_of(about.get("url"))
    return Imported(
        key=own.id,
        where=where,
        quote=own.quote,
        note=own.note,
        tags=own.tags,
        created=own.created,
        modified=own.modified,
        title=text_of(about.get("title")),
        author=text_of(about.get("author")),
        urls=(url,) if url else (),
        own=own,
        extra={
            name: text_of(about[name])
            for name in ("title", "author", "published", "url", "fingerprint")
            if text_of(about.get(name))
        },
    )


def _record(one: Json, target: object, where: str, suffix: str) -> Imported | None:
    about = mapping_of(target)
    urls, title = _source(target)
    quote, position = _selected(about.get("selector"))
    if not urls and not quote:
        return None
    note, tags = _said(one)
    made = time_of(one.get("created"))
    identifier = text_of(one.get("id", one.get("@id")))
    exact = text_of(quote.get("exact"))
    key = identifier or digest(*urls, exact, note, str(made or ""))
    return Imported(
        key=key + suffix,
        has_id=bool(identifier),
        where=where,
        quote=exact,
        prefix=context_of(quote.get("prefix")),
        suffix=context_of(quote.get("suffix")),
        note=note,
        tags=tags,
        color=color_of(about.get("styleClass")),
        created=made,
        modified=time_of(one.get("modified")),
        title=title or text_of(one.get("dc:title", one.get("dcterms:title"))),
        urls=urls,
        position=position,
        extra={"creator": creator} if (creator := _name_of(one.get("creator"))) else {},
    )


def _source(target: object) -> tuple[tuple[str, ...], str]:
    """URLs and title of the document."""
    if isinstance(target, str):
        return (text_of(target),) if target.strip() else (), ""
    about = mapping_of(target)
    source = about.get("source", about.get("id", about.get("@id")))
    inner = mapping_of(source)
    urls = [source if isinstance(source, str) else None, inner.get("id"), inner.get("@id"), inner.get("canonical"), about.get("canonical")]  # fmt: skip
    addresses = tuple(dict.fromkeys(text_of(url) for url in urls if text_of(url)))
    titles = (
        inner.get("title"),
        inner.get("dc:title"),
        inner.get("name"),
        about.get("title"),
        about.get("dc:title"),
    )
    return addresses, next((text_of(title) for title in titles if text_of(title)), "")


def _selected(raw: object) -> tuple[Json, TextSpan | None]:
    """The quote and the position among the selectors, wherever they hang."""
    quote: Json = {}
    position: TextSpan | None = None
    for selector in _selectors(raw):
        kinds = _types(selector)
        if "TextQuoteSelector" in kinds and not quote and text_of(selector.get("exact")):
            quote = selector
        start, end = selector.get("start"), selector.get("end")
        if "FragmentSelector" in kinds and (match := _CHARS.search(text_of(selector.get("value")))):
            start, end = int(match[1][:15]), int(match[2][:15])
        if position is None and type(start) is int and type(end) is int and 0 <= start < end:
            position = TextSpan(start, end)
    return quote, position


def _selectors(raw: object, depth: int = 0) -> Iterator[Json]:
    if depth > _DEPTH:
        return
    if isinstance(raw, list):
        for one in raw:
            yield from _selectors(one, depth + 1)
    elif isinstance(raw, dict):
        if raw.get("refinedBy") is not None:
            yield from _selectors(raw["refinedBy"], depth + 1)
        yield raw
        if isinstance(raw.get("items"), list):  # a Choice
            yield from _selectors(raw["items"], depth + 1)


def _said(one: Json) -> tuple[str, tuple[str, ...]]:
    """The text of the bodies, and the tags."""
    parts: list[str] = [text_of(one.get("bodyValue"))]
    tags: list[str] = []
    motivations = one.get("motivation")
    listed = motivations if isinstance(motivations, list) else [motivations]
    default = "tagging" if "tagging" in listed and len(listed) == 1 else ""
    for body in _bodies(one.get("body")):
        purpose = body.get("purpose", default)
        purposes = purpose if isinstance(purpose, list) else [purpose]
        value = _value(body)
        if not value:
            continue
        if "tagging" in purposes or "classifying" in purposes:
            tags.append(value)
        elif any(p in _SAID or not isinstance(p, str) for p in purposes) or "TextualBody" in _types(body):
            parts.append(value)
    return "\n\n".join(filter(None, parts)), tags_of(tags)


def _bodies(raw: object, depth: int = 0) -> Iterator[Json]:
    if depth > _DEPTH:
        return
    if isinstance(raw, str):
        yield {"source": raw}
    elif isinstance(raw, list):
        for one in raw:
            yield from _bodies(one, depth + 1)
    elif isinstance(raw, dict):
        if "Choice" in _types(raw) and isinstance(raw.get("items"), list):
            yield from _bodies(raw["items"][:1], depth + 1)
        else:
            yield raw


def _value(body: Json) -> str:
    """What a body says; a body elsewhere is said by its address."""
    value = text_of(body.get("value", body.get("chars", body.get("rdf:value"))))
    if value:
        media = body.get("format")
        return text_of(words_of(value)) if isinstance(media, str) and "html" in media else value
    source = body.get("source", body.get("id"))
    address = text_of(source) if isinstance(source, str) else text_of(mapping_of(source).get("id"))
    return f"<{address}>" if "://" in address else address


def _name_of(creator: object) -> str:
    if isinstance(creator, list):
        return ", ".join(filter(None, map(_name_of, creator)))
    return (
        text_of(creator) or text_of(mapping_of(creator).get("name")) or text_of(mapping_of(creator).get("id"))
    )
