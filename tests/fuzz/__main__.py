"""`python -m tests.fuzz [TARGET...] [--seconds N]` (`make fuzz ONLY=... SECONDS=...`): what comes in, attacked.

Each target runs in a process of its own under atheris (coverage-guided, as OSS-Fuzz has it) with a dictionary, samples
to begin with and a mutator that knows how such files are built (`mutate.py`). A run that raises anything but an
`AnnotationsError` of one line, takes too long or too much memory ends it; what did it is printed and kept. `--without MEND`
takes one mend of the past out: the target must then find the fault again. Ends with 1 if anything is found.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.mends import MENDS
from tests.fuzz.targets import TARGETS

_SPARE_S = 600
"""For the start and the end on a busy machine; a run that hangs is ended by atheris itself."""
_RUNS = re.compile(r"Done (\d+) runs|#(\d+)\s")
_SHOWN_LINES = 12


def main() -> int:
    """Run targets one after the other. Returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("targets", nargs="*", help=f"of {', '.join(TARGETS)}; none: all")
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), help="where what is found is put")
    parser.add_argument(
        "--without", choices=sorted(MENDS), help="take a mend out, to see whether it is missed"
    )
    options = parser.parse_args()
    if unknown := [name for name in options.targets if name not in TARGETS]:
        parser.error(f"no target {', '.join(unknown)}; there are {', '.join(TARGETS)}")
    wanted = [MENDS[options.without].target] if options.without else options.targets or list(TARGETS)
    found = sum(_attack(name, options) for name in wanted)
    print(f"{found} of {len(wanted)} targets found something", flush=True)
    return 1 if found else 0


def _attack(name: str, options: argparse.Namespace) -> bool:
    options.keep.mkdir(parents=True, exist_ok=True)
    since = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.fuzz.run_target", name, folder, str(options.keep)]
        command += [str(options.seconds), str(options.seed), options.without or ""]
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, errors="replace", timeout=options.seconds + _SPARE_S
            )
            said, is_found = done.stdout + done.stderr, done.returncode != 0
        except subprocess.TimeoutExpired as expired:
            said, is_found = str(expired.output or "") + "\nit hangs", True
    runs = max((int(one or other) for one, other in _RUNS.findall(said)), default=0)
    verdict = "FOUND" if is_found else "ok   "
    print(f"{verdict} {name:<16} {runs:>9,} runs in {time.monotonic() - since:.0f} s", flush=True)
    if is_found:
        lines = [
            line for line in said.split("\n") if line.strip() and not line.startswith(("#", "INFO", "=="))
        ]
        print("\n".join(f"      {line[:200]}" for line in lines[-_SHOWN_LINES:]))
    return is_found


if __name__ == "__main__":
    sys.exit(main())
