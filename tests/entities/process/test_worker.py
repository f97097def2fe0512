"""The entity process: results, order, death."""

import contextlib
import errno
import os
import queue
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from annotations.entities.engine.spacy_engine import SpacyEngine, load_engine
from annotations.entities.process import client
from annotations.entities.process.client import (
    EntityWorker,
    Event,
    Failed,
    Finished,
    Found,
    Ready,
    WorkerDied,
)
from annotations.errors import EngineError

NEWS = "Germany and France agreed on 3 May 2021. The European Central Bank (ECB) raised $1.2bn.\n"
WAIT_SECONDS = 300  # ends a test that hangs; a busy machine lets the recogniser, which is niced, wait long


class Listener:
    """A worker and what it said."""

    def __init__(self, model: str | None = None) -> None:
        self.events: queue.Queue[Event] = queue.Queue()
        self.worker = EntityWorker(self.events.put, model=model)
        self._asked: list[int] = []

    def find(self, text: str, *, start_at: int = 0) -> int:
        """Ask for the names of a text; returns the request."""
        self._asked.append(self.worker.find(text, start_at=start_at))
        return self._asked[-1]

    def forget(self) -> None:
        """Ask for nothing any more, and leave unheard what has been said."""
        for request in self._asked:
            self.worker.cancel(request)
        self._asked.clear()
        with contextlib.suppress(queue.Empty):
            while True:
                self.events.get_nowait()

    def until(self, kind: type[Event], request: int | None = None) -> list[Event]:
        """Events up to the first of a kind (and request), that one last."""
        heard: list[Event] = []
        while (
            not heard
            or not isinstance(heard[-1], kind)
            or request not in (None, getattr(heard[-1], "request", None))
        ):
            heard.append(self.events.get(timeout=WAIT_SECONDS))
        return heard


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.worker.close()


@pytest.fixture(scope="module")
def started() -> Iterator[Listener]:
    """A process that has loaded its engine."""
    made = Listener()
    made.find(NEWS)
    made.until(Finished)
    yield made
    made.worker.close()


@pytest.fixture
def running(started: Listener) -> Iterator[Listener]:
    """A process that others have used and will use: for tests that leave it alive."""
    started.forget()
    yield started
    started.forget()


@pytest.fixture(scope="module")
def engine() -> SpacyEngine:
    return load_engine()


def test_the_process_finds_what_the_engine_finds(listener: Listener, engine: SpacyEngine) -> None:
    request = listener.worker.find(NEWS)
    heard = listener.until(Finished)
    assert heard[0] == Ready(engine.name, engine.version)
    finals = [event for event in heard if isinstance(event, Found) and event.final]
    assert [event.entities for event in finals] == [engine.entities(NEWS)]
    assert heard[-1] == Finished(request, "en")


def test_a_long_text_leaves_no_file_behind_however_early_the_process_goes(
    listener: Listener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    listener.worker.find(NEWS * 6_000)
    listener.worker.close()
    assert not list(tmp_path.iterdir())


def test_a_long_text_is_gone_through_from_where_the_reader_is(running: Listener) -> None:
    text = NEWS * 6_000
    running.find(text, start_at=len(text) // 2)
    first = running.until(Found)[-1]
    assert isinstance(first, Found)
    assert len(text) // 2 in first.covered


def test_a_text_of_any_letters_comes_over_whole(running: Listener, engine: SpacyEngine) -> None:
    text = "日本語 🇵🇱 Łódź.\u2028\r\nGermany and France agreed on 3 May 2021.\n" * 3
    running.find(text)
    finals = [event for event in running.until(Finished) if isinstance(event, Found) and event.final]
    assert [event.entities for event in finals] == [engine.entities(text)]


def test_the_newest_request_comes_first_and_a_cancelled_one_is_silent(running: Listener) -> None:
    long, cancelled = running.find(NEWS * 300), running.find(NEWS * 200)
    running.worker.cancel(cancelled)
    running.until(Found, long)
    newest = running.find(NEWS)
    heard = running.until(Finished, newest)
    heard += running.until(Finished, long)
    assert all(getattr(event, "request", None) != cancelled for event in heard)


@pytest.mark.usefixtures("each_window_runs_once")
def test_the_process_goes_on_where_the_reader_has_jumped_to(running: Listener, engine: SpacyEngine) -> None:
    text = NEWS * 650
    request = running.find(text)
    running.until(Found)
    assert running.worker.look(request, len(text) - 1)
    heard = [event for event in running.until(Finished) if isinstance(event, Found)]
    previews = [event.covered for event in heard if not event.final]
    assert len(previews) > 8
    assert any(len(text) - 1 in span for span in previews[:3])
    assert len(set(previews)) == len(previews)
    assert heard[-1].entities == engine.entities(text)


def test_a_process_that_dies_is_started_again_once(listener: Listener) -> None:
    text = NEWS * 1_000
    request = listener.worker.find(text)
    listener.until(Found)
    assert listener.worker.pid is not None
    psutil.Process(listener.worker.pid).kill()
    assert listener.until(WorkerDied)[-1] == WorkerDied(request, will_retry=True)
    listener.until(Ready)
    psutil.Process(listener.worker.pid).kill()
    assert listener.until(WorkerDied)[-1] == WorkerDied(request, will_retry=False)
    assert listener.worker.pid is None
    small = listener.worker.find(NEWS)
    assert listener.until(Finished)[-1] == Finished(small, "en")


def test_a_process_that_can_not_be_started_is_an_error_and_the_next_one_may(
    listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_memory(*args: object, **how: object) -> None:
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    with monkeypatch.context() as patch:
        patch.setattr(client.subprocess, "Popen", no_memory)
        with pytest.raises(EngineError, match=r"can't be started: Cannot allocate memory; close"):
            listener.worker.find(NEWS)
    started: list[subprocess.Popen[bytes]] = []

    class NoThread(threading.Thread):
        def start(self) -> None:
            started.append(self._args[0])  # type: ignore[attr-defined]
            raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patch:
        patch.setattr(client.threading, "Thread", NoThread)
        with pytest.raises(EngineError, match="can't start new thread"):
            listener.worker.find(NEWS)
    assert started[0].poll() is not None and listener.worker.pid is None
    request = listener.worker.find(NEWS * 200)
    listener.until(Found)
    monkeypatch.setattr(client.subprocess, "Popen", no_memory)
    assert listener.worker.pid is not None
    psutil.Process(listener.worker.pid).kill()
    assert listener.until(WorkerDied)[-1] == WorkerDied(request, will_retry=True)
    failed = listener.until(Failed)[-1]
    assert isinstance(failed, Failed) and "can't be started" in failed.message


def test_an_engine_that_does_not_load_is_said_so() -> None:
    listener = Listener("en_no_such_pipeline")
    listener.worker.find(NEWS)
    failed = listener.until(Failed)[-1]
    assert isinstance(failed, Failed)
    assert failed.request is None
    assert "not installed" in failed.message
    listener.worker.close()


def test_another_language_is_said_so(running: Listener) -> None:
    running.find(
        "Der Bundeskanzler hat gestern in Berlin gesagt, dass die Regierung 20 % mehr Geld ausgeben will."
    )
    finished = running.until(Finished)[-1]
    assert isinstance(finished, Finished)
    assert finished.language == "de"


def test_close_ends_the_process_and_silences_it(listener: Listener) -> None:
    listener.worker.find(NEWS * 2_000)
    listener.until(Ready)
    pid = listener.worker.pid
    assert pid is not None
    listener.worker.close()
    assert not psutil.pid_exists(pid)


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is POSIX's; the same watcher thread serves Windows")
def test_the_process_does_not_outlive_its_parent(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            textwrap.dedent("""
            import time
            from annotations.entities.process.client import EntityWorker, Ready
            def said(event):
                if isinstance(event, Ready): print(worker.pid, flush=True)
            worker = EntityWorker(said)
            worker.find("Berlin. " * 40_000)
            time.sleep(60)
            """),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    # whoever takes in orphans here may be slow to bury them
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE:
        psutil.wait_procs([child], timeout=0.1)


def test_a_folder_of_articles_cannot_slip_modules_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('taken over')")
    (tmp_path / "spacy.py").write_text("raise SystemExit('taken over')")
    monkeypatch.chdir(tmp_path)
    listener = Listener()
    listener.worker.find(NEWS)
    assert isinstance(listener.until(Finished)[-1], Finished)
    listener.worker.close()
