"""File names that are safe on every platform, stable, and unique also where case and accents are not told apart."""

import re
import unicodedata
from pathlib import Path

from annotations.exporters.escape import cleaned
from annotations.paths import is_piped
from annotations.text.canonical import composed

MOST_BYTES = 200
_BAD = re.compile(r"[\x00-\x1f\x7f\\/:*?\"<>|#^\[\]%\ufffd]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_RESERVED = re.compile(
    r"^(con|prn|aux|nul|conin\$|conout\$|clock\$|com[\d¹²³]|lpt[\d¹²³])\s*(\.|$)", re.IGNORECASE
)


def safe_stem(title: str, fallback: str, room_bytes: int = MOST_BYTES - len(".md")) -> str:
    """A title as a file name without its suffix: no path, nothing that a system reserves, at most `room_bytes`."""
    name = _INVISIBLE.sub("", _BAD.sub(" ", cleaned(composed(title))))
    name = _cut(" ".join(name.split()).strip(" .-~"), room_bytes)
    if not name or _RESERVED.match(name):
        name = _cut(f"{fallback} {name}".strip(), room_bytes)
    return name


def source_name(source: Path | None) -> str:
    """What the file of an article is called; empty: it came on standard input, or nobody knows."""
    return "" if source is None or is_piped(source) else source.name


def entity_stem(name: str) -> str:
    """What the page of a name is called."""
    return safe_stem(name, "Name")


def file_name(title: str, article_id: str, suffix: str = ".md") -> str:
    """An article's file: its title, and six letters of its id, so that two of one title differ."""
    return _suffixed(title, article_id.removeprefix("a-")[:6], suffix)


def full_file_name(title: str, *ids: str, suffix: str = ".md") -> str:
    """The same with whole ids, for the rare two that share six letters, and for one note of an article."""
    return _suffixed(title, " ".join(id.removeprefix("a-") for id in ids), suffix)


def _suffixed(title: str, id: str, suffix: str) -> str:
    ending = f" ({_cut(re.sub(r'[^A-Za-z0-9 -]', '', id), 60) or 'x'}){suffix}"
    return safe_stem(title, "Article", MOST_BYTES - len(ending)) + ending


def folded(name: str) -> str:
    """What two names share when some file system takes them for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", name).casefold())


def _cut(name: str, room_bytes: int) -> str:
    """As much as fits, in whole characters; no blank or dot at the end."""
    raw = unicodedata.normalize("NFD", name).encode("utf-8", "replace")  # macOS stores the longer form
    if len(raw) > room_bytes:
        name = unicodedata.normalize("NFC", raw[:room_bytes].decode("utf-8", "ignore"))
    return name.rstrip(" .-")
