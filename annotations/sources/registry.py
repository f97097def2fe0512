"""The table of formats: suffix to module. A new format is one module and one line here."""

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

from annotations.model import Article

SOURCES: Mapping[str, str] = MappingProxyType(
    {
        ".txt": "plain",
        ".text": "plain",
        ".md": "markdown",
        ".markdown": "markdown",
    }
)
"""Suffix, lower case, to the module of `annotations.sources` that reads it."""

_FALLBACK = "plain"


class ArticleSource(Protocol):
    """What a module of this package offers to be a format. Its docstring says what it reads."""

    SAMPLE: bytes
    """A small article in this format, for tests and documentation."""

    def read(self, raw: bytes, path: Path) -> Article:
        """Read the bytes of the file at `path`; `id` is left empty.

        Raises:
            SourceError: the bytes are not of this format.
        """


def source_for(path: Path) -> ArticleSource:
    """Load the module that reads a path; what has no suffix that we know is tried as plain text."""
    name = SOURCES.get(path.suffix.casefold(), _FALLBACK)
    return cast(ArticleSource, import_module(f"annotations.sources.{name}"))
