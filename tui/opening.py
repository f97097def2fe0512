"""Hand a file or an address to the program that the system opens it with."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from annotations.errors import AnnotationsError

_SCHEMES = ("https://", "http://")


def open_outside(target: Path | str) -> None:
    """Open a file, or a web address, outside of postil. Returns at once.

    Raises:
        AnnotationsError: there is no such file, it is no web address, or no program opens it.
    """
    if isinstance(target, Path):
        if not target.exists():
            raise AnnotationsError(f"{target} is gone; press r in the list to read the folders again")
        target = str(target.absolute())
    elif not target.startswith(_SCHEMES):
        raise AnnotationsError(f"{target} is no web address; nothing was opened")
    if sys.platform == "win32":
        os.startfile(target)
        return
    opener = shutil.which("open" if sys.platform == "darwin" else "xdg-open")
    if opener is None:
        raise AnnotationsError(f"no program here opens {target}; install xdg-open, or open it yourself")
    quiet = subprocess.DEVNULL
    subprocess.Popen([opener, target], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)


def lasting(folder: str) -> str:
    """A folder as it was typed, so that it means the same wherever postil is started."""
    return folder if folder.startswith("~") else str(Path(folder).absolute())
