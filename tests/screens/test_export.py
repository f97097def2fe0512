"""Export with a look ahead, pipe, another folder: by keys, asserted on files."""

import asyncio
import os
import sys
import threading
import time
import tomllib
from collections.abc import Callable
from pathlib import Path
from shlex import quote

import pytest
from textual.pilot import Pilot

from annotations.entities.index_articles import Progress
from annotations.errors import AnnotationsError
from annotations.exporters.collect import _find_names as find_names
from annotations.library import Library
from tests.mentions.conftest import know
from tui.app import PostilApp
from tui.desktop.pipe import MOST_BYTES, Output, through
from tui.screens.bottom_sheet import Sheet
from tui.screens.export import ExportScreen
from tui.screens.library import LibraryScreen
from tui.widgets.path_field import PathField
from tui.widgets.safe_input import SafeInput

pytestmark = pytest.mark.usefixtures("exports_find_no_names")


def note_two(library: Library, folder: Path) -> None:
    for name in ("0.md", "1.md"):
        library.annotate(library.read(folder / name), None, note=f"on {name}", tags=("style",))


async def test_what_is_exported_of_what_was_searched_for_is_what_the_command_exports(
    drive, settled, library: Library, folder: Path
) -> None:
    note_two(library, folder)
    ask = library.annotate(library.read(folder / "0.md"), None, note="whose?", tags=("ask",))
    library.article_tags.change([folder / "1.md"], ["later"], [])

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("slash", *"tag:ask", "tab", "S")
        await settled(pilot)
        assert isinstance(app.screen, ExportScreen)
        assert {*(app.screen._notes or ())} == {ask.id}
        await pilot.press("escape", "escape", "slash", *"title:bells", "tab", "S")
        await settled(pilot)
        assert isinstance(app.screen, ExportScreen)
        notes = [
            note.note for note in library.repository.annotations() if note.id in (app.screen._notes or ())
        ]
        assert notes == ["on 1.md", ""], "the tags of the article are put in, and are no note"
        assert app.screen.frame.border_title == "Export 1 note"
        await pilot.press("escape", "escape", "slash", *"title:train", "tab", "S")
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen), "nothing there has a note"

    await drive([folder], body)


@pytest.mark.usefixtures("workers_held_up")
async def test_the_share_of_a_long_article_is_said_and_who_leaves_does_not_wait_for_the_rest(
    drive, settled, library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    note_two(library, folder)
    monkeypatch.setattr("annotations.exporters.collect._find_names", find_names)
    left, ended = threading.Event(), threading.Event()

    def index(
        _articles: object, _names: object, *, progress: Callable[[Progress], None], **_: object
    ) -> None:
        try:
            progress(Progress(0, 1, 0, 0, 1.0, (), 0.37))
            left.wait(20)
            progress(Progress(0, 1, 0, 0, 1.0, (), 0.38))
            pytest.fail("it went on")
        finally:
            ended.set()

    monkeypatch.setattr("annotations.entities.index_articles.index_articles", index)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("S", *"vault", "enter")
        screen = app.screen
        assert isinstance(screen, ExportScreen)
        while "37 %" not in screen.said.render_line(0).text:
            await pilot.pause(0.02)
        await pilot.press("escape")
        assert isinstance(app.screen, LibraryScreen)
        left.set()
        assert ended.wait(20)

    await drive([folder], body)


async def test_nothing_is_written_before_it_was_shown(
    drive, settled, library: Library, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    note_two(library, folder)
    library.article_tags.change([folder / "0.md"], ["later"], [])
    vault = tmp_path / "vault"

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("S")
        await settled(pilot)
        assert isinstance(app.screen, ExportScreen)
        await pilot.press(*"vault", "enter")
        await settled(pilot)
        assert len(app.screen.files.rows) == 2
        assert (
            app.screen.frame.region.height == app.size.height
        )  # no line of what lies behind, with keys that mean nothing now
        assert not vault.exists()
        await pilot.press("j", "enter")
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert len(list(vault.glob("*.md"))) == 2
        [told] = app._notifications
        assert told.message.replace("\n", " ") == (
            "2 files written in vault: 2 articles, notes: 2 new, 0 updated, 0 kept (edited), 0 same."
        )
        assert tomllib.loads(app.config.read_text(encoding="utf-8")) == {"export": {"to": str(vault)}}
        await pilot.press("s")
        await settled(pilot)
        assert isinstance(app.screen, ExportScreen)
        assert app.screen.field.value == str(vault)
        assert not app.screen.files.rows
        assert "1 article, notes: 0 new, 0 updated, 0 kept (edited), 1 same" in app.screen.files.sentence
        assert "pages of names" not in app.screen.frame.keys
        await pilot.press("escape")
        [exported] = [file for file in vault.glob("*.md") if "on 0.md" in file.read_text(encoding="utf-8")]
        exported.write_text(exported.read_text(encoding="utf-8").replace("on 0.md", "on 0, edited"))
        [ours] = [one for one in library.repository.annotations() if one.note == "on 0.md"]
        library.update(ours.id, note="newer")
        await pilot.press("g", "s")
        await settled(pilot)
        assert isinstance(app.screen, ExportScreen)
        assert "Nothing to write, but 1 note differs on both sides." in app.screen.said.render_line(0).text
        assert exported.name in app.screen.files.sentence and "“newer #style”" in app.screen.files.sentence
        await pilot.press(*"~/other")  # a folder that is typed over the preview goes into no other one
        assert app.screen.field.value == "~/other"
        await pilot.press("escape", "S")
        await settled(pilot)
        await pilot.press("n")
        await settled(pilot)
        assert isinstance(app.screen, ExportScreen)
        assert [row.path.name for row in app.screen.files.rows] == ["Words.md"]
        await pilot.press("enter")
        await settled(pilot)
        assert (vault / "people" / "Words.md").exists()
        assert tomllib.loads(app.config.read_text(encoding="utf-8"))["export"]["name_pages"] is True

    know(library, folder / "0.md", ("Words", "PERSON"))
    await drive([folder], body)


async def test_the_folder_is_completed_and_nothing_is_said_of_the_one_before(
    drive, settled, library: Library, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    note_two(library, folder)
    for name in ("vault one", "vault two"):
        (tmp_path / name).mkdir()

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("S", *"va", "tab")
        await settled(pilot)
        sheet = app.screen
        assert isinstance(sheet, ExportScreen)
        assert sheet.field.value == "vault " and sheet.field.has_focus
        assert "vault one/  vault two/" in sheet.said.render_line(0).text
        await pilot.press("t", "tab", "enter")
        await settled(pilot)
        assert sheet.field.value == "vault two/" and len(sheet.files.rows) == 2
        assert "a new folder" not in sheet.said.render_line(1).text
        await pilot.press("tab", "x")
        await pilot.pause()
        assert sheet._plan is None and not sheet.body.display
        assert "Enter shows" in sheet.said.render_line(0).text
        await pilot.press("enter")
        await settled(pilot)
        assert sheet.said.render_line(1).text.strip().endswith("vault two/x, a new folder")

    await drive([folder], body)


async def test_esc_writes_nothing(
    drive, settled, library: Library, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    note_two(library, folder)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("s", *"vault", "enter")
        await settled(pilot)
        await pilot.press("escape")
        assert isinstance(app.screen, LibraryScreen)

    await drive([folder], body)
    assert not (tmp_path / "vault").exists()


@pytest.mark.skipif(os.name != "posix", reason="a POSIX shell")
async def test_notes_go_through_a_program(
    drive, settled, library: Library, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    note_two(library, folder)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        command = "tee copy.md | head -n 3"
        await pilot.press("vertical_line")
        await pilot.press(*[{" ": "space"}.get(char, char) for char in command], "enter")
        await settled(pilot)
        assert isinstance(app.screen, Sheet)
        assert "on 0.md #style" in (tmp_path / "copy.md").read_text(encoding="utf-8")

    await drive([folder], body)


@pytest.mark.skipif(os.name != "posix", reason="a POSIX shell")
def test_a_program_that_fails_or_hangs_is_told_in_one_line() -> None:
    assert through("tr a-z A-Z", "words") == Output("WORDS")
    with pytest.raises(AnnotationsError, match=r"failed .3.: no such thing"):
        through("echo no such thing >&2; exit 3", "x")
    with pytest.raises(AnnotationsError, match=r"failed .127."):
        through("there-is-no-such-program", "x")
    assert through("true", "x" * 10_000_000) == Output("")
    began = time.monotonic()
    with pytest.raises(AnnotationsError, match="took longer"):
        through(f"{quote(sys.executable)} -c 'import time; time.sleep(60)' & wait", "x", longest_s=0.2)
    assert time.monotonic() - began < 20


@pytest.mark.skipif(os.name != "posix", reason="a POSIX shell")
def test_a_program_without_an_end_is_ended_when_enough_has_come() -> None:
    said = through("yes", "")
    assert said.is_cut
    assert len(said.text) == MOST_BYTES
    assert said.text.startswith("y\ny\n")


@pytest.mark.skipif(os.name != "posix", reason="a POSIX shell")
async def test_who_leaves_ends_what_still_runs(
    drive, workers_held_up, library: Library, folder: Path, tmp_path: Path
) -> None:
    note_two(library, folder)
    began, held, started = time.monotonic(), tmp_path / "held", tmp_path / "started"
    os.mkfifo(held)
    end = os.open(held, os.O_RDONLY | os.O_NONBLOCK)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("vertical_line")
        app.screen.query_one(
            SafeInput
        ).value = f"sleep 55 > {quote(str(held))} & echo yes > {quote(str(started))}; wait"
        await pilot.press("enter")
        while not started.exists():
            assert time.monotonic() - began < 30
            await asyncio.sleep(0.01)
        await pilot.press("Q")

    await drive([folder], body)
    os.set_blocking(end, True)
    assert os.read(end, 1) == b""  # whoever held it is gone
    assert time.monotonic() - began < 30


async def test_a_folder_is_added_and_remembered(
    drive, settled, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    empty = tmp_path / "empty"
    empty.mkdir()

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        assert isinstance(app.screen, LibraryScreen)
        assert "Press + to add a folder" in app.screen.list.sentence
        listed = app.screen
        await pilot.press("plus", *f"{folder}x", "enter")
        await settled(pilot)
        assert "is no folder: mend it" in [*app._notifications][-1].message
        field = app.screen.focused
        assert isinstance(field, PathField) and field.value == f"{folder}x", "not lost, and not behind ~/"
        await pilot.press(*["backspace"] * 3, "tab", "enter")
        await settled(pilot)
        assert len(listed.list.rows) == 3
        assert tomllib.loads(app.config.read_text(encoding="utf-8")) == {"folders": [str(folder)]}
        assert [*app._notifications][-1].message.endswith("articles is added to your folders.")
        for again, said in (
            (folder, "articles is among your folders already."),
            (empty, "were listed already."),
        ):
            await pilot.press("plus", *str(again), "enter")
            await settled(pilot)
            assert [*app._notifications][-1].message.endswith(said)

    await drive([empty], body)


async def test_a_file_that_cannot_be_read_opens_the_list_with_its_sentence(
    drive, settled, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"\0\1\2" * 500)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen)
        [row] = app.screen.list.rows
        assert row.problem
        await pilot.press("enter", "N", "o", "s")
        assert isinstance(app.screen, LibraryScreen)

    await drive([bad], body)


async def test_what_is_not_there_is_a_row_with_a_sentence(drive, folder: Path, tmp_path: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        assert isinstance(app.screen, LibraryScreen)
        problems = [row.problem for row in app.screen.list.rows if row.problem]
        assert len(problems) == 1
        assert "gone does not exist" in problems[0]
        assert len(app.screen.list.rows) == 4

    await drive([tmp_path / "gone", folder], body)


async def test_the_sheet_says_what_is_missing_and_shows_the_whole_folder(
    drive, settled, library: Library, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    note_two(library, folder)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("S", "enter")
        await settled(pilot)
        assert isinstance(app.screen, ExportScreen)
        said: list[str] = []
        monkeypatch.setattr(app.screen.said, "show", lambda pieces: said.append(pieces[0].text))
        await pilot.press("enter", *"v", "enter")
        await settled(pilot)
        assert "No folder is named yet" in said[0]
        assert str(tmp_path / "v") in said[-1]
        assert not (tmp_path / "v").exists()

    await drive([folder], body)
