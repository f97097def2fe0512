"""The list of this article's notes, in a sheet."""

from annotations.model import Anchor, Annotation, TextSpan
from annotations.notes.article_tags import is_article_tags
from annotations.text.hashtags import hashtags, tags_beside
from annotations.text.plurals import group_digits
from tui.format import doubt
from tui.page.note_cards import card_of
from tui.reader.notes import NoteCommands
from tui.reader.open_page import OpenPage
from tui.screens.bottom_sheet import Choice, Sheet, SheetRow


class NotesList:
    """`L`."""

    def __init__(self, page: OpenPage, notes: NoteCommands) -> None:
        self._page, self._notes = page, notes

    def do_notes(self) -> None:
        page = self._page
        notes = [(note, anchor) for note, anchor in page.notes.all if not is_article_tags(note)]
        if not notes:
            page.tell(f"No notes on this article yet. {page.key('page.note')} writes one.")
            return
        here = page.note_here()
        sheet = Sheet(
            f"Notes on this article · {len(notes)}",
            [self._row_of(note, anchor) for note, anchor in notes],
            chosen=here.id if here else None,
            actions={"D": "delete", "e": "edit"},
            hint="Enter go there  e edit  D delete",
        )
        page.app.push_screen(sheet, self._chosen)

    def _row_of(self, note: Annotation, anchor: Anchor) -> SheetRow:
        tags = hashtags(tags_beside(note.note, note.tags))
        text = " ".join(part for part in (note.note or note.quote, tags) if part)
        about = f"on {note.entity}" if note.entity else self._where(anchor.span)
        is_lost = anchor.quality == "orphan"
        where = "lost its place" if is_lost else " · ".join(filter(None, (about, doubt(anchor))))
        return SheetRow(" ".join(text.split()), note.id, f"{where} · {card_of(note).foot}", "base", "▪")

    def _where(self, span: TextSpan | None) -> str:
        if span is None:
            return "whole article"
        return f"¶ {group_digits(self._page.view.block_at(span.start) + 1)}"

    def _chosen(self, choice: Choice | None) -> None:
        page, id = self._page, str(choice.value) if choice is not None else ""
        note, anchor = page.notes.get(id), page.notes.anchor_of(id)
        if choice is None or note is None or anchor is None:
            return
        if choice.action == "delete":
            self._notes.delete(note)
        elif choice.action == "edit":
            self._notes.edit(note)
        elif anchor.quality == "orphan":
            page.tell("The words of this note are not in the text any more.", severity="warning")
        else:
            page.jumps.leave(page.view.line_offset)
            page.go_to_note(note.id)
