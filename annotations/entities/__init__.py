"""Entities (NER): who and what an article is about.

    from annotations.entities import load_engine
    load_engine().entities(text)            # tuple[Entity, ...]; imports spaCy on the call

`process.client` runs an engine in its own process; `article_entities` has an article's names as the reader sees them,
cached and corrected; `index_articles` finds those of many. Floors: see the import contract in `pyproject.toml`.
Importing this package loads no spaCy.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from annotations.entities.engine.spacy_engine import SpacyEngine


def load_engine(model: str | None = None) -> "SpacyEngine":
    """Loads the engine we ship, or a user's own spaCy pipeline by name or path; see `spacy_engine.load_engine`.

    Raises:
        EngineError: the pipeline is not installed or does not load.
    """
    from annotations.entities.engine.spacy_engine import load_engine as load

    return load(model)
