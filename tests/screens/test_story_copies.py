"""The same story in several files is one row of the list; what the copies say differently, and their notes."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from annotations.articles.near_copies import NearCopies
from annotations.library import Library
from annotations.model import TextSpan
from annotations.search.service import SearchService
from annotations.search.update import UpdateReport
from tests.flows.conftest import Reading
from tests.notes.test_story_copies import files
from tui.app import PostilApp
from tui.reader.screen import ReaderScreen
from tui.screens.bottom_sheet import Sheet
from tui.screens.library import LibraryScreen
from tui.screens.picker import ChoiceList, Picker
from tui.screens.tags import TagsScreen


async def test_near_copies_are_one_row_and_their_notes_are_taken(
    drive, settled, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    files(folder)
    copy = library.read(folder / "a.md")
    start = copy.text.index("The envoy")
    library.annotate(copy, TextSpan(start, start + 9), note="who saw it?")
    library.annotate(library.read(folder / "b.md"), None, note="ours", tags=("mine",))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        def listed() -> list[str]:
            assert isinstance(app.screen, LibraryScreen)
            return sorted(row.path.name for row in app.screen.listed if not row.problem)

        assert listed() == ["b.md", "c.md"]
        await pilot.press("F")
        await settled(pilot)
        assert isinstance(app.screen, Picker)
        counts = [
            choice.right.split()
            for choice, _ in app.screen.query_one(ChoiceList).rows
            if choice.value == "unread"
        ]
        assert counts == [["is:unread", "2"]]
        await pilot.press("escape")
        list_ = app.screen.list
        list_.move(next(at for at, row in enumerate(list_.rows) if row.path.name == "b.md") - list_.index)
        chosen = list_.chosen
        assert chosen is not None
        assert app.screen.read_pane(chosen)[-1].text == "1 note on copies of it; & offers them."
        await pilot.press("&")
        await settled(pilot)
        assert isinstance(app.screen, Sheet)
        texts = [row.text for row in app.screen.list.rows]
        assert texts[0] == "One title" and "  − By our own reporter." in texts and "  + One title" in texts
        await pilot.press("t")
        await settled(pilot)
        notes = [note.note for note, _ in library.notes(library.read(folder / "b.md"))]
        assert notes == ["ours", "who saw it?"]
        (folder / "e.md").write_text((folder / "c.md").read_text() + "And more of it.\n", encoding="utf-8")
        await pilot.press("r")
        await settled(pilot)
        assert listed() == ["b.md", "e.md"]
        await pilot.press("&", "enter")
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)

    await drive([folder], body)


async def test_what_can_be_searched_comes_before_copies(
    drive, library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All but the first few articles are compared when the index has all."""
    folder = tmp_path / "articles"
    folder.mkdir()
    files(folder)
    done: list[str] = []
    index_texts, add = SearchService.index_texts, NearCopies.add

    def index(*args, **options) -> UpdateReport:
        report = index_texts(*args, **options)
        done.append("indexed")
        return report

    monkeypatch.setattr(SearchService, "index_texts", index)
    monkeypatch.setattr(NearCopies, "add", lambda *args: done.append("compared") or add(*args))
    monkeypatch.setattr("annotations.notes.story_copies._ADDED_AT_ONCE", 1)

    async def body(_pilot: Pilot[None], _app: PostilApp) -> None:
        assert done[:2] in (["compared", "indexed"], ["indexed", "compared"]) and done.count("compared") > 2

    await drive([folder], body)


async def test_the_page_offers_the_notes_on_copies_and_a_key_takes_them(
    drive, library: Library, tmp_path: Path
) -> None:
    files(tmp_path)
    copy = library.read(tmp_path / "a.md")
    for words, note in (
        ("The envoy came ashore", "who saw it?"),
        ("One title", "not there"),
        ("at dawn", "when?"),
    ):
        start = copy.text.index(words)
        library.annotate(copy, TextSpan(start, start + len(words)), note=note)
    library.near_copies.compare(list(library.listings([tmp_path])))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        page = Reading(app, pilot, library, tmp_path / "b.md")
        await page.settled()
        assert "& 2 notes on a copy" in page.line("#head")
        await page.press("v")
        assert "&" not in page.line("#head"), "while selecting that key is not heard"
        await page.press("escape", "escape", "&")
        assert isinstance(app.screen, Sheet)
        assert [row.text for row in app.screen.list.rows] == [
            "who saw it? “The envoy came ashore”",
            "when? “at dawn”",
        ]
        await page.press("j", "enter")
        assert page.at_caret == "at dawn"
        await page.press("&", "t")
        assert [note.note for note in page.notes] == ["who saw it?"]
        assert "& 1 note on a copy" in page.line("#head")
        await page.press("&", "T")
        assert [note.note for note in page.notes] == ["who saw it?", "when?"]
        assert "on a copy" not in page.line("#head")
        await page.press("U")
        assert "& 1 note on a copy" in page.line("#head")

    await drive([tmp_path / "b.md"], body)


async def test_tags_count_a_story_once(drive, settled, library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    files(folder)
    library.article_tags.change([folder / "a.md", folder / "b.md"], ["sea"], [])

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("4")
        await settled(pilot)
        assert isinstance(app.screen, TagsScreen)
        assert [(row.key, row.count, row.right.strip()) for row in app.screen.list.rows] == [
            ("sea", 1, "article")
        ]
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen) and len(app.screen.listed) == 1

    await drive([folder], body)
