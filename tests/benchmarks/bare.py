"""The yardstick: a Textual application with one Static and nothing else. `python bare.py FILE`."""

import sys
from pathlib import Path

from textual.app import App, ComposeResult
from textual.widgets import Static


class Bare(App[None]):
    """Shows a file."""

    def compose(self) -> ComposeResult:
        """One Static."""
        yield Static(Path(sys.argv[1]).read_text(encoding="utf-8"), markup=False)


if __name__ == "__main__":
    Bare().run()
