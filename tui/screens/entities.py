"""The names of all articles, and the places where one of them is said."""

import time
from collections.abc import Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.worker import get_current_worker

from annotations.errors import AnnotationsError
from annotations.library import Library
from annotations.model import Article
from annotations.notes.name_overview import Mention, Name, NameCounter, Overview
from annotations.text.folding import fold
from annotations.text.plurals import group_digits, pluralize
from tui.commands import Context
from tui.screens.base_screen import is_open
from tui.screens.list_screen import RowsScreen
from tui.theme import GROUPS, group_of
from tui.widgets.name_list import ArticleLine, MentionList, MentionRow, Tally, TallyList, tally_of
from tui.widgets.tabs import Tabs
from tui.widgets.text_pane import Piece

if TYPE_CHECKING:
    from annotations.entities.index_articles import Progress

_ARTICLES_SHOWN = 12
_COUNTED_EVERY_S = 2.0
"""So often are names listed anew while others are looked for."""


class _StoppedError(Exception):
    """The screen was left while names were being found."""


class EntitiesScreen(RowsScreen):
    """Names with counts. Enter shows where one is said."""

    CONTEXTS: ClassVar[tuple[Context, ...]] = ("entities", "list", "everywhere")

    def __init__(self, counter: NameCounter) -> None:
        """`counter` keeps what it has counted, longer than this screen lives."""
        super().__init__()
        self._counter = counter
        self._overview = Overview()
        self._group = "all"
        self._is_counted = False
        self._finding = ""
        self._counted_at = 0.0

    def make_list(self) -> TallyList:
        return TallyList(id="names")

    def make_header(self) -> Tabs:
        return Tabs(id="kinds")

    @property
    def tabs(self) -> Tabs:
        """The line above the list."""
        assert isinstance(self.header, Tabs)
        return self.header

    def on_mount(self) -> None:
        self._count_names()

    def show_notes(self) -> None:
        """Corrections may have changed names."""
        self._count_names()

    @work(thread=True, exclusive=True, group="count")
    def _count_names(self) -> None:
        worker, library = get_current_worker(), self.app.library
        for overview in self._counter.overviews(library.listings(self.app.places.folders())):
            if worker.is_cancelled:
                return
            if not self._is_counted:
                self.app.call_from_thread(self._show_names, overview)
        self.app.call_from_thread(self._counted, overview)

    def _counted(self, overview: Overview) -> None:
        self._is_counted = True
        self._show_names(overview)
        self.app.count_place("Names", len(overview.names))

    def _show_names(self, overview: Overview) -> None:
        self._overview = overview
        self.show_rows()

    def refill(self) -> None:
        """Show what is kept, and say how much that is."""
        words = fold(self.words).split()
        matching = [name for name in self._overview.names if all(word in fold(name.name) for word in words)]
        groups = {group: [n for n in matching if group_of(n.label) == group] for group in GROUPS}
        tabs = [("all", len(matching)), *((group, len(names)) for group, names in groups.items() if names)]
        if self._group != "all" and not groups.get(self._group):
            self._group = "all"
        shown = matching if self._group == "all" else groups[self._group]
        most = max((name.count for name in shown), default=0)
        self.tabs.show(tabs, self._group)
        self.list.sentence = self._sentence()
        rows = [tally_of(name, most) for name in shown]
        # Who has not moved yet stays at the top while names come in above.
        self.list.show(rows, key=self.list.key_of(rows[0]) if rows and not self.list.index else None)
        overview = self._overview
        missing = len(overview.unknown)
        said = f"{pluralize(len(shown), 'name')} in {group_digits(overview.known)} of {pluralize(overview.articles, 'article')}"
        if self._finding:
            said += f" · {self._finding}"
        elif missing and self._is_counted:
            said += f" · {self.keymap.shown('entities.find')} looks through the other {group_digits(missing)}"
        self.say("Names", said if overview.articles or self._is_counted else "")

    def _sentence(self) -> str:
        if not self._is_counted:
            return "Reading what is known of the articles."
        if self.words.strip():
            return f"No name has “{self.words.strip()}”. Press {self.keymap.shown('list.clear')} to see them all."
        if self._finding:
            return "Looking for names. They are listed as they are found."
        key = self.keymap.shown("entities.find")
        return f"Nobody has looked for names here yet. Press {key} to do it now, or run postil index."

    # -- the pane

    def pane_key(self, row: Tally) -> Hashable:
        """The name with its counts."""
        return row

    def pane_at_once(self, row: Tally) -> Sequence[Piece]:
        """The articles that say it."""
        name = row.value
        assert isinstance(name, Name)
        head = [
            Piece(name.name, "kind:title", gap=1, most_rows=3),
            Piece(f"{row.group} · {pluralize(name.count, 'mention')}", "kind:byline"),
            Piece("", "kind:byline"),
        ]
        articles = [
            Piece(place.title, right=group_digits(place.count), most_rows=2)
            for place in name.places[:_ARTICLES_SHOWN]
        ]
        more = len(name.places) - _ARTICLES_SHOWN
        return [
            *head,
            *articles,
            *([Piece(f"and {pluralize(more, 'more article')}", "kind:byline")] if more > 0 else []),
        ]

    # -- commands

    def do_clear(self) -> None:
        self._group = "all"
        super().do_clear()

    def do_next_kind(self) -> None:
        self._turn(1)

    def do_previous_kind(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        there = ["all", *(g for g in GROUPS if any(group_of(n.label) == g for n in self._overview.names))]
        at = there.index(self._group) if self._group in there else 0
        self._group = there[(at + by) % len(there)]
        self.refill()

    def on_tabs_picked(self, event: Tabs.Picked) -> None:
        self._group = event.name
        self.refill()

    def do_open(self) -> None:
        chosen = self.list.chosen
        if isinstance(chosen, Tally) and isinstance(chosen.value, Name):
            self.app.push_screen(MentionsScreen(chosen.value, self._counter))

    def do_find(self) -> None:
        """Look for names in the articles where nobody has."""
        if not self._overview.unknown:
            self.app.tell("All articles have been looked through.")
        elif not self._finding:
            self._finding, self._counted_at = "starting", time.monotonic()
            self.refill()
            self._find_names(self._overview)

    @work(thread=True, exclusive=True, group="find")
    def _find_names(self, overview: Overview) -> None:
        worker, library = get_current_worker(), self.app.library

        def told(progress: "Progress") -> None:
            if worker.is_cancelled:
                raise _StoppedError
            self.app.call_from_thread(self._found_some, f"{progress.done} of {progress.total} looked through")

        problem = ""
        try:
            done = library.index(_readable(library, overview.unknown), progress=told)
            problem = done.failed[0] if done.failed else ""
        except _StoppedError:
            return
        except AnnotationsError as error:
            problem = error.message
        self.app.call_from_thread(self._found_all, problem)

    def _found_some(self, said: str) -> None:
        """Say how far it is, and now and then list what is known by now."""
        self._finding = said
        if not is_open(self):
            return
        self.refill()
        if time.monotonic() - self._counted_at >= _COUNTED_EVERY_S:
            self._counted_at = time.monotonic()
            self._count_names()

    def _found_all(self, problem: str) -> None:
        self._finding = ""
        if problem:
            self.app.tell(problem, severity="warning")
        if is_open(self):
            self._count_names()


def _readable(library: Library, paths: Iterable[Path]) -> Iterator[Article]:
    """The articles that can be read; the others have their sentence in the list."""
    for path in paths:
        with suppress(AnnotationsError):
            yield library.read(path)


class MentionsScreen(RowsScreen):
    """Where a name is said. Enter opens the article there."""

    has_pane: ClassVar[bool] = False

    def __init__(self, name: Name, counter: NameCounter) -> None:
        super().__init__()
        self._said, self._counter = name, counter
        self._mentions: list[Mention] | None = None

    def make_list(self) -> MentionList:
        return MentionList(id="mentions")

    def on_mount(self) -> None:
        self._look_up()

    @work(thread=True, exclusive=True, group="mentions")
    def _look_up(self) -> None:
        self.app.call_from_thread(self._show_mentions, self._counter.mentions(self._said))

    def _show_mentions(self, mentions: list[Mention]) -> None:
        self._mentions = mentions
        self.show_rows()

    def refill(self) -> None:
        """Show what is kept, and say how much that is."""
        words = fold(self.words).split()
        matching = [
            one
            for one in self._mentions or ()
            if all(word in fold(f"{one.title} {one.before}{one.words}{one.after}") for word in words)
        ]
        rows: list[MentionRow] = []
        for at, one in enumerate(matching):
            if not at or matching[at - 1].path != one.path:
                rows += [
                    ArticleLine(),
                    ArticleLine(one.title, sum(other.path == one.path for other in matching)),
                ]
            rows.append(one)
        self.list.sentence = (
            "Looking them up."
            if self._mentions is None
            else "It is said nowhere any more; the articles have changed."
        )
        self.list.show(rows)
        self.say(
            f"Names › {self._said.name}",
            "" if self._mentions is None else pluralize(len(matching), "mention"),
        )

    def do_open(self) -> None:
        row = self.list.chosen
        if isinstance(row, Mention):
            paths = list(dict.fromkeys(one.path for one in self.list.rows if isinstance(one, Mention)))
            self.app.places.read(paths, paths.index(row.path), row.span)
