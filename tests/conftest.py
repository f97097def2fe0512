"""Every test is alone in the world: no home folder, no settings, no caches of the user's; nothing of the shell that
started it."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from annotations.library import Library

pytest_plugins = ("tests.drive_app",)  # the fixtures of every test that drives the application by its keys

settings.register_profile("postil", deadline=None)  # a busy machine is no bug: nothing here is timed
settings.load_profile("postil")

_SAID_BY_SHELLS = (
    *("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLORFGBG", "COLORTERM"),
    *("EDITOR", "VISUAL", "PAGER", "BROWSER"),
    "PYTHONDONTWRITEBYTECODE",  # dozens of tests start Python: each would compile us anew
)
for name in [name for name in os.environ if name in _SAID_BY_SHELLS or name.startswith(("TEXTUAL", "XDG_"))]:
    del os.environ[name]
os.environ["TERM"] = "xterm-256color"
sys.dont_write_bytecode = False

for name in ("SIGINT", "SIGHUP", "SIGTERM"):  # what a shell lets its children ignore, ours would ignore too
    number = getattr(signal, name, None)
    if number is not None and signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.default_int_handler if name == "SIGINT" else signal.SIG_DFL)


@pytest.fixture(autouse=True)
def alone(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Point every path that postil could write to at a fresh folder."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("POSTIL_STORE", str(home / "notes.json"))
    monkeypatch.setenv("POSTIL_CONFIG", str(home / "config.toml"))
    monkeypatch.setenv("POSTIL_CACHE", str(home / "cache"))
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library of its own, with a store that does not exist yet."""
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        yield library


@pytest.fixture
def exports_find_no_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """For a test of exports that is not about names: none are looked for, no recogniser starts."""
    monkeypatch.setattr("annotations.exporters.collect._find_names", lambda *_, **__: [])
