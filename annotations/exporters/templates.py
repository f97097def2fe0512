"""Pages made by a user's own template: the whole of what it makes is one block with a marker below it.

The variables are described in docs/templates.md. Texts of the article and of notes come made safe for Markdown; as they
were written they are under `raw`.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from annotations.entities.coreference.canonical_names import surname_of
from annotations.entities.labels import EXPORT_KINDS
from annotations.exporters.blocks import (
    block_id,
    is_lost,
    names_by_class,
    paragraph_of,
    place_of,
    tags_of,
    words_of,
)
from annotations.exporters.escape import cleaned, escaped, heading_text, tag_name
from annotations.exporters.file_names import file_name, full_file_name, source_name
from annotations.exporters.items import ExportItem, ExportOptions
from annotations.exporters.plan import ExportPlan
from annotations.exporters.template_process import Template, template_at
from annotations.exporters.whole_pages import WholePage, plan_pages
from annotations.model import Anchor, Annotation
from annotations.notes.article_tags import is_article_tags
from annotations.text.hashtags import hashtags, tags_beside

AnchoredNote = tuple[Annotation, Anchor]


def plan_with_template(
    items: Sequence[ExportItem], folder: Path | None, options: ExportOptions
) -> ExportPlan:
    """A plan for pages made by `options.template`.

    Raises:
        ExportError: the template can't be read, or fails; says the line.
    """
    assert options.template is not None
    with template_at(options.template) as template:
        return plan_pages(_pages(template, items, split=options.split), folder)


def _pages(template: Template, items: Sequence[ExportItem], *, split: bool) -> Iterator[WholePage]:
    for item in items:
        id, title = item.article.id, item.article.title
        if not split and item.selected:
            names = (file_name(title, id), full_file_name(title, id))
            yield WholePage(
                id, cleaned(template.render(values_of(item, item.selected))), names, item.note_count
            )
        for pair in item.selected if split else ():
            note = block_id(pair[0])
            names = (full_file_name(title, note), full_file_name(title, id, note))
            yield WholePage(
                f"{id}/{note}",
                cleaned(template.render(values_of(item, [pair]))),
                names,
                int(not is_article_tags(pair[0])),
            )


def values_of(item: ExportItem, pairs: Sequence[AnchoredNote]) -> dict[str, Any]:
    """What a template sees."""
    article = item.article
    published = article.published.isoformat() if article.published else ""
    tags = dict.fromkeys(tag_name(tag) for tag in tags_of(article, pairs))
    return {
        "article": {
            "id": article.id,
            "title": heading_text(article.title),
            "author": escaped(article.author or ""),
            "surname": escaped(surname_of(article.author or "") or article.author or ""),
            "published": published,
            "year": published[:4],
            "url": _safe_url(article.url or ""),
            "file": escaped(source_name(article.source)),
            "tags": list(tags),
            **(names_by_class(item) or {kind: [] for kind in EXPORT_KINDS}),
            "raw": {"title": article.title, "author": article.author or "", "url": article.url or ""},
        },
        "notes": [_note(item, note, anchor) for note, anchor in pairs],
    }


def _note(item: ExportItem, note: Annotation, anchor: Anchor) -> dict[str, Any]:
    tags = [tag_name(tag) for tag in note.tags]
    is_placed = anchor.span is not None and not item.is_gone and bool(note.quote)
    return {
        "id": block_id(note),
        "quote": escaped(" ".join(note.quote.split())),
        "quote_lines": [escaped(line) for line in note.quote.split("\n")] if note.quote else [],
        "text": words_of(note),
        "tags": tags,
        "hashtags": hashtags(tags_beside(note.note, tags)),
        "color": note.color or "",
        "entity": escaped(note.entity or ""),
        "place": place_of(item, note, anchor) if note.quote else "",
        "paragraph": paragraph_of(item, anchor.span.start) if is_placed and anchor.span else None,
        "is_lost": is_lost(note, anchor),
        "created": note.created.isoformat(" ", "seconds"),
        "modified": note.modified.isoformat(" ", "seconds"),
        "raw": {
            "quote": note.quote,
            "text": note.note,
            "tags": list(note.tags),
            "entity": note.entity or "",
        },
    }


def _safe_url(url: str) -> str:
    """An address of the web, or nothing."""
    return url if re.fullmatch(r"https?://[^\s<>\"\\^`{}|\x00-\x20]+", url) else ""
