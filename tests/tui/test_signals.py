"""Signals that end postil: heeded also while its event loop is busy."""

import signal
import subprocess
import sys

import pytest

BUSY = """
import asyncio, os, signal
from types import SimpleNamespace
import tui.desktop.signals as signals

async def work():
    signals._BUSY_PATIENCE_S = 0.05
    signals.end_well_on_signals(SimpleNamespace(_driver=None), lambda: None)
    os.kill(os.getpid(), signal.SIGTERM)
    while True:
        pass

asyncio.run(work())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="needs signals")
def test_a_loop_that_stays_busy_is_ended_all_the_same() -> None:
    assert (
        subprocess.run([sys.executable, "-c", BUSY], timeout=30, check=False).returncode
        == 128 + signal.SIGTERM
    )
