"""Opens the card of the name that a note is on."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotations.library import Library
from annotations.model import Annotation
from tui.base_app import BaseApp

if TYPE_CHECKING:
    from annotations.mentions.names import NameCount, Where


def open_noted_name(app: BaseApp, note: Annotation, otherwise: Callable[[], None]) -> None:
    """Show the card of the name that a note is on, as that is called now; `otherwise` where no article names it."""
    folders = app.places.folders()

    def look_up(library: Library) -> "tuple[NameCount, Where] | None":
        from annotations.errors import QueryError
        from annotations.mentions.card import find_name
        from annotations.mentions.names import Where, articles_under
        from annotations.notes.name_notes import noted_names

        article, index = note.target.source, library.mentions.index
        library.mentions.catch_up(article)
        where = Where(articles_under(index, folders) | {article})
        try:
            called = noted_names([note], library.name_corrections.corrections(article))[note.id]
            return find_name(index, called, where), where
        except QueryError:
            return None

    def shown(known: "tuple[NameCount, Where] | None") -> None:
        if known is None:
            otherwise()
        else:
            app.places.name_card(*known)

    library = app.library
    app.background.run(lambda: look_up(library), shown)
