"""Two machines that give one file an id each: their notes are those of one article, whoever was first."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from annotations.entities.corrections import Correction
from annotations.library import Library
from annotations.model import Article, TextSpan
from annotations.store.article_table import ArticleRecord, article_to_record
from annotations.store.same_articles import SameArticles
from annotations.text.similarity import sketch_of

WORDS = " ".join(f"w{number}" for number in range(80))
TEXT = f"A title\n\nThe envoy came ashore in Moscow at dawn. {WORDS}\n"
EDITED = TEXT.replace("dawn", "noon") + "\nMore words.\n"


class Desk:
    """A store that several machines share, each with a cache of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.path = folder, folder / "s.txt"
        self.path.write_text(TEXT, encoding="utf-8")

    def open(self, machine: str) -> Library:
        return Library.open(self.folder / "n.json", cache=self.folder / machine)

    @contextmanager
    def both(self) -> Iterator[list[tuple[Library, Article]]]:
        """Both machines have opened the file, the second one after an edit, and neither has noted anything."""
        with ExitStack() as opened:
            first, second = (opened.enter_context(self.open(machine)) for machine in ("first", "second"))
            before = first.read(self.path)
            self.path.write_text(EDITED, encoding="utf-8")
            after = second.read(self.path)
            assert before.id != after.id
            yield [(first, before), (second, after)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def on_words(library: Library, article: Article, words: str) -> str:
    start = article.text.index(words)
    return library.annotate(article, TextSpan(start, start + len(words)), note=words).id


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0), (1, 0, 1)])
def test_notes_of_both_are_shown_on_one_article_whoever_is_first(desk: Desk, order: tuple[int, ...]) -> None:
    with desk.both() as machines:
        made = [
            on_words(*machines[one], f"w{number + 20} w{number + 21}") for number, one in enumerate(order)
        ]
        for library, article in machines:  # on the pages that lie open
            assert {note.id: anchor.quality for note, anchor in library.notes(article)} == dict.fromkeys(
                made, "exact"
            )
            assert library.repository.counts() == {library.read(desk.path).id: len(made)}
    ids = set()
    for machine in ("first", "second", "third"):
        with desk.open(machine) as library:
            (row,) = (row for row in library.listings([desk.path]))
            article = library.read(desk.path)
            assert (row.id, row.notes) == (article.id, len(made))
            assert {note.id for note, _ in library.notes(article)} == set(made)
            assert {noted.annotation.target.source for noted in library.all_notes()} == {article.id}
            assert library.read(article.id).source == desk.path
            ids.add(article.id)
    assert len(ids) == 1


def test_what_was_said_of_either_is_said_of_the_article(desk: Desk) -> None:
    with desk.both() as machines:
        (first, before), (second, after) = machines
        on_words(first, before, "Moscow")
        on_words(second, after, "noon")
        state = first.reading(before)
        first.save_reading(before.id, state)
        first.article_tags.change([desk.path], ("of-first",), ())
        second.repository.reading.star([after.id], starred=True)
        said = Correction("not-entity", "Moscow", after.id, "GPE")
        second.name_corrections.save(after, said)
        for library, article in machines:
            assert library.reading(article).starred
            assert [one.text for one in library.name_corrections.corrections(article.id)] == ["Moscow"]
            (row,) = library.listings([desk.path])
            assert (row.starred, row.tags) == (True, ("of-first",))
        first.repository.reading.star([before.id], starred=False)
        assert not second.reading(after).starred
        assert second.repository.reading.all().keys() == {second.read(desk.path).id}


def test_nothing_is_written_anew_and_each_undoes_what_it_did(desk: Desk) -> None:
    with desk.both() as machines:
        on_words(*machines[0], "Moscow")
        kept = dict(machines[0][0].repository.tables()["annotations"])
        on_words(*machines[1], "noon")
        now = machines[1][0].repository.tables()["annotations"]
        assert kept.items() <= now.items()
        assert {record["target"]["source"] for record in now.values()} == {
            article.id for _, article in machines
        }
        (note, _), _ = machines[1][0].notes(machines[1][1])
        machines[1][0].update(note.id, note="both write to one", seen=note)
        for undone in (1, 1, 0):
            assert machines[undone][0].undo() is not None
        assert machines[0][0].repository.annotations() == []


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_export_keeps_its_file_and_blocks(desk: Desk, order: tuple[int, int]) -> None:
    with desk.both() as machines:
        for one, words in zip(order, ("w20", "w40"), strict=True):
            library, article = machines[one]
            on_words(library, article, words)
            library.export([desk.path], to=desk.folder / "out", find_names=False)
            (file,) = (desk.folder / "out").glob("*.md")
            if one == order[0]:
                first = file.read_text(encoding="utf-8").splitlines()
        blocks = [line for line in first if "^n-" in line]
        both = file.read_text(encoding="utf-8").splitlines()
        assert blocks and set(blocks) < {line for line in both if "^n-" in line}


def record(id: str, text: str = TEXT, path: str = "/x/s.txt") -> dict[str, object]:
    return article_to_record(ArticleRecord(id, (path,), "A title", sketch=sketch_of(text)))


def same_of(*records: dict[str, object]) -> SameArticles:
    return SameArticles(records, {"a-1": "9", "a-2": "10", "a-3": "11", "a-9": "12"})


STRANGE = "A title\n\n" + " ".join(f"x{number}" for number in range(80))


@pytest.mark.parametrize("other", [record("a-2", STRANGE), record("a-2", path="/x/t.txt")])
def test_other_words_or_another_place_make_another_article(other: dict[str, object]) -> None:
    same = same_of(record("a-1"), other)
    assert (same.of("a-1"), same.of("a-2")) == (("a-1",), ("a-2",))


ODD: list[Callable[[dict[str, object]], dict[str, object]]] = [
    lambda one: {**one, "paths": "/x/s.txt"},
    lambda one: {**one, "paths": [7]},
    lambda one: {**one, "sketch": ["1", None]},
    lambda one: {**one, "sketch": 3},
]


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_record_is_an_article_of_its_own(
    odd: Callable[[dict[str, object]], dict[str, object]],
) -> None:
    same = same_of(record("a-1"), odd(record("a-2")), record("a-3"))
    assert (same.of("a-2"), same.of("a-3")) == (("a-2",), ("a-1", "a-3"))


def test_what_is_changed_is_followed_as_if_it_were_read_anew() -> None:
    same = same_of(record("a-1"), record("a-2", path="/x/t.txt"))
    moved = record("a-2")
    assert same.follow(record("a-2", path="/x/t.txt"), moved) and same.of("a-2") == ("a-1", "a-2")
    assert not same.follow(moved, moved)
    assert same.follow(None, record("a-9", EDITED)) and same.of("a-1") == ("a-1", "a-2", "a-9")
    assert same.follow(record("a-9", EDITED), None) and same.of("a-9") == ("a-9",)
    assert same.follow(moved, record("a-2", STRANGE)) and same.of("a-1") == ("a-1",)
