"""The names of all articles, the card of one and its company, by keys."""

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from annotations.entities import index_articles as indexing
from annotations.entities.index_articles import Progress
from annotations.errors import StoreError
from annotations.library import Library
from annotations.mentions.card import Mention, mentions_of
from annotations.mentions.names import list_names
from tests.mentions.conftest import know
from tui.app import PostilApp
from tui.reader.screen import ReaderScreen
from tui.screens.company import CompanyScreen
from tui.screens.correction_scope import ScopeSheet
from tui.screens.line_input import LineEditor
from tui.screens.name_card import NameCardScreen
from tui.screens.names import NamesScreen
from tui.screens.said_of_names import Said, narrow, rules_of
from tui.widgets.text_pane import Pane


@pytest.fixture
def named(library: Library, folder: Path) -> Path:
    """Three articles with dates, whose names are known."""
    today = datetime.now(UTC).astimezone().date()
    texts = {
        "0.md": ("2026-01-02", "Sergei Orlov met Ann Lee in Ghent.\n\nGhent slept.\n"),
        "1.md": ("2026-03-04", "Sergey Orlov stayed. Ann Lee left.\n"),
        "2.md": ((today - timedelta(days=2)).isoformat(), "Ann Lee and the Moon Office.\n"),
    }
    for name, (day, text) in texts.items():
        (folder / name).write_text(f"---\ntitle: Day {name[0]}\ndate: {day}\n---\n{text}", encoding="utf-8")
        know(library, folder / name, ("Sergei Orlov", "PERSON"), ("Sergey Orlov", "PERSON"), ("Ann Lee", "PERSON"),
             ("Ghent", "GPE"), ("Moon Office", "ORG"))  # fmt: skip
    return folder


def rows(app: PostilApp) -> list[str]:
    assert isinstance(app.screen, NamesScreen)
    return [row.name for row in app.screen.list.rows]


async def test_who_is_known_is_counted_before_names_are_opened(
    drive, settled, library: Library, named: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere.md"
    elsewhere.write_text("# Elsewhere\n\nRiga is far.\n", encoding="utf-8")
    know(library, elsewhere, ("Riga", "GPE"))
    library.mentions.update([*library.listings([named, elsewhere])])
    monkeypatch.setattr("tui.app._NAMES_COUNTED_AFTER_S", 0.001)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await settled(pilot)
        assert "3 Names 5" in app.screen.head.render_line(0).text, (
            "of what is listed, as the names themselves are"
        )

    await drive([named], body)


async def test_names_are_filtered_sorted_and_gone_through_by_kind(drive, settled, named: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        assert rows(app) == ["Ann Lee", "Ghent", "Moon Office", "Sergei Orlov", "Sergey Orlov"]
        assert app.place_counts["Names"] == 5
        await pilot.press("j", "tab")
        assert rows(app) == ["Ann Lee", "Sergei Orlov", "Sergey Orlov"]
        assert app.screen.list.index == 0  # from the top: who was chosen is none of these
        await pilot.press("slash", *"orl", "tab")
        assert rows(app) == ["Sergei Orlov", "Sergey Orlov"]
        await pilot.press("escape", "slash", *"title:1", "tab")
        await settled(pilot)
        assert rows(app) == ["Ann Lee", "Sergey Orlov"]
        assert [row.mentions for row in app.screen.list.rows] == [1, 1]
        await pilot.press("enter")
        await settled(pilot)
        assert "/title:1 · 1 mention" in app.screen.head.render_line(0).text  # only of these articles
        await pilot.press("q", "escape")
        await settled(pilot)
        await pilot.press(">", ">", ">", "<")
        assert rows(app)[-1] == "Ann Lee"
        await pilot.press("n")
        assert rows(app) == ["Moon Office"]
        await pilot.press("escape", "slash", *"note:why", "tab")
        await settled(pilot)
        assert rows(app) == []
        await pilot.press("escape", "slash", *"kind:why", "tab")
        said = str(app.screen.filter_bar.query_one("#count", Static).render())
        assert said.startswith("column 1: there is no field kind:"), "it stays to be mended"

    await drive([named], body, size=(160, 40))


async def test_a_click_on_a_name_beside_the_list_opens_its_card(drive, settled, named: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        pane, lines = app.screen.query_one(Pane), [""]
        while not any("Moon Office   " in line for line in lines):
            await pilot.pause(0.01)
            lines = [pane.render_line(y).text for y in range(30)]
        await pilot.click(
            Pane, offset=(6, next(y for y, line in enumerate(lines) if "Moon Office   " in line))
        )
        await settled(pilot)
        assert isinstance(app.screen, NameCardScreen)
        assert "Moon Office" in app.screen.head.render_line(0).text

    await drive([named], body, size=(120, 40))


async def test_spellings_are_offered_and_joined_by_one_key_and_apart_again(
    drive, settled, library: Library, named: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        assert "the same? 1" in app.screen.tabs.render_line(1).text  # type: ignore[attr-defined]
        await pilot.press("shift+tab")
        assert rows(app) == ["Sergey Orlov"]
        await pilot.press("=")
        await settled(pilot)
        assert rows(app) == ["Ann Lee", "Ghent", "Sergei Orlov", "Moon Office"]
        [said] = library.name_corrections.all()
        assert (said.correction.canonical, said.correction.scope) == ("Sergei Orlov", "everywhere")
        await pilot.press("U")
        await settled(pilot)
        assert len(rows(app)) == 5

    await drive([named], body)


async def test_marked_names_are_corrected_at_once_after_a_question(
    drive, settled, library: Library, named: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        await pilot.press("j", "v", "v", "x")
        await settled(pilot)
        assert isinstance(app.screen, ScopeSheet)
        assert [row.right for row in app.screen.list.rows] == ["3 mentions in 2 articles"]
        await pilot.press("enter")
        await settled(pilot)
        assert rows(app) == ["Ann Lee", "Sergei Orlov", "Sergey Orlov"]
        await pilot.press("g", "j", "c", "p")
        await settled(pilot)
        assert [*app._notifications][-1].message == "“Sergei Orlov” is of the kind person already."
        await pilot.press("c", "o")
        await settled(pilot)
        await pilot.press("e")
        await settled(pilot)
        labels = {one.name: one.label for one in list_names(library.mentions.index)}
        assert labels["Sergei Orlov"] == "ORG"
        await pilot.press("U", "U")
        await settled(pilot)
        assert len(rows(app)) == 5

    await drive([named], body)


async def test_who_is_the_same_as_one_of_another_kind_is_no_row_of_its_own(
    drive, settled, library: Library, named: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        await pilot.press("j", "j", "M", *"ann", "enter")
        await settled(pilot)
        assert isinstance(app.screen, ScopeSheet)
        await pilot.press("e")
        await settled(pilot)
        assert rows(app) == ["Ann Lee", "Ghent", "Sergei Orlov", "Sergey Orlov"]
        assert [one.label for one in list_names(library.mentions.index) if one.name == "Ann Lee"] == [
            "PERSON"
        ]
        await pilot.press("U")
        await settled(pilot)
        assert len(rows(app)) == 5

    await drive([named], body)


async def test_a_card_has_mentions_by_date_and_company_and_leads_to_the_place(
    drive, settled, library: Library, named: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(named.parent)
    library.annotate(library.read(named / "0.md"), entity="Ann Lee", note="who is she?")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        await pilot.press("2")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        card = app.screen
        assert isinstance(card, NameCardScreen)
        mentions = [row for row in card.list.rows if isinstance(row, Mention)]
        assert [row.title for row in mentions] == ["Day 2", "Day 1", "Day 0"]
        head = "\n".join(card.about.render_line(y).text for y in range(6))
        assert "person · 3 mentions in 3 articles" in head
        assert "█" in head
        assert "Sergei Orlov" in "\n".join(card.pane.render_line(y).text for y in range(12))
        await pilot.press("y")
        assert "Copied: 3 mentions of Ann Lee." in [toast.message for toast in app._notifications]
        await pilot.press("s", *"out")
        prompt = app.screen
        assert isinstance(prompt, LineEditor)
        assert prompt.frame.border_title == "Write the page of Ann Lee"
        assert "To a folder, or a file that ends in .md" in prompt.query_one(Pane).render_line(0).text
        await pilot.press("enter")
        await settled(pilot)
        assert (named.parent / "out" / "Ann Lee.md").read_text(encoding="utf-8").startswith("# Ann Lee\n")
        await pilot.press("<")
        mentions = [row for row in card.list.rows if isinstance(row, Mention)]
        assert [row.title for row in mentions] == ["Day 0", "Day 1", "Day 2"]
        for key in ("j", "g"):  # the very first mention, and the note on the name
            await pilot.press(key, "enter")
            await settled(pilot)
            page = app.screen
            assert isinstance(page, ReaderScreen)
            caret, article = page.view.cover.caret, page.article
            assert article is not None and caret is not None
            assert (article.title, article.text[caret.start : caret.end]) == ("Day 0", "Ann Lee")
            await pilot.press("q")
        await pilot.press("w")
        await settled(pilot)
        company = app.screen
        assert isinstance(company, CompanyScreen)
        company_names = ["Ghent", "Moon Office", "Sergei Orlov", "Sergey Orlov"]
        assert [row.name for row in company.list.rows] == company_names
        matrix = "\n".join(company.pane.render_line(y).text for y in range(12))
        assert "2 1 · 1" in " ".join(matrix.split()) and "1 Ann Lee · 2 Ghent" in matrix
        await pilot.press("w")
        await settled(pilot)
        assert [row.name for row in app.screen.list.rows] == ["Ann Lee", "Sergei Orlov"]  # type: ignore[attr-defined]
        await pilot.press("q", "enter")
        await settled(pilot)
        assert isinstance(app.screen, NameCardScreen)

    await drive([named], body)


async def test_on_a_card_a_correction_holds_here_in_the_article_or_everywhere(
    drive, settled, library: Library, named: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        def asked() -> list[tuple[str, str]]:
            assert isinstance(app.screen, ScopeSheet)
            return [(row.text, row.right) for row in app.screen.list.rows]

        async def press(*keys: str) -> dict[str, int]:
            for key in keys:
                await pilot.press(key)
                await settled(pilot)
            return {f"{one.name}/{one.label}": one.mentions for one in list_names(library.mentions.index)}

        await press("3", "enter", "x")
        assert asked() == [
            ("here, in “Day 2”", "1 mention"),
            ("in “Day 2”", "1 mention"),
            ("everywhere it is a person", "3 mentions in 3 articles"),
            ("everywhere, whatever it is", "3 mentions in 3 articles"),
        ]
        assert (await press("h"))["Ann Lee/PERSON"] == 2
        assert len([row for row in app.screen.list.rows if isinstance(row, Mention)]) == 2  # type: ignore[attr-defined]
        after = await press("U", "c", "g", "a")
        assert (after["Ann Lee/PERSON"], after["Ann Lee/GPE"]) == (2, 1)
        assert app._notifications and "in “Day 1”. U takes" in [*app._notifications][-1].message
        await press("q")
        lines = [app.screen.list.render_line(at).text for at in range(4)]  # type: ignore[attr-defined]
        for said in ("Ann Lee  person", "Ann Lee  country or town"):
            assert any(said in line for line in lines)
        await press("U", "j", "j", "x")
        assert [row[0] for row in asked()][:2] == ["here, in “Day 2”", "in “Day 2”"]  # the only article
        await press("escape", "j", "enter", "M", *"sergey", "enter", "e")
        card = app.screen
        assert isinstance(card, NameCardScreen)
        assert [row.words for row in card.list.rows if isinstance(row, Mention)] == [
            "Sergey Orlov",
            "Sergei Orlov",
        ]
        after = await press("G", "M", "enter", "a")
        assert (after["Sergei Orlov/PERSON"], after["Sergey Orlov/PERSON"]) == (1, 1)

    await drive([named], body, size=(120, 40))


async def test_two_that_are_called_alike_are_told_apart_and_a_card_follows_what_is_undone(
    drive, settled, named: Path
) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        async def press(*keys: str) -> list[str]:
            for key in keys:
                await pilot.press(key)
                await settled(pilot)
            assert isinstance(app.screen, NameCardScreen | CompanyScreen)
            return [app.screen.list.render_line(at).text for at in range(6)]

        def mentions() -> int:
            assert isinstance(app.screen, NameCardScreen)
            return sum(isinstance(row, Mention) for row in app.screen.list.rows)

        await press("3", "slash", *"ghent", "enter", "c", "a", "h")
        assert mentions() == 1
        while not any("Ghent  law or treaty" in app.screen.pane.render_line(at).text for at in range(6)):  # type: ignore[attr-defined]
            await pilot.pause(0.01)  # the pane is read when the choice has stood still
        assert any("Ghent  law or treaty" in line for line in await press("w"))
        await press("q", "c", "o", "e")
        assert mentions() == 1
        await press("U", "U")
        assert mentions() == 2

    await drive([named], body, size=(120, 40))


def test_what_is_said_everywhere_needs_no_place_that_is_still_there(library: Library, named: Path) -> None:
    library.mentions.update(library.listings([named]))
    [ann] = [one for one in list_names(library.mentions.index) if one.name == "Ann Lee"]
    said = Said([ann], "not-entity", "is no name")
    [rule] = rules_of(library, said, None)
    assert (rule.seen, rule.selectors != ()) == ("PERSON", True)
    newest = mentions_of(library.mentions.index, ann.id)[0]
    newest.path.write_text("# Day 2\n\nNobody came.\n", encoding="utf-8")
    assert [(one.text, one.selectors) for one in rules_of(library, said, newest)] == [("Ann Lee", ())]
    with pytest.raises(StoreError, match="“Day 2” has changed since"):
        narrow(library, [rule], newest, "article")


async def test_no_names_say_how_to_find_them(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        assert isinstance(app.screen, NamesScreen)
        assert "postil index" in app.screen.list.sentence

    await drive([folder], body)


@pytest.mark.usefixtures("workers_held_up")
async def test_it_is_said_how_far_the_looking_through_is(
    drive, settled, library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = threading.Event()

    def index(
        articles: Iterable[object], names: object, *, progress: Callable[[Progress], None], **_: object
    ) -> Progress:
        progress(
            Progress(0, 0, 0, 0, 1.0, ())
        )  # articles are read one at a time: how many there are it can't say
        gate.wait(20)
        know(library, folder / "1.md", ("Ghent", "GPE"))
        return Progress(1, 3, 0, 9, 1.0, ())

    monkeypatch.setattr(indexing, "index_articles", index)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, NamesScreen)
        assert "i look in the others" in screen.foot.render_line(0).text
        await pilot.press("i")
        while "starting" in screen.head.render_line(0).text:
            await pilot.pause(0.02)
        assert "0 of 3 looked through" in screen.head.render_line(0).text
        assert "look in the others" not in screen.foot.render_line(0).text
        assert screen.list.sentence == "Looking for names. They are listed as they are found."
        gate.set()
        while not screen.list.rows:
            await pilot.pause(0.02)
        await settled(pilot)
        assert rows(app) == ["Ghent"]
        assert "1 of 3 looked through" in screen.head.render_line(0).text
        await pilot.resize_terminal(60, 20)
        await settled(pilot)
        assert "i look in the others" in screen.foot.render_line(0).text, "names of a part look like all"

    await drive([folder], body, size=(80, 24))


async def test_kinds_that_have_no_room_are_left_out_but_never_the_lit_one(
    drive, settled, library: Library, folder: Path
) -> None:
    know(library, folder / "0.md", ("Copper", "PRODUCT"), ("Words", "ORG"), ("They", "PERSON"), ("A", "GPE"))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        assert isinstance(app.screen, NamesScreen)
        await pilot.press("shift+tab")
        for width in (20, 30, 60):
            await pilot.resize_terminal(width, 12)
            await pilot.pause()
            line = app.screen.tabs.render_line(1).text
            assert "work 1" in line
            assert len(line) == width
        await pilot.click("#kinds", offset=(5, 1))
        await pilot.pause()
        assert len(app.screen.list.rows) > 1

    await drive([folder], body)


async def test_no_key_fails_where_the_filter_leaves_no_name(drive, settled, named: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        await pilot.press("slash", *"zzz", "tab")
        assert rows(app) == []
        for key in ("x", "c", "M", "equals_sign"):
            await pilot.press(key)
            assert [toast.message for toast in app._notifications] == [
                "No name has “zzz”. Press Esc to see them all."
            ]
            app.toasts.clear()

    await drive([named], body)
