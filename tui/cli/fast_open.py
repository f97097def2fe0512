"""`postil PATH...` without click, which would stay in the memory of the reader (1.3 MiB). What it means is click's; tests compare."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from tui.cli.command_table import COMMANDS


class Opening(Struct, frozen=True):
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
