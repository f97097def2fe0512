"""The façade: what a reader does to articles and notes, asserted on what comes back after a restart."""

import os
from pathlib import Path

import pytest
from tinydb import TinyDB

from annotations.errors import AnchorError, SourceError
from annotations.library import Library
from annotations.model import TextSpan

STORY = "A title for it\n\nThe first paragraph of the story names Ana Ruiz.\n\nThe second paragraph is here, too.\n"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def span_of(text: str, words: str) -> TextSpan:
    return TextSpan(text.index(words), text.index(words) + len(words))


def test_a_note_is_there_after_a_restart_and_in_plain_tinydb(story: Path, tmp_path: Path) -> None:
    store = tmp_path / "notes.json"
    with Library.open(store) as library:
        article = library.read(story)
        made = library.annotate(
            article, span_of(article.text, "first paragraph"), note="why?", tags=["#to-verify"]
        )
    with Library.open(store) as library:
        [(note, anchor)] = library.notes(library.read(story))
    assert (note, note.note, note.tags) == (made, "why?", ("to-verify",))
    assert (anchor.span, anchor.quality) == (span_of(article.text, "first paragraph"), "exact")
    [record] = TinyDB(store).table("annotations").all()
    assert record["id"] == made.id
    assert record["type"] == "Annotation"


def test_update_remove_undo_redo_and_trash(story: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "n.json") as library:
        article = library.read(story)
        note = library.annotate(article, None, note="one")
        assert library.update(note.id, note="two", tags=("x",)).note == "two"
        library.remove(note.id)
        assert library.notes(article) == []
        library.undo()
        assert [found.note for found, _ in library.notes(article)] == ["two"]
        library.redo()
        library.restore(note.id)
        assert library.tags() == [("x", 1)]


def test_a_note_that_says_nothing_any_more_goes_a_highlight_stays(story: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "n.json") as library:
        article = library.read(story)
        on_all = library.annotate(article, None, note="one", tags=("x",))
        on_name = library.annotate(article, entity="Ana", note="two")
        on_words = library.annotate(article, span_of(article.text, "second paragraph"), note="three")
        for note in (on_all, on_name, on_words):
            library.update(note.id, note="", tags=())
        assert [note.id for note, _ in library.notes(article)] == [on_words.id]
        assert [gone.id for gone in library.trash()] == [on_name.id, on_all.id]
        library.undo()
        library.undo()
        assert [note.note for note, _ in library.notes(article)] == ["two", "three"]


def test_an_id_lives_through_edits_and_renames(story: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "n.json") as library:
        article = library.read(story)
        library.annotate(article, span_of(article.text, "second paragraph"), note="here")
        story.write_text(STORY.replace("names Ana", "was told by Ana"), encoding="utf-8")
        edited = library.read(story)
        moved = story.rename(tmp_path / "other.txt")
        renamed = library.read(moved)
        assert article.id == edited.id == renamed.id
        [(_, anchor)] = library.notes(renamed)
        assert anchor.quality == "moved"
        assert anchor.span == span_of(renamed.text, "second paragraph")
        assert library.read(article.id).source == moved.absolute()


def test_a_deleted_quote_is_an_orphan_and_comes_last(story: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "n.json") as library:
        article = library.read(story)
        library.annotate(article, span_of(article.text, "first paragraph"), note="gone")
        library.annotate(article, span_of(article.text, "second"), note="stays")
        story.write_text("A title for it\n\nThe second paragraph is here, too.\n", encoding="utf-8")
        qualities = [anchor.quality for _, anchor in library.notes(library.read(story))]
        assert qualities[-1] == "orphan"


def test_listings_say_what_is_known_and_what_is_wrong(story: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    with Library.open(tmp_path / "n.json") as library:
        library.annotate(library.read(story), None, note="x", tags=("t",))
        rows = {row.path.name: row for row in library.listings([tmp_path])}
        again = {row.path.name: row for row in library.listings([tmp_path])}
    assert rows == again
    assert (rows["story.txt"].notes, rows["story.txt"].tags, rows["story.txt"].minutes) == (1, ("t",), 1)
    assert "empty" in rows["empty.txt"].problem


def test_what_can_not_be_is_said(story: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "n.json") as library:
        article = library.read(story)
        with pytest.raises(SourceError, match="does not exist"):
            library.read(tmp_path / "none.txt")
        with pytest.raises(AnchorError, match="no stretch"):
            library.annotate(article, TextSpan(5, 9_999), note="x")
        with pytest.raises(AnchorError, match="no colour"):
            library.annotate(article, TextSpan(0, 3), color="mauve")


@pytest.mark.skipif(
    not hasattr(os, "symlink") or os.name == "nt", reason="no symbolic links without rights there"
)
def test_a_dead_link_in_a_folder_costs_only_itself(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "a.txt").write_text("A Title\n\nSome words of a story.\n", encoding="utf-8")
    for name in ("dead.txt", "dead too.txt"):
        (folder / name).symlink_to("nowhere")
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        library.annotate(library.read(folder / "a.txt"), None, note="kept")
        assert [noted.annotation.note for noted in library.all_notes([folder])] == ["kept"]
        bad = [row.path for row in library.listings([folder]) if row.problem]
        assert sorted(bad) == [folder / "dead too.txt", folder / "dead.txt"]
        with pytest.raises(SourceError):
            library.all_notes([folder / "dead.txt"])


@pytest.mark.parametrize("is_read_again", [True, False])
def test_notes_go_by_the_title_that_their_article_has_now(
    story: Path, tmp_path: Path, is_read_again: bool
) -> None:
    with Library.open(tmp_path / "notes.json") as library:
        article = library.read(story)
        library.annotate(article, span_of(article.text, "first paragraph"), note="why?")
        story.write_text(STORY.replace("A title", "Another title"), encoding="utf-8")
        if is_read_again:
            list(library.listings([story]))
        assert [noted.title for noted in library.all_notes()] == ["Another title for it"]


def test_of_an_article_whose_file_is_gone_the_file_is_named(story: Path, tmp_path: Path) -> None:
    with Library.open(tmp_path / "notes.json") as library:
        article = library.read(story)
        library.annotate(article, note="why?")
        story.unlink()
        with pytest.raises(SourceError) as caught:
            library.read(article.id)
        for part in (article.id, "A title for it", str(story)):
            assert part in caught.value.message
