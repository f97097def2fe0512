"""Open in the browser, or outside of postil: a file or an address for the program that the system has for it."""

import contextlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from annotations.errors import AnnotationsError

_SCHEMES = ("https://", "http://")
_HEEDED_SECONDS = 10.0


def open_outside(target: Path | str, failed: Callable[[], None] = lambda: None) -> None:
    """Open a file, or a web address, outside of postil. Returns at once.

    Args:
        target: what to open.
        failed: called on another thread when the program that was asked says soon after that it could not.

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
        threading.Thread(target=failed, name="postil-opening", daemon=True).start()
        return
    quiet = subprocess.DEVNULL
    asked = subprocess.Popen(
        [opener, target], stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
    )
    threading.Thread(target=_heed, args=(asked, failed), name="postil-opening", daemon=True).start()


def _heed(asked: "subprocess.Popen[bytes]", failed: Callable[[], None]) -> None:
    """An opener ends soon when it has handed over or found nothing to hand over to; one that stays has opened it."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        if asked.wait(_HEEDED_SECONDS) != 0:
            failed()


def lasting(folder: str) -> str:
    """A folder as it was typed, so that it means the same wherever postil is started."""
    return folder if folder.startswith("~") else str(Path(folder).absolute())
