"""What stands at a path, asked without an error: what may not be looked at, or can't be a name here, is not there.

`pathlib` raises where a folder on the way is closed, or a name is too long for this disk (a notes file may come from another);
one such path must not cost all others.
"""

import os
from typing import Final

CLOCK_LAG_NS: Final = 20_000_000
"""The clock that files and folders are stamped with may be so far behind."""
_MOST_NS: Final = 2**63 - 1


def is_anything(path: str | os.PathLike[str]) -> bool:
    """Whether there is a file or folder."""
    return os.path.exists(path)  # noqa: PTH110


def is_file(path: str | os.PathLike[str]) -> bool:
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: str | os.PathLike[str]) -> bool:
    return os.path.isdir(path)  # noqa: PTH112


def changed_ns(status: os.stat_result) -> int:
    """When a file last changed, in nanoseconds, within what a database can keep (the years 1677 to 2262)."""
    return max(-_MOST_NS, min(status.st_mtime_ns, _MOST_NS))
