"""Paths completed as shells do it: as far as all that begins so goes on alike, then what they go on with."""

import os
from pathlib import Path

from msgspec import Struct

from annotations.paths import expand_home
from annotations.text.canonical import showable

_SIGNS = tuple(filter(None, (os.sep, os.altsep)))


class CompletedPath(Struct, frozen=True):
    """A path as far as it is known what is meant."""

    path: str
    """As it was typed, `~` too, and made longer."""
    choices: tuple[str, ...] = ()
    """Names that it goes on with, those of folders with a slash; none: there is but one way."""
    problem: str = ""
    """Why there is nothing to complete, for people."""


def complete_path(typed: str, *, takes_files: bool) -> CompletedPath:
    """Complete a path from what is on the disk; hidden names only where their dot is typed.

    Args:
        typed: so far; a relative one begins where postil was started.
        takes_files: files too, not folders alone.
    """
    if typed == "~":
        return CompletedPath("~" + os.sep)
    start = max(map(typed.rfind, _SIGNS)) + 1
    folder, begun = typed[:start], typed[start:]
    try:
        names = _names_in(expand_home(folder or os.curdir), begun, takes_files=takes_files)
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or "no such folder").lower()
        return CompletedPath(typed, problem=f"{folder or 'This folder'} can't be read: {reason}.")
    if not names:
        what = "Nothing" if takes_files else "No folder"
        how = f"begins with {begun}" if begun else "is there to go on with"
        return CompletedPath(typed, problem=f"{what} in {folder or 'this folder'} {how}.")
    common = os.path.commonprefix(names)  # noqa: RUF071  # letters are compared, not parts of paths
    if len(names) == 1:
        return CompletedPath(folder + common)
    return CompletedPath(folder + (common if len(common) >= len(begun) else begun), tuple(names))


def _names_in(folder: Path, begun: str, *, takes_files: bool) -> list[str]:
    """What begins so, else what does so but for large and small letters; names that can't be shown as they are left out."""
    with os.scandir(folder) as entries:
        alike = [
            entry
            for entry in entries
            if entry.name.casefold().startswith(begun.casefold())
            and entry.name.startswith(".") == begun.startswith(".")
            and showable(entry.name) == entry.name
        ]
    exact = [entry for entry in alike if entry.name.startswith(begun)]
    names = [entry.name + (os.sep if _is_folder(entry) else "") for entry in exact or alike]
    return sorted(name for name in names if takes_files or name.endswith(os.sep))


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads nowhere
        return False
