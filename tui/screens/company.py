"""Co-occurrence: who appears with a name, as a list with counts, and a small matrix of the ten that are most often together."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import ClassVar

from msgspec.structs import replace
from textual import work

from annotations.mentions.card import name_of
from annotations.mentions.company import Beside, beside, kinds_beside, matrix
from annotations.mentions.names import NameCount, Where, list_names
from annotations.mentions.spelling import offer_joins
from annotations.search.query import TEXT_KINDS, Term
from annotations.search.row_filter import Answers, FilteredRow, means
from annotations.text.canonical import showable
from annotations.text.folding import fold
from annotations.text.plurals import pluralize
from tui.commands import Context
from tui.screens.list_filter import ListFilter
from tui.screens.list_screen import RowsScreen, filter_said
from tui.screens.name_edits import NameEdits
from tui.widgets.name_list import CompanyList
from tui.widgets.text_pane import Piece

_IN_MATRIX = 10
_MOST = 1_000


class CompanyScreen(RowsScreen):
    """Who is named in the same articles as somebody. Enter shows the card of one."""

    CONTEXTS: ClassVar[tuple[Context, ...]] = ("name", "list", "everywhere")

    def __init__(self, name: NameCount, where: Where) -> None:
        """Take the name, and the articles that are looked at."""
        super().__init__()
        self._named, self._where = name, where
        self._company: Sequence[Beside] | None = None
        self._together: Mapping[tuple[int, int], int] = {}
        self._filter = ListFilter(self, TEXT_KINDS, self._named_in)
        self._names: Mapping[int, NameCount] = {}
        """All names of these articles, by their numbers."""
        self._offers: dict[str, str] = {}
        self.parts = (
            NameEdits(
                lambda: self.app,
                self._picked,
                lambda: [*self._names.values()],
                lambda name: self._offers.get(name.name, ""),
                self.show_notes,
            ),
        )

    def make_list(self) -> CompanyList:
        return CompanyList(id="company")

    def _picked(self) -> Sequence[NameCount]:
        return [self._names[row.id] for row in self.list.picked if row.id in self._names]

    @work(thread=True, exclusive=True, group="company")
    def load(self) -> None:
        mentions = self.app.library.mentions
        mentions.catch_up()
        index = mentions.index
        self._named = name_of(index, self._named.name, self._named.label, self._where) or self._named
        company = beside(index, self._named.id, self._where, most=_MOST)
        ids = [self._named.id, *(one.id for one in company[: _IN_MATRIX - 1])]
        self.app.call_from_thread(self._show_company, company, matrix(index, ids, self._where))
        names = list_names(index, self._where)
        self.app.call_from_thread(self._know_names, names, offer_joins(names, mentions.apart()))

    def _know_names(self, names: Sequence[NameCount], offers: dict[str, str]) -> None:
        self._names, self._offers = {name.id: name for name in names}, offers

    def _show_company(self, company: Sequence[Beside], together: Mapping[tuple[int, int], int]) -> None:
        self._company, self._together = company, together
        self._filter.forget()
        self.show_rows()

    def _named_in(self, terms: Sequence[Term]) -> Answers:
        """The numbers of the names in the articles that terms mean."""
        library, among = self.app.library, self._where.articles
        articles = library.texts.articles_of(terms)
        places = {
            term: replace(self._where, articles=ids if among is None else ids & among)
            for term, ids in articles.items()
        }
        return {
            term: {str(name.id) for name in list_names(library.mentions.index, where)}
            for term, where in places.items()
        }

    def refill(self) -> None:
        if not self._filter.read(self.words):
            return
        query, answers, company = self._filter.query, self._filter.answers, self._company or ()
        rows = [one for one in company if means(query, FilteredRow(fold(one.name), str(one.id)), answers)]
        assert isinstance(self.list, CompanyList)
        self.list.twins = kinds_beside(self._named, company)
        self.list.most = max((one.articles for one in rows), default=1)
        self.list.sentence = (
            "Looking it up." if self._company is None else "Nobody else is named in these articles."
        )
        self.list.show(rows)
        asked = (filter_said("", self._where.asked), filter_said("", self.words))
        said = " · ".join(filter(None, (*asked, pluralize(len(rows), "name"))))
        if self.words.strip():
            self.say_result(pluralize(len(rows), "name"))
        self.say(f"Names › with {self._named.name}", said if self._company is not None else "")

    # -- the pane: the matrix

    def pane_key(self, row: Beside) -> Hashable:
        return (self._named, *(self._company or ())[:_IN_MATRIX], *self._together.values())

    def pane_at_once(self, row: Beside) -> Sequence[Piece]:
        """In how many articles any two of the first ten stand together."""
        company = (self._company or ())[: _IN_MATRIX - 1]
        twins = kinds_beside(self._named, company)
        ids = [(self._named.id, self._named.name, self._named.label)]
        ids += [(one.id, one.name, one.label) for one in company]
        named = [(id, f"{name} {twins.get((name, label), '')}".rstrip()) for id, name, label in ids]
        return [
            Piece("Articles that name both", "strong", gap=1),
            *(Piece(line, most_rows=1) for line in in_matrix([id for id, _ in named], self._together)),
            Piece(" · ".join(f"{at} {showable(name)}" for at, (_, name) in enumerate(named, 1)), gap=1),
        ]

    # -- commands

    def do_open(self) -> None:
        self._look_at(lambda name: self.app.places.name_card(name, self._where))

    def do_company(self) -> None:
        self._look_at(lambda name: self.app.places.company(name, self._where))

    def _look_at(self, show: Callable[[NameCount], None]) -> None:
        row = self.list.chosen
        if row is not None:
            index = self.app.library.mentions.index
            where = self._where

            def shown(names: Sequence[NameCount]) -> None:
                if names:
                    show(names[0])

            self.app.background.run(lambda: list_names(index, where, entity=row.id), shown)


def in_matrix(ids: Sequence[int], together: Mapping[tuple[int, int], int]) -> list[str]:
    """Lines of a matrix, narrow enough for the pane: a number for each name, and in each cell how many articles name both.

    Args:
        ids: of the names, one a row and a column.
        together: counts by two ids.
    """
    counted = [count for pair, count in together.items() if pair[0] != pair[1]]
    cells = len(str(max((*counted, len(ids))))) + 1
    lines = ["  " + "".join(f"{at:>{cells}}" for at in range(1, len(ids) + 1))]
    for at, id in enumerate(ids, 1):
        counts = ["·" if other == id else str(together.get((id, other), 0) or "") for other in ids]
        lines.append(f"{at:>2}" + "".join(f"{count:>{cells}}" for count in counts))
    return lines
