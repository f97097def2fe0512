"""How the programs under measurement are started: always afresh, with a home of their own."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.terminal.session import Terminal

COLUMNS, ROWS = 120, 40
_ROOT = Path(__file__).resolve().parent.parent.parent


def home(folder: Path, *, with_entities: bool = True) -> Mapping[str, str]:
    """An environment in which nothing of the user's is read."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.toml"
    config.write_text("" if with_entities else "[entities]\nenabled = false\n", encoding="utf-8")
    return {
        "HOME": str(folder),
        "POSTIL_STORE": str(folder / "notes.json"),
        "POSTIL_CONFIG": str(config),
        "POSTIL_CACHE": str(folder / "cache"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "PYTHONDONTWRITEBYTECODE": "",
    }


def postil(*args: str | Path) -> list[str]:
    """The command as a user has it."""
    script = Path(sys.executable).with_name("postil")
    start = [str(script)] if script.exists() else [sys.executable, "-m", "tui"]
    return [*start, *map(str, args)]


def open_postil(path: Path, env: Mapping[str, str]) -> Terminal:
    """The reader on one file."""
    return Terminal(postil(path), columns=COLUMNS, rows=ROWS, env=env, cwd=str(_ROOT))


def open_bare(path: Path, env: Mapping[str, str]) -> Terminal:
    """The yardstick on one file."""
    bare = Path(__file__).with_name("bare.py")
    return Terminal(
        [sys.executable, str(bare), str(path)], columns=COLUMNS, rows=ROWS, env=env, cwd=os.fspath(_ROOT)
    )
