"""Opens the card of a name: of one that is said, of the one that a note is on."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.library import Library
from annotations.model import Annotation
from tui.base_app import BaseApp

if TYPE_CHECKING:
    from annotations.mentions.names import NameCount, Where


def open_name(app: BaseApp, name: str, article: str = "") -> None:
    """Show the card of a name over the articles of the folders; that nobody goes by it is told.

    Args:
        app: where.
        name: as it is shown.
        article: the id of the one that it was seen in; its names may not be among those of all articles yet.
    """
    folders = app.places.folders()
    app.background.run(
        lambda: _look_up(app.library, folders, article, lambda: (name, "")),
        lambda known: app.places.name_card(*known),
    )


def open_noted_name(app: BaseApp, note: Annotation, otherwise: Callable[[], None]) -> None:
    """Show the card of the name that a note is on, as that is called now; `otherwise` where no article names it."""
    folders, library, article = app.places.folders(), app.library, note.target.source

    def called() -> tuple[str, str]:
        from annotations.notes.name_notes import noted_names

        now = noted_names([note], library.name_corrections.corrections(article))[note.id]
        return now.name, now.label

    def look_up() -> "tuple[NameCount, Where] | None":
        from annotations.errors import QueryError

        try:
            return _look_up(library, folders, article, called)
        except QueryError:
            return None

    def shown(known: "tuple[NameCount, Where] | None") -> None:
        if known is None:
            otherwise()
        else:
            app.places.name_card(*known)

    app.background.run(look_up, shown)


def _look_up(
    library: Library, folders: Sequence[Path], article: str, called: Callable[[], tuple[str, str]]
) -> "tuple[NameCount, Where]":
    """Who goes by a name in the articles of folders and in one more."""
    from annotations.mentions.card import find_name, name_of
    from annotations.mentions.names import Where, articles_under

    index = library.mentions.index
    library.mentions.catch_up(article)
    where = Where(articles_under(index, folders) | ({article} if article else frozenset()))
    name, label = called()
    of_kind = name_of(index, name, label, where) if label else None
    return of_kind or find_name(index, name, where), where
