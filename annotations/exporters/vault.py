"""The Markdown files of a folder: found again by whose they are, whatever they are called and in which sub-folder."""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from annotations.errors import ExportError
from annotations.exporters.file_names import folded
from annotations.exporters.front_matter import split_front
from annotations.exporters.plan import PlannedFile, bytes_of
from annotations.files.read import read_start
from annotations.sources import find_articles
from annotations.text.yaml_fields import HeadError, yaml_fields

_HEAD_BYTES = 64_000
_FRONT = re.compile(rb"\A(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)(?:^---|^\.\.\.|\Z)", re.DOTALL | re.MULTILINE)
_KEY = re.compile(r"(?m)^postil-(id|note|entity):(.*)$")
_KEYS = ("postil-id", "postil-note", "postil-entity", "kind")
_LINK = re.compile(r"\[\[([^\[\]|#\n]{0,400})[\]|#]|\]\(<?([^<>\n]{0,600}?\.md)", re.IGNORECASE)
"""What leads to a page: a wikilink, or a link to its file."""

Owner = tuple[str, str]
"""Whose a file is: an article's id and a note's id (or empty), or "entity" and a name."""


class Vault:
    """Files of earlier exports below a folder, and the names that are free in it."""

    def __init__(self, folder: Path, suffix: str = ".md") -> None:
        """Look through `folder`, if it is there; hidden folders are left out, as Obsidian does.

        Files of other suffixes than Markdown's are not asked whose they are, and are looked for in `folder` alone.
        """
        self.folder = folder
        self.files: list[Path] = []
        self.kinds: dict[str, str] = {}
        """What the pages of names say of which kind they are, by name."""
        self._owned: dict[Owner, list[Path]] = {}
        self._taken: dict[Path, set[str]] = {}
        if suffix != ".md":
            self.files = sorted(path for path in folder.glob(f"*{suffix}") if path.is_file())
        elif folder.is_dir():
            for path in find_articles([folder]):
                if isinstance(path, Path) and path.suffix.casefold() == ".md":
                    self.files.append(path)
                    said = _said_of_itself(path)
                    owner = _owner(said)
                    self._owned.setdefault(owner, []).append(path)
                    if owner[0] == "entity" and "kind" in said:
                        self.kinds.setdefault(owner[1], said["kind"])
        self.unowned: list[Path] = self._owned.pop(("", ""), [])
        """Files that are no pages of ours."""

    @property
    def owners(self) -> Iterable[Owner]:
        """All whose files are here."""
        return self._owned.keys()

    def find(self, owner: Owner) -> Path | None:
        """The file of an owner; of several, as copies are, the one highest up."""
        paths = self._owned.get(owner, [])
        return min(paths, key=lambda path: (len(path.parts), paths.index(path)), default=None)

    def copies(self, owner: Owner) -> list[Path]:
        """Further files that say they are the same owner's; they are left alone."""
        first = self.find(owner)
        return [path for path in self._owned.get(owner, []) if path != first]

    @cached_property
    def _links(self) -> dict[str, set[Path]]:
        """The files that link to a page in what stands below their properties, by the page's name (folded)."""
        links: dict[str, set[Path]] = defaultdict(set)
        for path in self.files:
            for wikilink, link in _LINK.findall(split_front(said_in(path)).rest):
                links[_stem_of(wikilink or unquote(link))].add(path)
        return links

    def is_linked(self, path: Path) -> bool:
        """Does any other file link to a page?"""
        return bool(self._links.get(_stem_of(path.name), set()) - {path})

    def place_for(self, names: Iterable[str], is_ours: Callable[[str], bool], folder: str = "") -> Path:
        """A path for a new file: the first of `names` that is free, or whose file is ours without saying so."""
        parent = self.folder / folder if folder else self.folder
        taken = self._names_in(parent)
        last = ""
        for name in names:
            last = name
            if folded(name) not in taken:
                break
            path = parent / name
            if path.is_file() and not path.is_symlink() and is_ours(said_in(path)):
                break
        else:
            path, number = Path(last), 2
            while folded(last) in taken:
                last, number = f"{path.stem[:180]} {number}{path.suffix}", number + 1
        taken.add(folded(last))
        return parent / last

    def _names_in(self, folder: Path) -> set[str]:
        if folder not in self._taken:
            try:
                self._taken[folder] = {folded(name) for name in os.listdir(folder)}  # noqa: PTH208
            except OSError:
                self._taken[folder] = set()
        return self._taken[folder]


def _said_of_itself(path: Path) -> dict[str, str]:
    """What a file says of whose it is, and of which kind of name; nothing where it can't be read."""
    try:
        head = read_start(path, _HEAD_BYTES)
    except OSError:
        return {}
    front = _FRONT.match(head)
    if front is None or b"postil-" not in front.group(1):
        return {}
    return _said(front.group(1).decode("utf-8", "replace"))


def _owner(said: Mapping[str, str]) -> Owner:
    """Whose a file says it is; empty where it says nothing."""
    if "entity" in said:
        return ("entity", said["entity"])
    return (said.get("id", ""), said.get("note", ""))


def _said(source: str) -> dict[str, str]:
    """What the keys of ours say, also where the rest can't be read."""
    try:
        fields = yaml_fields(source)
    except HeadError:
        return {key: _unquoted(value.strip()) for key, value in _KEY.findall(source)}
    values = ((one.key.removeprefix("postil-"), one.value) for one in fields if one.key in _KEYS)
    return {key: value for key, value in values if isinstance(value, str)}


def _unquoted(text: str) -> str:
    quote = text[:1]
    if quote not in ("'", '"') or len(text) < 2 or text[-1] != quote:
        return text.partition(" #")[0].strip()  # a comment behind it
    inner = text[1:-1]
    return inner.replace('\\"', '"').replace("\\\\", "\\") if quote == '"' else inner.replace("''", "'")


def text_of(raw: bytes | None) -> str | None:
    """A file's text; bytes that are no UTF-8 survive the way there and back."""
    return None if raw is None else raw.decode("utf-8", "surrogateescape")


def said_in(path: Path) -> str:
    """The text of any file of a vault; of one that can't be read nothing: it can't be ours then."""
    try:
        return text_of(bytes_of(path)) or ""
    except ExportError:
        return ""


def _stem_of(link: str) -> str:
    return folded(re.sub(r"(?i)\.md\Z", "", link.rpartition("/")[2].strip()))


def planned(path: Path, before: bytes | None, text: str | None) -> PlannedFile:
    """A file with its new text; None: it goes away."""
    return PlannedFile(path, before, None if text is None else text.encode("utf-8", "surrogateescape"))
