"""Names on the page: going between them, their card, and their mentions."""

from typing import TYPE_CHECKING

from annotations.entities.labels import NAME_LABELS, human_name
from annotations.library import Library
from annotations.model import Entity, TextSpan
from annotations.text.plurals import group_digits, pluralize
from tui.page.note_cards import card_of
from tui.reader.correct_names import NameCorrections
from tui.reader.links import follow_link
from tui.reader.notes import NoteCommands
from tui.reader.open_page import OpenPage
from tui.screens.bottom_sheet import Choice, Sheet, SheetRow
from tui.screens.open_card import open_noted_name
from tui.theme import group_of

if TYPE_CHECKING:
    from annotations.mentions.names import NameCount, Where

_MOST_MENTIONS = 1_000
_BEFORE_CHARS, _AFTER_CHARS = 28, 60


class NameCommands:
    """Commands on the names of the article; Enter, which opens a name or a note."""

    def __init__(self, page: OpenPage, notes: NoteCommands, corrections: NameCorrections) -> None:
        self._page, self._notes, self._corrections = page, notes, corrections

    # -- going between them

    def do_previous_entity(self, count: int) -> None:
        self.do_next_entity(-count)

    def do_next_entity(self, count: int) -> None:
        page = self._page
        span = page.shown_names.step(page.before_here if count > 0 else page.here, count)
        if span is not None:
            page.put_caret(span)
        else:
            page.tell("No names are shown here." if len(page.names) else "No names here yet.")

    def do_previous_mention(self, count: int) -> None:
        self.do_same_entity(-count)

    def do_same_entity(self, count: int) -> None:
        page, entity = self._page, self._corrections.entity_or_word()
        if entity is None:
            return
        offset = entity.span.start
        for _ in range(abs(count)):
            span = page.names.mention(entity.canonical, entity.label, offset, 1 if count > 0 else -1)
            offset = span.start if span else offset
        if offset == entity.span.start:
            page.tell(f"{entity.canonical} is mentioned only here.")
        page.jumps.leave(page.view.line_offset)
        page.put_caret(page.names.at(offset))

    # -- what is under the caret

    def do_open(self) -> None:
        """A note: its card where none is seen, else edit it. A name: its card."""
        page, target = self._page, self._page.under_caret()
        if isinstance(target, Entity):
            self._show_card(target)
        elif target is not None and page.is_hidden(target):
            page.show_note(target.id)
        elif target is not None:
            self._notes.edit(target)
        elif (link := page.link_here()) is not None:
            follow_link(page, link)
        else:
            keys = f"{page.key('page.note')} writes a note, {page.key('page.next-entity')} goes to a name"
            page.tell(f"Nothing to open here: {keys}.")

    def do_who(self) -> None:
        """The card of the name that is here: under the caret, else that of the note."""
        page, entity, note = self._page, self._page.entity_here(), self._page.note_here()
        if entity is not None:
            self._show_card(entity)
        elif note is not None and note.entity is not None:
            name = note.entity
            open_noted_name(
                page.app, note, lambda: page.tell(f"No article that was looked through names {name}.")
            )
        else:
            self._corrections.entity_or_word()

    def _show_card(self, entity: Entity) -> None:
        """A name: its card over all articles. A date or a sum, and a name that is not looked up yet: what can be done with it."""
        page, article = self._page, self._page.article
        if article is None or entity.label not in NAME_LABELS:
            self._show_sheet(entity)
            return
        folders = page.app.places.folders()

        def look_up(library: Library) -> "tuple[NameCount, Where] | None":
            from annotations.mentions.card import name_of
            from annotations.mentions.names import Where, articles_under

            library.mentions.refresh(article)
            index = library.mentions.index
            where = Where(articles_under(index, folders) | {article.id})
            name = name_of(index, entity.canonical, entity.label, where)
            return (name, where) if name is not None else None

        def shown(known: "tuple[NameCount, Where] | None") -> None:
            if known is None:
                self._show_sheet(entity)
            else:
                page.app.places.name_card(*known)

        page.ask(look_up, shown)

    def _show_sheet(self, entity: Entity) -> None:
        """Who it is, how often, what was noted on it, and what can be done."""
        page, name = self._page, entity.canonical
        count = page.names.mentions(name, entity.label)
        rows = [SheetRow(human_name(entity.label), None, look=f"label:{group_of(entity.label)}")]
        rows += [
            SheetRow(note.note or " · ".join(note.tags), ("note", note.id), card_of(note).foot)
            for note in page.notes.on_name(name, entity.label)
        ]
        if count > 1:
            rows.append(SheetRow("Go to the next mention", ("next", name), "*"))
            rows.append(SheetRow("List its mentions", ("mentions", name), "m"))
        rows.append(SheetRow("Write a note on this name", ("write", name), "a"))
        rows.append(SheetRow("It is no name", ("not", name), "x"))
        rows.append(SheetRow("It is of another kind", ("kind", name), "c"))
        rows.append(SheetRow("It is the same as …", ("same", name), "M"))
        actions = {"m": "mentions", "a": "write", "x": "not", "c": "kind", "M": "same", "*": "next"}
        mentions = pluralize(count, "mention")

        def done(choice: Choice | None) -> None:
            if choice is None or not isinstance(choice.value, tuple):
                return
            kind, value = choice.value
            self._do_with(kind if choice.action == "open" else choice.action, entity, str(value))

        sheet = Sheet(f"{name} · {mentions}", rows, actions=actions, hint="Enter do it")
        page.app.push_screen(sheet, done)

    def _do_with(self, action: str, entity: Entity, value: str) -> None:
        match action:
            case "note":
                if (note := self._page.notes.get(value)) is not None:
                    self._notes.edit(note)
            case "next":
                self.do_same_entity(1)
            case "mentions":
                self.show_mentions(entity.canonical, entity.label)
            case "write":
                self._notes.note_on_entity(entity.canonical, entity.label)
            case "not":
                self._corrections.not_entity(entity)
            case "kind":
                self._corrections.relabel(entity)
            case _:
                self._corrections.ask_same(entity)

    def show_mentions(self, name: str, label: str) -> None:
        """Every mention of a name of a kind with the words around it; Enter goes there."""
        page, article = self._page, self._page.article
        if article is None:
            return
        rows = [
            SheetRow(
                self._around(article.text, span),
                span.start,
                f"¶ {group_digits(page.view.block_at(span.start) + 1)}",
            )
            for span in page.names.places(name, label, _MOST_MENTIONS)
        ]
        here = page.entity_here()

        def done(choice: Choice | None) -> None:
            if choice is not None and isinstance(choice.value, int):
                page.jumps.leave(page.view.line_offset)
                page.put_caret(page.names.at(choice.value))

        title = f"{name} · {page.names.mentions(name, label)}"
        page.app.push_screen(Sheet(title, rows, chosen=here.span.start if here else None), done)

    def _around(self, text: str, span: TextSpan) -> str:
        """A mention with the words around it, within its paragraph."""
        article = self._page.article
        assert article is not None
        block = article.blocks[self._page.view.block_at(span.start)].span
        start, end = max(block.start, span.start - _BEFORE_CHARS), min(block.end, span.end + _AFTER_CHARS)
        words = " ".join(text[start:end].split())
        return f"{'…' if start > block.start else ''}{words}{'…' if end < block.end else ''}"
