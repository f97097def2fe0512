"""What the readers of services' exports yield: articles as they were saved there, with their highlights."""

from datetime import date, datetime
from typing import Any

from msgspec import Struct, field

from annotations.importers.records import Imported, LeftOut
from annotations.model import Status


def id_of(value: object) -> str | int | None:
    """What services know things by; anything else is no id."""
    return value if isinstance(value, str | int) else None


class SavedArticle(Struct, frozen=True):
    """An article as a service had it. Texts are canonical."""

    url: str = ""
    title: str = ""
    author: str = ""
    site: str = ""
    published: date | None = None
    saved: datetime | None = None
    language: str = ""
    tags: tuple[str, ...] = ()
    folder: str = ""
    """Of the collection it stood in, levels parted by `/`."""
    status: Status = "unread"
    starred: bool = False
    html: str = ""
    """Its text, if the export has it; empty: it waits for its text."""
    file: tuple[bytes, str] | None = None
    """A document instead, with its suffix."""
    note: str = ""
    """On the whole of it."""
    highlights: tuple[Imported, ...] = ()
    where: str = ""
    """Its place in the export, for people."""


class ServiceExport(Struct):
    """All that an export held."""

    articles: list[SavedArticle] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notices: list[LeftOut] = field(default_factory=list)


class ExportFile(Struct, frozen=True):
    """The file of an export, as the readers get it."""

    name: str
    text: str = ""
    data: Any = None
    """What it says as JSON."""
    members: dict[str, bytes] = field(default_factory=dict)
    """Of an archive, what stands in it."""
    damaged: list[LeftOut] = field(default_factory=list)
    """Of an archive, the parts that can't be unpacked."""

    @property
    def columns(self) -> list[str]:
        """The names in the first line of a table, lower case; empty: it is none."""
        from annotations.importers.csv_rows import delimiter_of, read_rows

        first = self.text.split("\n", 1)[0]
        delimiter = delimiter_of(first)
        if self.data is not None or delimiter not in first or len(first) > 10_000:
            return []
        return next(
            ([cell.strip().casefold() for cell in row.cells] for row in read_rows(first, delimiter)), []
        )
