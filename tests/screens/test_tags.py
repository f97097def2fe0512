"""The tree of tags, by keys; asserted on the store."""

from pathlib import Path

from textual.pilot import Pilot

from annotations.library import Library
from tui.app import PostilApp
from tui.lists.notes import NoteRow
from tui.screens.library import LibraryScreen
from tui.screens.notes import NotesScreen
from tui.screens.tags import TagsScreen


async def test_tags_are_a_tree_merged_and_nested_and_open_their_notes(
    drive, settled, library: Library, folder: Path
) -> None:
    article = library.read(folder / "0.md")
    for note, tag in (("one", "press/uk"), ("two", "press/fr"), ("three", "UK"), ("four", "zoo")):
        library.annotate(article, None, note=note, tags=(tag,))

    def rows(app: PostilApp) -> list[tuple[str, int]]:
        assert isinstance(app.screen, TagsScreen)
        return [(row.words, row.count) for row in app.screen.list.rows]

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("4")
        await settled(pilot)
        assert rows(app) == [("#press", 2), ("  /fr", 1), ("  /uk", 1), ("#UK", 1), ("#zoo", 1)]
        await pilot.press("slash", *"fr")
        assert rows(app) == [("#press", 2), ("  /fr", 1)]
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, NotesScreen)
        assert [row.note.note for row in app.screen.list.rows if isinstance(row, NoteRow)] == ["two"]
        await pilot.press("4", "escape", "g", "enter")
        await settled(pilot)
        assert isinstance(app.screen, NotesScreen)
        shown = [row.note.note for row in app.screen.list.rows if isinstance(row, NoteRow)]
        assert shown == ["one", "two"]
        await pilot.press("4", *"jjj", "M", *"press/uk", "enter")
        await settled(pilot)
        assert dict(library.tags()) == {"press/uk": 2, "press/fr": 1, "zoo": 1}
        assert app.screen.list.chosen.key == "press/uk", "what became of a tag is chosen"
        await pilot.press("G", "n", *"press", "enter")
        await settled(pilot)
        assert app.screen.list.chosen.key == "press/zoo"
        assert dict(library.tags()) == {"press/uk": 2, "press/fr": 1, "press/zoo": 1}
        await pilot.press("g", "r", *["backspace"] * 5, *"news", "enter")
        await settled(pilot)
        assert dict(library.tags()) == {"news/uk": 2, "news/fr": 1, "news/zoo": 1}
        assert rows(app) == [("#news", 4), ("  /uk", 2), ("  /fr", 1), ("  /zoo", 1)]
        await pilot.press("j", "v", "v", "M", *"news/fr", "enter")
        await settled(pilot)
        assert dict(library.tags()) == {"news/fr": 3, "news/zoo": 1}
        assert not app.screen.list.marked
        await pilot.press("V", "D")
        await settled(pilot)
        assert library.tags() == []
        await pilot.press("U", "U", "U", "U", "U")
        await settled(pilot)
        assert dict(library.tags()) == {"press/uk": 1, "press/fr": 1, "UK": 1, "zoo": 1}

    await drive([folder], body)


async def test_a_tag_lists_its_notes_and_is_renamed_with_one_undo(
    drive, settled, library: Library, folder: Path
) -> None:
    for name in ("0.md", "1.md"):
        library.annotate(library.read(folder / name), None, note=f"on {name}", tags=("style",))
    library.annotate(library.read(folder / "2.md"), None, note="on 2.md", tags=("later",))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2", "slash", *"2.md", "tab", "4")  # what is asked of the notes before
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


async def test_what_is_taken_off_articles_is_said_of_articles(
    drive, settled, library: Library, folder: Path
) -> None:
    library.article_tags.change([folder / "0.md", folder / "1.md"], ["press"], [])

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("4")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen) and len(app.screen.listed) == 2, "no note has it"
        await pilot.press("4")
        await settled(pilot)
        await pilot.press("D")
        await settled(pilot)
        assert [*app._notifications][-1].message == "Taken off: #press · 2 articles. U takes it back."
        assert library.repository.annotations() == [], "no empty notes are left of them"
        await pilot.press("U")
        await settled(pilot)
        assert library.tags() == [("press", 2)]

    await drive([folder], body)


async def test_tags_of_the_articles_own_files_are_among_them(
    drive, settled, library: Library, folder: Path
) -> None:
    for name, tags in (("0.md", "[birds, Sea/north]"), ("1.md", "[sea]")):
        file = folder / name
        file.write_text(f"---\ntags: {tags}\n---\n{file.read_text()}")
    library.annotate(library.read(folder / "1.md"), None, tags=("sea",))
    library.annotate(library.read(folder / "2.md"), None, note="calm", tags=("sea",))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await settled(pilot)
        assert app.place_counts["Tags"] == 3
        await pilot.press("4")
        await settled(pilot)
        assert isinstance(app.screen, TagsScreen)
        shown = [(row.words, row.count, row.right.strip()) for row in app.screen.list.rows]
        assert shown == [("#sea", 3, "uses"), ("  /north", 1, "article"), ("#birds", 1, "article")]
        foot = app.screen.foot.render_line(0).text
        assert "Enter notes" in foot and "t articles" in foot
        await pilot.press("t")
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert sorted(row.path.name for row in app.screen.listed) == ["0.md", "1.md", "2.md"]
        await pilot.press("4")
        await settled(pilot)
        assert isinstance(app.screen, TagsScreen)
        await pilot.press("G", "D")
        await settled(pilot)
        assert [notice.message for notice in app._notifications] == [
            "#birds stands in the file: take it out there"
        ]
        await pilot.press("k", "enter")
        await settled(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert [row.path.name for row in app.screen.listed] == ["0.md"]

    await drive([folder], body, size=(60, 20))
