"""Asks how far a correction of a name reaches: here, in this article, everywhere; one key, with what it would change."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal

from textual import work

from annotations.entities.corrections import Correction, Scope
from annotations.entities.labels import one_of
from annotations.errors import AnnotationsError
from annotations.notes.correction_reach import Reach
from annotations.notes.correction_records import describe_correction
from annotations.notes.name_corrections import RULE_FROM
from annotations.text.plurals import pluralize
from tui.base_app import BaseApp
from tui.screens.base_screen import is_open
from tui.screens.bottom_sheet import Choice, Sheet, SheetRow

_Answer = Scope | Literal["any"]
_KEYS: Mapping[_Answer, str] = MappingProxyType({"here": "h", "article": "a", "everywhere": "e", "any": "E"})
SCOPE_WORDS: Mapping[Scope, str] = MappingProxyType(
    {"here": "here", "article": "in this article", "everywhere": "everywhere"}
)
_ANSWERS = {"y": "always", "n": "no", "q": "no", "escape": "no"}


class ScopeSheet(Sheet):
    """The scopes that a correction may have, with how many mentions it changes in each."""

    def __init__(
        self,
        title: str,
        mentions: Mapping[Scope, int | None],
        reach: Callable[[bool], Reach],
        *,
        seen: str = "",
        article: str = "",
    ) -> None:
        """Take what is asked.

        Args:
            title: what the correction says.
            mentions: the narrower scopes that there are, with how many mentions it would change, where that is
                known; the last that would change something is chosen.
            reach: how far it reaches in all articles, with True whatever kind of name the words are there; asked on a
                thread of its own, the reader may choose meanwhile.
            seen: the label that is meant everywhere; empty: any, and nothing else is offered.
            article: the title of the article that is meant, where that is not the one on the screen.
        """
        self._mentions, self._reach = mentions, reach
        self._changed: dict[_Answer, int | None] = dict(mentions.items())
        """How many mentions each answer would change, as far as that is counted."""
        where = f" in “{article}”" if article else ""
        self._words: dict[_Answer, str] = {
            "here": f"here{where and ','}{where}",
            "article": where.strip() or SCOPE_WORDS["article"],
            "everywhere": f"everywhere it is {one_of(seen)}" if seen else "everywhere",
        }
        self._words = {
            scope: words for scope, words in self._words.items() if scope in (*mentions, "everywhere")
        }
        if seen:
            self._words["any"] = "everywhere, whatever it is"
        actions = {_KEYS[answer]: answer for answer in self._words}
        super().__init__(
            title,
            self._scope_rows({}),
            chosen=next(
                (scope for scope in [*mentions][::-1] if mentions[scope] != 0),
                next(iter(mentions), "everywhere"),
            ),
            actions=actions,
            hint=f"{' '.join(actions)} or Enter take it",
        )

    def _scope_rows(self, counted: Mapping[_Answer, str]) -> Sequence[SheetRow]:
        said = {"everywhere": "counting …", "any": "counting …", **counted}
        for scope, count in self._mentions.items():
            said[scope] = "" if count is None else pluralize(count, "mention")
        return [
            SheetRow(words, one, said[one], mark=_KEYS[one], brief=said[one].replace(" mentions in ", " in "))
            for one, words in self._words.items()
        ]

    def on_mount(self) -> None:
        self._count()

    @work(thread=True, exclusive=True, group="reach")
    def _count(self) -> None:
        counted: dict[_Answer, str] = {}
        wide: tuple[_Answer, ...] = ("everywhere", "any")
        for answer in [one for one in wide if one in self._words]:
            try:
                reach = self._reach(answer == "any")
            except AnnotationsError:
                return  # what can't be read is told where it is opened
            counted[answer] = (
                f"{pluralize(reach.mentions, 'mention')} in {pluralize(reach.articles, 'article')}"
            )
            self._changed[answer] = reach.mentions
            self.app.call_from_thread(self._show_counts, counted)

    def refusal(self, choice: Choice) -> str:
        """What would change no mention here is not said, nor of all articles what would not change any of them."""
        answer = _answer_of(choice)
        is_vain = self._changed.get(answer) == 0 and self._mentions.get("article", 1) == 0
        return f"No mention would change {self._words[answer]}." if is_vain else ""

    def _show_counts(self, counted: Mapping[_Answer, str]) -> None:
        if is_open(self):
            chosen = self.list.chosen
            self.list.show(self._scope_rows(counted), key=chosen.value if chosen is not None else None)


def scope_chosen(choice: Choice | None) -> tuple[Scope, bool] | None:
    """The scope that a sheet was left with, and whether any kind of name is meant; None: the reader thought better of it."""
    if choice is None:
        return None
    answer = _answer_of(choice)
    return ("everywhere", True) if answer == "any" else (answer, False)


def _answer_of(choice: Choice) -> _Answer:
    said = choice.value if choice.action == "open" else choice.action
    return next(answer for answer in _KEYS if answer == said)


def offer_rule(app: BaseApp, rule: Correction | None, take: Callable[[Correction], None]) -> None:
    """Always? What was said three times may be said of all articles; `take` does so."""
    if rule is None:
        return
    from tui.screens.question import Question
    from tui.widgets.text_pane import Piece

    kind = f", wherever it is {one_of(rule.seen)}" if rule.seen else ""
    pieces = [
        Piece(f"{describe_correction(rule)}{kind}", "kind:title"),
        Piece(f"You have said so {RULE_FROM} times."),
    ]
    question = Question("Always?", pieces, "y in all articles, always  n no", _ANSWERS)
    app.push_screen(question, lambda answer: take(rule) if answer == "always" else None)
