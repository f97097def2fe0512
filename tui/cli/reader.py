"""Opens the reader: the only place of the command line that loads the screen."""

import gc
import sys
from importlib import import_module
from pathlib import Path

import click

from tui.cli.desk import Desk


def open_reader(desk: Desk, paths: list[Path]) -> None:
    """Run the application until the user leaves it.

    Args:
        desk: gives library and settings.
        paths: files and folders; none: the folders of the settings, else the samples.

    Raises:
        UsageError: there is no terminal to draw on.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.ClickException(
            "the reader needs a terminal; in a pipe use `postil show ARTICLE` or `postil list`"
        )
    gc.set_threshold(700, 10, 10)  # Python's own: this life is long
    app = import_module("tui.app")
    app.PostilApp(desk.library, paths or desk.default_paths(), desk.settings).run()
