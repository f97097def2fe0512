"""`python -m tests.benchmarks [TABLE...]` (`make bench`, `make bench ONLY=page`): every promised figure with its limit.

A table is one module here with `TITLE` and `measure() -> Iterator[Figure]`, and one line below. Pairs are measured in
the same round, so that what else the machine does hits both alike. Ends with 1 if a figure misses its limit.
"""

import sys
import time
from importlib import import_module

from tests.benchmarks import anchoring, store
from tests.benchmarks.table import print_figures
from tests.terminal.session import HAS_PTY

TABLES = {
    "start": "page",
    "moves": "page",
    "memory": "page",
    "process": "page",
    "wrapping": "page",
    "entities": "entities",
    "names": "names",
    "tuning": "tuning",
    "cli": "cli",
    "library": "library",
    "growth": "growth",
    "papers": "sources",
}
"""Module to the group that `ONLY=` names; the module's own name does as well."""
_NEEDS_PTY = {"start", "moves", "memory", "process"}


def main(wanted: list[str]) -> int:
    """Print the tables that are asked for, or all. Returns the exit code."""
    known = {*TABLES, *TABLES.values(), "store", "anchoring"}
    if unknown := [name for name in wanted if name not in known]:
        print(f"no such table: {', '.join(unknown)}; there are {', '.join(sorted(known))}", file=sys.stderr)
        return 2
    missed = 0
    since = time.monotonic()
    for name, group in TABLES.items():
        if wanted and name not in wanted and group not in wanted:
            continue
        if name in _NEEDS_PTY and not HAS_PTY:
            print(f"\n{name}: not measured, this system has no pseudo-terminals")
            continue
        module = import_module(f"tests.benchmarks.{name}")
        missed += print_figures(f"{name}: {module.TITLE}", module.measure())
    if not wanted or "store" in wanted:
        missed += store.main()
    if not wanted or "anchoring" in wanted:
        missed += anchoring.main([])
    print(f"\n{missed} figures miss their limit; {time.monotonic() - since:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
