"""Articles within files that hold many: `FILE / key` is the path of one, as if the file were a folder."""

import os
from pathlib import Path

from annotations.files.presence import is_anything, is_file


def member_of(path: Path) -> tuple[Path, str]:
    """The file that a path is of, and the key of the article within it; empty: the whole file."""
    return (path.parent, path.name) if not is_anything(path) and is_file(path.parent) else (path, "")


def file_of(path: Path) -> Path:
    """The file that has to be looked at for the article at `path`."""
    return member_of(path)[0]


def is_there(path: Path) -> bool:
    """Whether there is a file for the article at `path`."""
    return is_anything(file_of(path))


def stat_of(path: Path) -> os.stat_result:
    """The state of the file for the article at `path`. Raises OSError when there is none."""
    try:
        return path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return file_of(path).stat()
