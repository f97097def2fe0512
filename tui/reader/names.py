"""Names on the page: going between them, their card, the panel of all of them, and the reader's corrections."""

from collections.abc import Callable

from annotations.entities.labels import LABELS, human_name
from annotations.library import Library
from annotations.model import Article, Entity, TextSpan
from annotations.text.plurals import group_digits
from annotations.text.spans import trimmed
from tui.page.name_index import Name
from tui.reader.base import card_of
from tui.reader.notes import NotingCommands
from tui.screens.bottom_sheet import Choice, Sheet, SheetRow
from tui.theme import group_of

_KINDS = {
    "p": "PERSON", "o": "ORG", "g": "GPE", "l": "LOC", "f": "FAC", "n": "NORP", "e": "EVENT", "w": "WORK_OF_ART",
    "r": "PRODUCT", "a": "LAW", "u": "LANGUAGE", "d": "DATE", "t": "TIME", "m": "MONEY", "%": "PERCENT",
    "y": "QUANTITY", "i": "ORDINAL", "c": "CARDINAL",
}  # fmt: skip
"""Letters that name a kind while one is asked for."""


class NamingCommands(NotingCommands):
    """Commands on the names that were found."""

    # -- going between them

    def do_next_entity(self, count: int) -> None:
        """The next name."""
        self._go_entity(count)

    def do_previous_entity(self, count: int) -> None:
        """The previous name."""
        self._go_entity(-count)

    def _go_entity(self, by: int) -> None:
        names = self.names
        if not len(names):
            self.app.tell("No names here yet.")
            return
        offset, span = self.before_here if by > 0 else self.here, None
        end = len(self.article.text) if self.article else 0
        for _ in range(abs(by) % len(names) or len(names)):
            ahead = names.after(offset) if by > 0 else names.before(offset)
            span = ahead or (names.after(-1) if by > 0 else names.before(end + 1))
            if span is None:
                return
            offset = span.start
        self.put_caret(span)

    def do_same_entity(self, count: int) -> None:
        """The next mention of the name under the caret, whatever it is called there."""
        entity = self._entity_or_word()
        if entity is None:
            return
        offset = entity.span.start
        for _ in range(count):
            span = self.names.mention(entity.canonical, offset, 1)
            offset = span.start if span else offset
        if offset == entity.span.start:
            self.app.tell(f"{entity.canonical} is mentioned only here.")
        self.put_caret(self.names.at(offset))

    def entity_here(self) -> Entity | None:
        """The name under the caret, or at the start of the reading line."""
        selection, caret = self.view.cover.selection, self.view.cover.caret
        return self.names.entity_at((selection or caret or TextSpan(self.here, self.here)).start)

    def _entity_or_word(self) -> Entity | None:
        entity = self.entity_here()
        if entity is None:
            self.app.tell(f"No name under the caret. {self.keymap.shown('page.next-entity')} goes to one.")
        return entity

    # -- what is under the caret

    def do_open(self) -> None:
        """A note: its card where none is seen, else edit it. A name: its card."""
        found = self.under_caret()
        if isinstance(found, Entity):
            self._show_card(found)
        elif found is not None and self.is_hidden(found):
            self.show_note(found.id)
        elif found is not None:
            self.edit(found)
        else:
            keys = f"{self.keymap.shown('page.note')} writes a note, {self.keymap.shown('page.next-entity')} goes to a name"
            self.app.tell(f"Nothing to open here: {keys}.")

    def _show_card(self, entity: Entity) -> None:
        """Who it is, how often, what was noted on it, and what can be done."""
        name = entity.canonical
        count = self.names.mentions(name)
        on_it = [note for note, _ in self.notes if note.entity == name]
        rows = [SheetRow(human_name(entity.label), None, look=f"label:{group_of(entity.label)}")]
        rows += [
            SheetRow(note.note or " · ".join(note.tags), ("note", note.id), card_of(note).foot)
            for note in on_it
        ]
        if count > 1:
            rows.append(SheetRow("Go to the next mention", ("next", name), "*"))
            rows.append(SheetRow("List its mentions", ("mentions", name), "m"))
        rows.append(SheetRow("Write a note on this name", ("write", name), "a"))
        rows.append(SheetRow("It is no name", ("not", name), "x"))
        rows.append(SheetRow("It is of another kind", ("kind", name), "c"))
        rows.append(SheetRow("It is the same as …", ("same", name), "M"))
        actions = {"m": "mentions", "a": "write", "x": "not", "c": "kind", "M": "same", "*": "next"}
        mentions = f"{count} {'mention' if count == 1 else 'mentions'}"

        def done(choice: Choice | None) -> None:
            if choice is None or not isinstance(choice.value, tuple):
                return
            kind, value = choice.value
            self._do_with(kind if choice.action == "open" else choice.action, entity, str(value))

        self.app.push_screen(Sheet(f"{name} · {mentions}", rows, actions=actions, hint="Enter do it"), done)

    def _do_with(self, action: str, entity: Entity, value: str) -> None:
        if action == "note":
            note = next((note for note, _ in self.notes if note.id == value), None)
            if note is not None:
                self.edit(note)
        elif action == "next":
            self.do_same_entity(1)
        elif action == "mentions":
            self.show_mentions(entity.canonical)
        elif action == "write":
            self.note_on_entity(entity.canonical)
        elif action == "not":
            self._not_entity(entity)
        elif action == "kind":
            self._ask_kind(entity.text, is_new=False)
        else:
            self._ask_same(entity)

    def show_mentions(self, name: str) -> None:
        """Every mention of a name with the words around it; Enter goes there."""
        article = self.article
        if article is None:
            return
        rows = [
            SheetRow(
                self._around(article.text, span),
                span.start,
                f"¶ {group_digits(self.view.block_at(span.start) + 1)}",
            )
            for span in self.names.places(name, _MOST_MENTIONS)
        ]
        here = self.entity_here()

        def done(choice: Choice | None) -> None:
            if choice is not None and isinstance(choice.value, int):
                self.put_caret(self.names.at(choice.value))

        title = f"{name} · {self.names.mentions(name)}"
        self.app.push_screen(Sheet(title, rows, chosen=here.span.start if here else None), done)

    def _around(self, text: str, span: TextSpan) -> str:
        """A mention with the words around it, within its paragraph."""
        assert self.article is not None
        block = self.article.blocks[self.view.block_at(span.start)].span
        start, end = max(block.start, span.start - _BEFORE_CHARS), min(block.end, span.end + _AFTER_CHARS)
        words = " ".join(text[start:end].split())
        return f"{'…' if start > block.start else ''}{words}{'…' if end < block.end else ''}"

    # -- corrections

    def do_not_entity(self) -> None:
        """The name under the caret is none."""
        entity = self._entity_or_word()
        if entity is not None:
            self._not_entity(entity)

    def _not_entity(self, entity: Entity) -> None:
        article, undo = self.article, self.keymap.shown("everywhere.undo")
        if article is not None:
            self.change(
                lambda library: library.name_corrections.not_entity(article, entity.text),
                f"“{entity.text}” is no name in this article. {undo} takes it back.",
            )

    def do_relabel(self) -> None:
        """The name under the caret is of another kind."""
        entity = self._entity_or_word()
        if entity is not None:
            self._ask_kind(entity.text, is_new=False)

    def do_make_entity(self) -> None:
        """What is selected is a name."""
        span, article = self.view.cover.selection, self.article
        if span is None or article is None:
            return
        words = trimmed(article.text, span)
        if len(words):
            self._ask_kind(article.text[words.start : words.end], is_new=self.names.at(words.start) != words)

    def _ask_kind(self, words: str, *, is_new: bool) -> None:
        """Which kind: by a letter, or from the list."""
        letters = {label: letter for letter, label in _KINDS.items()}
        rows = [
            SheetRow(
                label.human, label.name, letters.get(label.name, ""), f"label:{group_of(label.name)}", "●"
            )
            for label in LABELS.values()
        ]
        article = self.article

        def done(choice: Choice | None) -> None:
            if choice is None or article is None:
                return
            label = str(choice.value) if choice.action == "open" else choice.action
            told = f"“{words}” is now: {human_name(label)}."
            self.select(None)
            if is_new:
                self.change(lambda library: library.name_corrections.add(article, words, label), told)
            else:
                self.change(lambda library: library.name_corrections.relabel(article, words, label), told)

        title = f"“{words}” is a"
        free = {letter: label for letter, label in _KINDS.items() if letter not in _TAKEN}
        self.app.push_screen(Sheet(title, rows, actions=free, hint="letter or Enter take it"), done)

    def do_same_as(self) -> None:
        """The name under the caret goes by another one."""
        entity = self._entity_or_word()
        if entity is not None:
            self._ask_same(entity)

    def _ask_same(self, entity: Entity) -> None:
        def shown(names: list[Name]) -> None:
            group = group_of(entity.label)
            others = [name for name in names if name.canonical != entity.canonical]
            others.sort(key=lambda name: group_of(name.label) != group)
            rows = [_row_of(name) for name in {name.canonical: name for name in reversed(others)}.values()][
                ::-1
            ]
            if not rows:
                self.app.tell("There is no other name in this article.")
                return
            title = f"“{entity.text}” is the same as"
            self.app.push_screen(Sheet(title, rows, hint="Enter take it"), done)

        def done(choice: Choice | None) -> None:
            article = self.article
            if choice is None or article is None:
                return
            canonical = str(choice.value)
            self.change(
                lambda library: _same(library, article, entity, canonical), f"“{entity.text}” is {canonical}."
            )

        self._with_names(shown)

    # -- the panel

    def do_names(self) -> None:
        """All names of the article by kind, with how often they are mentioned."""

        def shown(names: list[Name]) -> None:
            if not names:
                self.app.tell("No names here yet.")
                return
            here = self.entity_here()
            rows: list[SheetRow] = []
            for name in names:
                group = group_of(name.label)
                if not rows or rows[-1].look != f"label:{group}":
                    rows.append(SheetRow(group, None, look=f"label:{group}"))
                rows.append(_row_of(name))
            title = f"Names · {len(names)}"
            self.app.push_screen(
                Sheet(
                    title,
                    rows,
                    chosen=here.canonical if here else None,
                    actions={"m": "mentions"},
                    hint="Enter first mention  m all mentions",
                ),
                done,
            )

        def done(choice: Choice | None) -> None:
            if choice is not None and choice.action == "mentions":
                self.show_mentions(str(choice.value))
            elif choice is not None:
                self.put_caret(self.names.mention(str(choice.value), -1, 1))

        self._with_names(shown)

    def _with_names(self, shown: Callable[[list[Name]], None]) -> None:
        """Gather the names; a book's in the background."""
        if len(self.names) <= _GATHERED_AT_ONCE:
            shown(self.names.names())
        else:
            names = self.names
            self.ask(lambda _: names.names(), shown)


_GATHERED_AT_ONCE = 5_000
_MOST_MENTIONS = 1_000
_BEFORE_CHARS, _AFTER_CHARS = 28, 60
_TAKEN = frozenset("gbjkq")
"""Letters that move in a sheet: kinds with these are taken with Enter."""


def _row_of(name: Name) -> SheetRow:
    return SheetRow(name.canonical, name.canonical, str(name.count), f"label:{group_of(name.label)}", "●")


def _same(library: Library, article: Article, entity: Entity, canonical: str) -> object:
    return library.name_corrections.same_as(article, entity.text, canonical)
