"""Marks stay on their words when the text changes, as notes do."""

from pathlib import Path

import pytest

from annotations.library import Library

FIRST = "The ferry left at four in the morning, with all its lamps lit and nobody at the rail to wave."
SECOND = "The harbour master wrote it down in the ledger, as he wrote down everything that left."
STORY = f"A title of some kind\n\n{FIRST}\n\n{SECOND}\n"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.txt"
    path.write_text(STORY, encoding="utf-8")
    return path


def marked(library: Library, story: Path, words: str, edited: str) -> str:
    """Set a mark before words, change the text, and say what stands at the mark then."""
    article = library.read(story)
    library.bookmarks.save(article, "a", article.text.index(words))
    story.write_text(edited, encoding="utf-8")
    article = library.read(story)
    return article.text[library.bookmarks.of(article)["a"] :]


@pytest.mark.parametrize(
    "edited",
    [
        STORY,
        f"A title of some kind\n\nNew at the top.\n\n{FIRST}\n\n{SECOND}\n",
        f"A title of some kind\n\n{SECOND}\n\n{FIRST}\n",
        STORY.replace("everything", "all"),
    ],
)
def test_a_mark_stays_on_its_words(library: Library, story: Path, edited: str) -> None:
    assert marked(library, story, "wrote it down", edited).startswith("wrote it down in the ledger")


def test_a_mark_at_the_very_end_and_one_whose_words_are_gone_stay_within_the_text(
    library: Library, story: Path
) -> None:
    article = library.read(story)
    library.bookmarks.save(article, "z", len(article.text))
    assert library.bookmarks.of(article) == {"z": len(article.text)}
    assert marked(library, story, "The harbour master", "A title of some kind\n\nAll is new.\n") == ""
    article = library.read(story)
    assert library.bookmarks.of(article) == {"z": len(article.text), "a": len(article.text)}


def test_marks_of_an_older_version_are_where_they_were(library: Library, story: Path) -> None:
    """It knows offsets only, also when it sets one anew that had words."""
    article = library.read(story)
    library.bookmarks.save(article, "a", 30)
    library.repository.reading.save({article.id: library.reading(article)})
    with library.repository.change("as the older version does it", undoable=False) as change:
        record = change.get("reading", article.id)
        assert record is not None
        change.put("reading", {**record, "marks": {"a": 7, "b": 12, "c": "nonsense"}})
    story.write_text(f"More. {STORY}", encoding="utf-8")
    assert library.bookmarks.of(library.read(story)) == {"a": 7, "b": 12}


def test_a_mark_is_taken_away_whole(library: Library, story: Path) -> None:
    article = library.read(story)
    library.bookmarks.save(article, "a", 30)
    library.repository.reading.save_bookmark(article.id, "a", None)
    [record] = library.repository.tables()["reading"].values()
    assert record == {"id": article.id, "marks": {}}
