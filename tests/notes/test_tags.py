"""Tags over all notes: a tree, renamed, merged, nested, deleted, each one step of undo."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.library import Library
from annotations.model import Annotation, Article, Target, TextualBody
from annotations.notes.tags import TagError, rename_tags, renamer, tag_named, tag_tree
from annotations.store.codec import encode
from annotations.text.hashtags import is_within, lineage

Noted = tuple[tuple[str, tuple[str, ...]], ...]


@pytest.fixture
def article(tmp_path: Path, library: Library) -> Article:
    path = tmp_path / "story.txt"
    path.write_text("A title\n\nThe envoy came ashore in Moscow at dawn.\n", encoding="utf-8")
    return library.read(path)


def noted(library: Library) -> Noted:
    return tuple((note.note, note.tags) for note in library.repository.annotations())


def test_a_tag_is_renamed_everywhere_with_what_is_nested_in_it(library: Library, article: Article) -> None:
    library.annotate(article, note="one", tags=("old", "kept"))
    library.annotate(article, note="two", tags=("new", "Old"))
    library.annotate(article, note="Say #old/sub and #Old, not `#old`.")
    library.annotate(article, note="three", tags=("older",))
    before = noted(library)
    assert library.tag_edits.rename("old", "#new ") == 3
    assert noted(library) == (
        ("one", ("new", "kept")),
        ("two", ("new",)),
        ("Say #new/sub and #new, not `#old`.", ("new/sub", "new")),
        ("three", ("older",)),
    )
    undone = library.undo()
    assert undone is not None and undone.label == "#old is now #new on 3 notes"
    assert noted(library) == before
    library.redo()
    assert library.update(library.repository.annotations()[2].id, note="Say #new/sub.").tags[0] == "new/sub"


def test_tags_are_merged_nested_and_deleted_in_one_step_each(library: Library, article: Article) -> None:
    library.annotate(article, note="a #uk note", tags=("Britain",))
    library.annotate(article, note="two", tags=("uk/london",))
    before = noted(library)
    assert library.tag_edits.merge(["Britain", "UK"], "uk") == 1
    assert noted(library) == (("a #uk note", ("uk",)), ("two", ("uk/london",)))
    assert library.tag_edits.nest(["uk"], "europe") == 2
    assert noted(library) == (("a #europe/uk note", ("europe/uk",)), ("two", ("europe/uk/london",)))
    assert library.tag_edits.delete(["europe/UK"]) == 2
    assert noted(library) == (("a europe/uk note", ()), ("two", ()))
    for _ in range(3):
        library.undo()
    assert noted(library) == before


def test_a_note_is_not_dated_anew_by_what_becomes_of_its_tags(library: Library, article: Article) -> None:
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    note = library.annotate(article, note="a #uk note", tags=("Britain",))
    with library.repository.change("aged") as change:
        change.put("annotations", encode(replace(note, created=long_ago, modified=long_ago)))
    edits = library.tag_edits
    for number in (
        edits.rename("uk", "gb"),
        edits.merge(["gb"], "Britain"),
        edits.nest(["Britain"], "europe"),
        edits.delete(["europe"]),
    ):
        (kept,) = library.repository.annotations()
        assert (number, kept.modified) == (1, long_ago)
        assert not library.texts.search_files("noted:7d", [], everywhere=True).hits
    for _ in range(4):
        library.undo()
        (kept,) = library.repository.annotations()
        assert kept.modified == long_ago
    assert kept.note == "a #uk note" and kept.tags == ("Britain", "uk")
    library.note_edits.retag([note.id], add=["own"])
    assert library.repository.annotations()[0].modified > long_ago, "who tags one note has written in it"


def test_a_tag_does_not_lie_in_itself_and_has_a_name(library: Library, article: Article) -> None:
    library.annotate(article, note="one", tags=("a",))
    for bad in ("a", "a/b", "A/b"):
        with pytest.raises(TagError, match="can't lie under"):
            library.tag_edits.nest(["a"], bad)
    for bad in ("", " # ", "/", "one, two"):
        with pytest.raises(TagError, match="no tag"):
            library.tag_edits.rename("a", bad)
    assert (tag_named(" #press / uk/ "), tag_named("#x")) == ("press/uk", "x")
    assert library.tag_edits.rename("a", "a/b") == 1
    assert noted(library) == (("one", ("a/b",)),)
    assert library.tag_edits.rename("nobody", "b") == 0
    assert library.undo().label == "#a is now #a/b on 1 note"


def test_a_parent_counts_each_note_of_its_children_once(library: Library, article: Article) -> None:
    library.annotate(article, note="1", tags=("press/uk", "press/fr"))
    library.annotate(article, note="2", tags=("Press/UK", "zoo"))
    library.annotate(article, note="3", tags=("press/uk/times",))
    nodes = tag_tree(library.repository.annotations())
    assert [node.tag for node in nodes if not node.is_given] == ["press"]
    tree = [(node.tag, node.depth, len(node.notes)) for node in nodes]
    assert tree == [
        ("press", 0, 3),
        ("press/uk", 1, 3),
        ("press/uk/times", 2, 1),
        ("press/fr", 1, 1),
        ("zoo", 0, 1),
    ]


tags = st.lists(st.sampled_from(["a", "A", "b", "a/b", "a/B", "a/b/c", "b/c", "ab"]), max_size=5)


@given(tags, st.sampled_from(["a", "a/b", "B"]), st.sampled_from(["x", "x/y", ""]))
def test_after_a_renaming_nothing_lies_in_the_old_tag_and_all_else_is_as_it_was(
    given_tags: list[str], old: str, new: str
) -> None:
    body = [TextualBody(tag, "tagging", "text/plain") for tag in given_tags]
    renamed = [part.value for part in rename_tags(body, renamer({old: new}))]
    assert not any(is_within(tag, old) for tag in renamed)
    if any(is_within(tag, old) for tag in given_tags):
        assert len({tag.casefold() for tag in renamed}) == len(renamed)
    else:
        assert renamed == given_tags
    untouched = {tag.casefold() for tag in given_tags if not is_within(tag, old)}
    assert untouched <= {tag.casefold() for tag in renamed}
    assert all(tag.casefold() in untouched or is_within(tag, new) for tag in renamed)
    exact = [part.value for part in rename_tags(body, renamer({old: new}, is_exact=True))]
    assert old.casefold() not in [tag.casefold() for tag in exact]


def test_a_lineage_passes_over_empty_parts() -> None:
    assert (lineage("a/b"), lineage("a//b"), lineage("/")) == (["a", "a/b"], ["a", "a//b"], ["/"])


def test_odd_tags_stand_in_the_tree_too() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    body = tuple(TextualBody(tag, "tagging", "text/plain") for tag in ("a//b", "/", "a/"))
    tree = [
        (node.tag, node.depth) for node in tag_tree([Annotation("n-1", Target("a-1"), body, moment, moment)])
    ]
    assert sorted(tree) == [("/", 0), ("a", 0), ("a//b", 1)]


def test_a_tag_of_thousands_of_parts_costs_no_more_than_itself() -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    tag = "a/" * 3000 + "x"
    note = Annotation("n-000001", Target("a-1"), (TextualBody(tag, "tagging", "text/plain"),), now, now)
    tree = tag_tree([note])
    assert len(tree) == len(lineage(tag)) < 100
    assert (tree[-1].tag, tree[-1].depth) == (tag, len(tree) - 1)
    assert sum(map(len, lineage(tag))) < 2 * len(tag)
    assert is_within(tag, "a/a")
