"""Entities: who and what an article is about.

    from annotations.entities import load_engine
    load_engine().entities(text)            # tuple[Entity, ...]; imports spaCy on the call

`client.EntityWorker` runs an engine in its own process, `service` adds the cache, `corrections` applies the reader's.
Importing this package loads no spaCy.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotations.entities.engine import SpacyEngine


def load_engine(model: str | None = None) -> "SpacyEngine":
    """Loads the engine we ship, or a user's own spaCy pipeline by name or path; see `engine.load_engine`.

    Raises:
        EngineError: the pipeline is not installed or does not load.
    """
    from annotations.entities import engine

    return engine.load_engine(model)
