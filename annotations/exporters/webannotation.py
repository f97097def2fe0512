"""W3C Web Annotations: one Annotation Collection in JSON-LD with all notes, which `postil import` takes back as they were.

Collection, page and annotations follow https://www.w3.org/TR/annotation-model/ (sections 3 to 5). An annotation is what
the store keeps (`annotations.store.codec`), with its id and its article's as IRIs (`urn:postil:`). What is known of the
articles stands beside, under `postil:articles`, for programs that have never seen them.
"""

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from annotations.exporters.escape import cleaned
from annotations.exporters.file_names import source_name
from annotations.exporters.items import ExportItem, ExportOptions
from annotations.exporters.plan import ExportPlan
from annotations.exporters.single_file import plan_snapshot
from annotations.model import Annotation, Article
from annotations.notes.article_tags import is_article_tags
from annotations.store.codec import CONTEXT, UnreadableRecordError, decode, encode

NEEDS_NAMES = False
FILE = "annotations.jsonld"
_URN = "urn:postil:"
_COLLECTION = f"{_URN}notes"
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+")
_COMMANDS = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff]")
"""What could command a terminal: written as JSON escapes."""

Json = dict[str, Any]


def plan(items: Sequence[ExportItem], folder: Path | None, options: ExportOptions) -> ExportPlan:
    """One collection of all the notes."""
    annotations = [_annotation(note) for item in items for note, _ in item.selected]
    articles = [_article(item.article) for item in items if item.selected]
    text = json.dumps(_collection(annotations, articles), ensure_ascii=False, indent=2) + "\n"
    text = _COMMANDS.sub(lambda odd: f"\\u{ord(odd.group()):04x}", text.encode("utf-8", "replace").decode())
    return plan_snapshot(folder, FILE, text, _keyed(annotations), _read, _is_note)


def _collection(annotations: list[Json], articles: list[Json]) -> Json:
    """Section 5.1: the collection, with its only page inside."""
    collection: Json = {
        "@context": [CONTEXT, {"postil": _URN}],
        "id": _COLLECTION,
        "type": "AnnotationCollection",
        "label": "Notes from postil",
        "total": len(annotations),
    }
    if annotations:
        page = {"id": f"{_COLLECTION}:1", "type": "AnnotationPage", "startIndex": 0, "items": annotations}
        collection |= {"first": page, "postil:articles": articles}
    return collection


def _annotation(note: Annotation) -> Json:
    """A note as the store keeps it, with IRIs; the context is the collection's."""
    record: Json = encode(note)
    if record["@context"] == CONTEXT:
        del record["@context"]
    record["id"] = iri(note.id)
    record["target"] = {**record["target"], "source": iri(note.target.source)}
    return record


def _article(article: Article) -> Json:
    known = {
        "id": iri(article.id),
        "title": cleaned(article.title),
        "author": article.author,
        "published": article.published.isoformat() if article.published else None,
        "url": article.url,
        "file": source_name(article.source),
        "fingerprint": article.fingerprint,
    }
    return {name: value for name, value in known.items() if value}


def iri(id: str) -> str:
    """An id of ours as an IRI; one that is an IRI stays."""
    return id if _IRI.fullmatch(id) else _URN + quote(id, safe="", errors="replace")


def _keyed(annotations: list[Json]) -> dict[str, object]:
    return {str(one.get("id")): one for one in annotations}


def _is_note(record: object) -> bool:
    """Is it a note, and not the tags of a whole article?"""
    try:
        return not is_article_tags(decode(record))
    except UnreadableRecordError:
        return True


def _read(text: str) -> dict[str, object] | None:
    """The annotations of a file of ours."""
    try:
        collection = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(collection, dict) or collection.get("id") != _COLLECTION:
        return None
    page = collection.get("first")
    items = page.get("items") if isinstance(page, dict) else []
    return _keyed([one for one in items if isinstance(one, dict)]) if isinstance(items, list) else None
