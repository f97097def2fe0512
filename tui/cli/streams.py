"""Standard streams that may have gone."""

import contextlib
import io
import os
import sys


def forget_stdout() -> None:
    """Point stdout at nothing, so that the interpreter's last flush finds no broken pipe."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def buffer_stdout() -> None:
    """Put a buffer before a stdout that has none (`python -u`): what the system did not take of a write is lost there."""
    raw: object = getattr(sys.stdout, "buffer", None)
    if isinstance(raw, io.RawIOBase):
        sys.stdout = io.TextIOWrapper(
            io.BufferedWriter(raw), sys.stdout.encoding, sys.stdout.errors, line_buffering=True
        )


def open_missing() -> None:
    """Give a stream that the caller closed (`>&-`) nothing to talk to; else the next file opened takes its number.

    What is written to a missing stdout fails: a result that went nowhere is no success.
    """
    for name, mode, how in (
        ("stdin", "r", os.O_RDONLY),
        ("stdout", "w", os.O_RDONLY),
        ("stderr", "w", os.O_WRONLY),
    ):
        if getattr(sys, name) is None:
            stream = os.fdopen(os.open(os.devnull, how), mode, encoding="utf-8")
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)  # who reads keys takes this one
