"""The notes of the whole store, by keys; asserted on the store."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from annotations.library import Library
from annotations.model import Anchor, ReadingState, TextSpan
from annotations.notes.query import AnchoredNote
from annotations.store.repository import UNFILED
from annotations.text.local_time import local_time
from tui.app import PostilApp
from tui.lists.notes import Heading, NoteRow
from tui.reader.screen import ReaderScreen
from tui.screens.note_panes import pane_of
from tui.screens.notes import NotesScreen
from tui.screens.tags import TagsScreen


def notes_screen(app: PostilApp) -> NotesScreen:
    assert isinstance(app.screen, NotesScreen)
    return app.screen


def shown(app: PostilApp) -> list[str]:
    return [row.note.note for row in notes_screen(app).list.rows if isinstance(row, NoteRow)]


def fill(library: Library, folder: Path) -> None:
    for name in ("0.md", "1.md"):
        article = library.read(folder / name)
        start = article.text.index("stand here")
        library.annotate(
            article, TextSpan(start, start + 10), note=f"on the words of {name}", tags=("style",)
        )
        library.annotate(article, None, note=f"on all of {name}", tags=("later",))


async def test_the_tags_of_an_article_are_no_note_but_a_tag_leads_to_them(
    drive, settled, library: Library, folder: Path
) -> None:
    library.annotate(library.read(folder / "0.md"), None, note="Re-read.", tags=("style",))
    library.article_tags.change([folder / "1.md"], ["style"], [])

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2")
        await settled(pilot)
        screen = notes_screen(app)
        assert shown(app) == ["Re-read."] and app.place_counts["Notes"] == 1
        assert screen.head.render_line(0).text.rstrip().endswith(" 1 note")
        await pilot.press("slash", *"tag:style")
        assert sorted(shown(app)) == ["", "Re-read."]
        await pilot.press("escape", "4")
        await settled(pilot)
        tags = app.screen
        assert isinstance(tags, TagsScreen) and tags.list.rows[0].right.strip() == "uses"
        assert tags.pane_at_once(tags.list.rows[0])[1].text == "1 note · 1 article"
        await pilot.press("enter")
        await settled(pilot)
        assert sorted(shown(app)) == ["", "Re-read."]
        assert screen.head.render_line(0).text.rstrip().endswith("#style · 1 note · 1 article")

    await drive([folder], body)


async def test_a_tag_that_the_note_says_itself_is_shown_once(
    drive, settled, library: Library, folder: Path
) -> None:
    article = library.read(folder / "0.md")
    library.annotate(article, None, note="Who? #source", tags=("source", "later"))
    library.annotate(article, None, note=f"{'So long that it is cut. ' * 9} #source", tags=("source",))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2")
        await settled(pilot)
        lines = [notes_screen(app).list.render_line(y).text for y in range(6)]
        short = next(line for line in lines if "Who?" in line)
        assert (short.count("#source"), short.count("#later")) == (1, 1)
        assert next(line for line in lines if "So long" in line).count("#source") == 1

    await drive([folder], body, size=(180, 40))


async def test_notes_stand_in_reading_order_under_their_articles(
    drive, settled, library: Library, folder: Path
) -> None:
    fill(library, folder)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2")
        await settled(pilot)
        assert shown(app) == [
            "on all of 1.md",
            "on the words of 1.md",
            "on all of 0.md",
            "on the words of 0.md",
        ]
        titles = [row.title for row in notes_screen(app).list.rows if isinstance(row, Heading) and row.title]
        assert titles == ["Bells of Ghent", "Copper falls"]
        await pilot.press("slash", *"#sty", "tab")
        assert shown(app) == ["on the words of 1.md", "on the words of 0.md"]
        await pilot.press("escape")
        assert len(shown(app)) == 4
        await pilot.press("G", "enter")
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)
        caret = app.screen.view.caret
        assert app.screen.article is not None
        assert caret is not None
        assert app.screen.article.text[caret.start : caret.end] == "stand here"
        await pilot.press("q")
        assert isinstance(app.screen, NotesScreen)

    await drive([folder], body)


async def test_what_articles_are_like_is_asked_of_the_notes_on_them_in_every_list(
    drive, settled, library: Library, folder: Path
) -> None:
    fill(library, folder)
    elsewhere = folder.parent / "elsewhere" / "fr.md"
    elsewhere.parent.mkdir()
    elsewhere.write_text("# Le bac\n\nLe bac est parti ce matin et il ne reviendra pas avant la nuit.\n")
    library.annotate(library.read(elsewhere), None, note="Which ferry?", tags=("boats",))
    library.save_reading(library.read(folder / "0.md").id, ReadingState("later"))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2")
        for query, notes in (
            ("is:later", ["on all of 0.md", "on the words of 0.md"]),
            ("is:later words", ["on the words of 0.md"]),
            ("folder:elsewhere", ["Which ferry?"]),
            ("lang:fr OR (is:later tag:style)", ["Which ferry?", "on the words of 0.md"]),
        ):
            await pilot.press("slash", *query, "tab")
            await settled(pilot)
            assert sorted(shown(app)) == sorted(notes), query
            await pilot.press("escape")
        await pilot.press("4", "slash", *"is:later sty", "tab")
        await settled(pilot)
        assert [row.key for row in app.screen.list.rows] == ["style"]
        await pilot.press("escape", "slash", *"lang:fr", "tab")
        await settled(pilot)
        assert [row.key for row in app.screen.list.rows] == ["boats"]
        await pilot.press("escape", "slash", *"boats is:", "enter")
        await settled(pilot)
        told = [toast.message for toast in app._notifications]
        assert isinstance(app.screen, TagsScreen) and told[-1].startswith("column 7: is: wants a value")

    await drive([folder], body)


async def test_a_note_is_tagged_edited_deleted_and_restored(
    drive, settled, library: Library, folder: Path
) -> None:
    article = library.read(folder / "0.md")
    note = library.annotate(article, None, note="first")

    def now() -> list[tuple[str, tuple[str, ...]]]:
        return [(found.note, found.tags) for found in library.repository.annotations()]

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2")
        await settled(pilot)
        for key in ("c", "x"):
            await pilot.press(key)
            await settled(pilot)
            [told] = app._notifications
            assert told.message.startswith("This is for orphans")
        await pilot.press("t", *"one, two", "enter")
        await settled(pilot)
        assert now() == [("first", ("one", "two"))]
        await pilot.press("e", "end", *"er", "ctrl+s")
        await settled(pilot)
        assert now()[0][0] == "firster"
        assert app.place_counts["Notes"] == 1
        await pilot.press("D")
        await settled(pilot)
        assert now() == []
        assert shown(app) == []
        assert "2 Notes 0" in notes_screen(app).head.render_line(0).text
        await pilot.press("shift+tab")
        assert shown(app) == ["firster"]
        await pilot.press("a")
        await settled(pilot)
        assert [found.id for found in library.repository.annotations()] == [note.id]
        await pilot.press("U")
        await settled(pilot)
        assert now() == []
        assert shown(app) == ["firster"]

    await drive([folder], body)


async def test_a_note_on_the_article_opens_at_the_title_where_it_stands(
    drive, settled, library: Library, folder: Path
) -> None:
    (folder / "0.md").write_text("# A title\n\n" + "\n\n".join(f"Paragraph {n} is here." for n in range(60)))
    article = library.read(folder / "0.md")
    far = article.text.index("Paragraph 50")
    library.annotate(article, TextSpan(far, far + 9), note="far down")
    library.article_tags.change([folder / "0.md"], ["style"], [])
    library.annotate(article, None, note="of all of it")
    library.save_reading(article.id, ReadingState("reading", 0.8, far, far))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2")
        await settled(pilot)
        notes_screen(app).list.move(shown(app).index("of all of it"))
        await pilot.press("enter")
        await settled(pilot)
        assert isinstance(app.screen, ReaderScreen)
        view, note = app.screen.view, app.screen.page.note_here()
        assert view.top_offset == 0 and note is not None and note.note == "of all of it"
        assert any("of all of it" in view.render_line(y).text for y in range(view.size.height))

    await drive([folder], body, size=(80, 24))


async def test_an_unfiled_note_stands_under_the_title_it_came_with(
    drive, settled, library: Library, folder: Path
) -> None:
    note = library.annotate(library.read(folder / "0.md"), None, note="came in")
    came = {"format": "kindle", "title": "A Book About Harbours"}
    library.repository.edit(
        note.id,
        lambda old: replace(old, target=replace(old.target, source=UNFILED), extra={"postil:imported": came}),
    )

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2", "tab", "tab")
        await settled(pilot)
        screen = notes_screen(app)
        assert [row.title for row in screen.list.rows if isinstance(row, Heading) and row.title] == [
            "A Book About Harbours"
        ]
        said = [piece.text for piece in pane_of(screen.list.chosen, "a")]
        assert said[0] == "A Book About Harbours"
        assert said[-1] == "It came in without its article. a files it."

    await drive([folder], body)


async def test_an_unfiled_note_is_given_to_an_article(drive, settled, library: Library, folder: Path) -> None:
    article = library.read(folder / "0.md")
    note = library.annotate(article, TextSpan(0, 6), note="clipped")
    library.repository.edit(note.id, lambda old: replace(old, target=replace(old.target, source=UNFILED)))

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2")
        await settled(pilot)
        assert shown(app) == []
        await pilot.press("tab", "tab")
        assert shown(app) == ["clipped"]
        await pilot.press("a")
        await settled(pilot)
        await pilot.press(*"copp", "enter")
        await settled(pilot)
        assert shown(app) == []
        [(filed, anchor)] = library.notes(article)
        assert (filed.id, anchor.quality) == (note.id, "exact")

    await drive([folder], body)


async def test_an_orphan_is_left_and_stays_an_orphan(drive, settled, library: Library, folder: Path) -> None:
    article = library.read(folder / "0.md")
    start = article.text.index("They are few")
    library.annotate(article, TextSpan(start, start + 12), note="how many?")
    (folder / "0.md").write_text("# Copper falls\n\nAll of it is another text now, from end to end.\n")

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2")
        await settled(pilot)
        assert shown(app) == []
        await pilot.press("tab", "x")
        assert shown(app) == ["how many?"]
        assert len(library.repository.annotations()) == 1

    await drive([folder], body)


async def test_an_orphan_is_re_attached_to_the_place_that_is_lit(
    drive, settled, library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = library.read(folder / "0.md")
    start = article.text.index("They are few")
    note = library.annotate(article, TextSpan(start, start + 12), note="how many?")
    (folder / "0.md").write_text("# Copper falls\n\nWords of it. They were fewer. Fewer still they are.\n")
    changed = library.read(folder / "0.md").text
    places = [
        TextSpan(changed.index(words), changed.index(words) + len(words))
        for words in ("They were", "they are")
    ]
    orphan = Anchor(None, "orphan", 0.0, ((places[0], 0.61), (places[1], 0.55)))
    gathered = library.all_notes

    def with_candidates() -> list[AnchoredNote]:
        return [
            replace(one, anchor=orphan) if one.annotation.quote == "They are few" else one
            for one in gathered()
        ]

    monkeypatch.setattr(library, "all_notes", with_candidates)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2")
        await settled(pilot)
        await pilot.press("tab", "c")
        await settled(pilot)
        await pilot.pause(0.1)
        await settled(pilot)
        pane = "\n".join(notes_screen(app).pane.render_line(y).text for y in range(30))
        assert "Does it belong here?" in pane
        assert "61%" in pane
        await pilot.press("a")
        await settled(pilot)
        assert shown(app) == []
        assert library.repository.get(note.id).quote == "they are"  # type: ignore[union-attr]
        await pilot.press("U")
        await settled(pilot)
        assert shown(app) == ["how many?"]

    await drive([folder], body)


@pytest.mark.usefixtures("exports_find_no_names")
async def test_marked_notes_are_retagged_recoloured_exported_and_deleted_at_once(
    drive, settled, library: Library, folder: Path, tmp_path: Path
) -> None:
    fill(library, folder)

    def now() -> dict[str, tuple[tuple[str, ...], str | None]]:
        return {note.note: (note.tags, note.color) for note in library.repository.annotations()}

    before = now()

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2", "slash", *"tag:style", "tab", "V")
        assert "T tags   H colour   s export   D delete" in notes_screen(app).foot.render_line(0).text
        await pilot.press("T")
        await pilot.press(*["backspace"] * 7, *"prose", "enter")
        await settled(pilot)
        assert [tags for tags, _ in now().values()] == [("prose",), ("later",), ("prose",), ("later",)]
        await pilot.press("escape", "slash", *"words", "tab", "V", "H", "p")
        await settled(pilot)
        assert [color for _, color in now().values()] == ["pink", None, "pink", None]
        assert not notes_screen(app).list.marked
        await pilot.press("escape", "g", "v", "v", "s", *str(tmp_path / "out"), "enter")
        await settled(pilot)
        await pilot.press("enter")
        await settled(pilot)
        written = "".join(file.read_text() for file in (tmp_path / "out").iterdir())
        assert [f"of {name}" in written for name in ("0.md", "1.md")] == [False, True]
        await pilot.press("escape", "V", "D")
        await settled(pilot)
        assert now() == {} and shown(app) == []
        await pilot.press("U", "U", "U")
        await settled(pilot)
        assert now() == before

    await drive([folder], body)


async def test_notes_have_their_date_and_are_grouped_in_turn(
    drive, settled, library: Library, folder: Path
) -> None:
    fill(library, folder)

    async def body(pilot: Pilot[None], app: PostilApp) -> None:
        await pilot.press("2")
        await settled(pilot)
        years = {str(local_time(note.modified).year) for note in library.repository.annotations()}
        assert any(year in notes_screen(app).list.render_line(2).text for year in years)
        groups = []
        for _ in range(4):
            await pilot.press("z")
            rows = notes_screen(app).list.rows
            groups.append(next(row.title for row in rows if isinstance(row, Heading) and row.title))
            lines = [notes_screen(app).list.render_line(y).text for y in range(9)]
            assert any("on Copper falls" in line for line in lines) == (groups[-1] != "Bells of Ghent")
        assert groups[0] == "#later" and any(year in groups[1] for year in years)
        assert groups[2:] == ["On no name", "Bells of Ghent"]

    await drive([folder], body, size=(200, 50))
