"""The note editor and the line of tags, by keys; and the unfinished note that is kept."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from msgspec.structs import replace
from textual.containers import Vertical
from textual.events import Paste
from textual.pilot import Pilot

from annotations.errors import AnnotationsError
from annotations.library import Library
from annotations.model import Article, TextSpan
from annotations.store.draft_files import SpareDrafts
from annotations.store.draft_table import Draft
from tui.app import PostilApp
from tui.base_app import MOST_PASTED_CHARS
from tui.drafts import Drafts, Subject, Unfinished, subject_of
from tui.reader.resume_draft import DraftOffer
from tui.reader.screen import ReaderScreen
from tui.screens.note_editor import NoteEditor
from tui.widgets.text_pane import Pane


def notes(library: Library) -> list[tuple[str, tuple[str, ...]]]:
    return [(note.note, note.tags) for note in library.repository.annotations()]


async def test_tags_are_completed_and_hash_tags_of_the_text_are_tags_too(
    drive, settled, library: Library, folder: Path
) -> None:
    library.annotate(library.read(folder / "1.md"), None, note="other", tags=("to-verify", "style"))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("}", "a")
        await settled(pilot)
        await pilot.press(*"see #st")
        assert "Tab complete" in str(app.screen.frame.border_subtitle)
        await pilot.press("tab")
        assert app.screen.text.text == "see #style " and "Tab tags" in str(app.screen.frame.border_subtitle)
        await pilot.press(*["backspace"] * 7, *"#source", "tab", *"to", "enter", *"st", "tab", *"new")
        await pilot.press("shift+tab", "tab", "left", "right", *", x")
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert notes(library)[-1] == ("see #source", ("to-verify", "style", "new", "x", "source"))

    await drive([folder / "0.md"], body)


async def test_a_paste_that_no_field_can_bear_is_told_and_leaves_all_as_it_was(drive, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("}", "a", *"mine ")
        for pasted, expected in (
            ("w " * (MOST_PASTED_CHARS // 2) + "w", "mine "),
            ("w " * (MOST_PASTED_CHARS // 2), "mine " + "w " * (MOST_PASTED_CHARS // 2)),
        ):
            app.post_message(Paste(pasted))
            await pilot.pause()
            assert app.screen.text.text == expected
        told = [toast.message for toast in app._notifications]
        assert len(told) == 1 and "has 100,001 characters" in told[0]

    await drive([folder / "0.md"], body)


async def test_the_text_goes_to_the_editor_of_the_reader_and_comes_back(
    drive, settled, library: Library, folder: Path, monkeypatch
) -> None:
    lent: list[str] = []
    returned: list[str] = []

    @contextmanager
    def suspend() -> Iterator[None]:
        """As Textual's: what is raised within leaves the terminal as it was lent."""
        yield
        returned.append(lent[-1])

    def edit(text: str) -> str:
        lent.append(text)
        if text == "short":
            raise AnnotationsError("vi ended with 1")
        return f"{text} and\nlonger\x1b"

    monkeypatch.setattr("tui.desktop.external_editor.edit_outside", edit)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("}", "a", *"short", "ctrl+o")
        assert lent == [] and "can't be lent" in [toast.message for toast in app._notifications][-1]
        monkeypatch.setattr(app, "suspend", suspend)
        await pilot.press("ctrl+o")
        assert "vi ended with 1" in [toast.message for toast in app._notifications][-1]
        await pilot.press(*"er", "tab", "ctrl+o")
        assert lent == returned == ["short", "shorter"]
        await pilot.press("!", "ctrl+s")
        await settled(pilot)
        assert notes(library) == [("shorter and\nlonger\u241b!", ())]
        await pilot.press("A", *"x", "ctrl+s")
        await settled(pilot)
        assert len(notes(library)) == 2
        await pilot.press("enter", "backspace", "ctrl+s")
        await settled(pilot)
        assert len(notes(library)) == 1
        assert "Note deleted. U brings it back." in [toast.message for toast in app._notifications]

    await drive([folder / "0.md"], body)


async def test_letters_that_are_typed_are_never_commands(
    drive, settled, library: Library, folder: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("a", *"QqDUTt?:1/", "tab", *"QD1", "ctrl+s")
        await settled(pilot)
        assert notes(library) == [("QqDUTt?:1/", ("QD1",))]
        assert isinstance(app.screen, ReaderScreen)
        await pilot.press("t", *"QD2", "enter")
        await settled(pilot)
        assert notes(library) == [("QqDUTt?:1/", ("QD1", "QD2"))]

    await drive([folder / "0.md"], body)


async def test_enter_saves_a_line_of_tags_as_typed_unless_an_offer_was_lit(
    drive, settled, library: Library, folder: Path
) -> None:
    library.annotate(library.read(folder / "1.md"), None, note="other", tags=("style",))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("T", *"sty", "enter")
        await settled(pilot)
        assert notes(library)[-1][1] == ("sty",)
        await pilot.press("T", "comma", *"st", "down", "enter", "enter")
        await settled(pilot)
        assert notes(library)[-1][1] == ("sty", "style")
        await pilot.press("T", "comma", *"too", "ctrl+s")
        await settled(pilot)
        assert notes(library)[-1][1] == ("sty", "style", "too")

    await drive([folder / "0.md"], body)


async def test_the_sheet_leaves_the_quoted_words_in_view(drive, settled, folder: Path) -> None:
    long = "# A title\n\n" + "\n\n".join(f"Paragraph {n} stands here, {'word ' * 30}" for n in range(60))
    (folder / "long.md").write_text(long, encoding="utf-8")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        for keys in (["a"], ["j"] * 22 + ["a"], ["G", "a"]):
            await pilot.press(*keys)
            await settled(pilot)
            assert isinstance(app.screen, NoteEditor)
            sheet = app.screen.query_one("Vertical").region
            page = app.screen_stack[-2]
            assert isinstance(page, ReaderScreen)
            span = page.page.target()
            assert span is not None
            rows = page.view.rows_of(span)
            assert rows
            assert not set(rows) & set(range(sheet.y, sheet.bottom))
            await pilot.press("escape")
            await settled(pilot)
        select = [
            "v",
            *["j"] * 24,
        ]  # as long as there is room beside the sheet, but in the middle of the screen
        for keys, is_whole in (
            (["g", *["right_curly_bracket"] * 4, *select[:18]], True),
            (["g", *select, *["j"] * 40], False),
            (["G", "v", *["k"] * 60], False),
        ):
            await pilot.press(*keys, "a")
            await settled(pilot)
            sheet, page = app.screen.query_one("Vertical").region, app.screen_stack[-2]
            assert isinstance(page, ReaderScreen) and page.view.viewport is not None
            span = page.page.target()
            assert span is not None
            hidden = {*range(sheet.y, sheet.bottom)}
            ends = [page.view.viewport.y_of(at) for at in (span.start, span.end - 1)]
            seen = [y is not None and y + page.view.region.y not in hidden for y in ends]
            assert all(seen) if is_whole else any(seen)
            await pilot.press("escape", "escape")
            await settled(pilot)

    await drive([folder / "long.md"], body, size=(100, 40))


async def test_a_saved_note_leaves_no_draft_and_an_unfinished_one_is_offered(
    drive, settled, library: Library, folder: Path
) -> None:
    async def unfinished(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("}", "a", *"half a tho", "tab", *"later")

    await drive([folder / "0.md"], unfinished)
    [draft] = library.repository.drafts.all()
    assert (draft.note, draft.tags) == ("half a tho", ("later",))
    assert notes(library) == []

    async def resumed(pilot: Pilot[None], app: PostilApp) -> None:
        assert isinstance(app.screen, DraftOffer)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, NoteEditor)
        await pilot.press("escape")
        assert isinstance(app.screen, NoteEditor)
        await pilot.press(*"ught", "ctrl+s")
        await settled(pilot)
        [note] = library.repository.annotations()
        assert (note.note, note.tags) == ("half a thought", ("later",))
        assert note.quote.startswith("Words of Copper")
        assert library.repository.drafts.all() == []

    await drive([folder], resumed)


async def test_ctrl_q_from_the_editor_keeps_draft_and_place(
    drive, settled, library: Library, folder: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("G", "a", *"half", "ctrl+c", "ctrl+q")

    await drive([folder / "0.md"], body)
    assert [draft.note for draft in library.repository.drafts.all()] == ["half"]
    assert library.reading(library.read(folder / "0.md")).status == "reading"


async def test_a_draft_of_the_open_article_is_gone_on_with_in_its_page(
    drive, settled, library: Library, folder: Path
) -> None:
    article = library.read(folder / "0.md")
    start = article.text.index("They are few")
    quote = {"postil:quote": "They are few"}
    library.repository.drafts.save(
        Draft(article.id, "how many", span=TextSpan(start, start + 12), extra=quote)
    )

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("enter")
        await settled(pilot)
        assert [type(screen) for screen in app.screen_stack] == [ReaderScreen, NoteEditor]
        await pilot.press("?", "ctrl+s")
        await settled(pilot)
        [(note, anchor)] = library.notes(article)
        assert (note.note, note.quote, anchor.quality) == ("how many?", "They are few", "exact")

    await drive([folder / "0.md"], body)


async def test_a_draft_can_be_thrown_away_or_left_for_later(
    drive, settled, library: Library, folder: Path
) -> None:
    article = library.read(folder / "0.md")
    library.repository.drafts.save(Draft(article.id, "one"))
    library.repository.drafts.save(Draft(article.id, "two"))

    async def later(pilot: Pilot[None], app: PostilApp) -> None:
        assert (
            "Copper falls" in app.screen.query_one(Pane).render_line(0).text
        )  # it has no notes, and yet a name
        await pilot.press("escape")
        assert not isinstance(app.screen, DraftOffer)

    await drive([folder], later)
    assert len(library.repository.drafts.all()) == 2

    async def dropped(pilot: Pilot[None], app: PostilApp) -> None:
        sheet = app.screen.query_one(Vertical)
        await pilot.press("D")
        assert "D throw away  Esc keep" in str(sheet.border_subtitle)
        await pilot.press("escape")
        assert "Enter go on" in str(sheet.border_subtitle)
        assert len(library.repository.drafts.all()) == 2
        await pilot.press("D", "D")
        await settled(pilot)
        assert [draft.note for draft in library.repository.drafts.all()] == ["one"]
        assert isinstance(app.screen, DraftOffer)

    await drive([folder], dropped)


async def test_who_goes_on_writing_is_asked_again_before_the_words_are_thrown_away(
    drive, settled, library: Library, folder: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("a", *"one", "escape", *" two", "escape")
        assert isinstance(app.screen, NoteEditor)
        await pilot.press("tab", *"tag", "escape")
        assert isinstance(app.screen, NoteEditor)
        await pilot.press("escape")
        await settled(pilot)
        assert not isinstance(app.screen, NoteEditor)

    await drive([folder / "0.md"], body)
    assert library.repository.annotations() == []


async def test_words_that_were_thrown_away_come_back_with_undo(
    drive, settled, library: Library, folder: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("}", "A", *"kept", "ctrl+s")
        await pilot.press("}", "a", *"gone in haste", "tab", *"later", "escape", "escape")
        await settled(pilot)
        assert [told.message for told in app._notifications][-1] == "Thrown away. U brings it back."
        assert library.repository.drafts.all() == []
        await pilot.press("U")
        await settled(pilot)
        assert isinstance(app.screen, DraftOffer)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, NoteEditor)
        await pilot.press("ctrl+s")
        await settled(pilot)
        notes = [(note.note, note.tags) for note in library.repository.annotations()]
        assert notes == [("kept", ()), ("gone in haste", ("later",))]
        await pilot.press("U", "U")
        await settled(pilot)
        assert library.repository.annotations() == []
        assert not isinstance(app.screen, DraftOffer)

    await drive([folder / "0.md"], body)


@pytest.fixture
def article(library: Library, folder: Path) -> Article:
    return library.read(folder / "0.md")


def drafts_of(library: Library) -> Drafts:
    return Drafts(library.repository, SpareDrafts(library.cache / "drafts", library.repository.path))


def test_a_draft_is_written_only_when_its_words_have_changed(library: Library, article: Article) -> None:
    drafts, words = drafts_of(library), [("", ())]
    drafts.begin(Unfinished(Subject(article.id), lambda: words[0], ("", ())))
    drafts.keep()
    assert library.repository.drafts.all() == []
    words[0] = ("more", ("x",))
    drafts.keep()
    drafts.keep()
    [draft] = library.repository.drafts.all()
    words[0] = ("more words", ("x",))
    drafts.keep()
    [again] = library.repository.drafts.all()
    assert (again.id, again.note) == (draft.id, "more words")
    drafts.finish()
    drafts.keep()
    drafts.settle()
    assert library.repository.drafts.all() == []


def test_a_draft_that_two_threads_keep_at_once_is_one(
    library: Library, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The background keeps what rests, and a signal all that is there."""
    drafts, save = drafts_of(library), library.repository.drafts.save
    drafts.begin(Unfinished(Subject(article.id), lambda: ("typed", ()), ("", ())))
    second = Thread(target=drafts.keep)

    def save_slowly(draft: Draft) -> Draft:
        if not second.ident:
            second.start()
            second.join(0.05)
        return save(draft)

    monkeypatch.setattr(library.repository.drafts, "save", save_slowly)
    drafts.keep()
    second.join()
    assert [draft.note for draft in library.repository.drafts.all()] == ["typed"]


def test_a_note_that_did_not_get_to_the_store_stays_a_draft(library: Library, article: Article) -> None:
    drafts = drafts_of(library)
    drafts.begin(Unfinished(Subject(article.id), lambda: ("typed", ("x",)), ("", ())))
    drafts.saving(("typed", ("x",)))
    assert drafts.end() == []
    [draft] = library.repository.drafts.all()
    assert (draft.note, draft.tags) == ("typed", ("x",))
    drafts.begin(Unfinished(Subject(article.id), lambda: ("typed", ("x",)), ("", ()), draft.id))
    drafts.saving(("typed", ("x",)))
    library.annotate(article, None, note="typed", tags=("x", "y"))
    assert drafts.end() == []
    assert library.repository.drafts.all() == []


@pytest.mark.skipif(os.name != "posix", reason="another process can be asked after only on POSIX")
def test_a_draft_that_another_process_is_writing_on_is_not_offered(
    library: Library, article: Article
) -> None:
    alive = library.repository.drafts.save(
        Draft(article.id, "theirs", extra={"postil:process": os.getppid()})
    )
    drafts = drafts_of(library)
    assert drafts.waiting() == []
    library.repository.drafts.save(replace(alive, extra={"postil:process": 2**22 + 1}))
    assert [draft.note for draft in drafts.waiting()] == ["theirs"]


def test_a_draft_finds_its_words_again(article: Article) -> None:
    span = TextSpan(article.text.index("stand here"), article.text.index("stand here") + 10)
    draft = Draft(article.id, "x", span=span, extra={"postil:quote": "stand here"})
    assert subject_of(draft, article.text).span == span
    moved = subject_of(draft, "More. " + article.text)
    assert moved.span == TextSpan(span.start + 6, span.end + 6)
    assert subject_of(draft, "Nothing of it.").span is None


async def test_a_crash_of_our_own_keeps_the_draft(drive, settled, library: Library, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("a", *"half")
        await settled(pilot)
        app.call_later(lambda: 1 // 0)
        await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await drive([folder / "0.md"], body)
    assert [draft.note for draft in library.repository.drafts.all()] == ["half"]


async def test_the_page_shows_what_another_postil_writes(
    drive, settled, library: Library, folder: Path, tmp_path: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        page = app.screen
        assert isinstance(page, ReaderScreen)
        with Library.open(tmp_path / "notes.json", cache=tmp_path / "other") as theirs:
            theirs.annotate(theirs.read(folder / "0.md"), None, note="from elsewhere")
        while not page.page.notes.all:
            await pilot.pause(0.05)
        assert [note.note for note, _ in page.page.notes.all] == ["from elsewhere"]

    await drive([folder / "0.md"], body)


async def test_tab_is_said_to_go_to_the_other_field(drive, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("a")
        frame = app.screen.frame
        assert str(frame.border_subtitle) == "^S save  Tab tags  ^O your editor  Esc leave"
        await pilot.press("tab")
        assert str(frame.border_subtitle) == "^S save  Tab text  ^O your editor  Esc leave"
        await pilot.press("shift+tab", "x", "escape")
        assert "again" in str(frame.border_subtitle)
        await pilot.press("y")
        assert str(frame.border_subtitle) == "^S save  Tab tags  ^O your editor  Esc leave"

    await drive([folder / "0.md"], body)
