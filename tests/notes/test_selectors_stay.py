"""What a note is found by stays what it was until the reader says so: looking at a note never rewrites it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from annotations.library import Library
from annotations.model import Annotation, TextSpan

pytestmark = pytest.mark.usefixtures("exports_find_no_names")

FIRST = "The ferry left at four in the morning, with all its lamps lit and nobody at the rail to wave."
SECOND = "The harbour master wrote it down in the ledger, as he wrote down everything that left."
STORY = f"A title of some kind\n\n{FIRST}\n\n{SECOND}\n"
EDITS = {
    "moved": STORY.replace(FIRST, f"New words at the top.\n\n{FIRST}"),
    "fuzzy": STORY.replace("lamps lit", "lanterns lit"),
    "orphan": STORY.replace(f"{FIRST}\n\n", ""),
}


def noted(library: Library, path: Path, edit: str) -> Annotation:
    """A note on words that the file has no longer as they were."""
    path.write_text(STORY, encoding="utf-8")
    article = library.read(path)
    start = article.text.index("with all its lamps")
    note = library.annotate(article, TextSpan(start, start + 22), note="seen")
    path.write_text(EDITS[edit], encoding="utf-8")
    [(_, anchor)] = library.notes(library.read(path))
    assert anchor.quality == edit
    return note


LOOKS: dict[str, Callable[[Library, Path, Annotation], object]] = {
    "the article's notes": lambda library, path, note: library.notes(library.read(path)),
    "all notes": lambda library, path, note: library.all_notes(),
    "the notes of a folder": lambda library, path, note: library.all_notes([path.parent]),
    "a list": lambda library, path, note: list(library.listings([path.parent])),
    "a preview": lambda library, path, note: library.preview(path),
    "a search": lambda library, path, note: library.search("seen", [path.parent]),
    "an export": lambda library, path, note: library.export([path], to="-"),
    "another text": lambda library, path, note: library.update(note.id, note="seen again"),
    "another tag": lambda library, path, note: library.update(note.id, tags=("x",)),
    "another colour": lambda library, path, note: library.update(note.id, color="green"),
    "taken away and restored": lambda library, path, note: (
        library.remove(note.id),
        library.restore(note.id),
    ),
    "undone and done again": lambda library, path, note: (library.undo(), library.redo()),
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("edit", EDITS)
def test_the_stored_selector_is_never_overwritten(
    library: Library, tmp_path: Path, edit: str, look: str
) -> None:
    path = tmp_path / "story.txt"
    note = noted(library, path, edit)
    LOOKS[look](library, path, note)
    [kept] = library.repository.annotations()
    assert kept.target.selectors == note.target.selectors
    assert kept.target.fingerprint == note.target.fingerprint
    path.write_text(STORY, encoding="utf-8")
    [(_, anchor)] = library.notes(library.read(path))
    assert anchor.quality == "exact", "the old text is back, and so is its place"


def test_only_the_reader_puts_it_on_other_words(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    note = noted(library, path, "fuzzy")
    article = library.read(path)
    [(_, anchor)] = library.notes(article)
    assert anchor.span is not None
    library.note_edits.reattach(note.id, article, anchor.span)
    [(kept, anchor)] = library.notes(article)
    assert (anchor.quality, kept.quote) == ("exact", "with all its lanterns lit")
    library.undo()
    [(kept, anchor)] = library.notes(article)
    assert (anchor.quality, kept.target.selectors) == ("fuzzy", note.target.selectors)
