"""The list screen, by its keys."""

import asyncio
import re
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot

from annotations.library import Library, Listing
from tests import quiet_loop
from tui.app import PostilApp
from tui.config import EntitySettings, Settings
from tui.lists.articles import ListState
from tui.reader.screen import ReaderScreen
from tui.screens.library import FilesChanged, LibraryScreen
from tui.widgets.article_list import ArticleList, ColumnNames
from tui.widgets.safe_input import SafeInput, SafeTextArea

_TITLES = ("Copper falls", "Bells of Ghent", "A slow train")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    for number, title in enumerate(_TITLES):
        (made / f"{number}.md").write_text(f"# {title}\n\nWords of {title}.\n", encoding="utf-8")
    return made


def _drive(tmp_path: Path, path: Path, body: Callable[[Pilot[None], ArticleList], Awaitable[None]]) -> None:
    async def run() -> None:
        with Library.open(tmp_path / "store.json", cache=tmp_path / "cache") as library:
            app = PostilApp(library, [path])
            async with app.run_test(size=(120, 40)) as pilot:
                await app.workers.wait_for_complete()
                await pilot.pause()
                assert isinstance(app.screen, LibraryScreen)
                await body(pilot, app.screen.list)

    asyncio.run(run())


def _titles(shown: ArticleList) -> list[str]:
    return [row.title for row in shown.rows if isinstance(row, Listing)]


def test_filter_is_heard_at_every_letter_and_escape_clears_it(tmp_path: Path, folder: Path) -> None:
    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        await pilot.press("slash", "b", "e", "l")
        await pilot.pause()
        assert _titles(shown) == ["Bells of Ghent"]
        await pilot.press("escape")
        await pilot.pause()
        assert sorted(_titles(shown)) == sorted(_TITLES)

    _drive(tmp_path, folder, body)


def test_the_chosen_article_stays_chosen_when_sorted(tmp_path: Path, folder: Path) -> None:
    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        chosen = shown.chosen
        assert chosen is not None
        await pilot.press("greater_than_sign")
        assert _titles(shown) == sorted(_TITLES)
        assert shown.chosen == chosen
        await pilot.press("less_than_sign")
        assert _titles(shown) == sorted(_TITLES, reverse=True)
        assert shown.chosen == chosen

    _drive(tmp_path, folder, body)


def test_enter_opens_the_chosen_article_in_the_page(tmp_path: Path, folder: Path) -> None:
    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        await pilot.press("j", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ReaderScreen)

    _drive(tmp_path, folder, body)


def test_the_article_that_was_read_last_is_chosen_next_time(tmp_path: Path, folder: Path) -> None:
    async def read(pilot: Pilot[None], shown: ArticleList) -> None:
        assert shown.index == 0
        await pilot.press("j", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ReaderScreen)
        await pilot.press("Q")

    async def later(pilot: Pilot[None], shown: ArticleList) -> None:
        assert shown.chosen is not None
        assert shown.chosen.title == _titles(shown)[1]
        await pilot.press("G", "r")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert shown.index == len(_TITLES) - 1

    _drive(tmp_path, folder, read)
    _drive(tmp_path, folder, later)


def test_a_click_chooses_and_a_second_opens(tmp_path: Path, folder: Path) -> None:
    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        await pilot.click(ArticleList, offset=(6, 2))
        assert shown.index == 2
        await pilot.click("#foot", offset=(18, 0))
        await pilot.press(*"bells")
        await pilot.app.workers.wait_for_complete()
        await pilot.click(ArticleList, offset=(6, 9))
        assert _titles(shown) == ["Bells of Ghent"], "a click on a hint is its key"
        await pilot.press("escape")
        await pilot.app.workers.wait_for_complete()
        await pilot.click(ArticleList, offset=(6, 1), times=2)
        await pilot.pause()
        assert shown.index == 1
        assert isinstance(pilot.app.screen, ReaderScreen)

    _drive(tmp_path, folder, body)


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()

    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        assert shown.chosen is None
        assert "No articles in" in shown.sentence
        await pilot.press("j", "enter", "N", "n", "G")

    _drive(tmp_path, empty, body)


def test_wide_names_and_tags_never_overflow_a_row(tmp_path: Path, folder: Path) -> None:
    (folder / "wide.md").write_text(
        "---\nauthor: 東京新聞社説委員会の人々一同\ntags: [経済, style]\n---\n# 銅\x1b[31m価格 [red]x[/]\n\nText.\n",
        encoding="utf-8",
    )

    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        for width in (30, 60, 80, 110, 160):
            await pilot.resize_terminal(width, 20)
            await pilot.pause()
            for line in range(4):
                strip = shown.render_line(line)
                assert strip.cell_length == shown.size.width
                assert "\x1b" not in strip.text

    _drive(tmp_path, folder, body)


def test_the_preview_is_the_article_in_small_and_changes_dress(tmp_path: Path, folder: Path) -> None:
    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        screen = pilot.app.screen
        assert isinstance(screen, LibraryScreen)
        await pilot.press("j")
        await pilot.pause(0.2)
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        strips = [screen.pane.render_line(y) for y in range(12)]
        said = "\n".join(strip.text for strip in strips)
        assert "Bells of Ghent" in said
        assert "Words of Bells of Ghent." in said
        before = {segment.style for strip in strips for segment in strip}
        await pilot.press("ctrl+t")
        await pilot.pause()
        after = {segment.style for y in range(12) for segment in screen.pane.render_line(y)}
        assert not before & after
        await pilot.resize_terminal(90, 30)
        await pilot.pause()
        assert not screen.pane.display

    _drive(tmp_path, folder, body)


def test_a_click_on_a_column_sorts_by_it_and_a_second_turns_it_round(tmp_path: Path, folder: Path) -> None:
    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        for expected in (sorted(_TITLES), sorted(_TITLES, reverse=True)):
            await pilot.click("#columns", offset=(6, 1))
            await pilot.pause()
            assert _titles(shown) == expected
        assert "title ↓" in pilot.app.screen.query_one(ColumnNames).render_line(1).text

    _drive(tmp_path, folder, body)


async def test_the_order_is_said_also_where_it_has_no_column(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        header = app.screen.query_one(ColumnNames)
        for width in (60, 200):
            await pilot.resize_terminal(width, 24)
            orders = []
            for _ in range(8):
                orders += re.findall(r"\w+ [↑↓]", header.render_line(1).text)
                await pilot.press("greater_than_sign")
            assert orders == "date ↓,title ↑,author ↑,min ↑,read ↓,notes ↓,tags ↑,folders ↑".split(",")
        await pilot.press("slash", *"bell", "tab")
        await settled(pilot)
        assert "title · best first" in header.render_line(1).text

    await drive([folder], body)


def test_only_articles_with_a_tag_until_esc(tmp_path: Path, folder: Path) -> None:
    with Library.open(tmp_path / "store.json", cache=tmp_path / "cache") as library:
        library.annotate(library.read(folder / "1.md"), None, tags=("bells",))

    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        await pilot.press("slash", *"nowhere", "tab")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert _titles(shown) == []
        await pilot.press("t", *"bel", "enter")
        await pilot.pause()
        assert _titles(shown) == ["Bells of Ghent"], "what was searched for before is asked no more"
        await pilot.press("F", *"is:unread", "enter")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert len(_titles(shown)) == 3, "a saved search asks all articles"
        await pilot.press("t", *"bel", "enter")
        assert "1 of 3 articles" in pilot.app.screen.head.render_line(0).text
        await pilot.press("escape")
        assert len(_titles(shown)) == 3

    _drive(tmp_path, folder, body)


def test_what_changes_on_disk_is_there_on_return_and_when_the_window_is_looked_at_again(
    tmp_path: Path, folder: Path
) -> None:
    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        app = pilot.app
        await pilot.press("enter")
        await pilot.pause()
        (folder / "1.md").write_text("# Bells of Bruges\n\nOther words.\n", encoding="utf-8")
        await pilot.press("q")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Bells of Bruges" in _titles(shown)
        (folder / "new.md").write_text("# Brand new\n\nWords.\n", encoding="utf-8")
        (folder / "2.md").unlink()
        app.app_focus = False
        app.app_focus = True
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert sorted(_titles(shown)) == ["Bells of Bruges", "Brand new", "Copper falls"]

    _drive(tmp_path, folder, body)


def test_a_key_that_needs_an_article_says_so_where_there_is_none(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        for key in ("enter", "j", "N", "s", "n"):
            pilot.app.toasts.clear()
            await pilot.press(key)
            await pilot.pause()
            [told] = pilot.app._notifications
            assert "No articles in" in told.message, key

    _drive(tmp_path, tmp_path / "empty", body)


def test_of_a_file_that_cannot_be_read_the_list_says_the_name_and_the_preview_the_path(
    tmp_path: Path,
) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "zero.txt").write_bytes(b"")

    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        row = shown.render_line(0).text
        assert "! zero.txt is empty" in row
        assert "bad" not in row
        screen = pilot.app.screen
        assert isinstance(screen, LibraryScreen)
        pane = "".join(screen.pane.render_line(y).text.strip(" │") for y in range(12)).replace(" ", "")
        assert str(tmp_path / "bad" / "zero.txt").replace(" ", "") in pane  # it may be wrapped at a blank

    _drive(tmp_path, tmp_path / "bad", body)


def test_what_cannot_be_read_says_why_at_any_key(tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "a.txt").write_bytes(bytes(900))

    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        for key in ("enter", "N", "s", "o", "vertical_line"):
            pilot.app.toasts.clear()
            await pilot.press(key)
            await pilot.pause()
            assert "a.txt" in [*pilot.app._notifications][-1].message, key

    _drive(tmp_path, tmp_path / "bad", body)


def test_without_colours_all_of_the_chosen_row_is_reversed(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    (folder / "0.md").write_text("# One\n\nBy Jane Doe, 3 March 2026\n\nWords.\n", encoding="utf-8")
    (folder / "zero.txt").write_bytes(b"")

    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        for _ in shown.rows:
            y = shown.index
            styles = [segment.style for segment in shown.render_line(y) if segment.text.strip(" ▎")]
            assert styles
            assert all(style is not None and style.reverse for style in styles)
            await pilot.press("j")

    _drive(tmp_path, folder, body)


def test_without_colours_the_cursor_of_a_field_is_seen_and_it_never_blinks(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        await pilot.press("slash", "b")
        field = pilot.app.screen.focused
        assert isinstance(field, SafeInput) and not field.cursor_blink
        assert any(segment.style and segment.style.reverse for segment in field.render_line(0))
        assert not SafeTextArea().cursor_blink

    _drive(tmp_path, folder, body)


def test_a_blank_row_parts_a_long_list_from_the_foot_where_there_is_height(
    tmp_path: Path, folder: Path
) -> None:
    for number in range(60):
        (folder / f"more-{number}.md").write_text(f"# Title {number}\n\nWords.\n", encoding="utf-8")

    async def body(pilot: Pilot[None], shown: ArticleList) -> None:
        foot = pilot.app.screen.query_one("#foot").region.y
        assert foot - shown.region.bottom == (1 if pilot.app.size.height >= 30 else 0)
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert pilot.app.screen.query_one("#foot").region.y == shown.region.bottom

    _drive(tmp_path, folder, body)


def test_the_order_is_remembered_and_its_arrow_is_there_from_the_first(tmp_path: Path, folder: Path) -> None:
    (folder / "9.md").write_text("# New\n\nBy Jane Doe, 3 March 2026\n\nWords.\n", encoding="utf-8")

    async def first(pilot: Pilot[None], shown: ArticleList) -> None:
        assert "date ↓" in pilot.app.screen.query_one(ColumnNames).render_line(1).text
        assert _titles(shown)[0] == "New"
        await pilot.press("greater_than_sign", "less_than_sign")
        await pilot.app.workers.wait_for_complete()

    async def again(pilot: Pilot[None], shown: ArticleList) -> None:
        assert "title ↓" in pilot.app.screen.query_one(ColumnNames).render_line(1).text
        assert _titles(shown) == sorted([*_TITLES, "New"], reverse=True)

    _drive(tmp_path, folder, first)
    _drive(tmp_path, folder, again)


async def test_a_file_that_comes_while_the_list_is_open_is_seen_and_the_place_does_not_jump(
    drive, settled, folder: Path
) -> None:
    for number in range(3, 40):
        path = folder / f"{number}.md"
        path.write_text(
            f"# Title {number}\n\nBy A, {number % 28 + 1} March 2024\n\nWords.\n", encoding="utf-8"
        )

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        await pilot.press(*["j"] * 25, "k")
        seen = [screen.list.render_line(y).text[:-1] for y in range(8)]
        fresh = [folder / "new.md", folder / "newer.md"]
        for path in fresh:
            text = f"# Brand new\n\nBy A, 3 March 2026\n\nWords of {path.name}.\n"
            path.write_text(text, encoding="utf-8")
        (folder / "0.md").unlink()
        screen.post_message(FilesChanged([*fresh, folder / "0.md"]))
        await settled(pilot)
        assert [row.title for row in screen.listed[:2]] == ["Brand new", "Brand new"]
        assert "Copper falls" not in [row.title for row in screen.listed]
        assert [screen.list.render_line(y).text[:-1] for y in range(8)] == seen
        await pilot.press("home")
        folder.joinpath("last.md").write_text(
            "# The last\n\nBy A, 3 April 2026\n\nWords.\n", encoding="utf-8"
        )
        screen.post_message(FilesChanged([]))  # anything may have changed
        await settled(pilot)
        assert "The last" in screen.list.render_line(0).text

    await drive([folder], body, size=(80, 24))


async def test_the_list_opens_with_what_is_known_before_the_disk_is_looked_at(
    drive, settled, folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(library.listings([folder]))
    (folder / "0.md").unlink()
    gate, listings = threading.Event(), library.listings

    def late(paths: Sequence[Path], **how: object) -> Iterator[Listing]:
        gate.wait(20)
        return listings(paths, **how)

    monkeypatch.setattr(library, "listings", late)
    monkeypatch.setattr(quiet_loop, "WORKERS_S", 0.02)
    app = PostilApp(library, [folder], Settings(entities=EntitySettings(enabled=False)))
    async with app.run_test() as pilot:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        await asyncio.wait_for(screen.filled.wait(), 10)
        assert len(screen.listed) == 3
        gate.set()
        await settled(pilot)
        assert sorted(row.title for row in screen.listed) == ["A slow train", "Bells of Ghent"]


async def test_the_first_rows_stand_before_the_others_are_asked_for_and_keys_wait_for_those(
    settled, folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(50):
        text = f"Number {number} of many\nBy Ana Ruiz, 2024-01-{number % 28 + 1:02}\n\nWords.\n"
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    list(library.listings([folder]))
    gate, known = threading.Event(), library.articles.known
    monkeypatch.setattr(library.articles, "known", lambda paths: known(paths) if gate.wait(20) else [])
    monkeypatch.setattr(quiet_loop, "WORKERS_S", 0.02)
    app = PostilApp(library, [folder], Settings(entities=EntitySettings(enabled=False)))
    async with app.run_test() as pilot:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        await asyncio.wait_for(screen.filled.wait(), 10)
        first = screen.listed
        assert len(first) == 40
        app.post_message(Key("G", "G"))
        gate.set()
        await settled(pilot)
        assert screen.listed[:40] == first
        assert (len(screen.listed), screen.list.index) == (53, 52)
        chosen, asked = screen.list.chosen, list[Listing]()
        key_of = ArticleList.key_of
        monkeypatch.setattr(ArticleList, "key_of", lambda own, row: asked.append(row) or key_of(own, row))
        await pilot.press(">")
        assert screen.list.chosen is chosen, "sorting moves no choice"
        assert len(asked) < 10, "nor looks at the keys of all rows"


@pytest.mark.parametrize("sort", ["", "published"])
@pytest.mark.parametrize("is_backwards", [False, True])
def test_the_catalogue_knows_the_first_rows_of_an_order(
    folder: Path, library: Library, sort: str, is_backwards: bool
) -> None:
    dates = ("2024-03-01", "2021-07-09", "", "2024-03-01", "2025-11-30", "2021-07-09")
    for number, date in enumerate(dates):
        (folder / f"{number}.txt").write_text(f"Number {number}\nBy Ana Ruiz, {date}\n\nWords.\n", "utf-8")
    elsewhere = folder.with_name("articles too")
    elsewhere.mkdir()
    (elsewhere / "newest.txt").write_text("The newest\nBy Ana Ruiz, 2026-01-01\n\nWords.\n", "utf-8")
    list(library.listings([folder, elsewhere]))
    state = ListState()
    state.sort, state.is_backwards, state.rows = sort, is_backwards, library.articles.known([folder])
    by_date = state.is_by_date_alone
    assert by_date is not None
    for count in (3, 20):
        first = library.articles.known_first([folder], count, by_date=by_date, is_backwards=is_backwards)
        assert first == state.shown()[:count]
