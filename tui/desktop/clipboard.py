"""The system's clipboard, where a program for it is installed; terminals are asked by the app itself (OSC 52)."""

import os
import shutil
import subprocess
import sys
import threading
from contextlib import suppress

_PATIENCE_SECONDS = 2.0
_TOOLS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("WAYLAND_DISPLAY", ("wl-copy",)),
    ("DISPLAY", ("xclip", "-selection", "clipboard")),
    ("DISPLAY", ("xsel", "--clipboard", "--input")),
)


def clipboard_tool() -> tuple[str, ...] | None:
    """The command that fills the clipboard here, or None."""
    if sys.platform == "darwin":
        return ("pbcopy",)
    if sys.platform == "win32":
        return ("clip",)
    return next((tool for name, tool in _TOOLS if os.environ.get(name) and shutil.which(tool[0])), None)


class Clipboard:
    """Fills the system's clipboard on a thread of its own: a program that hangs holds up no note, and the newest text wins."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: str | None = None
        self._thread: threading.Thread | None = None

    def copy(self, text: str) -> None:
        """Hand text to the clipboard's program, if there is one. Returns at once."""
        with self._lock:
            self._newest = text
            if self._thread is None:
                self._thread = threading.Thread(target=self._copy_all, name="postil-clipboard", daemon=True)
                self._thread.start()

    def _copy_all(self) -> None:
        while True:
            with self._lock:
                text, self._newest = self._newest, None
                if text is None:
                    self._thread = None
                    return
            _copy(text)

    def close(self) -> None:
        """Wait for what is on its way, but not for long."""
        if (thread := self._thread) is not None:
            thread.join(_PATIENCE_SECONDS)


def _copy(text: str) -> None:
    tool = clipboard_tool()
    if tool is None:
        return
    encoding = "utf-16-le" if sys.platform == "win32" else "utf-8"
    with suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            tool,
            input=text.encode(encoding, "replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
