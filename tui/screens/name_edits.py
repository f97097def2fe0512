"""Corrections of names in all articles at once: it is no name, it is of another kind, it is the same as another one."""

from collections.abc import Callable, Sequence

from annotations.entities.corrections import Correction, Kind
from annotations.entities.labels import human_name
from annotations.library import Library
from annotations.mentions.names import NameCount, canonical_names
from annotations.text.canonical import showable
from annotations.text.plurals import pluralize
from tui.base_app import BaseApp
from tui.screens.kind_sheet import KindSheet, kind_chosen
from tui.screens.picker import Choice, Picker
from tui.screens.question import Question
from tui.widgets.text_pane import Piece

_ANSWERS = {"y": "yes", "n": "no", "q": "no", "escape": "no"}
_FROM_HERE_ASKED = 2
"""So many names at once are asked about first."""


class NameEdits:
    """`x`, `c`, `M`, `=` on the names that are picked on a screen; each holds everywhere and is one step of undo."""

    def __init__(
        self,
        app: Callable[[], BaseApp],
        picked: Callable[[], Sequence[NameCount]],
        others: Callable[[], Sequence[NameCount]],
        offered: Callable[[NameCount], str],
        done: Callable[[str], None],
    ) -> None:
        """Take what the screen knows.

        Args:
            app: the application, once the screen is in it.
            picked: the names that a command is about.
            others: all names, those with most mentions first.
            offered: a name that one could be the same as; empty: none.
            done: called when the correction is in store and index, with the name that the picked ones go by now.
        """
        self._app, self._picked, self._others, self._offered, self._done = (
            app,
            picked,
            others,
            offered,
            done,
        )

    def _chosen(self) -> Sequence[NameCount]:
        """The names that are meant; where there are none, that is said."""
        names = self._picked()
        if not names:
            self._app().tell("No name is chosen.")
        return names

    def do_not_entity(self) -> None:
        """They are no names."""
        if not (names := self._chosen()):
            return
        said = "is no name" if len(names) == 1 else "are no names"
        self._ask(names, said, lambda: self._correct(names, "not-entity", said))

    def do_relabel(self) -> None:
        """They are of another kind."""
        if not (names := self._chosen()):
            return

        def chosen(label: str) -> None:
            said = f"{'is' if len(names) == 1 else 'are'} of the kind {human_name(label)}"
            self._ask(names, said, lambda: self._correct(names, "relabel", said, label=label))

        sheet = KindSheet(f"{_said(names)} {'is a' if len(names) == 1 else 'are each a'}")
        self._app().push_screen(
            sheet, lambda choice: chosen(label) if (label := kind_chosen(choice)) else None
        )

    def do_same_as(self) -> None:
        """They are the same as one that is picked by some of its letters."""
        if not (names := self._chosen()):
            return
        kinds = {name.label for name in names}
        own = {name.name for name in names} if len(names) == 1 else set[str]()
        ordered = sorted(
            (one for one in self._others() if one.name not in own),
            key=lambda one: (one not in names, one.name != self._offered(names[0]), one.label not in kinds),
        )
        choices = [
            Choice(showable(one.name), pluralize(one.mentions, "mention"), one.name, also=one.called)
            for one in ordered
        ]

        def done(choice: Choice | None) -> None:
            if choice is not None:
                self._join(names, str(choice.value))

        self._app().push_screen(Picker(f"{_said(names)}: the same as", choices), done)

    def do_join(self) -> None:
        """They are the same as the names that they look like."""
        if not (chosen := self._chosen()):
            return
        names = [name for name in chosen if self._offered(name)]
        if not names:
            key = self._app().keymap.shown("name.same-as")
            self._app().tell(f"It looks like no other name; {key} says which one it is the same as.")
        elif len({self._offered(name) for name in names}) == 1:
            self._join(names, self._offered(names[0]))
        else:
            self._app().tell("The marked names look like several others: join them one after the other.")

    def _join(self, names: Sequence[NameCount], other: str) -> None:
        moved = [name for name in names if name.name != other]
        if moved:
            said = f"{'is' if len(moved) == 1 else 'are'} {other}"
            self._ask(moved, said, lambda: self._correct(moved, "same-as", said, canonical=other))

    def _ask(self, names: Sequence[NameCount], said: str, do: Callable[[], None]) -> None:
        """Of several at once one is asked first."""
        if len(names) < _FROM_HERE_ASKED:
            do()
            return
        mentions = pluralize(sum(name.mentions for name in names), "mention")
        pieces = [
            Piece(", ".join(name.name for name in names), most_rows=3),
            Piece(f"{mentions} in all articles.", gap=1),
        ]
        question = Question(f"{_said(names)} {said}?", pieces, "y yes  n no", _ANSWERS)
        self._app().push_screen(question, lambda answer: do() if answer == "yes" else None)

    def _correct(
        self, names: Sequence[NameCount], kind: Kind, said: str, *, label: str = "", canonical: str = ""
    ) -> None:
        app = self._app()
        told = f"{_said(names)} {said}: {pluralize(sum(name.mentions for name in names), 'mention')} in all articles."

        def write(library: Library) -> None:
            index = library.mentions.index
            words = dict.fromkeys(
                one for name in names for one in (name.name, *canonical_names(index, name.id))
            )
            corrections = [
                Correction(kind, one, "", label, canonical, scope="everywhere")
                for one in words
                if one != canonical
            ]
            library.name_corrections.include(corrections, f"{_said(names)} {said}")
            library.mentions.apply_rules()

        def written(_: None) -> None:
            app.tell(f"{told} {app.keymap.shown('everywhere.undo')} takes that back.")
            self._done(canonical)

        library = app.library
        app.background.run(lambda: write(library), written)


def _said(names: Sequence[NameCount]) -> str:
    return f"“{names[0].name}”" if len(names) == 1 else pluralize(len(names), "name")
