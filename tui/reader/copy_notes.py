"""Notes on copies of the story that is read: how many, in the line at the top; and taken over, by a key."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from annotations.text.addresses import site_of
from annotations.text.plurals import pluralize
from tui.format import doubt, shown_date
from tui.reader.open_page import OpenPage

if TYPE_CHECKING:
    from annotations.notes.story_copies import Offer
    from tui.screens.bottom_sheet import Choice, SheetRow


class CopyNotes:
    """Asks for them when an article is opened and when notes have changed."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page
        self._offers: Sequence[Offer] = ()

    def begin(self) -> None:
        """Another article is open."""
        self._offers, self._page.offered = (), ""
        self.look()

    def look(self) -> None:
        """Find out what there is, off the screen's thread."""
        if (article := self._page.article) is not None:
            self._page.ask(lambda library: library.near_copies.offers(article), self._show)

    def _show(self, offers: "Sequence[Offer]") -> None:
        page, self._offers = self._page, offers
        copies = {offer.note.target.source for offer in offers}
        on = "a copy" if len(copies) == 1 else pluralize(len(copies), "copy", "copies")
        before, page.offered = page.offered, f"{pluralize(len(offers), 'note')} on {on}" if offers else ""
        if page.offered != before:
            page.show_status()

    def do_copies(self) -> None:
        """List them; Enter goes to the words, `t` takes the note over, `T` all."""
        from tui.screens.bottom_sheet import Sheet

        if not self._offers:
            self._page.tell("No copy of this story has a note that is not here.")
            return
        sheet = Sheet(
            f"Notes on copies of this story · {len(self._offers)}",
            [_row_of(offer) for offer in self._offers],
            actions={"t": "take", "T": "take all"},
            hint="Enter go there  t take over  T all",
        )
        self._page.app.push_screen(sheet, self._chosen)

    def _chosen(self, choice: "Choice | None") -> None:
        offer = next(
            (one for one in self._offers if choice is not None and one.note.id == choice.value), None
        )
        if choice is None or offer is None:
            return
        if choice.action == "open":
            self._page.jumps.leave(self._page.view.line_offset)
            self._page.put_caret(offer.anchor.span)
        else:
            self._take(self._offers if choice.action == "take all" else (offer,))

    def _take(self, offers: "Sequence[Offer]") -> None:
        page, article = self._page, self._page.article
        if article is None:
            return
        copies = [offer.note.target.source for offer in offers]
        ids = frozenset(offer.note.id for offer in offers)
        told = f"{pluralize(len(offers), 'note')} taken over. {page.key('everywhere.undo')} takes that back."
        page.change(lambda library: library.near_copies.take_notes(copies, article, ids), told)
        self.look()


def _row_of(offer: "Offer") -> "SheetRow":
    from tui.screens.bottom_sheet import SheetRow

    note, copy = offer.note, offer.copy
    quote = f"“{note.quote}”"
    when = shown_date(copy.published) if copy.published else ""
    right = (doubt(offer.anchor), site_of(copy.url) or copy.title, when)
    words = f"{note.note} {quote}" if note.note else quote
    return SheetRow(" ".join(words.split()), note.id, " · ".join(filter(None, right)), "base", "▪")
