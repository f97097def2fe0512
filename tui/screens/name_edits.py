"""Corrections of names where they stand in a list or on a card: it is no name, of another kind, the same as another one."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from msgspec.structs import replace

from annotations.entities.corrections import Correction, Scope, squeezed
from annotations.entities.labels import human_name
from annotations.mentions.card import Mention
from annotations.mentions.names import NameCount
from annotations.notes.correction_records import short_name
from annotations.text.canonical import showable
from annotations.text.plurals import pluralize
from tui.base_app import BaseApp
from tui.screens.bottom_sheet import Choice as SheetChoice
from tui.screens.correction_scope import SCOPE_WORDS, ScopeSheet, offer_rule, scope_chosen
from tui.screens.kind_sheet import KindSheet, kind_chosen
from tui.screens.picker import Choice, Picker
from tui.screens.said_of_names import Place, Said, find_place, narrow, reach_of_rules, rules_of


class NameEdits:
    """`x`, `c`, `M`, `=` on the names that are picked on a screen; each asks how far it reaches and is one step of undo."""

    def __init__(
        self,
        app: Callable[[], BaseApp],
        picked: Callable[[], Sequence[NameCount]],
        others: Callable[[], Sequence[NameCount]],
        offered: Callable[[NameCount], str],
        done: Callable[[], object],
        *,
        at: Callable[[], Mention | None] = lambda: None,
    ) -> None:
        """Take what the screen knows.

        Args:
            app: the application, once the screen is in it.
            picked: the names that a command is about.
            others: all names, those with most mentions first.
            offered: a name that one could be the same as; empty: none.
            done: called when the correction is in store and index.
            at: the mention that is chosen, where mentions are listed.
        """
        self._app, self._picked, self._others, self._offered, self._done = (
            app,
            picked,
            others,
            offered,
            done,
        )
        self._at = at

    def _chosen(self) -> Sequence[NameCount]:
        """The names that are meant; where there are none, that is said."""
        names = self._picked()
        if not names:
            self._app().tell("No name is chosen.")
        return names

    def do_not_entity(self) -> None:
        if names := self._chosen():
            self._ask(Said(names, "not-entity", "is no name" if len(names) == 1 else "are no names"))

    def do_relabel(self) -> None:
        if not (names := self._chosen()):
            return

        def chosen(choice: SheetChoice | None) -> None:
            if label := kind_chosen(choice):
                words = f"{'is' if len(names) == 1 else 'are'} of the kind {human_name(label)}"
                self._ask(Said(names, "relabel", words, label))

        self._app().push_screen(
            KindSheet(f"{_called(names)} {'is a' if len(names) == 1 else 'are each a'}"), chosen
        )

    def do_same_as(self) -> None:
        """They are the same as one that is picked by some of its letters; the words of a mention may be parted from their name."""
        if not (names := self._chosen()):
            return
        kinds = {name.label for name in names}
        own = {name.name for name in names} if len(names) == 1 else set[str]()
        ordered = sorted(
            (one for one in self._others() if one.name not in own),
            key=lambda one: (one not in names, one.name != self._offered(names[0]), one.label not in kinds),
        )
        choices = [
            Choice(showable(one.name), pluralize(one.mentions, "mention"), one, also=one.called)
            for one in ordered
        ]
        mention = self._at()
        words = squeezed(mention.words) if mention is not None else ""
        if words and words not in own:
            apart = Said(
                names, "same-as", f"is a name of its own: “{short_name(words)}”", canonical=words, own=words
            )
            choices.insert(0, Choice(f"nobody else: “{showable(words)}” is a name of its own", value=apart))

        def done(choice: Choice | None) -> None:
            if choice is not None and isinstance(choice.value, Said):
                self._ask(choice.value)
            elif choice is not None and isinstance(choice.value, NameCount):
                self._join(names, choice.value.name, choice.value.label)
            elif choice is not None:
                self._join(names, str(choice.value))

        called = {one.name for one in ordered} | own
        picker = Picker(
            f"{_called(names)}: the same as", choices, other=lambda words: another_name(words, called)
        )
        self._app().push_screen(picker, done)

    def do_join(self) -> None:
        if not (chosen := self._chosen()):
            return
        names = [name for name in chosen if self._offered(name)]
        if not names:
            key = self._app().keymap.shown("name.same-as")
            self._app().tell(f"It looks like no other name; {key} says which one it is the same as.")
        elif len({self._offered(name) for name in names}) == 1:
            self._join(names, self._offered(names[0]), is_offered=True)
        else:
            self._app().tell("The marked names look like several others: join them one after the other.")

    def _join(
        self, names: Sequence[NameCount], other: str, label: str = "", *, is_offered: bool = False
    ) -> None:
        """Names are the same as another one, and of its kind; one that is offered is joined by one key: it is meant everywhere."""
        moved = [name for name in names if name.name != other]
        said = Said(
            moved, "same-as", f"{'is' if len(moved) == 1 else 'are'} {short_name(other)}", label, other
        )
        library = self._app().library
        if is_offered and len(moved) == 1:
            self._keep(said, "everywhere", lambda: rules_of(library, said, None))
        elif moved:
            self._ask(said)

    # -- how far it reaches

    def _ask(self, said: Said) -> None:
        """Here, in an article, everywhere: with how many mentions it would change; then it is done."""
        app, chosen, reading = self._app(), self._at(), self._app().places.reading()
        library = app.library

        def known() -> tuple[Place | None, Sequence[Correction], bool]:
            rules, is_so = rules_of(library, said, chosen), False
            if said.kind == "relabel" and {name.label for name in said.names} == {said.label}:
                is_so = not reach_of_rules(library, said.names, rules, any_kind=True).mentions
            return find_place(library, said, chosen, reading), rules, is_so

        def ask(known: tuple[Place | None, Sequence[Correction], bool]) -> None:
            place, rules, is_so = known
            if is_so:
                app.tell(f"{_called(said.names)} {said.words} already.")
                return
            mentions: dict[Scope, int | None] = {}
            if place is not None:
                mentions = {"here": 1} if place.is_one else {}
                mentions["article"] = None if said.own else place.in_article
            seen = {name.label for name in said.names}
            sheet = ScopeSheet(
                f"{_called(said.names)} {said.words}",
                mentions,
                lambda any_kind: reach_of_rules(library, said.names, rules, any_kind=any_kind),
                seen=seen.pop() if len(seen) == 1 else "",
                article=place.mention.title if place is not None else "",
            )
            app.push_screen(sheet, partial(answered, place, rules))

        def answered(place: Place | None, rules: Sequence[Correction], choice: SheetChoice | None) -> None:
            if (answer := scope_chosen(choice)) is None:
                return
            scope, any_kind = answer
            if scope == "everywhere":
                self._keep(said, scope, lambda: [replace(rule, any_kind=any_kind) for rule in rules])
            elif place is not None:
                mention = place.mention
                self._keep(said, scope, lambda: narrow(library, rules, mention, scope), mention.title)

        app.background.run(known, ask)

    def _keep(
        self, said: Said, scope: Scope, corrections: Callable[[], Sequence[Correction]], title: str = ""
    ) -> None:
        """Keep what was said and show it; what has now been said three times is offered as a rule.

        Args:
            said: what is said of which names.
            scope: how far it reaches.
            corrections: makes them; may read an article.
            title: of the article that is meant, where the scope is no wider.
        """
        where = f"in “{showable(title)}”" if scope == "article" and title else SCOPE_WORDS[scope]
        app, words = self._app(), f"{_called(said.names)} {said.words} {where}"
        library = app.library

        def work() -> Correction | None:
            made = corrections()
            library.name_corrections.include(made, words)
            library.mentions.catch_up()
            return library.name_corrections.rule_from(made[0]) if len(made) == 1 else None

        def kept(rule: Correction | None) -> None:
            app.tell(f"{words}. {app.keymap.shown('everywhere.undo')} takes that back.")
            self._done()
            offer_rule(app, rule, lambda rule: self._keep(said, "everywhere", lambda: [rule]))

        app.background.run(work, kept)


def another_name(words: str, called: Collection[str]) -> Choice | None:
    """A name that is typed, to be taken where none in the list is called so."""
    name = squeezed(words)
    return Choice(f"another name: “{showable(name)}”", value=name) if name and name not in called else None


def _called(names: Sequence[NameCount]) -> str:
    return f"“{short_name(names[0].name)}”" if len(names) == 1 else pluralize(len(names), "name")
