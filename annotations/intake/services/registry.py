"""The table of services: name to module, and the telling of one file from another."""

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol, cast

from annotations.errors import ImportFormatError, SourceError
from annotations.files.read import read_bytes
from annotations.intake.services.saved_article import ExportFile, ServiceExport
from annotations.sources.archive import Archive
from annotations.sources.decoding import decode

SERVICES: Mapping[str, str] = MappingProxyType(
    {
        "omnivore": "omnivore",
        "pocket": "pocket",
        "wallabag": "wallabag",
        "karakeep": "karakeep",
        "linkwarden": "linkwarden",
        "webclipper": "webclipper",
        "instapaper": "instapaper",
        "reader": "reader",
        "matter": "matter",
        "raindrop": "raindrop",
        "bookmarks": "bookmarks",
    }
)
"""In the order in which they are asked."""
_MOST_BYTES: Final = 1 << 30
_WANTED: Final = (".json", ".csv", ".html", ".md", ".pdf", ".txt")


class Service(Protocol):
    """What a module of this package offers."""

    def is_it(self, export: ExportFile) -> bool:
        """Whether a file looks like an export of this service."""

    def read(self, export: ExportFile) -> ServiceExport:
        """Read all of it; what is bad is left out with its reason."""


def open_export(path: Path) -> ExportFile:
    """Read the file of an export.

    Raises:
        ImportFormatError: it can't be read, or is an archive that holds too much.
    """
    try:
        raw = read_bytes(path)
    except (OSError, ValueError) as error:
        raise ImportFormatError(
            f"{path} can't be read: {getattr(error, 'strerror', None) or error}"
        ) from error
    if raw.startswith(b"PK\x03\x04"):
        try:
            archive = Archive(raw, path, most_bytes=_MOST_BYTES)
            members = {
                name: archive.read(name)
                for name in sorted(archive.names)
                if name.casefold().endswith(_WANTED)
            }
        except SourceError as error:
            raise ImportFormatError(error.message) from error
        return ExportFile(path.name, members=members)
    text = decode(raw).replace("\ufeff", "")
    data = None
    if text.lstrip()[:1] in ("{", "["):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = None
    return ExportFile(path.name, text, data)


def service_of(export: ExportFile, name: str | None = None) -> str | None:
    """Which service an export is of; None: of none that is known.

    Args:
        export: the file.
        name: a key of `SERVICES`, if somebody said.
    """
    if name is not None:
        return name if name in SERVICES else None
    return next((one for one in SERVICES if _service(one).is_it(export)), None)


def read_export(export: ExportFile, service: str) -> ServiceExport:
    """Read an export of a service.

    Raises:
        ImportFormatError: it is none of this service.
    """
    module = _service(service)
    if not module.is_it(export):
        raise ImportFormatError(f"{export.name} is no export of {service}: its columns or keys are others")
    return module.read(export)


def _service(name: str) -> Service:
    return cast(Service, import_module(f"annotations.intake.services.{SERVICES[name]}"))
