"""Asks how far a correction of a name reaches: here, in this article, everywhere; one key, with what it would change."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from textual import work

from annotations.entities.corrections import SCOPES, Scope
from annotations.errors import AnnotationsError
from annotations.notes.correction_reach import Reach
from annotations.text.plurals import pluralize
from tui.screens.base_screen import is_open
from tui.screens.bottom_sheet import Choice, Sheet, SheetRow

_KEYS: Mapping[str, Scope] = MappingProxyType({"h": "here", "a": "article", "e": "everywhere"})
SCOPE_WORDS: Mapping[Scope, str] = MappingProxyType(
    {"here": "here", "article": "in this article", "everywhere": "everywhere"}
)


class ScopeSheet(Sheet):
    """The scopes that a correction may have, with how many mentions it changes in each."""

    def __init__(
        self, title: str, mentions: Mapping[Scope, int | None], everywhere: Callable[[], Reach]
    ) -> None:
        """Take what is asked.

        Args:
            title: what the correction says.
            mentions: the narrower scopes that there are, with how many mentions it would change, where that is
                known; the last is chosen.
            everywhere: how far it reaches in all articles; asked on a thread of its own, the reader may choose meanwhile.
        """
        self._mentions, self._everywhere = mentions, everywhere
        actions = {key: scope for key, scope in _KEYS.items() if scope in (*mentions, "everywhere")}
        super().__init__(
            title,
            self._scope_rows("counting …"),
            chosen=[*mentions, "everywhere"][max(len(mentions) - 1, 0)],
            actions=actions,
            hint=f"{' '.join(actions)} or Enter take it",
        )

    def _scope_rows(self, said_of_all: str) -> Sequence[SheetRow]:
        said = {
            scope: "" if count is None else pluralize(count, "mention")
            for scope, count in self._mentions.items()
        }
        said["everywhere"] = said_of_all
        return [SheetRow(SCOPE_WORDS[scope], scope, words, mark=scope[0]) for scope, words in said.items()]

    def on_mount(self) -> None:
        self._count()

    @work(thread=True, exclusive=True, group="reach")
    def _count(self) -> None:
        try:
            reach = self._everywhere()
        except AnnotationsError:
            return  # what can't be read is told where it is opened
        said = f"{pluralize(reach.mentions, 'mention')} in {pluralize(reach.articles, 'article')}"
        self.app.call_from_thread(self._show_count, said)

    def _show_count(self, said: str) -> None:
        if is_open(self):
            chosen = self.list.chosen
            self.list.show(self._scope_rows(said), key=chosen.value if chosen is not None else None)


def scope_chosen(choice: Choice | None) -> Scope | None:
    """The scope that a sheet was left with; None: the reader thought better of it."""
    if choice is None:
        return None
    said = choice.value if choice.action == "open" else choice.action
    return next((scope for scope in SCOPES if scope == said), None)
