"""`postil --help`, `--version` and `postil PATH...` without click, which takes longer to load than the first to print.

Text and meaning are click's own, letter by letter; tests compare the two.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotations import __version__
from tui.cli.table import ABOUT, COMMANDS, EXAMPLES, OPTIONS

_WIDTH_CELLS = 78


@dataclass(frozen=True, slots=True)
class Opening:
    """A command line that does nothing but open the reader."""

    paths: tuple[Path, ...] = ()
    store: Path | None = None
    config: Path | None = None
    no_color: bool = False


def quick_opening(args: Sequence[str]) -> Opening | None:
    """Read a command line that opens the reader; None for all else, also for what may be wrong usage."""
    values: dict[str, Path] = {}
    no_color = False
    rest = list(args)
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        name, is_joined, value = option.partition("=")
        if option == "--no-color":
            no_color = True
        elif name in ("--store", "--config") and (is_joined or rest):
            values[name] = Path(value if is_joined else rest.pop(0))
        else:
            return None
    if any(arg.startswith("-") for arg in rest) or (rest and any(rest[0] == name for name, _, _ in COMMANDS)):
        return None
    return Opening(tuple(map(Path, rest)), values.get("--store"), values.get("--config"), no_color)


def quick_answer(args: Sequence[str]) -> str | None:
    """Return what to print for a lone `--help` or `--version`; None for all else."""
    if list(args) == ["--version"]:
        return f"postil {__version__}\n"
    return "\n".join(_help()) + "\n" if list(args) in (["--help"], ["-h"]) else None


def _help() -> Iterator[str]:
    import textwrap

    yield "Usage: postil [OPTIONS] [PATH... | COMMAND ...]"
    for paragraph in ABOUT.strip().split("\n\n"):
        yield ""
        yield textwrap.fill(paragraph, _WIDTH_CELLS, initial_indent="  ", subsequent_indent="  ")
    for title, rows in (
        ("Options", list(OPTIONS.items())),
        ("Commands", [(name, text) for name, _, text in COMMANDS]),
    ):
        yield ""
        yield f"{title}:"
        column = 2 + max(len(name) for name, _ in rows) + 2
        for name, text in rows:
            lines = textwrap.wrap(text, _WIDTH_CELLS - column)
            yield f"  {name:<{column - 2}}{lines[0]}"
            yield from (" " * column + line for line in lines[1:])
    yield ""
    yield from (f"  {line}" for line in EXAMPLES.strip("\b\n").split("\n"))
