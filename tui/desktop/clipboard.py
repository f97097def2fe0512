"""The system's clipboard, where a program for it is installed; terminals are asked by the app itself (OSC 52)."""

import os
import shutil
import subprocess
import sys

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


def copy_outside(text: str) -> bool:
    """Hand text to the system's clipboard. May take a moment.

    Returns:
        Whether a program took it.
    """
    tool = clipboard_tool()
    if tool is None:
        return False
    encoding = "utf-16-le" if sys.platform == "win32" else "utf-8"
    try:
        done = subprocess.run(
            tool,
            input=text.encode(encoding, "replace"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
