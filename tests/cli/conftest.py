"""Run the command line in this process, with real files and a real store."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tui.cli.error_border import run


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str


Postil = Callable[..., Outcome]

STORY = """Envoy Meets Putin Hours After a Bombing
By Jane Doe, 26 April 2025

The envoy came ashore in Moscow, and nobody who saw Steve Witkoff thought that he had come to stay long there.

"We are ready to reach a deal," said the minister. Nobody was ready to reach a deal, and Powell knew it, as he said.
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """One article."""
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


@pytest.fixture
def postil(capsys: pytest.CaptureFixture[str]) -> Postil:
    """`postil(*args)` runs one command line in this process."""

    def call(*args: object) -> Outcome:
        code = run([str(arg) for arg in args])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return call
