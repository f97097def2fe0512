"""`/` over rows that are in memory: the grammar of search; what only the index of articles knows is asked on a thread."""

from collections.abc import Callable, Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from annotations.search.query import Kind, Query, Term
from annotations.search.row_filter import Answers, query_of, terms_beyond
from tui.screens.base_screen import is_open
from tui.screens.library_search import as_typed

if TYPE_CHECKING:
    from tui.screens.list_screen import RowsScreen


class ListFilter:
    """What is typed, understood; and which articles it means, where rows are asked what their articles are like."""

    def __init__(
        self,
        screen: "RowsScreen",
        own: Collection[Kind],
        look_up: Callable[[Sequence[Term]], Answers] | None = None,
    ) -> None:
        """Take whose filter it is.

        Args:
            screen: told what is wrong with the words; filled again when the index has answered.
            own: the fields that its rows answer themselves.
            look_up: what the index says of others, asked on a thread; None: the ids of articles.
        """
        self._screen, self._own, self._look_up = screen, own, look_up or self._articles
        self.query: Query | None = None
        """None: all rows."""
        self.answers: Answers = {}
        self._asked: frozenset[Term] = frozenset()
        self._is_brought_in = False
        """Has the index read the articles of all notes, wherever they are?"""
        self._let_keys_through: Callable[[], None] = lambda: None

    def forget(self) -> None:
        """Notes and articles may have changed: ask anew."""
        self.answers, self._is_brought_in = {}, False

    def read(self, words: str) -> bool:
        """Take what is typed. False: the index is asked, and the rows stay until it has answered; so do the keys."""
        query, self._screen.wrong = query_of(as_typed(words))
        missing = [term for term in terms_beyond(query, self._own) if term not in self.answers]
        if not missing:
            self.query = query
            return True
        if self._asked != (asked := frozenset(missing)):
            self._let_keys_through()
            self._asked, self._let_keys_through = asked, self._screen.app.typeahead.hold()
            asking: Any = partial(self._ask, missing)
            self._screen.run_worker(asking, thread=True, group="filter")
        return False

    def _ask(self, terms: Sequence[Term]) -> None:
        """What the index knows, at once; once more when it has read the articles that notes are on."""
        app = self._screen.app
        texts = app.library.texts
        app.call_from_thread(self._know, self._look_up(terms))
        if not self._is_brought_in:
            self._is_brought_in = True
            if texts.index_texts((), everywhere=True).read:
                app.call_from_thread(self._know, self._look_up(terms))

    def _articles(self, terms: Sequence[Term]) -> Answers:
        return self._screen.app.library.texts.articles_of(terms)

    def _know(self, answers: Answers) -> None:
        self.answers = {**self.answers, **answers}
        if self._asked <= self.answers.keys():
            self._asked = frozenset()
            self._let_keys_through()
        if is_open(self._screen):
            self._screen.refill()
