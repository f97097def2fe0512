"""Is it fit to be released? `make release-check`: builds the wheel, installs it into an environment that holds nothing else
and opens a sample article there, in a folder where no source of ours lies.
"""

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

from tests.terminal.session import HAS_PTY, Terminal

ROOT = Path(__file__).parents[1]
IN_THE_WHEEL = (
    "annotations/py.typed",
    "tui/py.typed",
    "annotations/seeds/copper-leads-a-nervous-rally.md",
    "annotations/gold/samples.jsonl",
    "annotations/entities/pipeline/MODEL_CARD.md",
)
TITLE = "Copper leads a nervous rally"
PIP = ["-m", "pip", "--quiet", "--disable-pip-version-check"]


def build_wheel(folder: Path) -> Path:
    """The wheel, and nothing missing in it."""
    subprocess.run([sys.executable, *PIP, "wheel", "--no-deps", "--wheel-dir", folder, ROOT], check=True)
    (wheel,) = folder.glob("postil-*.whl")
    missing = set(IN_THE_WHEEL) - set(zipfile.ZipFile(wheel).namelist())
    assert not missing, f"not in the wheel: {sorted(missing)}"
    return wheel


def install(wheel: Path, folder: Path) -> Path:
    """An environment of its own with the wheel and what it asks for; returns its folder of commands."""
    venv.create(folder, with_pip=True)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([commands / "python", *PIP, "install", wheel], check=True)
    return commands


def open_article(commands: Path, folder: Path) -> None:
    """On the command line, from Python, and on a terminal where there is one."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    env |= {f"POSTIL_{name}": str(folder / name.lower()) for name in ("STORE", "CONFIG", "CACHE")}
    told = subprocess.run(
        [
            commands / "python",
            "-c",
            "import annotations.paths as p; print(*sorted(p.samples_folder().iterdir()))",
        ],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    (article,) = [path for path in told if path.endswith("copper-leads-a-nervous-rally.md")]
    assert Path(article).is_relative_to(commands.parent), article
    shown = subprocess.run(
        [commands / "postil", "show", article],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert TITLE in shown.stdout, shown.stdout[:200]
    if HAS_PTY:
        with Terminal([str(commands / "postil"), article], env=env, cwd=str(folder)) as terminal:
            terminal.wait_for(TITLE)
            terminal.send("Q")
            assert terminal.rest_until_ended() == 0


def main() -> None:
    """A line a step; the first that fails ends it with its reason."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        print("Building the wheel", flush=True)
        wheel = build_wheel(place)
        print(
            f"Installing {wheel.name} ({wheel.stat().st_size / 1e6:.0f} MB) and what it asks for", flush=True
        )
        commands = install(wheel, place / "environment")
        print("Opening a sample article", flush=True)
        open_article(commands, place)
        print("ok: can be released")


if __name__ == "__main__":
    main()
