"""The rows with which the list of articles opens: a screenful, as soon as that is known."""

from collections.abc import Sequence
from pathlib import Path

from annotations.library import Library, Listing
from tui.lists.articles import ListState

FIRST_ROWS = 40


def first_rows(library: Library, paths: Sequence[Path], state: ListState, last_read: str) -> list[Listing]:
    """The first rows of an order that the catalogue has, without a look at the others.

    Args:
        library: asked on any thread.
        paths: the files and folders that are listed.
        state: the order.
        last_read: id of the article that is chosen when the list opens; empty: the first one.

    Returns:
        None of them where that article is not among them, or where there are fewer: all are asked for at once then.
    """
    by_date = state.is_by_date_alone
    if by_date is None:
        return []
    rows = library.articles.known_first(paths, FIRST_ROWS, by_date=by_date, is_backwards=state.is_backwards)
    is_enough = len(rows) == FIRST_ROWS and (not last_read or any(row.id == last_read for row in rows))
    return rows if is_enough else []
