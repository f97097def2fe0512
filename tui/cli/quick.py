"""`postil --help` and `--version` without click, which takes longer to load than both to print.

The text is click's own, letter by letter; a test compares the two.
"""

from collections.abc import Iterator, Sequence

from annotations import __version__
from tui.cli.command_table import ABOUT, COMMANDS, EXAMPLES, OPTIONS

_WIDTH_CELLS = 78


def quick_answer(args: Sequence[str]) -> str | None:
    """Return what to print for a lone `--help` or `--version`; None for all else."""
    if list(args) == ["--version"]:
        return f"postil {__version__}\n"
    return "\n".join(_help()) + "\n" if list(args) in (["--help"], ["-h"]) else None


def _help() -> Iterator[str]:
    yield "Usage: postil [OPTIONS] [PATH... | COMMAND ...]"
    for paragraph in ABOUT.strip().split("\n\n"):
        yield ""
        yield from (f"  {line}" for line in _wrapped(paragraph, _WIDTH_CELLS - 2))
    for title, rows in (
        ("Options", list(OPTIONS.items())),
        ("Commands", [(name, text) for name, _, text in COMMANDS]),
    ):
        yield ""
        yield f"{title}:"
        column = 2 + max(len(name) for name, _ in rows) + 2
        for name, text in rows:
            lines = _wrapped(text, _WIDTH_CELLS - column)
            yield f"  {name:<{column - 2}}{lines[0]}"
            yield from (" " * column + line for line in lines[1:])
    yield ""
    yield from (f"  {line}" for line in EXAMPLES.strip("\b\n").split("\n"))


def _wrapped(text: str, width_cells: int) -> list[str]:
    """Wrap plain English at blanks; `textwrap` would load the patterns that all this does without."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width_cells:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return lines
