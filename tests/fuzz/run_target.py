"""One target under atheris: `python -m tests.fuzz.run_target TARGET FOLDER KEEP SECONDS SEED MEND`; ends as libFuzzer does."""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["annotations", "tui"]):
    from tests.fuzz.targets import TARGETS
from tests.fuzz.mends import MENDS
from tests.fuzz.mutate import Mutator
from tests.fuzz.watch import Watched

_HANGS_S = 20
_MOST_MEMORY_MB = 1_500


def main(name: str, folder: Path, keep: Path, seconds: str, seed: str, mend: str) -> None:
    """Attack a target for so long."""
    target = TARGETS[name]
    if mend:
        MENDS[mend].take_out()
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, sample in enumerate(target.samples):
        (corpus / f"{number}").write_bytes(sample)
    mutator = Mutator(target)
    atheris.Setup(
        [
            "fuzz",
            str(corpus),
            f"-max_total_time={seconds}",
            f"-seed={seed}",
            f"-timeout={_HANGS_S}",
            f"-rss_limit_mb={_MOST_MEMORY_MB}",
            f"-max_len={target.most_bytes}",
            f"-artifact_prefix={keep}/{name}-",
        ],
        Watched(target.run),
        custom_mutator=mutator.mutate,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), *sys.argv[4:7])
