"""Where a search looks: files, folders with all below them, and what has notes; as SQL over the paths that the index knows."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from annotations.files.presence import is_file
from annotations.paths import path_key, path_of_key
from annotations.search.conditions import Sql, all_of, any_of

_FEW = 50


class Scope(Struct, frozen=True):
    """Files, folders and files of many, by `path_key`."""

    paths: tuple[str, ...]
    store: int = 0
    """Number of the store whose notes count."""
    everywhere: bool = False
    """Also articles with notes, wherever they are, and all notes."""

    @property
    def of_articles(self) -> Sql:
        """What articles have to meet; `d` is `documents`."""
        parts = [Sql("d.path in (select value from json_each(?))", (json.dumps(self.paths),))]
        folders = [path for path in self.paths if len(self.paths) <= _FEW or not is_file(path_of_key(path))]
        parts += map(below, folders) if len(folders) <= _FEW else [_below_any(folders)]
        if self.everywhere:
            parts.append(Sql("d.article in (select article from notes where store = ?)", (self.store,)))
        return any_of(parts)

    @property
    def of_notes(self) -> Sql:
        """What notes have to meet; `n` is `notes`."""
        own = Sql("n.store = ?", (self.store,))
        if self.everywhere:
            return own
        there = "exists (select 1 from documents d where d.article = n.article and {})"  # asked of each note that is meant
        return all_of([own, self.of_articles.within(there)])


def below(folder: str, column: str = "d.path") -> Sql:
    """What lies below a folder, or within a file of many; what is hidden there is not meant unless it is named itself."""
    start = folder.rstrip(os.sep) + os.sep
    end = start[:-1] + chr(ord(os.sep) + 1)
    hidden = f"instr(substr({column}, ?), ?) = 0"
    return Sql(f"({column} >= ? and {column} < ? and {hidden})", (start, end, len(start), os.sep + "."))


def _below_any(folders: Iterable[str]) -> Sql:
    """What lies below one of many folders: SQLite takes no more than a thousand alternatives."""
    text = "exists (select 1 from json_each(?) where d.path >= value || ? and d.path < value || ?)"
    return Sql(text, (json.dumps(list(folders)), os.sep, chr(ord(os.sep) + 1)))


def outermost(keys: Iterable[str]) -> list[str]:
    """Paths without those that lie below others of them, each once; hidden folders are below nothing."""
    known = dict.fromkeys(keys)

    def is_below(key: str, parent: str) -> bool:
        return parent in known and os.sep + "." not in key[len(parent.rstrip(os.sep)) :]

    return [key for key in known if not any(is_below(key, str(parent)) for parent in Path(key).parents)]


def scope_of(paths: Iterable[str | Path], *, store: int = 0, everywhere: bool = False) -> Scope:
    return Scope(tuple(outermost(path_key(Path(path)) for path in paths)), store, everywhere)
