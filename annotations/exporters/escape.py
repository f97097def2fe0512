"""Text of others made harmless in Markdown, YAML, wikilinks and tags, so that no quote or title can break out."""

import re
import unicodedata

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~^$%!{}&=])")
_LINE_START = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s|$)")
_MARKER_LIKE = re.compile(r"%%|<!--|-->")
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_MOST_NAME_BYTES = 180


def escaped(text: str) -> str:
    """Article text as literal Markdown: one line in, one line out."""
    return _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text.replace("\n", " ")))


def neutralised(note: str) -> str:
    """A note's own Markdown stays; raw HTML is escaped, and nothing in it looks like a marker, block id or property."""
    note = _MARKER_LIKE.sub(
        lambda found: "\\".join(found.group()) if found.group() == "%%" else found.group(), note
    )
    note = re.sub(r"<(?=[A-Za-z/!?])", r"\\<", note)
    note = re.sub(r"(?m)^(\^[A-Za-z0-9-]+\s*)$", r"\\\1", note)
    return re.sub(r"(?m)^(>\s*\[!(?:quote|note)\])", r"\\\1", note).strip("\n")


def tag_name(tag: str) -> str:
    """A tag as Obsidian takes it: no spaces, nested `a/b` kept, not all digits."""
    name = re.sub(r"[^\w/-]+", "-", unicodedata.normalize("NFC", tag.strip().lstrip("#")), flags=re.UNICODE)
    name = "/".join(part.strip("-") for part in name.split("/") if part.strip("-")) or "tag"
    return f"{name}-" if name.replace("/", "").isdigit() else name


def file_name(title: str, article_id: str) -> str:
    """A file name that is safe on every platform and always the same; unique by the article's id."""
    name = re.sub(r"[\x00-\x1f\x7f\\/:*?\"<>|#^\[\]]+", " ", unicodedata.normalize("NFC", title))
    name = re.sub(r"\s+", " ", name).strip(" .-")
    while len(name.encode()) > _MOST_NAME_BYTES:
        name = name[:-1].rstrip(" .-")
    if not name or _RESERVED.match(name):
        name = f"Article {name}".strip()
    return f"{name} ({article_id.removeprefix('a-')[:6]}).md"
