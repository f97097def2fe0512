"""Text through a program that the reader names."""

import os
import signal
import subprocess
from contextlib import suppress

from annotations.errors import AnnotationsError

LONGEST_S = 60


def through(command: str, text: str, *, longest_s: float = LONGEST_S) -> str:
    """What a shell command says when it is given `text`. Blocks: call it on a thread.

    Raises:
        AnnotationsError: it could not be run, failed, or took too long.
    """
    try:
        process = subprocess.Popen(
            command,
            shell=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=os.name == "posix",
        )
    except (OSError, ValueError) as problem:
        raise AnnotationsError(f"{command} could not be run: {problem}; check the command") from problem
    try:
        out, err = process.communicate(text.encode("utf-8", "replace"), timeout=longest_s)
    except subprocess.TimeoutExpired:
        _end(process)
        raise AnnotationsError(f"{command} took longer than {longest_s:g} s and was ended") from None
    if process.returncode:
        said = err.decode("utf-8", "replace").strip().splitlines()
        raise AnnotationsError(
            f"{command} failed ({process.returncode}): {said[-1] if said else 'it gave no reason'}"
        )
    return out.decode("utf-8", "replace")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End it with all that it has started."""
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.communicate()
