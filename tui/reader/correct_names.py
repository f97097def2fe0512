"""The reader's corrections of names: it is none, it is of another kind, it is the same as another one, this is one."""

from msgspec.structs import replace

from annotations.entities.corrections import Correction, Kind, Scope, is_said_of_some, squeezed
from annotations.entities.labels import one_of
from annotations.model import Entity, TextSpan
from annotations.notes.correction_reach import Reach
from annotations.notes.correction_records import describe_correction, short_name
from annotations.text.canonical import showable
from annotations.text.plurals import pluralize
from annotations.text.spans import trimmed
from tui.page.name_index import Name
from tui.reader.open_page import OpenPage
from tui.screens.bottom_sheet import Choice as SheetChoice
from tui.screens.correction_scope import SCOPE_WORDS, ScopeSheet, offer_rule, scope_chosen
from tui.screens.kind_sheet import KindSheet, kind_chosen
from tui.screens.name_edits import another_name
from tui.screens.picker import Choice, Picker
from tui.theme import group_of


class NameCorrections:
    """`x`, `c`, `M`: each asks how far it reaches, with what it would change, and is seen at once."""

    def __init__(self, page: OpenPage) -> None:
        self._page = page

    def entity_or_word(self) -> Entity | None:
        """The name that a command is about; without one the reader is told how to go to one."""
        entity = self._page.entity_here()
        if entity is None:
            self._page.tell(f"No name under the caret: {self._page.key('page.next-entity')} goes to a name.")
        return entity

    def do_not_entity(self) -> None:
        entity = self.entity_or_word()
        if entity is not None:
            self.not_entity(entity)

    def not_entity(self, entity: Entity) -> None:
        self._ask_scope("not-entity", entity.text, entity.span, seen=entity.label)

    def do_relabel(self) -> None:
        entity = self.entity_or_word()
        if entity is not None:
            self.relabel(entity)

    def relabel(self, entity: Entity) -> None:
        self._ask_kind("relabel", entity.text, entity.span, entity.label)

    def do_make_entity(self) -> None:
        span, article = self._page.selection.span, self._page.article
        if span is None or article is None:
            return
        span = trimmed(article.text, span)
        if len(span):
            there = self._page.names.entity_at(span.start)
            is_known = there is not None and there.span == span
            kind: Kind = "relabel" if is_known else "add"
            seen = there.label if there is not None and is_known else ""
            self._ask_kind(kind, article.text[span.start : span.end], span, seen)

    def _ask_kind(self, kind: Kind, words: str, span: TextSpan, seen: str) -> None:
        """Which kind of name?"""

        def done(choice: SheetChoice | None) -> None:
            if label := kind_chosen(choice):
                self._page.leave_selection()
                ask = self._say_it_is_so if label == seen else self._ask_scope
                ask(kind, words, span, seen=seen, label=label)

        self._page.app.push_screen(KindSheet(f"“{words}” is a"), done)

    def _say_it_is_so(self, kind: Kind, words: str, span: TextSpan, *, seen: str, label: str) -> None:
        """It is of that kind already; it is asked how far that reaches only where it is of another one elsewhere."""
        page, article = self._page, self._page.article
        if article is None:
            return
        correction = Correction(kind, words, article.id, label, scope="everywhere", any_kind=True)

        def counted(reach: Reach) -> None:
            if reach.mentions:
                self._ask_scope(kind, words, span, seen=seen, label=label)
            else:
                page.tell(f"“{short_name(words)}” is {one_of(label)} already.")

        page.ask(lambda library: library.reach(correction), counted)

    def do_same_as(self) -> None:
        entity = self.entity_or_word()
        if entity is not None:
            self.ask_same(entity)

    def ask_same(self, entity: Entity) -> None:
        """Which name is it the same as: one of the article, one that is typed, or none?"""
        page, own = self._page, squeezed(entity.text)

        def shown(names: list[Name]) -> None:
            group, others = group_of(entity.label), dict[str, Name]()
            for name in sorted(names, key=lambda name: group_of(name.label) != group):
                others.setdefault(name.canonical, name)
            others.pop(entity.canonical, None)
            choices = [
                Choice(showable(name.canonical), pluralize(name.count, "mention"), name)
                for name in others.values()
                if name.canonical != own
            ]
            if entity.canonical != own:
                apart = f"nobody else: “{showable(own)}” is a name of its own"
                choices.append(Choice(apart, value=own))
            called = {*others, own, entity.canonical}
            title = f"“{short_name(entity.text)}” is the same as"
            page.app.push_screen(
                Picker(title, choices, other=lambda words: another_name(words, called)), done
            )

        def done(choice: Choice | None) -> None:
            if choice is not None and isinstance(choice.value, Name):
                joined(choice.value.canonical, choice.value.label)
            elif choice is not None:
                joined(str(choice.value), entity.label)

        def joined(canonical: str, label: str) -> None:
            if canonical and canonical != entity.canonical:
                self._ask_scope(
                    "same-as", entity.text, entity.span, seen=entity.label, label=label, canonical=canonical
                )

        page.with_names(shown)

    # -- how far it reaches

    def _ask_scope(
        self, kind: Kind, words: str, span: TextSpan, *, seen: str, label: str = "", canonical: str = ""
    ) -> None:
        """Here, in this article, everywhere: with how many mentions it would change; then it is done."""
        page, article = self._page, self._page.article
        if article is None:
            return
        only_now = is_said_of_some(words, seen, page.names.corrections)
        correction = Correction(kind, words, article.id, label, canonical, seen=seen, only_now=only_now)
        own = replace(correction, any_kind=bool(seen) and page.is_of_one_kind(words))

        def done(choice: SheetChoice | None) -> None:
            if (chosen := scope_chosen(choice)) is None or page.article is not article:
                return
            scope, any_kind = chosen
            self._correct(
                own if scope == "article" else replace(correction, scope=scope, any_kind=any_kind), span
            )

        def reach(any_kind: bool) -> Reach:
            return library.reach(replace(correction, scope="everywhere", any_kind=any_kind))

        mentions: dict[Scope, int | None] = {"here": 1, "article": page.count_changed(own)}
        if kind == "relabel" and label == seen:  # what is here is so already
            mentions = {scope: count for scope, count in mentions.items() if scope != "here" and count != 0}
        library = page.app.library
        page.app.push_screen(ScopeSheet(describe_correction(correction), mentions, reach, seen=seen), done)

    def _correct(self, correction: Correction, span: TextSpan) -> None:
        """Show and keep it; what has now been said three times is offered as a rule."""
        page = self._page
        where, undo = SCOPE_WORDS[correction.scope], page.key("everywhere.undo")
        page.correct(correction, span, f"{describe_correction(correction)} {where}. {undo} takes it back.")
        if correction.scope == "everywhere":
            return

        def always(rule: Correction) -> None:
            if page.article is not None:
                self._correct(rule, span)

        page.ask(
            lambda library: library.name_corrections.rule_from(correction),
            lambda rule: offer_rule(page.app, rule, always),
        )
