"""Notes put back where they belong, and tags renamed: each is one step of undo."""

from pathlib import Path

import pytest

from annotations.errors import AnchorError, StoreError
from annotations.library import Library
from annotations.model import Article, TextSpan

TEXT = "A title\n\nThe envoy came ashore in Moscow at dawn. Nobody saw him.\n\nA second paragraph, with other words.\n"


@pytest.fixture
def article(tmp_path: Path, library: Library) -> Article:
    path = tmp_path / "story.txt"
    path.write_text(TEXT, encoding="utf-8")
    return library.read(path)


def span_of(article: Article, words: str) -> TextSpan:
    start = article.text.index(words)
    return TextSpan(start, start + len(words))


def test_an_orphan_is_re_attached_and_taken_back(library: Library, article: Article, tmp_path: Path) -> None:
    note = library.annotate(article, span_of(article, "came ashore in Moscow"), note="who saw it?")
    (tmp_path / "story.txt").write_text(TEXT.replace("came ashore in Moscow", "landed"), encoding="utf-8")
    changed = library.read(tmp_path / "story.txt")
    [(_, anchor)] = library.notes(changed)
    assert anchor.quality == "orphan"
    library.note_edits.reattach(note.id, changed, span_of(changed, "landed"))
    [(found, anchor)] = library.notes(changed)
    assert (found.quote, found.note, anchor.quality) == ("landed", "who saw it?", "exact")
    library.undo()
    assert library.notes(changed)[0][0].quote == "came ashore in Moscow"
    with pytest.raises(AnchorError, match="no stretch"):
        library.note_edits.reattach(note.id, changed, TextSpan(3, 9_999))


def test_a_tag_is_renamed_everywhere_at_once(library: Library, article: Article) -> None:
    library.annotate(article, None, note="one", tags=("old", "kept"))
    library.annotate(article, None, note="two", tags=("new", "old"))
    library.annotate(article, None, note="three", tags=("older",))
    assert library.note_edits.rename_tag("old", "#new ") == 2
    assert [note.tags for note in library.repository.annotations()] == [("new", "kept"), ("new",), ("older",)]
    library.undo()
    assert [note.tags for note in library.repository.annotations()] == [
        ("old", "kept"),
        ("new", "old"),
        ("older",),
    ]
    library.redo()
    assert library.note_edits.rename_tag("kept", "") == 1
    assert library.tags() == [("new", 2), ("older", 1)]


def test_a_note_that_is_gone_is_told(library: Library, article: Article) -> None:
    with pytest.raises(StoreError, match="not there any more"):
        library.note_edits.reattach("n-000000", article, TextSpan(0, 3))
