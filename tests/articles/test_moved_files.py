"""Whatever is done with files between two looks: notes are shown with the words that they are on, and with no others."""

import os
import random
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from annotations.articles.library_articles import Listing
from annotations.library import Library
from annotations.model import TextSpan

WORDS = (
    "harbour clerk ledger winter window signal market copper river engine letter garden bridge captain doctor silence paper "
    "morning village council forest island lantern mirror station thunder velvet whisper yellow anchor basket candle"
).split()
PARAGRAPHS = 6


class Shelf:
    """A folder of stories, each of words of its own, and what has been done with them."""

    def __init__(self, folder: Path, seed: object) -> None:
        self.chance, self.folder, self.store = random.Random(seed), folder / "files", folder / "notes.json"
        (self.folder / "sub").mkdir(parents=True)
        self.stories: dict[Path, tuple[str, list[str]]] = {}
        """File to its title and paragraphs, each of which begins with the name of the story."""
        self.noted: dict[str, set[str]] = {}
        """Story to the ids of its notes."""

    def open(self) -> Library:
        return Library.open(self.store, cache=self.store.with_name("cache"))

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.md"

    def free(self) -> Path:
        """A path that nothing stands at: in either folder, of any form of Unicode."""
        folders = sorted(one for one in (self.folder, *self.folder.iterdir()) if one.is_dir())
        while True:
            name = f"{self.chance.choice(('a', 'Essay', 'é', 'news', 'z'))}{self.chance.randrange(10)}.md"
            form = self.chance.choice(("NFC", "NFD"))
            path = self.chance.choice(folders) / unicodedata.normalize(form, name)
            if not os.path.lexists(path):
                return path

    def some(self) -> Path:
        return self.chance.choice(list(self.stories))

    def new(self, path: Path, title: str = "") -> None:
        name = f"story{self.chance.randrange(1 << 40):012d}"
        words = (" ".join(self.chance.choices(WORDS, k=40)) for _ in range(PARAGRAPHS))
        self.stories[path] = (title or f"About {name}", [f"{name} {line}." for line in words])
        self.write(path)

    def write(self, path: Path) -> None:
        title, lines = self.stories[path]
        path.write_text("\n\n".join((f"# {title}", *lines)) + "\n", encoding="utf-8")

    def move(self, path: Path, to: Path) -> None:
        path.rename(to)
        self.stories[to] = self.stories.pop(path)

    def swap(self, one: Path, other: Path) -> None:
        passing = self.folder / "passing.tmp"
        one.rename(passing)
        other.rename(one)
        passing.rename(other)
        self.stories[one], self.stories[other] = self.stories[other], self.stories[one]

    def edit(self, path: Path) -> None:
        """A twelfth of the words, but not those at the start of a paragraph, which notes are on."""
        title, lines = self.stories[path]
        for at, line in enumerate(lines):
            words = line.split(" ")
            for _ in range(3):
                words[self.chance.randrange(7, len(words))] = self.chance.choice(WORDS)
            lines = [*lines[:at], " ".join(words), *lines[at + 1 :]]
        self.stories[path] = (title, lines)
        self.write(path)

    def copy(self, path: Path, to: Path) -> None:
        shutil.copy(path, to)
        self.stories[to] = self.stories[path]

    def note(self, path: Path) -> None:
        line = self.chance.choice(self.stories[path][1])
        quote = " ".join(line.split(" ")[:7])
        with self.open() as library:
            article = library.read(path)
            start = article.text.index(quote)
            note = library.annotate(article, TextSpan(start, start + len(quote)), note="mine")
        self.noted.setdefault(line.split(" ")[0], set()).add(note.id)

    def check(self) -> dict[Path, str]:
        """Look through the folder: each file has the notes of its story, at their words, and no others. Returns ids."""
        with self.open() as library:
            rows: dict[Path, Listing] = {row.path: row for row in library.listings([self.folder])}
            assert rows.keys() == self.stories.keys()
            for path, (_, lines) in self.stories.items():
                article = library.read(path)
                assert article.id == rows[path].id, "the list and the page know it by two ids"
                shown = {note.id: anchor.quality for note, anchor in library.notes(article)}
                assert shown.keys() == self.noted.get(lines[0].split(" ")[0], set()), path
                assert "orphan" not in shown.values()
                assert rows[path].notes == len(shown)
        return {path: row.id for path, row in rows.items()}


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Four stories, two of them (`a` and `m`) with a note; all have been looked at."""
    shelf = Shelf(tmp_path, 1)
    for name in ("a", "c", "m", "sub/p"):
        shelf.new(shelf.path(name))
    shelf.check()
    shelf.note(shelf.path("a"))
    shelf.note(shelf.path("m"))
    return shelf


def to_another_folder_and_a_strange_one_in_its_place(shelf: Shelf) -> None:
    shelf.move(shelf.path("a"), shelf.path("sub/old"))
    shelf.new(shelf.path("a"))


def to_another_folder_and_edited_and_a_strange_one_in_its_place(shelf: Shelf) -> None:
    to_another_folder_and_a_strange_one_in_its_place(shelf)
    shelf.edit(shelf.path("sub/old"))


def one_of_the_same_title_in_its_place(shelf: Shelf) -> None:
    shelf.move(shelf.path("a"), shelf.path("z"))
    shelf.new(shelf.path("a"), shelf.stories[shelf.path("z")][0])


def one_without_notes_over_one_with_notes(shelf: Shelf) -> None:
    shelf.noted.pop(shelf.stories[shelf.path("m")][1][0].split(" ")[0])
    shelf.move(shelf.path("c"), shelf.path("m"))


def swapped_with_one_without_notes(shelf: Shelf) -> None:
    shelf.swap(shelf.path("a"), shelf.path("sub/p"))


def swapped_and_both_edited(shelf: Shelf) -> None:
    shelf.swap(shelf.path("a"), shelf.path("m"))
    shelf.edit(shelf.path("a"))
    shelf.edit(shelf.path("m"))


def three_in_a_ring_one_of_them_edited(shelf: Shelf) -> None:
    shelf.swap(shelf.path("a"), shelf.path("m"))
    shelf.swap(shelf.path("m"), shelf.path("sub/p"))
    shelf.edit(shelf.path("a"))


def edited_then_swapped_after_a_look(shelf: Shelf) -> None:
    shelf.edit(shelf.path("a"))
    shelf.check()
    shelf.swap(shelf.path("a"), shelf.path("c"))


def without_notes_and_a_strange_one_in_its_place(shelf: Shelf) -> None:
    shelf.move(shelf.path("c"), shelf.path("sub/old"))
    shelf.new(shelf.path("c"))
    shelf.check()
    shelf.note(shelf.path("sub/old"))


def the_folder_renamed_and_a_strange_one_in_its_place(shelf: Shelf) -> None:
    shelf.note(shelf.path("sub/p"))
    (shelf.folder / "sub").rename(shelf.folder / "sub2")
    shelf.stories[shelf.path("sub2/p")] = shelf.stories.pop(shelf.path("sub/p"))
    (shelf.folder / "sub").mkdir()
    shelf.new(shelf.path("sub/p"))


def edited_and_copied_then(shelf: Shelf) -> None:
    shelf.edit(shelf.path("m"))
    shelf.copy(shelf.path("m"), shelf.path("b"))
    shelf.copy(shelf.path("m"), shelf.path("z"))


def the_copy_without_notes_renamed_and_edited(shelf: Shelf) -> None:
    shelf.copy(shelf.path("m"), shelf.path("sub/copy"))
    shelf.check()
    shelf.note(shelf.path("m"))
    shelf.move(shelf.path("sub/copy"), shelf.path("b"))
    shelf.edit(shelf.path("b"))


def edited_often_beside_an_older_copy(shelf: Shelf) -> None:
    shelf.copy(shelf.path("a"), shelf.path("b"))
    shelf.check()
    for _ in range(5):
        shelf.note(shelf.path("b"))
        shelf.edit(shelf.path("a"))
        shelf.check()


def edited_often_beside_a_copy_of_each_state(shelf: Shelf) -> None:
    for number in range(4):
        shelf.copy(shelf.path("a"), shelf.path(f"sub/backup{number}"))
        shelf.edit(shelf.path("a"))
        shelf.check()
    shelf.edit(shelf.path("a"))
    shelf.edit(shelf.path("a"))


def the_next_one_of_a_series_in_its_place(shelf: Shelf) -> None:
    path, (title, lines) = shelf.path("a"), shelf.stories[shelf.path("a")]
    shelf.move(path, shelf.path("sub/old"))
    shelf.new(path, title)
    shelf.stories[path][1][-1:] = lines[-1:]
    shelf.write(path)


def a_link_to_where_it_was_moved(shelf: Shelf) -> None:
    outside = shelf.store.with_name("outside.md")
    shelf.path("a").rename(outside)
    shelf.path("a").symlink_to(outside)


def to_where_another_one_was_and_edited_and_a_strange_one_in_its_place(shelf: Shelf) -> None:
    shelf.move(shelf.path("c"), shelf.path("z"))
    shelf.check()
    shelf.move(shelf.path("a"), shelf.path("c"))
    shelf.edit(shelf.path("c"))
    shelf.new(shelf.path("a"))


def renamed_edited_and_noted_then_put_back_as_it_was(shelf: Shelf) -> None:
    before = shelf.stories[shelf.path("c")]
    shelf.move(shelf.path("c"), shelf.path("z"))
    shelf.edit(shelf.path("z"))
    shelf.check()
    shelf.note(shelf.path("z"))
    shelf.move(shelf.path("z"), shelf.path("c"))
    shelf.stories[shelf.path("c")] = before
    shelf.write(shelf.path("c"))


@pytest.mark.parametrize(
    "done",
    [
        to_where_another_one_was_and_edited_and_a_strange_one_in_its_place,
        renamed_edited_and_noted_then_put_back_as_it_was,
        to_another_folder_and_a_strange_one_in_its_place,
        to_another_folder_and_edited_and_a_strange_one_in_its_place,
        one_of_the_same_title_in_its_place,
        one_without_notes_over_one_with_notes,
        swapped_with_one_without_notes,
        swapped_and_both_edited,
        three_in_a_ring_one_of_them_edited,
        edited_then_swapped_after_a_look,
        without_notes_and_a_strange_one_in_its_place,
        the_folder_renamed_and_a_strange_one_in_its_place,
        edited_and_copied_then,
        the_copy_without_notes_renamed_and_edited,
        edited_often_beside_an_older_copy,
        edited_often_beside_a_copy_of_each_state,
        the_next_one_of_a_series_in_its_place,
        a_link_to_where_it_was_moved,
    ],
)
def test_notes_go_with_their_words(shelf: Shelf, done: Callable[[Shelf], None]) -> None:
    done(shelf)
    ids = shelf.check()
    assert shelf.check() == ids


@pytest.mark.parametrize(
    "done",
    [
        to_where_another_one_was_and_edited_and_a_strange_one_in_its_place,
        to_another_folder_and_edited_and_a_strange_one_in_its_place,
        swapped_and_both_edited,
        three_in_a_ring_one_of_them_edited,
        edited_then_swapped_after_a_look,
        edited_and_copied_then,
    ],
)
def test_notes_go_with_their_words_where_no_file_was_seen_before(
    shelf: Shelf, done: Callable[[Shelf], None]
) -> None:
    done(shelf)
    shutil.rmtree(shelf.store.with_name("cache"))
    ids = shelf.check()
    assert shelf.check() == ids


def test_two_texts_made_alike_keep_their_notes(shelf: Shelf) -> None:
    """A later state is copied over an earlier one: what was noted on that is still shown there."""
    earlier, later = shelf.path("a"), shelf.path("b")
    with shelf.open() as library:
        (note,) = library.notes(library.read(earlier))
        library.repository.reading.star([library.read(earlier).id], starred=True)
    shelf.copy(earlier, later)
    shelf.edit(later)
    with shelf.open() as library:
        list(library.listings([shelf.folder]))
        other = library.annotate(library.read(later), note="on the later one")
    shelf.copy(later, earlier)
    with shelf.open() as library:
        list(library.listings([shelf.folder]))
        assert note[0] in [one for one, _ in library.notes(library.read(earlier))]
        assert other in [one for one, _ in library.notes(library.read(later))]


@pytest.mark.parametrize("steps_between_looks", [1, 2, PARAGRAPHS])
def test_a_draft_that_is_rewritten_step_by_step_stays_one_article(
    shelf: Shelf, steps_between_looks: int
) -> None:
    """Nothing of its first state is left in the end, not even the title: it is what it was, and says which words are gone."""
    path = shelf.path("a")
    with shelf.open() as library:
        before = library.read(path).id
    for step in range(PARAGRAPHS):
        lines = shelf.stories[path][1]
        lines[step] = f"step{step} " + " ".join(shelf.chance.choices(WORDS, k=40))
        shelf.stories[path] = ("Another title" if step > 2 else shelf.stories[path][0], lines)
        shelf.write(path)
        if step % steps_between_looks == steps_between_looks - 1:
            with shelf.open() as library:
                rows = {row.path: row.id for row in library.listings([shelf.folder])}
                assert rows[path] == library.read(path).id == before
    with shelf.open() as library:
        assert [anchor.quality for _, anchor in library.notes(library.read(path))] == ["orphan"]


def test_notes_that_come_from_another_machine_are_listed_at_once(tmp_path: Path) -> None:
    there, here = Shelf(tmp_path / "there", 1), Shelf(tmp_path / "here", 2)
    there.folder, path = here.folder, here.path("a")
    there.new(path)
    there.check()
    there.note(path)
    there.edit(path)
    here.stories = there.stories
    here.check()  # only the edited text is known here
    shutil.copy(there.store, here.store)
    here.noted = there.noted
    here.check()


@pytest.mark.parametrize("seed", range(8))
def test_any_step_between_two_looks(tmp_path: Path, seed: int) -> None:
    shelf = Shelf(tmp_path, seed)
    for _ in range(4):
        shelf.new(shelf.free())
    steps: list[Callable[[], None]] = [
        lambda: shelf.new(shelf.free()),
        lambda: shelf.move(shelf.some(), shelf.free()),
        lambda: shelf.edit(shelf.some()),
        lambda: shelf.swap(*shelf.chance.sample(list(shelf.stories), 2)),
        lambda: shelf.copy(shelf.some(), shelf.free()),
        lambda: os.utime(shelf.some()),
    ]
    for _ in range(5):
        shelf.check()
        shelf.note(shelf.some())
        for _ in range(2):
            shelf.chance.choice(steps)()
    shelf.check()


@pytest.mark.parametrize(
    "how", ["a name too long for this disk", "a closed folder", "a link into a closed folder"]
)
def test_a_place_that_can_not_be_looked_at_costs_no_other_article(shelf: Shelf, how: str) -> None:
    closed = shelf.store.with_name("closed")
    if how == "a name too long for this disk":
        text = shelf.store.read_text(encoding="utf-8")
        shelf.store.write_text(text.replace(f"{os.sep}a.md", f"{os.sep}{'ä' * 200}.md"), encoding="utf-8")
    else:
        closed.mkdir()
        shelf.path("a").rename(closed / "a.md")
        shelf.path("a").symlink_to(closed / "a.md")
        (shelf.folder / "more").symlink_to(closed)
        if how == "a closed folder":
            shelf.path("a").unlink()
        closed.chmod(0)
        if os.access(closed, os.X_OK):
            pytest.skip("root may look anywhere")
    try:
        with shelf.open() as library:
            assert len(library.all_notes()) == 2
            names = {row.path.name for row in library.listings([shelf.folder]) if not row.problem}
            assert {"c.md", "m.md", "p.md"} <= names
            article = library.read(shelf.path("m"))
            assert len(library.notes(article)) == 1
            library.index_texts([shelf.folder])
            assert library.search("harbour", [shelf.folder]).articles >= 3
    finally:
        if closed.exists():
            closed.chmod(0o700)
