"""Other words for what commands say they do, as other programs call it: they find it in help and palette. Pure."""

import re
from collections.abc import Mapping
from types import MappingProxyType

_WORD = re.compile(r"[a-z]+")
_OTHERS: Mapping[str, str] = MappingProxyType(
    {
        "chapters": "contents toc",
        "command": "action menu",
        "copies": "duplicates compare diff",
        "copy": "yank clipboard cite",
        "dark": "light theme colors",
        "delete": "remove erase trash",
        "end": "bottom",
        "export": "save obsidian markdown vault",
        "feeds": "reload refresh rss subscribe",
        "fetch": "download",
        "file": "import open url link",
        "find": "search",
        "folder": "directory",
        "group": "section sort",
        "highlight": "underline mark color",
        "join": "merge alias",
        "later": "queue snooze",
        "leave": "quit exit close",
        "mark": "select choose bookmark",
        "merge": "join",
        "name": "entity person place organisation",
        "names": "entities people places organisations",
        "note": "annotate annotation comment",
        "notes": "annotations comments highlights",
        "order": "sort",
        "out": "export save obsidian markdown vault",
        "page": "screen",
        "pipe": "shell",
        "read": "seen",
        "search": "find filter grep",
        "select": "highlight mark visual",
        "shell": "suspend background",
        "sort": "order",
        "source": "browser url link website",
        "star": "favourite favorite flag",
        "start": "top",
        "tag": "label keyword",
        "tags": "labels keywords",
        "undo": "revert restore",
        "unread": "new",
        "wider": "width margin",
    }
)


def other_words(help: str) -> str:
    """What else a command might be called that says `help` of itself."""
    return " ".join(_OTHERS[word] for word in _WORD.findall(help.casefold()) if word in _OTHERS)
