"""What a user can cause, said in one clear line: what, where, what to do next."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class AnnotationsError(Exception):
    """Something the user can put right. Caught at two borders only: the application and the command line.

    Args:
        message: one line: what happened, with the path or name, and the next step.
        title: two or three words for a dialog's head.
        on_screen: the same for somebody who sees the thing before them: without ids and paths. Empty: `message`.
    """

    title = "That did not work"

    def __init__(self, message: str, title: str | None = None, *, on_screen: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.on_screen = on_screen or message
        if title is not None:
            self.title = title


class SourceError(AnnotationsError):
    """An article could not be read: missing, a folder, binary, empty, no permission."""

    title = "Can't read this article"

    path: "Path | None" = None
    """The entry of a folder that it is about, where it is one."""


class UnforeseenError(SourceError):
    """A fault of postil's own, met with one file: it costs that file and no other."""


class StoreError(AnnotationsError):
    """The notes file could not be opened, locked, read or written."""

    title = "Can't reach the notes"


class NoteGoneError(StoreError):
    """A note is not there any more: somebody deleted it."""

    title = "The note is gone"


class EngineError(AnnotationsError):
    """The entity engine could not be loaded or has died."""

    title = "No entities"


class AnchorError(AnnotationsError):
    """A quote names no place in the text, or more than one."""

    title = "Where is that?"


class ExportError(AnnotationsError):
    """Notes could not be written out."""

    title = "Can't export"


class ImportFormatError(AnnotationsError):
    """A file of notes could not be read in."""

    title = "Can't import"


class QueryError(AnnotationsError):
    """A search could not be understood."""

    title = "Can't search for that"


class ConfigError(AnnotationsError):
    """A setting is wrong or the settings file can't be read."""

    title = "Settings"


class FetchError(AnnotationsError):
    """An address could not be fetched."""

    title = "Can't fetch this"
