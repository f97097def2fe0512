"""Searching in the list of articles as one types, and saved searches, by keys."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Static

from annotations.library import Library
from annotations.search.service import SearchResult
from tui.app import PostilApp
from tui.config import load_settings
from tui.reader.screen import ReaderScreen
from tui.screens.library import LibraryScreen
from tui.widgets.article_list import ColumnNames


def typed(words: str) -> list[str]:
    """The keys of some words."""
    return ["space" if char == " " else char for char in words]


async def test_slash_searches_titles_texts_and_notes_and_enter_opens_at_the_hit(
    drive, settled, folder: Path, library: Library
) -> None:
    library.annotate(library.read(folder / "2.md"), None, note="Who tuned the bells?")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        await pilot.press("slash", *"bel")
        await settled(pilot)
        assert sorted(row.title for row in screen.listed) == ["A slow train", "Bells of Ghent"]
        assert screen.filter_bar.query_one("#count", Static).render() == "2 articles"
        rows = [screen.list.render_line(y) for y in range(4)]
        assert any("✎ Who tuned the bells?" in row.text for row in rows)
        assert any(
            seg.text == "bells" and seg.style.color == app.dress.accent.color for row in rows for seg in row
        )
        await pilot.press("escape", "slash", *"tuned", "enter", "G", "q")  # it was left elsewhere
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)
        note = app.screen.page.note_here()
        assert note is not None
        assert note.note == "Who tuned the bells?"
        await pilot.press("n")
        assert [toast.message for toast in app._notifications] == ["“tuned” is not in this article."]
        await pilot.press("q", "escape", "slash", *typed("paragraph words"), "enter")
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)
        seen = {app.screen.page.view.caret}
        text = app.screen.article.text
        for _ in range(2):
            await pilot.press("n")
            seen.add(app.screen.page.view.caret)
        assert sorted(text[at.start : at.end].lower() for at in seen) == ["paragraph", "words"]
        await pilot.press("q", "escape", "slash", *typed("words of bel"), "enter")
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)
        page = app.screen.page
        assert page.article is not None and page.view.caret is not None
        at = page.view.caret
        await pilot.press("n")
        assert page.finder.count_at(at)
        assert page.view.caret != at or page.finder.count_at(at).endswith("1")
        await pilot.press("q")
        assert app.screen is screen and len(screen.listed) == 1, "what was found is there still"
        await pilot.press("escape", "slash", "enter")
        await settled(pilot)
        assert app.screen is screen and len(screen.listed) == 3, "no words open nothing"
        for key in ("slash", *"bells", "enter", "n"):
            app.post_message(Key(key, key if len(key) == 1 else {"slash": "/", "enter": "\r"}[key]))
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)
        finder = app.screen.page.finder
        assert finder.count_at(app.screen.page.view.caret) == "3/3", "a key behind Enter is the page's"

    await drive([folder], body)


async def test_a_hit_in_a_note_opens_at_the_note_and_finds_no_words_that_the_text_lacks(
    drive, settled, folder: Path, library: Library
) -> None:
    article = library.read(folder / "2.md")
    span = article.blocks[-1].span
    noted = library.annotate(article, span, note="All verdigris.")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("slash", *"verdigris", "enter")
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)
        page = app.screen.page
        assert page.finder.words == ""
        here = page.note_here()
        assert here is not None and here.id == noted.id
        await pilot.press("n")
        assert [one.message for one in app._notifications] == ["“verdigris” is not in this article."]

    await drive([folder], body)


async def test_what_comes_in_while_one_types_may_be_the_best_and_moves_no_chosen_row_later(
    drive, settled, folder: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)

        async def comes(name: str, year: int) -> None:
            (folder / f"{name}.md").write_text(
                f"---\ntitle: {name}\ndate: {year}-01-01\n---\n\nBells, bells.\n"
            )
            screen.look_again()
            # the index is filled on a thread of its own
            while name not in {row.title for row in screen.listed}:
                await settled(pilot)
                await pilot.pause(0.01)

        def chosen() -> str:
            assert screen.list.chosen is not None
            return str(screen.list.chosen.title)

        await pilot.press("slash", *"bells")
        await settled(pilot)
        assert chosen() == "Bells of Ghent"
        await comes("Bells", 2030)
        assert [row.title for row in screen.listed] == ["Bells", "Bells of Ghent"]
        assert chosen() == "Bells"
        await pilot.press("tab")
        await comes("Bells again", 2031)
        assert {row.title for row in screen.listed} == {"Bells", "Bells again", "Bells of Ghent"}
        assert chosen() == "Bells"

    await drive([folder], body)


async def test_a_query_that_is_wrong_says_so_and_the_last_one_is_offered_again(
    drive, settled, folder: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        await pilot.press("slash", *"bells", "tab", "escape")
        await settled(pilot)
        assert len(screen.listed) == 3
        await pilot.press("slash", "tab", "tab")
        await settled(pilot)
        assert [row.title for row in screen.listed] == ["Bells of Ghent"]
        await pilot.press("slash", "end", *typed(" OR"), "tab")
        await settled(pilot)
        assert screen.filter_bar.display
        assert "both sides" in [*app._notifications][-1].message
        assert [row.title for row in screen.listed] == ["Bells of Ghent"]
        await pilot.resize_terminal(60, 20)
        await pilot.press("backspace", "backspace", *typed("is:"))
        await settled(pilot)
        _, field, count, keys = screen.filter_bar.children
        assert field.size.width > len("bells is:"), "what is typed stays in view beside what is wrong with it"
        assert (count.region.right, keys.display) == (60, False)
        await pilot.press("backspace")
        await settled(pilot)
        assert (keys.region.right, keys.render_line(0).text.strip()) == (60, "Enter open  Tab list  Esc all")

    await drive([folder], body)


async def test_a_key_behind_enter_waits_for_the_answer(
    drive, settled, folder: Path, library: Library, workers_held_up: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    search, asked, is_typed = library.search, [], threading.Event()

    def slow(query: str, *args: object, **more: object) -> object:
        if not query.startswith("is:"):  # the queue above the list
            asked.append(query)
            assert is_typed.wait(60)
        return search(query, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(library, "search", slow)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        for key in ("slash", *"bells", "tab", "N"):
            app.post_message(Key(key, key if len(key) == 1 else {"slash": "/", "tab": "\t"}[key]))
        await pilot.pause()
        is_typed.set()
        await settled(pilot)
        await pilot.press("escape")
        assert [row.title for row in screen.listed if row.status == "read"] == ["Bells of Ghent"]
        assert asked[-1] == "bells*"
        assert len(asked) < 5, "what is typed meanwhile is one question"

    await drive([folder], body)


async def test_a_saved_search_stands_above_the_list_and_is_gone_to_by_f(
    drive, settled, folder: Path, library: Library
) -> None:
    library.annotate(library.read(folder / "1.md"), None, note="x", tags=("verify",))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        await pilot.press("slash", *"tag:verify", "tab", "F", "enter", *"check", "enter")
        await settled(pilot)
        assert app.settings.searches == {"check": "tag:verify"}
        assert load_settings(app.config).searches == {"check": "tag:verify"}
        columns = screen.query_one(ColumnNames)
        assert "check 1" in columns.render_line(0).text
        await pilot.press("escape")
        assert len(screen.listed) == 3
        await pilot.press("F", *"check", "enter")
        await settled(pilot)
        assert [row.title for row in screen.listed] == ["Bells of Ghent"]
        await pilot.press("escape")
        await pilot.click(ColumnNames, offset=(columns.render_line(0).text.index("check"), 0))
        await settled(pilot)
        assert [row.title for row in screen.listed] == ["Bells of Ghent"]

    await drive([folder], body)


async def test_files_with_the_same_words_keep_no_row_out_of_what_was_found(
    drive, settled, folder: Path
) -> None:
    """They are one article; among the first hits that leaves fewer rows than were asked for."""
    for number in range(40):
        words = "the same words" if number >= 30 else f"other words: w{number}x"
        (folder / f"n{number}.md").write_text(f"# A zebra\n\nIt is seen in {words}.\n", "utf-8")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        await pilot.press("slash", *"zebra", "tab")
        await settled(pilot)
        assert len({row.id for row in screen.listed}) == 31

    await drive([folder], body, size=(80, 24))


async def test_a_letter_asks_for_what_is_in_view_and_enter_for_all_of_it(
    drive, settled, folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        (folder / f"n{number}.md").write_text(f"# Number {number}\n\nA zebra of its own.\n", "utf-8")
    asked, search = list[tuple[str, int]](), library.search

    def noted(query: str, paths: Sequence[Path], *, limit: int) -> SearchResult:
        asked.append((query, limit))
        return search(query, paths, limit=limit)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        screen = app.screen
        assert isinstance(screen, LibraryScreen)
        monkeypatch.setattr(library, "search", noted)
        await pilot.press("slash", *"zebra", "tab", "G")
        await settled(pilot)
        assert {*dict(reversed(asked)).values()} == {24}, "what is asked for first"
        assert asked[-1] == ("zebra*", 200)
        assert len(screen.listed) == 30
        assert screen.list.chosen == screen.listed[-1]

    await drive([folder], body, size=(80, 24))
