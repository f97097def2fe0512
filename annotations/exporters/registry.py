"""The table of formats: name to module, loaded on first use. A new format is one module and one line here."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Protocol, cast

from annotations.errors import ExportError
from annotations.exporters.items import ExportItem, ExportOptions
from annotations.exporters.plan import ExportPlan

FORMATS: Mapping[str, str] = MappingProxyType(
    {"markdown": "markdown", "webannotation": "webannotation", "csv": "csv", "html": "html"}
)
"""Format to the module of `annotations.exporters` that writes it."""


class Exporter(Protocol):
    """What a module of this package offers to be a format. Its docstring says what it writes."""

    NEEDS_NAMES: bool
    """Whether it writes people, organisations and places: they are found first where they are not known yet."""

    def plan(self, items: Sequence[ExportItem], folder: Path | None, options: ExportOptions) -> ExportPlan:
        """What would be written to `folder`; without one the text is in the report.

        Raises:
            ExportError: a file in the folder can't be read, or the options don't go with the format.
        """


def exporter_for(format: str) -> Exporter:
    """Load the module of a format.

    Raises:
        ExportError: there is no such format.
    """
    if format not in FORMATS:
        raise ExportError(f"there is no format {format[:40]!r}: take {', '.join(FORMATS)}")
    return cast(Exporter, import_module(f"annotations.exporters.{FORMATS[format]}"))
