"""What stands at a path, asked without an error: what may not be looked at, or can't be a name here, is not there.

`pathlib` raises where a folder on the way is closed, or a name is too long for this disk (a notes file may come from another);
one such path must not cost all others.
"""

import os


def is_anything(path: str | os.PathLike[str]) -> bool:
    """Whether there is a file or folder."""
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: str | os.PathLike[str]) -> bool:
    """Whether there is a file."""
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: str | os.PathLike[str]) -> bool:
    """Whether there is a folder."""
    return os.path.isdir(path)  # noqa: PTH112
