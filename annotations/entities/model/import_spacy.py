"""Imports spaCy without its command line, which costs half of the import and is never used by a reader."""

import sys
from types import ModuleType

_UNUSED = ("spacy.cli", "spacy.cli.info")


def import_spacy() -> ModuleType:
    """`import spacy`, with its command line left out if it is not loaded yet.

    `spacy/__init__.py` imports `spacy.cli.info`, which draws in typer, weasel, httpx and requests: 0.7 of 1.5 seconds on
    two slow cores. Stand-ins take their place during the import and are gone afterwards, so that `import spacy.cli`
    still works.
    """
    if "spacy" in sys.modules:
        return sys.modules["spacy"]
    stand_ins = {name: ModuleType(name) for name in _UNUSED}
    stand_ins["spacy.cli"].__path__ = []
    stand_ins["spacy.cli.info"].info = None  # type: ignore[attr-defined]
    added = [name for name in _UNUSED if sys.modules.setdefault(name, stand_ins[name]) is stand_ins[name]]
    try:
        import spacy
    finally:
        for name in added:
            sys.modules.pop(name, None)
    return spacy
