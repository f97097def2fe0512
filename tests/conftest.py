"""Every test is alone in the world: no home folder, no settings, no caches of the user's."""

from pathlib import Path

import pytest
from hypothesis import settings

from annotations.library import Library

pytest_plugins = ("tests.drive_app",)  # the fixtures of every test that drives the application by its keys

settings.register_profile("postil", deadline=None)  # a busy machine is no bug: nothing here is timed
settings.load_profile("postil")


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
def library(tmp_path: Path) -> Library:
    """A library of its own, with a store that does not exist yet."""
    return Library.open(tmp_path / "notes.json", cache=tmp_path / "cache")
