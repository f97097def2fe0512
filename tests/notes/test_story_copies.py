"""The same story in several files, and notes taken from the one to the other."""

from pathlib import Path

from annotations.library import Library, Listing
from annotations.model import ReadingState, TextSpan
from tests.articles.test_near_copies import prose

STORY = f"{prose(1, 120)}. The envoy came ashore at dawn. {prose(2, 120)}."


def files(folder: Path) -> None:
    (folder / "a.md").write_text(f"# One title\n\n{STORY}\n", encoding="utf-8")
    (folder / "a-again.md").write_text(f"# One title\n\n{STORY}\n", encoding="utf-8")
    (folder / "b.md").write_text(f"# Other title\n\nBy our own reporter.\n\n{STORY}\n", encoding="utf-8")
    (folder / "c.md").write_text(f"# Another story\n\n{prose(3)}\n", encoding="utf-8")
    (folder / "d.bin").write_bytes(bytes(99))


def names(groups: list[tuple[Listing, ...]]) -> list[list[str]]:
    return [[row.path.name for row in group] for group in groups]


def test_copies_and_near_copies_are_one_story_each(library: Library, tmp_path: Path) -> None:
    files(tmp_path)
    rows = list(library.listings([tmp_path]))
    assert names(library.near_copies.known(rows)) == [["a-again.md", "a.md"]]
    assert library.near_copies.compare(rows) == 4
    assert names(library.near_copies.known(rows)) == [["a-again.md", "a.md", "b.md"]]
    assert library.near_copies.compare(rows) == 0
    (tmp_path / "e.md").write_text(f"# E\n\n{STORY} And more.\n", encoding="utf-8")
    later = list(library.listings([tmp_path]))
    (tmp_path / "e.md").unlink()
    assert names(library.near_copies.groups(later)) == [["a-again.md", "a.md", "b.md"]]


def test_notes_of_a_copy_are_taken_once_and_in_one_step(library: Library, tmp_path: Path) -> None:
    files(tmp_path)
    one, other = library.read(tmp_path / "a.md"), library.read(tmp_path / "b.md")
    start = one.text.index("The envoy")
    library.annotate(one, TextSpan(start, start + 27), note="who saw it?", tags=("x",), color="blue")
    library.annotate(one, TextSpan(0, 9), note="on a headline that the copy has not")
    library.annotate(one, None, note="on all of it")
    [(note, anchor)] = library.near_copies.offered_notes([one.id], other)
    assert anchor.span is not None
    assert (note.note, other.text[anchor.span.start : anchor.span.end]) == (
        "who saw it?",
        "The envoy came ashore at da",
    )
    library.near_copies.take_notes([one.id, other.id], other)
    [(taken, anchor)] = library.notes(other)
    assert (taken.note, taken.tags, taken.color, anchor.quality) == ("who saw it?", ("x",), "blue", "exact")
    assert library.near_copies.take_notes([one.id], other) == []
    assert len(library.notes(one)) == 3
    assert library.undo().label == "1 note taken from a copy"
    assert library.notes(other) == []


def test_a_story_of_which_a_copy_was_read_is_not_unread(library: Library, tmp_path: Path) -> None:
    files(tmp_path)

    def unread() -> list[str]:
        hits = library.texts.search_files("is:unread", [tmp_path]).hits
        return sorted({hit.title for hit in hits})

    assert unread() == ["Another story", "One title", "Other title"]
    library.save_reading(library.read(tmp_path / "b.md").id, ReadingState("read", 1.0))
    assert unread() == ["Another story", "One title"], "nobody has compared the files yet"
    library.near_copies.compare(list(library.listings([tmp_path])))
    assert unread() == ["Another story"]


def test_comparing_can_be_ended_and_goes_on(library: Library, tmp_path: Path) -> None:
    for number in range(50):
        (tmp_path / f"{number}.md").write_text(f"# {number}\n\nText {number}.\n", encoding="utf-8")
    rows = list(library.listings([tmp_path]))
    assert library.near_copies.compare(rows, goes_on=lambda: False) == 20
    assert library.near_copies.compare(rows) == 30
    assert library.near_copies.known(rows) == []


def test_a_note_whose_words_read_differently_here_is_offered_with_doubt_and_once(
    library: Library, tmp_path: Path
) -> None:
    words = "The envoy came ashore at dawn with nobody but his old driver beside him"
    for name, said, title in (
        ("a", words, "One"),
        ("b", words.replace("ashore at dawn", "on land at daybreak"), "Two"),
    ):
        text = f"# {title}\n\n{prose(1, 120)}. {said}. {prose(2, 120)}.\n"
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    one, other = library.read(tmp_path / "a.md"), library.read(tmp_path / "b.md")
    start = one.text.index(words)
    library.annotate(one, TextSpan(start, start + len(words)), note="who saw it?")
    assert library.near_copies.offers(other) == [], "nobody has compared the two yet"
    library.near_copies.add([one])
    [offer] = library.near_copies.offers(other)
    assert (offer.anchor.quality, offer.copy.title) == ("fuzzy", "One")
    assert library.near_copies.offers(one) == []
    assert len(library.near_copies.take_notes([one.id], other, [offer.note.id])) == 1
    assert library.near_copies.offers(other) == [], "it stands on the words that are here"
    assert library.near_copies.offers(one) == [], "nor back again"
