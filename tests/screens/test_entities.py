"""The names of all articles and the tags of all notes, by keys."""

import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from annotations.entities import index_articles as indexing
from annotations.entities.article_entities import cache_name
from annotations.entities.cache import EntityCache
from annotations.entities.engine_version import engine_key
from annotations.entities.index_articles import Progress
from annotations.library import Library
from annotations.model import Article, Entity, TextSpan
from annotations.notes.name_overview import NameCounter, Overview
from tui.app import PostilApp
from tui.lists.notes import NoteRow
from tui.reader.screen import ReaderScreen
from tui.screens import entities
from tui.screens.entities import EntitiesScreen, MentionsScreen
from tui.screens.notes import NotesScreen
from tui.screens.tags import TagsScreen
from tui.widgets.name_list import Tally


def know(library: Library, path: Path, *names: tuple[str, str]) -> None:
    """Put entities into the cache: every place where a name stands."""
    article, found = library.read(path), []
    for name, label in names:
        at = article.text.find(name)
        while at >= 0:
            found.append(Entity(TextSpan(at, at + len(name)), label, name, name))
            at = article.text.find(name, at + 1)
    with EntityCache() as cache:
        cache.put(cache_name(article), str(engine_key()), sorted(found, key=lambda entity: entity.span))


def counter_of(library: Library) -> NameCounter:
    def corrections(id: str) -> int:
        return len(library.name_corrections.corrections(id))

    return NameCounter(library.read, library.known_entities, corrections, library.looked_through)


def last(library: Library, counter: NameCounter, folder: Path) -> Overview:
    return list(counter.overviews(library.listings([folder]), every=1))[-1]


def test_names_are_counted_over_articles_and_counted_anew_when_corrected(
    library: Library, folder: Path
) -> None:
    know(library, folder / "0.md", ("Copper", "PRODUCT"), ("They", "CARDINAL"))
    know(library, folder / "1.md", ("Ghent", "GPE"), ("Words", "ORG"))
    counter = counter_of(library)
    overview = last(library, counter, folder)
    assert [(name.name, name.label, name.count) for name in overview.names] == [
        ("Copper", "PRODUCT", 3),
        ("Ghent", "GPE", 3),
        ("Words", "ORG", 1),
    ]
    assert (overview.known, overview.articles, overview.unknown) == (2, 3, (folder / "2.md",))
    library.name_corrections.not_entity(library.read(folder / "1.md"), "Words")
    assert [name.name for name in last(library, counter, folder).names] == ["Copper", "Ghent"]
    ghent = last(library, counter, folder).names[1]
    found = counter.mentions(ghent)
    assert [one.words for one in found] == ["Ghent"] * 3
    assert found[1].before.endswith("Words of Bells of ")
    assert found[1].after.startswith(" stand here.")


async def test_a_name_leads_to_its_places_and_they_to_the_page(
    drive, settled, library: Library, folder: Path
) -> None:
    know(library, folder / "0.md", ("Copper", "PRODUCT"))
    know(library, folder / "1.md", ("Ghent", "GPE"))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        assert isinstance(app.screen, EntitiesScreen)
        rows = [row for row in app.screen.list.rows if isinstance(row, Tally)]
        assert [(row.words, row.count) for row in rows] == [("Copper", 3), ("Ghent", 3)]
        await pilot.press("tab")
        assert [row.words for row in app.screen.list.rows] == ["Ghent"]
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, MentionsScreen)
        await pilot.press("j", "enter")
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)
        caret, article = app.screen.view.cover.caret, app.screen.article
        assert article is not None
        assert caret is not None
        assert caret.start == article.text.index("Ghent", 15)
        await pilot.press("alt+3")
        assert isinstance(app.screen, EntitiesScreen)

    await drive([folder], body)


async def test_no_names_say_how_to_find_them(drive, settled, folder: Path) -> None:
    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        assert isinstance(app.screen, EntitiesScreen)
        assert "postil index" in app.screen.list.sentence

    await drive([folder], body)


@pytest.mark.usefixtures("workers_held_up")
async def test_names_are_listed_while_others_are_looked_for(
    drive, settled, library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, is_found = threading.Event(), threading.Event()
    monkeypatch.setattr(entities, "_COUNTED_EVERY_S", 0)

    def index(
        articles: Iterable[Article], names: object, *, progress: Callable[[Progress], None], **_: object
    ) -> Progress:
        progress(Progress(0, 3, 0, 0, 1.0, ()))
        gate.wait(20)
        know(library, folder / "1.md", ("Ghent", "GPE"))
        progress(Progress(1, 3, 0, 9, 1.0, ()))
        is_found.set()
        gate.clear()
        gate.wait(20)
        know(library, folder / "0.md", ("Copper", "PRODUCT"))
        progress(Progress(2, 3, 0, 9, 1.0, ()))
        gate.clear()
        gate.wait(20)
        return Progress(1, 3, 0, 9, 1.0, ())

    monkeypatch.setattr(indexing, "index_articles", index)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EntitiesScreen)
        await pilot.press("i")
        await pilot.pause()
        assert screen.list.sentence == "Looking for names. They are listed as they are found."
        gate.set()
        while not is_found.is_set() or not screen.list.rows:
            await pilot.pause(0.02)
        assert [row.words for row in screen.list.rows] == ["Ghent"]
        gate.set()
        while len(screen.list.rows) < 2:
            await pilot.pause(0.02)
        assert ([row.words for row in screen.list.rows], screen.list.index) == (["Copper", "Ghent"], 0)
        gate.set()
        await settled(pilot)

    await drive([folder], body)


async def test_a_tag_lists_its_notes_and_is_renamed_with_one_undo(
    drive, settled, library: Library, folder: Path
) -> None:
    for name in ("0.md", "1.md"):
        library.annotate(library.read(folder / name), None, note=f"on {name}", tags=("style",))
    library.annotate(library.read(folder / "2.md"), None, note="on 2.md", tags=("later",))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("4")
        await settled(pilot)
        assert isinstance(app.screen, TagsScreen)
        assert [(row.key, row.count) for row in app.screen.list.rows] == [("style", 2), ("later", 1)]
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, NotesScreen)
        assert [row.note.note for row in app.screen.list.rows if isinstance(row, NoteRow)] == [
            "on 1.md",
            "on 0.md",
        ]
        await pilot.press("4")
        await settled(pilot)
        assert isinstance(app.screen, TagsScreen)
        await pilot.press("r", *["backspace"] * 5, *"prose", "enter")
        await settled(pilot)
        assert library.tags() == [("prose", 2), ("later", 1)]
        assert app.screen.list.rows[0].key == "prose"
        await pilot.press("U")
        await settled(pilot)
        assert library.tags() == [("style", 2), ("later", 1)]
        await pilot.press("D")
        await settled(pilot)
        assert library.tags() == [("later", 1)]

    await drive([folder], body)


async def test_kinds_that_have_no_room_are_left_out_but_never_the_lit_one(
    drive, settled, library: Library, folder: Path
) -> None:
    know(library, folder / "0.md", ("Copper", "PRODUCT"), ("Words", "ORG"), ("They", "PERSON"), ("A", "GPE"))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("3")
        await settled(pilot)
        assert isinstance(app.screen, EntitiesScreen)
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
