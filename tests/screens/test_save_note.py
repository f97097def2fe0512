"""A note's sheet stays until its words are in the store; what others did to the note meanwhile is not written over."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from annotations.articles.catalog import Catalog
from annotations.library import Library
from annotations.model import Annotation
from annotations.store.draft_table import Draft
from annotations.store.repository import Repository
from tui.app import PostilApp
from tui.config import EntitySettings, Settings
from tui.page.wrapping import wrap
from tui.reader.resume_draft import DraftOffer
from tui.reader.screen import ReaderScreen
from tui.screens import note_editor as note_module
from tui.screens.note_editor import NoteEditor
from tui.screens.question import Question
from tui.widgets.text_pane import Pane


def words(app: PostilApp) -> str:
    """What stands in the sheet."""
    editor = next(screen for screen in reversed(app.screen_stack) if isinstance(screen, NoteEditor))
    return editor.text.text


def said(app: PostilApp) -> str:
    """What the sheet says of the saving."""
    pane = app.screen.query_one("#why", Pane)
    return " ".join(piece.text for piece in pane._pieces) if pane.display else ""


@pytest.fixture
def protected(tmp_path: Path, folder: Path) -> Library:
    """A store with an article and a note that can only be read."""
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        library.annotate(library.read(folder / "0.md"), None, note="there already")
    repository = Repository.open(tmp_path / "notes.json", read_only=True)
    return Library(repository, Catalog(tmp_path / "cache"), cache=tmp_path / "cache")


def app_of(library: Library, *paths: Path) -> PostilApp:
    return PostilApp(library, list(paths), Settings(entities=EntitySettings(enabled=False)))


async def test_what_the_store_does_not_take_stays_in_the_sheet(
    settled, protected: Library, folder: Path, tmp_path: Path
) -> None:
    app = app_of(protected, folder / "0.md")
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("}", "a", *"my words", "ctrl+s")
        await settled(pilot)
        assert isinstance(app.screen, NoteEditor)
        assert words(app) == "my words"
        assert said(app).startswith("Not saved: ")
        assert "reading only" in said(app)
        await pilot.press(*" and more")
        await settled(pilot)
        assert words(app) == "my words and more"
        protected.repository._transactions._storage.read_only = ""  # the reader has put it right
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)
        assert [note.note for note in protected.repository.annotations()] == [
            "there already",
            "my words and more",
        ]
    assert app.last_words == []
    assert list((tmp_path / "cache" / "drafts").glob("*")) == []


async def test_why_it_was_not_saved_is_read_whole_on_a_wide_screen(
    settled, protected: Library, folder: Path
) -> None:
    """The sheet is narrower than the screen."""
    protected.repository._transactions._storage.read_only = "a long reason, " * 10
    app = app_of(protected, folder / "0.md")
    async with app.run_test(size=(200, 40)) as pilot:
        await settled(pilot)
        await pilot.press("}", "a", *"my words", "ctrl+s")
        await settled(pilot)
        why, told = app.screen.query_one("#why"), said(app)
        assert why.size.height == min(len(wrap(told, 0, len(told), why.size.width)), 3) > 1


async def test_what_is_held_when_postil_ends_lies_in_a_file_and_is_offered(
    settled, protected: Library, folder: Path, tmp_path: Path
) -> None:
    app = app_of(protected, folder / "0.md")
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("}", "a", *"my words", "tab", *"late", "ctrl+s")
        await settled(pilot)
        await pilot.press("ctrl+q")
    [line] = app.last_words
    [file] = (tmp_path / "cache" / "drafts").glob("*.json")
    assert str(file) in line
    assert "reading only" in line
    protected.close()
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        app = app_of(library, folder)
        async with app.run_test(size=(100, 30)) as pilot:
            await settled(pilot)
            assert isinstance(app.screen, DraftOffer)
            await pilot.press("enter")
            await settled(pilot)
            assert words(app) == "my words"
            await pilot.press(*" again", "ctrl+s")
            await settled(pilot)
        kept = library.repository.annotations()[-1]
        assert (kept.note, kept.tags) == ("my words again", ("late",))
        assert library.repository.drafts.all() == []
    assert not file.exists()


async def test_what_can_be_kept_nowhere_is_printed(
    settled, protected: Library, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "cache" / "drafts").write_text("a file in its place", encoding="utf-8")
    app = app_of(protected, folder / "0.md")
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        await pilot.press("}", "a", *"my words", "enter", *"of two lines", "ctrl+s", "ctrl+q")
        await settled(pilot)
    assert app.last_words[1:] == ["my words", "of two lines"]
    assert "kept nowhere" in app.last_words[0]


async def test_what_is_typed_behind_the_saving_is_heard_by_the_page(
    drive, settled, library: Library, folder: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("a", *"one", "ctrl+s", "}", "a", *"two", "ctrl+s")
        await settled(pilot)
        assert [note.note for note in library.repository.annotations()] == ["one", "two"]
        assert isinstance(app.screen, ReaderScreen)

    await drive([folder / "0.md"], body)


# -- two windows


@pytest.fixture
def noted(library: Library, folder: Path) -> Annotation:
    return library.annotate(library.read(folder / "0.md"), None, note="first", tags=("a",))


@pytest.fixture
def theirs(tmp_path: Path) -> Iterator[Library]:
    """Another window on the same store."""
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "other") as opened:
        yield opened


def there(library: Library) -> list[tuple[str, tuple[str, ...]]]:
    return [(note.note, note.tags) for note in library.repository.annotations()]


KEPT = {
    "m": ([("first mine", ("a",))], [("theirs", ("a", "b"))]),
    "t": ([("theirs", ("a", "b"))], [("first mine", ("a",))]),
    "b": ([("theirs", ("a", "b")), ("first mine", ("a",))], [("theirs", ("a", "b"))]),
}


@pytest.mark.parametrize("key", KEPT)
async def test_a_note_that_was_changed_elsewhere_is_asked_about_and_undo_brings_the_other_back(
    drive, settled, library: Library, theirs: Library, folder: Path, noted: Annotation, key: str
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("]", "enter")
        await settled(pilot)
        theirs.update(noted.id, note="theirs", tags=("a", "b"))
        await pilot.press(*" mine", "ctrl+s")
        await settled(pilot)
        assert isinstance(app.screen, Question)
        assert there(library) == [("theirs", ("a", "b"))]
        await pilot.press("escape")
        await settled(pilot)
        assert words(app) == "first mine"
        await pilot.press("ctrl+s")
        await settled(pilot)
        await pilot.press(key)
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)
        kept, undone = KEPT[key]
        assert there(library) == kept
        await pilot.press("U")
        await settled(pilot)
        assert there(library) == undone
        assert library.repository.drafts.all() == []

    await drive([folder / "0.md"], body)


@pytest.mark.parametrize(("key", "kept"), [("m", ["first mine"]), ("t", [])])
async def test_a_note_that_was_deleted_elsewhere_can_be_kept(
    drive,
    settled,
    library: Library,
    theirs: Library,
    folder: Path,
    noted: Annotation,
    key: str,
    kept: list[str],
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("]", "enter")
        await settled(pilot)
        theirs.remove(noted.id)
        await pilot.press(*" mine", "ctrl+s")
        await settled(pilot)
        await pilot.press(key)
        await settled(pilot)
        assert [note.note for note in library.repository.annotations()] == kept
        assert [item.id for item in library.trash()] == ([] if kept else [noted.id])
        await pilot.press("U")
        await settled(pilot)
        assert [note.note for note in library.repository.annotations()] == ([] if kept else ["first mine"])

    await drive([folder / "0.md"], body)


async def test_what_only_one_of_two_has_changed_is_put_together_without_a_question(
    drive, settled, library: Library, theirs: Library, folder: Path, noted: Annotation
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("]", "enter")
        await settled(pilot)
        theirs.update(noted.id, tags=("b",), color="green")
        await pilot.press(*" mine", "tab", "ctrl+u", *"c", "ctrl+s")
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)
        [kept] = library.repository.annotations()
        assert (kept.note, set(kept.tags), kept.color) == ("first mine", {"b", "c"}, "green")

    await drive([folder / "0.md"], body)


async def test_a_draft_of_an_older_state_of_a_note_drops_nothing_that_was_changed_since(
    drive, settled, library: Library, folder: Path, noted: Annotation
) -> None:
    before = {"note": "first", "tags": ["a", "gone"]}
    library.repository.drafts.save(
        Draft(
            noted.target.source,
            "first mine",
            ("a", "gone", "c"),
            annotation=noted.id,
            extra={"postil:before": before},
        )
    )
    library.update(noted.id, note="theirs", tags=("a", "b"))

    async def go_on(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, NoteEditor)
        assert app.screen.tags.value == "a, b, c, "
        await pilot.press("!")

    async def save(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("enter")
        await settled(pilot)
        await pilot.press("tab", "end", *"d", "ctrl+s")
        await settled(pilot)
        assert isinstance(app.screen, Question)
        assert there(library) == [("theirs", ("a", "b"))]
        await pilot.press("m")
        await settled(pilot)
        assert there(library) == [("first mine!", ("a", "b", "c", "d"))]

    await drive([folder], go_on)
    await drive([folder], save)


async def test_a_draft_is_due_half_a_second_after_the_last_key(
    drive, settled, library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr(note_module, "monotonic", lambda: clock[0])

    def held() -> list[str]:
        return [draft.note for draft in library.repository.drafts.all()]

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("a", *"half")
        await settled(pilot)
        editor = app.screen
        assert isinstance(editor, NoteEditor)
        for step, kept in ((0.4, []), (0.11, ["half"])):
            clock[0] += step
            editor._keep_draft()
            await settled(pilot)
            assert held() == kept
        for letter in "abcdefghijklmn":  # and now and then while keys go on without a rest
            clock[0] += 0.45
            await pilot.press(letter)
            editor._keep_draft()
        await settled(pilot)
        assert held() != ["half"]

    await drive([folder / "0.md"], body)
