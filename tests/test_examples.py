"""The examples of the Python interface run as they stand and print what they promise."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SAID = {
    "add_a_note": "exact: Who says so? #to-verify\n    European shares closed higher",
    "export_notes": "did:      1 new, 0 updated, 0 kept (edited), 0 same\nagain:    0 new, 0 updated, 0 kept (edited), 1 same",
    "find_names": "GPE      Marovia\n",
    "follow_a_quote": "Nobody was standing at the rail to wave.\norphan None\n",
}


def run(name: str, *args: str) -> str:
    command = [sys.executable, str(ROOT / "examples" / f"{name}.py"), *args]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "examples").glob("*.py")))
def test_an_example_runs(name: str, tmp_path: Path) -> None:
    assert SAID[name] in run(name, *([str(tmp_path)] if name == "export_notes" else []))
