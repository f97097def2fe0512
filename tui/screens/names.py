"""The names of all articles: who and what, how often, since when; filtered, sorted, corrected in bulk."""

from collections.abc import Collection, Hashable, Iterator, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import work
from textual.worker import get_current_worker

from annotations.entities.labels import human_name
from annotations.errors import AnnotationsError, QueryError
from annotations.library import Library, Listing
from annotations.mentions.card import mentions_of
from annotations.mentions.company import beside
from annotations.mentions.names import (
    NameCount,
    Where,
    count_articles,
    kinds_of_twins,
    list_names,
    spellings,
    where_under,
)
from annotations.mentions.service import Coverage
from annotations.mentions.spelling import offer_joins
from annotations.text.local_time import local_time
from annotations.text.plurals import group_digits, pluralize
from tui.commands import Command, Context
from tui.lists.names import ALL, Counted, NameQuery, NameState, parse_name_query, where_of
from tui.screens.base_screen import is_open
from tui.screens.list_screen import RowsScreen, filter_said
from tui.screens.name_edits import NameEdits
from tui.screens.name_panes import pane_of
from tui.widgets.name_list import NameList
from tui.widgets.tabs import Tabs
from tui.widgets.text_pane import Piece

if TYPE_CHECKING:
    from annotations.entities.index_articles import Progress

_FIRST_ROWS = 200
_MOST_BESIDE = 10
_SORTED = {"mentions": "", "articles": "by articles", "first": "by first mention", "last": "by last mention"}


class _StoppedError(Exception):
    """The screen was left while names were being found."""


class NamesScreen(RowsScreen):
    """Names with counts. Enter shows the card of one."""

    CONTEXTS: ClassVar[tuple[Context, ...]] = ("entities", "name", "list", "everywhere")
    words_asked: ClassVar[str] = "a name, after:this month"

    def __init__(self) -> None:
        super().__init__()
        self._state = NameState()
        self._rows: Sequence[Listing] = ()
        self._scope: frozenset[str] | None = None
        self._counted: Counted | None = None
        """The filter whose articles the names that are kept were counted in, and these."""
        self._coverage: Coverage | None = None
        self._has_offers = False
        self._finding = ""
        self.parts = (
            NameEdits(
                lambda: self.app,
                lambda: self.list.picked,
                lambda: self._state.names,
                lambda name: self._state.offers.get(name.name, ""),
                self._corrected,
            ),
        )

    def make_list(self) -> NameList:
        return NameList(id="names")

    def make_header(self) -> Tabs:
        self.tabs = Tabs(id="kinds")
        return self.tabs

    # -- what there is

    def show_names(self, coverage: object) -> None:
        if coverage != self._coverage:
            self.load()

    @work(thread=True, exclusive=True, group="names")
    def load(self) -> None:
        """What the index has, at once; then what has changed on disk since."""
        worker, library, folders = get_current_worker(), self.app.library, self.app.places.folders()
        index, query = library.mentions.index, self._state.query
        if not self._rows:
            all_of_it = Counted(NameQuery(), where_under(index, folders))
            self._scope = all_of_it.where.articles
            for most in (_FIRST_ROWS, -1):
                names = list_names(index, all_of_it.where, most=most)
                self.app.call_from_thread(self._show_names, all_of_it, names)
        try:
            rows = [row for row in library.listings(folders) if not row.problem]
        except AnnotationsError as error:
            self.app.call_from_thread(self.app.tell_error, error)
            return
        library.mentions.forget_gone(folders, rows)
        coverage = library.mentions.update(rows, is_over=lambda: worker.is_cancelled)
        if worker.is_cancelled:
            return
        ids = frozenset(row.id for row in rows)
        self._scope = None if count_articles(index) <= coverage.known else ids
        self._rows, self._coverage = rows, coverage
        before, counted = self._state.names, count_in(library, query, ids, self._scope)
        names = list_names(index, counted.where)
        self.app.call_from_thread(self._show_names, counted, names)
        if not query.of_articles:
            self.app.call_from_thread(self.app.count_place, "Names", len(names))
            if names != before or not self._has_offers:
                twins = kinds_of_twins((name.name, name.label) for name in names)
                offers = offer_joins(names, library.mentions.apart())
                self.app.call_from_thread(self._show_offers, offers, twins)

    @work(thread=True, exclusive=True, group="count")
    def _count_again(self, query: NameQuery) -> None:
        """Names of the articles that a filter means: as the index has them, and again where it has read more."""
        library, ids = self.app.library, [row.id for row in self._rows]
        while True:
            counted = count_in(library, query, ids, self._scope)
            names = list_names(library.mentions.index, counted.where)
            self.app.call_from_thread(self._show_names, counted, names)
            if get_current_worker().is_cancelled or not library.index_texts(self.app.places.folders()).read:
                return

    def _show_names(self, counted: Counted, names: Sequence[NameCount]) -> None:
        self._counted = counted
        self._state.names, self._state.named_in = names, counted.named_in
        self.show_rows()

    def _show_offers(self, offers: dict[str, str], twins: dict[tuple[str, str], str]) -> None:
        self._has_offers = True
        assert isinstance(self.list, NameList)
        if (offers, twins) != (self._state.offers, self.list.twins):
            self._state.offers, self.list.twins = offers, twins
            self.show_rows()

    def refill(self) -> None:
        self._read_filter()
        names, tabs = self._state.shown(local_time(datetime.now(UTC)).date())
        assert isinstance(self.list, NameList)
        self.list.most = max((name.mentions for name in names), default=1)
        self.list.offers = self._state.offers
        self.tabs.show(tabs, self._state.group)
        self.list.sentence = self._sentence()
        # Who has not moved yet stays at the top while names come in above.
        self.list.show(names, key=self.list.key_of(names[0]) if names and not self.list.index else None)
        self.say("Names", " · ".join(filter(None, self._said(len(names)))))
        if self.words.strip():
            self.say_result(pluralize(len(names), "name"))

    def _read_filter(self) -> None:
        try:
            query, self.wrong = parse_name_query(self.words), ""
        except QueryError as error:
            self.wrong = error.message
            return
        self._state.query = query
        if (
            self._counted is not None
            and query.of_articles_too != self._counted.query.of_articles_too
            and self._rows
        ):
            self._count_again(query)

    def _said(self, count: int) -> Iterator[str]:
        yield filter_said("", self.words)
        yield "new this week" if self._state.only_new else ""
        yield _SORTED[self._state.sort] + (" ↑" if self._state.is_backwards else "")
        coverage = self._coverage
        if self._finding:
            yield self._finding
        elif coverage is not None and coverage.missing:
            yield f"{group_digits(coverage.known)} of {group_digits(coverage.articles)} looked through"
        yield pluralize(count, "name")

    def _sentence(self) -> str:
        if self._coverage is None:
            return "Reading what is known of the articles."
        if self.wrong:
            return self.wrong
        clear, find = self.keymap.shown("list.clear"), self.keymap.shown("entities.find")
        if self.words.strip():
            return f"No name has “{self.words.strip()}”. Press {clear} to see them all."
        if self._state.only_new:
            return f"No name was first seen in the last week. Press {clear} to see them all."
        if self._finding:
            return "Looking for names. They are listed as they are found."
        return f"Nobody has looked for names here yet. Press {find} to do it now, or run postil index."

    # -- the pane

    def pane_key(self, row: NameCount) -> Hashable:
        return row

    def pane_at_once(self, row: NameCount) -> Sequence[Piece]:
        return pane_of(row, human_name(row.label), self._offer(row))

    def read_pane(self, row: NameCount) -> Sequence[Piece]:
        """With what else it is called, by month, beside whom, in which articles."""
        index, where = self.app.library.mentions.index, self._where
        return pane_of(
            row,
            human_name(row.label),
            self._offer(row),
            spellings(index, [row.id]).get(row.id, ()),
            mentions_of(index, row.id, where),
            beside(index, row.id, where, most=_MOST_BESIDE),
        )

    def _offer(self, row: NameCount) -> str:
        other = self._state.offers.get(row.name, "")
        return f"The same as {other}? {self.keymap.shown('name.join')} joins them." if other else ""

    @property
    def _where(self) -> Where:
        return self._counted.where if self._counted is not None else Where(self._scope)

    # -- commands

    @property
    def is_narrowed(self) -> bool:
        return super().is_narrowed or self._state.group != ALL or self._state.only_new

    def is_hinted(self, command: Command) -> bool:
        """Who sees the names of a few articles sees how the others are looked through."""
        if command.id == "entities.find":
            return self._coverage is not None and bool(self._coverage.missing) and not self._finding
        return super().is_hinted(command)

    def do_clear(self) -> None:
        self._state.group, self._state.only_new = ALL, False
        super().do_clear()

    def do_next_kind(self) -> None:
        self._turn(1)

    def do_previous_kind(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        _, tabs = self._state.shown(local_time(datetime.now(UTC)).date())
        self._state.turn([name for name, _ in tabs], by)
        self._show_kind()

    def on_tabs_picked(self, event: Tabs.Picked) -> None:
        self._state.group = event.name
        self._show_kind()

    def _show_kind(self) -> None:
        """Show the names of another kind, from the first on where the chosen one is none of them."""
        before = self.list.chosen
        self.refill()
        if (
            before is None
            or self.list.chosen is None
            or self.list.key_of(self.list.chosen) != self.list.key_of(before)
        ):
            self.list.move(-len(self.list.rows))

    def do_sort(self) -> None:
        self._state.next_sort()
        self.refill()

    def do_reverse(self) -> None:
        self._state.reverse()
        self.refill()

    def do_new(self) -> None:
        self._state.only_new = not self._state.only_new
        self.refill()

    def do_open(self) -> None:
        if (name := self.list.chosen) is not None:
            self.app.places.name_card(name, self._where)

    def do_company(self) -> None:
        if (name := self.list.chosen) is not None:
            self.app.places.company(name, self._where)

    def _corrected(self) -> None:
        self.list.unmark()
        self.load()

    def do_find(self) -> None:
        if self._coverage is None or not self._coverage.missing:
            self.app.tell("All articles have been looked through.")
        elif not self._finding:
            self._finding = "starting"
            self.refill()
            self._find_names(self._coverage)

    @work(thread=True, exclusive=True, group="find")
    def _find_names(self, coverage: Coverage) -> None:
        worker, library, known = get_current_worker(), self.app.library, coverage.known

        def told(progress: "Progress") -> None:
            if worker.is_cancelled:
                raise _StoppedError
            of_all = replace(progress, done=known + progress.done, total=coverage.articles)
            self.app.call_from_thread(self._show_progress, f"{of_all.so_far} looked through")

        problem = ""
        try:
            done = library.index(
                library.articles.readable(row.path for row in coverage.missing), progress=told
            )
            problem = done.failed[0] if done.failed else ""
        except _StoppedError:
            return
        except AnnotationsError as error:
            problem = error.message
        self.app.call_from_thread(self._end_finding, problem)

    def _show_progress(self, said: str) -> None:
        """Say how far it is; what has been found comes with the next look."""
        self._finding = said
        if is_open(self):
            self.refill()

    def _end_finding(self, problem: str) -> None:
        self._finding = ""
        if problem:
            self.app.tell(problem, severity="warning")
        if is_open(self):
            self.load()


def count_in(
    library: Library, query: NameQuery, articles: Collection[str], scope: frozenset[str] | None
) -> Counted:
    """Where a filter has names counted, and who is named where it asks that. For a thread.

    Args:
        library: its index answers.
        query: the filter.
        articles: the ids of those that there are.
        scope: those that are looked at; None: all that the index has.
    """
    answers = library.texts.articles_of(query.terms) if query.terms else {}
    index = library.mentions.index
    named_in = {
        term: frozenset(name.id for name in list_names(index, Where(answers[term])))
        for group in query.groups
        for term in group
        if term in answers
    }
    return Counted(query, where_of(query, articles, scope, answers), named_in)
