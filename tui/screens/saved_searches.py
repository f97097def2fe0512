"""Saved searches of the list of articles: `F` picks one or saves the one that is shown; those that find something stand above the list."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from annotations.errors import AnnotationsError
from annotations.text.plurals import group_digits
from tui.lists.articles import ListState
from tui.screens.base_screen import is_open
from tui.screens.list_screen import RowsScreen

ALWAYS: Mapping[str, str] = {
    "later": "is:later",
    "unread": "is:unread",
    "begun": "is:reading",
    "starred": "is:starred",
    "with notes": "has:note",
}
"""Offered to everybody, after those that the reader has saved."""
_ABOVE = ("later",)
"""Of them those that stand above the list too: a queue."""


class SavedSearches:
    """Counts what each search finds, on a thread, when it is asked to."""

    def __init__(
        self,
        screen: RowsScreen,
        state: ListState,
        search_for: Callable[[str], None],
        counted: Callable[[Mapping[str, int]], None],
    ) -> None:
        """Take whom to ask and to tell.

        Args:
            screen: the list.
            state: what is listed.
            search_for: shows what a query finds.
            counted: told how much each search above the list finds, by name.
        """
        self._screen, self._state = screen, state
        self._search_for, self._counted = search_for, counted
        self._is_counting = self._is_due = False

    @property
    def queries(self) -> dict[str, str]:
        """Queries by name, the reader's own first."""
        return {**self._screen.app.settings.searches, **ALWAYS}

    def count(self) -> None:
        """Count anew what the searches above the list find; asked for several times meanwhile it is done once more."""
        self._is_due = True
        if not self._is_counting:
            self._is_counting = True
            self._run(self._count)

    def _run(self, work: Any) -> None:
        self._screen.run_worker(work, thread=True, group="saved")

    def _count(self) -> None:
        app = self._screen.app
        while self._is_due:
            self._is_due = False
            counts = self._counts([*app.settings.searches, *_ABOVE])
        app.call_from_thread(self._show, counts)

    def _show(self, counts: Mapping[str, int]) -> None:
        self._is_counting = False
        if is_open(self._screen):
            self._counted(counts)
            if self._is_due:
                self.count()

    def _counts(self, names: Sequence[str]) -> dict[str, int]:
        """How many rows each would show; what can't be understood or finds nothing is left out."""
        texts, queries, counts = self._screen.app.library.texts, self.queries, dict[str, int]()
        for name in names:
            try:
                rows = self._state.count_stories(texts.articles_meant(queries[name]))
            except AnnotationsError:
                continue
            if rows:
                counts[name] = rows
        return counts

    def go_to(self, name: str) -> None:
        if (query := self.queries.get(name)) is not None:
            self._search_for(query)

    def do_searches(self) -> None:
        heard = self._screen.app.typeahead.hold()

        def work() -> None:
            counts = self._counts([*self.queries])
            self._screen.app.call_from_thread(self._offer, counts, heard)

        self._run(work)

    def _offer(self, counts: Mapping[str, int], heard: Callable[[], None]) -> None:
        from tui.screens.picker import Choice, Picker

        heard()
        if not is_open(self._screen):
            return
        choices = [
            Choice(name, f"{query}  {group_digits(counts.get(name, 0)):>6}", name)
            for name, query in self.queries.items()
        ]
        if shown := self._screen.words.strip():
            choices.insert(0, Choice("Save what is shown …", shown, None))

        def picked(choice: Choice | None) -> None:
            if choice is None:
                return
            if choice.value is None:
                self._ask_name(shown)
            else:
                self.go_to(str(choice.value))

        shown_by = self._screen.keymap.shown
        none = f"No search is saved yet: {shown_by('list.filter')} searches, then {shown_by('articles.searches')} saves it."
        otherwise = "Nothing like that." if choices else none
        self._screen.app.push_screen(Picker("Saved searches", choices, otherwise=otherwise), picked)

    def _ask_name(self, query: str) -> None:
        from tui.save_setting import save_setting
        from tui.screens.line_input import LineEditor

        app = self._screen.app

        def typed(line: str | None) -> None:
            if not (name := (line or "").strip()):
                return
            app.settings = replace(app.settings, searches={**app.settings.searches, name: query})
            app.background.run(
                lambda: save_setting(app.config, "searches", name, query),
                lambda _: app.tell(f"Saved as {name}; F shows what it finds."),
            )
            self.count()

        app.push_screen(LineEditor(f"A name for {query}"), typed)
