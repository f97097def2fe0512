"""The table of services: name to module, and the telling of one file from another."""

import json
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import Final, Protocol, cast

from annotations.errors import ImportFormatError, SourceError
from annotations.files.read import read_bytes
from annotations.importers.records import LeftOut
from annotations.intake.services.saved_article import ExportFile, ServiceExport
from annotations.sources.archive import Archive, DamagedPartError
from annotations.sources.decoding import decode

SERVICES: Mapping[str, str] = MappingProxyType(
    {
        name: name
        for name in (
            *("omnivore", "pocket", "wallabag", "karakeep", "linkwarden", "webclipper"),
            *("instapaper", "reader", "matter", "raindrop", "bookmarks"),
        )
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
        ImportFormatError: it can't be read, or is an archive that is damaged as a whole or holds too much.
    """
    try:
        raw = read_bytes(path)
    except (OSError, ValueError) as error:
        raise ImportFormatError(
            f"{path} can't be read: {getattr(error, 'strerror', None) or error}"
        ) from error
    if raw.startswith(b"PK\x03\x04"):
        try:
            return _unpacked(Archive(raw, path, most_bytes=_MOST_BYTES), path.name)
        except SourceError as error:
            raise ImportFormatError(error.message) from error
    text = decode(raw).replace("\ufeff", "")
    data = None
    if text.lstrip()[:1] in ("{", "["):
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = None
    return ExportFile(path.name, text, data)


def _unpacked(archive: Archive, name: str) -> ExportFile:
    """What stands in an archive; a part that is damaged costs itself and no other."""
    members: dict[str, bytes] = {}
    damaged: list[LeftOut] = []
    for part in sorted(archive.names):
        if part.casefold().endswith(_WANTED):
            try:
                members[part] = archive.read(part)
            except DamagedPartError:
                damaged.append(LeftOut(part, "this part of the archive is damaged"))
    return ExportFile(name, members=members, damaged=damaged)


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
    taken = module.read(export)
    taken.left_out += export.damaged
    return taken


def _service(name: str) -> Service:
    return cast(Service, import_module(f"annotations.intake.services.{SERVICES[name]}"))
