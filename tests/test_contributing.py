"""The walks of CONTRIBUTING.md lead where they say: each is done in a copy, and the tests that concern it pass there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COPIED = ("annotations", "tui", "tests", "docs", "seeds", "pyproject.toml", "README.md")
_STEP = re.compile(r"```python\n# (\S+?)(?:, (above|below): ([^\n]+))?\n(.*?)```", re.DOTALL)
WALKS = {
    "Add a command": ("tests/flows/test_page_words.py", "tests/tui/test_keymap.py"),
    "Add a format": ("tests/sources/test_registry.py",),
    "Add a screen": ("tests/screens/test_authors.py", "tests/tui/test_keymap.py"),
}
"""Heading to the tests that show that it was done."""
STRUCTURE = [
    f"tests/test_structure.py::test_{what}"
    for what in ("every_module_is_reached", "tests_lie_where_what_they_try_lies")
]


def do_step(copy: Path, name: str, where: str, anchor: str, lines: str) -> None:
    """Write a new file, or put lines above or below the one line that begins with the anchor."""
    path = copy / name
    if not where:
        assert not path.exists()
        path.write_text(lines, encoding="utf-8")
        return
    text = path.read_text(encoding="utf-8").splitlines(keepends=True)
    (at,) = [at for at, line in enumerate(text) if line.strip().startswith(anchor)]
    text.insert(at + (where == "below"), lines)
    path.write_text("".join(text), encoding="utf-8")


@pytest.mark.parametrize("heading", WALKS)
def test_a_walk_leads_there(heading: str, tmp_path: Path) -> None:
    words = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    steps = _STEP.findall(words.partition(f"\n## {heading}\n")[2].partition("\n## ")[0])
    assert len(steps) > 2
    for part in COPIED:
        copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copy
        copy(ROOT / part, tmp_path / part)
    for step in steps:
        do_step(tmp_path, *step)
    changed = sorted({name for name, *_ in steps})
    for command in (
        ["ruff", "format", "--check", *changed],
        ["ruff", "check", *changed],
        ["pytest", "-q", "-p", "no:cacheprovider", *WALKS[heading], *STRUCTURE],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
