"""Markdown for Obsidian (and plain CommonMark): one file an article, a block a note, a marker that tells whose it is."""

import hashlib
from collections import Counter
from dataclasses import dataclass

import yaml

from annotations.exporters.escape import escaped, neutralised, tag_name
from annotations.exporters.items import ExportItem
from annotations.model import Anchor, Annotation

OUR_KEYS = (
    "title", "source", "author", "published", "tags", "people", "organizations", "places", "postil-id", "postil-text",
)  # fmt: skip
_LINKED = {"people": ("PERSON",), "organizations": ("ORG",), "places": ("GPE", "LOC", "FAC")}


@dataclass(frozen=True, slots=True)
class NoteBlock:
    """One note as postil writes it, without its marker."""

    id: str
    text: str

    @property
    def digest(self) -> str:
        """Last 8 hex digits of a hash of the block: how we know our own writing again."""
        return digest(self.text)


def digest(text: str) -> str:
    """What the marker holds."""
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()[-8:]


def marker(block: NoteBlock, flavor: str) -> str:
    """The line that ends a block."""
    words = f"postil: {block.id} {block.digest}"
    return f"<!-- {words} -->" if flavor == "plain" else f"%% {words} %%"


def properties(item: ExportItem, flavor: str) -> dict[str, object]:
    """The front matter's keys that are ours, in their order; empty ones are left out."""
    article = item.article
    tags = dict.fromkeys(tag_name(tag) for note, _ in item.notes for tag in note.tags)
    values: dict[str, object] = {
        "title": article.title,
        "source": article.url or (str(article.source) if article.source else None),
        "author": article.author,
        "published": article.published,
        "tags": list(tags),
    }
    for key, labels in _LINKED.items():
        counts = Counter(entity.canonical for entity in item.entities if entity.label in labels)
        names = [name for name, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))]
        values[key] = names if flavor == "plain" else [f"[[{_link(name)}]]" for name in names]
    values |= {"postil-id": article.id, "postil-text": article.fingerprint}
    return {key: value for key, value in values.items() if value not in (None, [], "")}


def _link(name: str) -> str:
    return "".join(" " if char in "[]|#^\\/:" else char for char in name).strip()


def front_matter(values: dict[str, object]) -> str:
    """YAML, one key after another, without the fences."""
    return yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=False)


def heading(item: ExportItem) -> str:
    """The article's title as the only heading of level one."""
    return f"# {escaped(item.article.title)}"


def blocks(item: ExportItem, flavor: str) -> list[NoteBlock]:
    """The notes in reading order; orphans say that they are."""
    return [NoteBlock(note.id, _block(item, note, anchor, flavor)) for note, anchor in item.notes]


def _block(item: ExportItem, note: Annotation, anchor: Anchor, flavor: str) -> str:
    parts = ["\n".join([_head(item, note, anchor, flavor), *_quoted(note)])]
    if flavor != "plain":
        parts.append(f"^{note.id}")
    tags = " ".join(f"#{tag_name(tag)}" for tag in note.tags)
    words = neutralised(note.note)
    if words or tags:
        parts.append(f"{words} {tags}".strip())
    return "\n\n".join(parts)


def _head(item: ExportItem, note: Annotation, anchor: Anchor, flavor: str) -> str:
    """The first line of a block: what the note is on, and its colour."""
    if note.entity is not None:
        where = f"on {escaped(note.entity)}"
    elif not note.quote:
        where = "on the article"
    elif anchor.span is None:
        where = "its words are gone from the article"
    else:
        where = f"¶ {_paragraph(item, anchor.span.start)}"
    words = " · ".join(part for part in (where, note.color) if part)
    kind = "quote" if note.quote else "note"
    return f"> **{words}**\n>" if flavor == "plain" else f"> [!{kind}] {words}"


def _paragraph(item: ExportItem, offset: int) -> int:
    """Which of the article's blocks it is, counted from 1."""
    return sum(block.span.start <= offset for block in item.article.blocks)


def _quoted(note: Annotation) -> list[str]:
    return [f"> {escaped(line)}".rstrip() for line in note.quote.split("\n")] if note.quote else []
