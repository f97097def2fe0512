"""YAML or TOML at the top of a Markdown file: title, author, date, tags, address. What is wrong in it never costs the article."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct

from annotations.sources.dates import as_date
from annotations.text.canonical import canonical

MAX_CHARS = 1 << 16

_FENCED = re.compile(r"---[ ]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ ]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FENCED_TOML = re.compile(r"\+\+\+[ ]*\n(?P<toml>.*?)^\+\+\+[ ]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_SPACES = re.compile(r"\s+")


class FrontMatter(Struct, frozen=True):
    """What a front matter says of its article; each field empty where it says nothing."""

    title: str = ""
    author: str | None = None
    published: date | None = None
    standfirst: str | None = None
    url: str | None = None
    language: str | None = None
    tags: tuple[str, ...] = ()


def split_front_matter(text: str) -> tuple[FrontMatter, str]:
    """Take the front matter off a canonical Markdown text.

    Returns:
        What it says, and the text without it; the whole text where it has none.
    """
    if text.startswith("+++"):
        return _split_toml(text)
    match = _FENCED.match(text, 0, MAX_CHARS) if text.startswith("---") else None
    if match is None:
        return FrontMatter(), text
    fields = _fields(match["yaml"])
    if fields is None:
        return FrontMatter(), text
    return _read(fields), text[match.end() :]


def _split_toml(text: str) -> tuple[FrontMatter, str]:
    """The same between lines of `+++`, as Hugo has it."""
    import tomllib

    match = _FENCED_TOML.match(text, 0, MAX_CHARS)
    try:
        fields = tomllib.loads(match["toml"]) if match else {}
    except (tomllib.TOMLDecodeError, RecursionError):
        fields = {}
    if match is None or not fields:
        return FrontMatter(), text
    return _read({key.casefold(): value for key, value in fields.items()}), text[match.end() :]


def _fields(source: str) -> Mapping[str, object] | None:
    import yaml  # 15 ms that only Markdown with front matter pays

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        loaded = yaml.load(source, loader)  # both are the safe loader
    except (yaml.YAMLError, ValueError, RecursionError):
        loaded = _by_lines(source)
    if loaded is None and not source.strip():
        return {}
    if not isinstance(loaded, dict):
        return None
    return {str(key).casefold(): value for key, value in loaded.items() if isinstance(key, str)}


def _by_lines(source: str) -> dict[str, object] | None:
    """`key: value` lines as people write them: a title with a colon in it is wrong YAML, and plain enough."""
    found = re.findall(r"^([A-Za-z][\w -]*?):[ ]+(\S.*)$", source, re.MULTILINE)
    return {key: value.strip().strip("\"'") for key, value in found} or None


def _read(fields: Mapping[str, object]) -> FrontMatter:
    return FrontMatter(
        title=_line(_first(fields, "title", "headline")) or "",
        author=_people(_first(fields, "author", "authors", "by", "byline", "creator")),
        published=_day(
            _first(fields, "published", "date", "pubdate", "publishdate", "date_published", "created")
        ),
        standfirst=_line(_first(fields, "standfirst", "subtitle", "dek", "deck")),
        url=_address(_first(fields, "url", "source", "link", "canonical_url", "canonicalurl", "source_url")),
        language=_language(_first(fields, "language", "lang")),
        tags=_tags(_first(fields, "tags", "tag", "keywords")),
    )


def _first(fields: Mapping[str, object], *names: str) -> object:
    return next((fields[name] for name in names if fields.get(name)), None)


def _line(value: object) -> str | None:
    if isinstance(value, (str, int, float, date)):
        return _SPACES.sub(" ", canonical(str(value))).strip()[:1000] or None
    return None


def _people(value: object) -> str | None:
    if isinstance(value, dict):
        return _line(value.get("name"))
    if isinstance(value, list):
        names = [name for name in map(_people, value[:20]) if name]
        return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names) or None
    name = _line(value)
    return re.sub(r"^\[\[(?:[^\]|]*\|)?([^\]|]*)\]\]$", r"\1", name) if name else None


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int) and 19_000_000 < value < 21_000_000:  # 20250426
        value = f"{value // 10_000}-{value // 100 % 100:02}-{value % 100:02}"
    return as_date(value) if isinstance(value, str) else None


def _address(value: object) -> str | None:
    text = _line(value)
    return text if text and re.match(r"https?://\S+$", text) else None


def _language(value: object) -> str | None:
    text = _line(value)
    return text[:2].lower() if text and re.match(r"[A-Za-z]{2}(?:[-_]|$)", text) else None


def _tags(value: object) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else (value.split(",") if isinstance(value, str) else [value])
    tags = (tag.lstrip("#").strip() for tag in map(_line, parts[:200]) if tag)
    return tuple(dict.fromkeys(tag for tag in tags if tag))
