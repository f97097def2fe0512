"""The reader's corrections of names: it is none, it is of another kind, it is the same as another one, this is one."""

from annotations.entities.labels import LABELS, human_name
from annotations.model import Entity
from annotations.text.spans import trimmed
from tui.page.name_index import Name
from tui.reader.open_page import OpenPage
from tui.screens.bottom_sheet import Choice, Sheet, SheetRow
from tui.theme import group_of

_KINDS = {
    "p": "PERSON", "o": "ORG", "g": "GPE", "l": "LOC", "f": "FAC", "n": "NORP", "e": "EVENT", "w": "WORK_OF_ART",
    "r": "PRODUCT", "a": "LAW", "u": "LANGUAGE", "d": "DATE", "t": "TIME", "m": "MONEY", "%": "PERCENT",
    "y": "QUANTITY", "i": "ORDINAL", "c": "CARDINAL",
}  # fmt: skip
"""Letters that name a kind while one is asked for."""
_TAKEN = frozenset("gbjkq")
"""Letters that move in a sheet: kinds with these are taken with Enter."""


class NameCorrections:
    """`x`, `c`, `M`."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page

    def entity_or_word(self) -> Entity | None:
        """The name that a command is about; without one the reader is told how to go to one."""
        entity = self._page.entity_here()
        if entity is None:
            self._page.tell(f"No name under the caret: {self._page.key('page.next-entity')} goes to a name.")
        return entity

    def do_not_entity(self) -> None:
        """The name under the caret is none."""
        entity = self.entity_or_word()
        if entity is not None:
            self.not_entity(entity)

    def not_entity(self, entity: Entity) -> None:
        """It is no name."""
        article, undo = self._page.article, self._page.key("everywhere.undo")
        if article is not None:
            self._page.change(
                lambda library: library.name_corrections.not_entity(article, entity.text),
                f"“{entity.text}” is no name in this article. {undo} takes it back.",
            )

    def do_relabel(self) -> None:
        """The name under the caret is of another kind."""
        entity = self.entity_or_word()
        if entity is not None:
            self.ask_kind(entity.text, is_new=False)

    def do_make_entity(self) -> None:
        """What is selected is a name."""
        span, article = self._page.selection.span, self._page.article
        if span is None or article is None:
            return
        words = trimmed(article.text, span)
        if len(words):
            is_new = self._page.names.at(words.start) != words
            self.ask_kind(article.text[words.start : words.end], is_new=is_new)

    def ask_kind(self, words: str, *, is_new: bool) -> None:
        """Which kind: by a letter, or from the list."""
        letters = {label: letter for letter, label in _KINDS.items()}
        rows = [
            SheetRow(
                label.human, label.name, letters.get(label.name, ""), f"label:{group_of(label.name)}", "●"
            )
            for label in LABELS.values()
        ]
        page, article = self._page, self._page.article

        def done(choice: Choice | None) -> None:
            if choice is None or article is None:
                return
            label = str(choice.value) if choice.action == "open" else choice.action
            told = f"“{words}” is now: {human_name(label)}."
            page.leave_selection()
            if is_new:
                page.change(lambda library: library.name_corrections.add(article, words, label), told)
            else:
                page.change(lambda library: library.name_corrections.relabel(article, words, label), told)

        free = {letter: label for letter, label in _KINDS.items() if letter not in _TAKEN}
        sheet = Sheet(f"“{words}” is a", rows, actions=free, hint="letter or Enter take it")
        page.app.push_screen(sheet, done)

    def do_same_as(self) -> None:
        """The name under the caret goes by another one."""
        entity = self.entity_or_word()
        if entity is not None:
            self.ask_same(entity)

    def ask_same(self, entity: Entity) -> None:
        """Which name is it the same as?"""
        page = self._page

        def shown(names: list[Name]) -> None:
            group, others = group_of(entity.label), dict[str, Name]()
            for name in sorted(names, key=lambda name: group_of(name.label) != group):
                others.setdefault(name.canonical, name)
            others.pop(entity.canonical, None)
            if not others:
                page.tell("There is no other name in this article.")
                return
            rows = [row_of(name) for name in others.values()]
            sheet = Sheet(f"“{entity.text}” is the same as", rows, hint="Enter take it")
            page.app.push_screen(sheet, done)

        def done(choice: Choice | None) -> None:
            article = page.article
            if choice is not None and article is not None:
                canonical = str(choice.value)
                page.change(
                    lambda library: library.name_corrections.same_as(article, entity.text, canonical),
                    f"“{entity.text}” is {canonical}.",
                )

        page.with_names(shown)


def row_of(name: Name) -> SheetRow:
    """A name in a sheet, with how often it is mentioned."""
    return SheetRow(name.canonical, name.canonical, str(name.count), f"label:{group_of(name.label)}", "●")
