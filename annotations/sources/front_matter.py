"""What the head of a Markdown file says of its article: title, author, date, tags, address."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

from msgspec import Struct

from annotations.files.read import read_start
from annotations.sources.byline import in_usual_order
from annotations.sources.dates import as_date
from annotations.sources.decoding import decode
from annotations.sources.registry import SOURCES
from annotations.text.canonical import one_line
from annotations.text.front_matter import Head, Problem, read_head
from annotations.text.yaml_fields import Value

_NAMES = {
    "title": ("title", "headline"),
    "author": ("author", "authors", "by", "byline", "creator"),
    "published": ("published", "date", "pubdate", "publishdate", "date_published", "created"),
    "standfirst": ("standfirst", "subtitle", "dek", "deck"),
    "url": ("url", "source", "link", "canonical_url", "canonicalurl", "source_url"),
    "language": ("language", "lang"),
    "tags": ("tags", "tag", "keywords"),
}
"""What we want to know, and the keys that say it, the best first."""
_KNOWN = frozenset(name for names in _NAMES.values() for name in names)
_WIKI_LINK = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]")
_LINK = re.compile(r"\[[^\]]*\]\(([^\s()]+)\)")
_MOST_PARTS = 200
_HEAD_BYTES = 1 << 18


class FrontMatter(Struct, frozen=True):
    """What a front matter says of its article; each field empty where it says nothing."""

    title: str = ""
    author: str | None = None
    published: date | None = None
    standfirst: str | None = None
    url: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Lines that could not be read."""


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Take the front matter off a Markdown text.

    Returns:
        What it says, and the text without it; the whole text where it has none.
    """
    head = read_head(text, _KNOWN)
    if head is None:
        return FrontMatter(), text
    return _read(head), text[head.end :]


def problems_of_head(path: Path) -> tuple[Problem, ...]:
    """The lines of an article's front matter that can't be read; none where the file can't be."""
    if SOURCES.get(path.suffix.casefold()) != "markdown":
        return ()
    try:
        return split_front_matter(decode(read_start(path, _HEAD_BYTES)))[0].problems
    except (OSError, ValueError):
        return ()


def _read(head: Head) -> FrontMatter:
    keys = {key.casefold(): key for key, value in head.values.items() if value}
    named = {what: next((keys[name] for name in names if name in keys), "") for what, names in _NAMES.items()}
    said = {what: head.values.get(key, "") for what, key in named.items()}
    published, problems = _day(said["published"]), head.problems
    if said["published"] and published is None:
        key = named["published"]
        what = f"{key}: {_line(said['published'])[:80]!r} is no date"
        problems = (*problems, Problem(head.lines.get(key, 1), what))
    return FrontMatter(
        title=_title(said["title"]),
        author=_people(said["author"]) or None,
        published=published,
        standfirst=_line(said["standfirst"]) or None,
        url=_address(said["url"]),
        language=_language(said["language"]),
        tags=_tags(said["tags"]),
        problems=problems,
    )


def _line(value: Value) -> str:
    """A text on one line; empty for lists and maps."""
    return one_line(value)[:1000] if isinstance(value, str) else ""


def _title(value: Value) -> str:
    """As it is written also where its brackets make a list of it: `[Breaking]`."""
    is_list = isinstance(value, list) and bool(value) and all(isinstance(part, str) for part in value)
    return one_line(f"[{', '.join(map(str, value))}]")[:1000] if is_list else _line(value)


def _people(value: Value) -> str:
    if isinstance(value, dict):
        return _line(value.get("name", ""))
    if isinstance(value, list):
        parts = value[:20]
        turned = in_usual_order("; ".join(map(_line, parts))) if all(map(_line, parts)) else []
        names = turned or [name for name in map(_people, parts) if name]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    name = re.sub(r"\s*<[^<>@]*@[^<>]*>$", "", _line(value))
    name = _WIKI_LINK.sub(r"\1", name)
    return " and ".join(in_usual_order(name)) or name


def _day(value: Value) -> date | None:
    text = _WIKI_LINK.sub(r"\1", _line(value[0] if isinstance(value, list) and len(value) == 1 else value))
    if re.fullmatch(r"\d{8}", text):  # 20250426
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    elif re.fullmatch(r"1\d{9}(?:\d{3})?", text):  # seconds or milliseconds since 1970
        return datetime.fromtimestamp(int(text[:10]), UTC).date()
    return as_date(text)


def _address(value: Value) -> str | None:
    text = _line(value)
    link = _LINK.fullmatch(text)
    text = link[1] if link is not None else text.strip("<>")
    return text if re.match(r"https?://\S+$", text) else None


def _language(value: Value) -> str | None:
    text = _line(value)
    return text[:2].lower() if re.match(r"[A-Za-z]{2}(?:[-_]|$)", text) else None


def _tags(value: Value) -> tuple[str, ...]:
    if isinstance(value, str):
        parts = re.split(r"[,;]" if re.search("[,;]", value) else r"\s+", _line(value))
    else:
        parts = [_line(part) for part in value[:_MOST_PARTS]] if isinstance(value, list) else []
    tags = (part.strip().lstrip("#").strip() for part in parts[:_MOST_PARTS])
    return tuple(dict.fromkeys(tag for tag in tags if tag))
