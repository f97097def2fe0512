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


def test_a_note_that_is_gone_is_told(library: Library, article: Article) -> None:
    with pytest.raises(StoreError, match="not there any more"):
        library.note_edits.reattach("n-000000", article, TextSpan(0, 3))


def test_a_tag_in_the_words_is_a_tag_wherever_the_note_comes_from(
    library: Library, article: Article, tmp_path: Path
) -> None:
    note = library.annotate(article, note="Check #हिन्दी and `#code`", tags=("given",))
    assert note.tags == ("given", "हिन्दी")
    assert library.update(note.id, note="Check #Given").tags == ("given", "हिन्दी")
    notes = tmp_path / "hypothesis.csv"
    notes.write_text("Highlight,Title,Note,Tags\nSome words,A title,Say #why,kept\n")
    library.import_notes(notes)
    assert {"why"} <= {tag for tag, _ in library.tags()}


def test_the_tags_of_an_article_go_with_their_last_one(library: Library, article: Article) -> None:
    tags = library.annotate(article, None, tags=("old", "new"))
    marked = library.annotate(article, span_of(article, "Moscow"), tags=("old",))
    assert library.note_edits.retag([tags.id, marked.id], remove=("old", "new")) == 2
    assert [note.id for note in library.repository.annotations()] == [marked.id], "a highlight stays one"
    library.undo()
    assert {note.id: note for note in library.repository.annotations()} == {tags.id: tags, marked.id: marked}


def test_many_notes_are_retagged_recoloured_and_deleted_in_one_step_each(
    library: Library, article: Article
) -> None:
    one = library.annotate(article, span_of(article, "Moscow"), note="Who? #style", tags=("old",))
    two = library.annotate(article, None, note="all of it", tags=("style/own",))
    ids = [one.id, two.id]
    assert library.note_edits.retag(ids, add=("new",), remove=("style", "Old")) == 2
    assert [(n.note, n.tags) for n in library.repository.annotations()] == [
        ("Who? style", ("new",)),
        ("all of it", ("style/own", "new")),
    ]
    assert library.note_edits.retag(ids, add=("new",)) == 0
    assert library.note_edits.recolor(ids, "b") == 1
    assert [n.color for n in library.repository.annotations()] == ["blue", None]
    library.note_edits.remove(ids)
    assert library.repository.annotations() == [] and len(library.trash()) == 2
    for _ in range(3):
        library.undo()
    assert library.repository.annotations() == [one, two]
    with pytest.raises(StoreError, match="not there any more"):
        library.note_edits.retag([one.id, "n-000000"], add=("x",))
    assert library.repository.annotations() == [one, two]
    with pytest.raises(AnchorError, match="no colour"):
        library.note_edits.recolor(ids, "mauve")
