"""The walk of `test_sinks` through what comes up only after a while: notes that lost their place with the places they may
belong to, notes without an article, the trash, marks, unfinished notes, copies, files that are gone."""

from pathlib import Path

import pytest

from annotations.library import Library
from annotations.model import TextSpan
from annotations.store.draft_table import Draft
from annotations.store.reading_table import Bookmark
from tests.terminal.hostile import HOSTILE, IN_A_NAME
from tests.terminal.session import HAS_PTY
from tests.terminal.test_sinks import article, made, started, visit

__all__ = ["made"]
pytestmark = pytest.mark.skipif(not HAS_PTY, reason="this system has no pseudo-terminals")

SHOWN = "Evil ␛]0;PWNED␇"


@pytest.fixture
def shelved(made: Path) -> Path:
    """The hostile library with a note on every shelf."""
    path = article(made)
    with Library.open(made / "notes.json", cache=made / "cache") as library:
        text = path.read_text(encoding="utf-8")
        words = f"Orphaned words {HOSTILE} that were written down with care and in good faith"
        path.write_text(f"{text}\n{words}.\n", encoding="utf-8")
        read = library.read(path)
        start = read.text.index("Orphaned")
        library.annotate(read, TextSpan(start, len(read.text) - 1), note=f"orphan {HOSTILE}", tags=(HOSTILE,))
        like = f"Orphaned words {HOSTILE} that somebody wrote with care, in bad faith, and far from here"
        path.write_text(f"{text}\n{like}.\n", encoding="utf-8")
        library.import_notes(next(made.glob("import *.csv")))
        for name in ("a", HOSTILE):
            library.repository.reading.save_bookmark(read.id, name, Bookmark(5))
        library.repository.drafts.save(Draft(read.id, f"later {HOSTILE}", (HOSTILE,), entity=HOSTILE))
    (made / "articles" / f"copy {IN_A_NAME}.txt").write_bytes(path.read_bytes())
    return made


def test_the_shelves_of_notes(shelved: Path) -> None:
    with started(shelved, ["-m", "tui", str(shelved / "articles")]) as screen:
        visit(
            screen,
            [
                ("", "An unfinished note"),
                ("", SHOWN),  # the title of its article
                ("", "later Evil"),
                ("\r", "^S save"),  # gone on with: the editor over the page
                ("", "later Evil"),
                ("\x1b", "Esc again"),
                ("\x1b", "Enter"),
                ("\x1b2", "orphans"),
                ("", "whole Evil"),
                ("\t", "orphan Evil"),
                ("", "Its words are gone"),
                ("", "Does it belong here?"),
                ("", "Orphaned words Evil ␛]0;PWNED"),  # a candidate with the words around it
                ("c", "Does it belong here?"),
                ("e", "^S save"),
                ("", "Orphaned words Evil ␛]0;PWNED"),  # the quote of the orphan in the editor
                ("\x1b", "orphan Evil"),
                ("x", "Left as it is"),
                ("a", "Note re-attached"),
                ("U", "Undone"),
                ("\t", "Unfiled Evil"),
                ("a", "The article it belongs to"),
                ("", SHOWN),  # titles to choose from
                ("\x1b", "Unfiled Evil"),
                ("\t", "gone Evil"),
                ("", "deleted "),
            ],
        )


def test_marks_copies_and_a_file_that_is_gone(shelved: Path) -> None:
    path = article(shelved)
    with started(shelved, ["-m", "tui", str(shelved / "articles")]) as screen:
        visit(
            screen,
            [
                ("", "An unfinished note"),
                ("D", "Thrown away it can't be brought back"),
                ("D", "draft Evil"),  # the next one
                ("\x1b", "on the whole article"),
                ("g\r", "Also at "),  # the toast that names the copy
                ("'", f"Go to which mark? {SHOWN}"),
                ("q", "There is no mark q"),
                ("A", "Note on the article"),
                ("\x1b", "note 1 of"),
                ("]", "note "),
                ("}}}}", "¶ "),
            ],
        )
        path.unlink()
        next((shelved / "articles").glob("copy *")).unlink()
        visit(screen, [("", "the file is gone")])
