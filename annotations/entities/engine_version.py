"""Which engine is in force, and its version, told without loading it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from annotations.paths import store_path
from annotations.text.digests import blake2b

PIPELINE = Path(__file__).parent / "pipeline"
_SETTINGS, _WEIGHTS = "recogniser.json", "model.onnx"
_DECIDING = ("labels.py", "model/**/*", "rules/**/*", "coreference/**/*", "engine/**/*")
"""Where all code and tables lie that decide what an engine says. The import contract in `pyproject.toml` holds: these
know nothing of `annotations.entities` but each other and this file."""
_EDGE_BYTES = 65_536


class EngineKey(NamedTuple):
    """An engine's name and version; both go into the cache's key and into JSON."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


def has_weights() -> bool:
    """Whether the recogniser's weights are there."""
    return (PIPELINE / _SETTINGS).is_file() and (PIPELINE / _WEIGHTS).is_file()


def engine_key(model: str | None = None) -> EngineKey:
    """Name and version of the engine that `load_engine(model)` gives. Milliseconds; loads nothing.

    The version is made of hashes: of the weights (settings, size and both ends), of the treatment's code and tables, and of
    what the reader's corrections taught.
    """
    if model is None:
        if not has_weights():
            return EngineKey("postil", f"missing-{_rules()}")
        head = tuned_head()
        learnt = f"-{_digest(iter([head.name.encode(), _start_of(head)]))}" if head is not None else ""
        return EngineKey("postil", f"{weights_version()}-{_rules()}{learnt}")
    return EngineKey(model, f"{_their_version(model)}-{_rules()}")


def weights_version() -> str:
    """A hash of the shipped weights."""
    return _digest(_weights())


def tuned_heads() -> list[Path]:
    """What `postil train` has kept for the shipped weights, the one in force last; for other weights it says nothing."""
    folder = store_path().parent / "recogniser"
    if not has_weights() or not folder.is_dir():
        return []
    mark = f"head-{weights_version()}-"
    heads = [path for path in folder.glob(f"{mark}*.npz") if path.stem.removeprefix(mark).isdecimal()]
    return sorted(heads, key=lambda path: int(path.stem.removeprefix(mark)))


def tuned_head() -> Path | None:
    """The tuned head in force, or None."""
    return next(reversed(tuned_heads()), None)


def next_head() -> Path:
    """Where the next one is kept."""
    heads = tuned_heads()
    number = int(heads[-1].stem.rpartition("-")[2]) + 1 if heads else 1
    return store_path().parent / "recogniser" / f"head-{weights_version()}-{number}.npz"


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_EDGE_BYTES)


def _digest(parts: Iterator[bytes]) -> str:
    digest = blake2b(digest_size=4)
    for part in parts:
        digest.update(part)
    return digest.hexdigest()


def _weights() -> Iterator[bytes]:
    yield (PIPELINE / _SETTINGS).read_bytes()
    weights = PIPELINE / _WEIGHTS
    size = weights.stat().st_size
    yield str(size).encode()
    with weights.open("rb") as file:
        yield file.read(_EDGE_BYTES)
        file.seek(max(0, size - _EDGE_BYTES))
        yield file.read(_EDGE_BYTES)


@cache
def _rules() -> str:
    return _digest(path.read_bytes().replace(b"\r\n", b"\n") for path in deciding_files())


def deciding_files() -> list[Path]:
    """The code and tables that make up the version of an engine."""
    here = Path(__file__).parent
    files = (path for pattern in _DECIDING for path in sorted(here.glob(pattern)))
    return [path for path in files if path.suffix in (".py", ".txt")]


def _their_version(model: str) -> str:
    """The version that an installed pipeline or the `meta.json` of one on disk states; "unknown" if neither does."""
    import importlib.metadata  # with json 20 ms, for those who have a pipeline of their own
    import json

    try:
        return importlib.metadata.version(model)
    except (importlib.metadata.PackageNotFoundError, ValueError):
        pass
    try:
        meta = json.loads((Path(model) / "meta.json").read_text(encoding="utf-8"))
        return f"{meta.get('name', '')}{meta.get('version', '')}" or "unknown"
    except (OSError, ValueError, AttributeError):
        return "unknown"
