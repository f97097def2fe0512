"""Signals that end postil: heeded also while its event loop is busy, but not while it waits for an editor."""

import os
import signal
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="needs signals")

START = """
import asyncio, os, signal
from types import SimpleNamespace
import tui.desktop.signals as signals
from tui.desktop.external_editor import edit_outside

async def work():
    signals._PATIENCE_S = 0.05
    signals.end_well_on_signals(SimpleNamespace(_driver=None, exit=lambda return_code: None), lambda: None)
    {}

asyncio.run(work())
"""
EDITOR = "sh -c 'kill -TERM $PPID; sleep 0.3; echo more >> $0'"


def ended(work: str) -> "subprocess.CompletedProcess[str]":
    surroundings = {**os.environ, "EDITOR": EDITOR, "VISUAL": ""}
    command = [sys.executable, "-c", START.format(work)]
    return subprocess.run(command, timeout=30, check=False, text=True, capture_output=True, env=surroundings)


def test_a_loop_that_stays_busy_is_ended_all_the_same() -> None:
    after = ended(
        "signals._BUSY_PATIENCE_S = 0.05\n    os.kill(os.getpid(), signal.SIGTERM)\n    while True:\n        pass"
    )
    assert after.returncode == 128 + signal.SIGTERM, after.stderr


def test_a_signal_that_comes_again_and_again_is_heeded_once() -> None:
    after = ended(
        "started, start = [], signals.start_new_thread\n"
        "    signals.start_new_thread = lambda *work: started.append(start(*work))\n"
        "    for _ in range(200):\n        os.kill(os.getpid(), signal.SIGTERM)\n"
        "    print(len(started), flush=True)\n    await asyncio.sleep(9)"
    )
    assert (after.stdout, after.returncode) == ("1\n", 128 + signal.SIGTERM), after.stderr


def test_what_is_in_an_editor_comes_back_before_a_signal_is_heeded() -> None:
    after = ended("print(edit_outside('mine '), flush=True)\n    await asyncio.sleep(9)")
    assert (after.stdout, after.returncode) == ("mine more\n", 128 + signal.SIGTERM), after.stderr


def test_ctrl_c_that_another_program_sends_ends_it_like_any_signal() -> None:
    after = ended("os.kill(os.getpid(), signal.SIGINT)\n    await asyncio.sleep(9)")
    assert (after.returncode, after.stderr) == (128 + signal.SIGINT, "")


def test_of_many_signals_the_first_is_heeded_and_none_is_an_error() -> None:
    storm = "import os, sys\nwhile True:\n    os.kill(int(sys.argv[1]), 15)"
    work = (
        f"import subprocess, sys; signals._PATIENCE_S = 0.5"
        f"\n    subprocess.Popen([sys.executable, '-c', {storm!r}, str(os.getpid())], stdout=-3, stderr=-3)"
        f"\n    await asyncio.sleep(9)"
    )
    after = ended(work)
    assert (after.returncode, after.stderr) == (128 + signal.SIGTERM, "")
