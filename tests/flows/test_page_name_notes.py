"""A note on a name stands at every mention, in every article: on the page, in exports, on the page of the name."""

from pathlib import Path
from types import SimpleNamespace

from annotations.notes.query import AnchoredNote
from tests.flows.conftest import Reading, keep_entities
from tests.notes.say_of_names import correct
from tui.screens.name_card import NameCardScreen

STORY = (
    "Talks\n\nLavrov came.\n\n"
    + "Nothing else was said.\n\n" * 30
    + "Then LAVROV left with Lavrov.\n\nEnd.\n\nOr not.\n\nNever.\n"
)
NAMES = [("Lavrov", "PERSON", "Lavrov"), ("LAVROV", "PERSON", "LAVROV")]


def note_elsewhere(page: Reading, folder: Path, name: str = "Lavrov"):
    """A note on a name, written in another article that says it."""
    file = folder / "other.txt"
    file.write_text(f"Weather\n\nSnow fell on {name}.\n")
    article = page.library.read(file)
    keep_entities(article, [(name, "PERSON", name)])
    return page.library.annotate(article, entity=name, note="a minister", tags=("who",))


def lines_with(page: Reading, words: str) -> list[str]:
    return [line for line in page.screen() if words in line]


async def test_it_has_a_mark_at_each_mention_and_its_card_at_the_first_in_view(
    reading, tmp_path: Path
) -> None:
    async with reading(STORY, NAMES, size=(120, 30)) as page:
        note = note_elsewhere(page, tmp_path)
        page.open.show_notes()
        await page.settled()
        text = page.article.text
        marks = page.open.notes.marks_within(page.view.window)
        assert [page.words(span) for span, _ in marks] == ["Lavrov"]
        [line] = lines_with(page, "╭ on Lavrov")
        assert "Lavrov came" in line
        await page.press("G")
        [line] = lines_with(page, "╭ on Lavrov")
        assert "Then LAVROV left" in line
        assert len(page.open.notes.marks_within(page.view.window)) == 2
        last = text.rindex("Lavrov")
        page.open.put_caret(page.open.names.at(last))
        assert page.open.note_here() == note
        await page.press("enter")
        rows = page.app.screen.list.rows
        assert [row.annotation.note for row in rows if isinstance(row, AnchoredNote)] == ["a minister"]
        await page.press("q", "L")
        assert [row.text for row in page.app.screen.list.rows] == ["a minister #who"]
        await page.press("escape", "]", "w")
        assert isinstance(page.app.screen, NameCardScreen)
        await page.press("q", "D")
        assert page.library.repository.annotations() == []
        assert page.open.notes.marks_within(page.view.window) == []


async def test_it_follows_a_name_that_is_joined_and_stays_away_from_others(reading, tmp_path: Path) -> None:
    async with reading(STORY, NAMES, size=(120, 30)) as page:
        note_elsewhere(page, tmp_path, "Anna Lavrov")
        page.open.show_notes()
        await page.settled()
        assert (lines_with(page, "╭ on"), page.open.notes.all) == ([], [])
        await page.press("e", "M", "=Anna Lavrov", "enter", "e")
        [line] = lines_with(page, "╭ on Anna Lavrov")
        assert "Lavrov came" in line


async def test_every_article_that_says_the_name_has_it_in_its_export_once(
    reading, tmp_path: Path, monkeypatch
) -> None:
    vault = tmp_path / "vault"
    async with reading(STORY, NAMES) as page:
        note = note_elsewhere(page, tmp_path)
        library = page.library
        silent = tmp_path / "silent.txt"
        silent.write_text("Silent\n\nNobody spoke.\n")
        keep_entities(library.read(silent), [])
        for _ in range(2):
            report = library.export(to=vault, find_names=False)
        assert str(report) == "0 new, 0 updated, 0 kept (edited), 2 same"
        files = {path.name: path.read_text() for path in vault.rglob("*.md")}
        assert [name.partition(" (")[0] for name in sorted(files)] == ["Talks", "Weather"]
        assert all(text.count("a minister") == text.count(f"^{note.id}") == 1 for text in files.values())
        library.mentions.update(library.listings([tmp_path]))
        library.export(to=vault, find_names=False, entity_pages=True)
        [page_of_name] = list(vault.rglob("Lavrov.md"))
        said = page_of_name.read_text()
        assert said.count("a minister") == 1
        assert "Talks" in said and "Weather" in said
        assert library.export([page.path], to="-", find_names=False).text.count("a minister") == 1
        assert library.export(to="-", format="csv").text.count("a minister") == 1
        library.export(to=tmp_path / "split", split=True, find_names=False)
        assert len(list((tmp_path / "split").rglob("*.md"))) == 1
        correct(library.name_corrections, "same-as", page.article, "Lavrov", "S. Lavrov", scope="everywhere")
        library.export(to=vault, find_names=False, entity_pages=True)
        said = (vault / "people" / "S. Lavrov.md").read_text()
        assert said.count("a minister") == 1
        assert "on S. Lavrov" in next(vault.glob("Talks*.md")).read_text()
        assert [one.entity for one in library.repository.annotations_on_names()] == ["Lavrov"]
        monkeypatch.setitem(vars(library.article_entities), "engine_name", "a newer one")
        assert library.known_entities(page.article) is None
        assert str(library.export(to=vault, find_names=False)).startswith(
            "0 new, 0 updated, 0 kept (edited), 2"
        )
        asked: list[str] = []
        monkeypatch.setitem(
            vars(library),
            "index",
            lambda articles, **_: asked.extend(one.title for one in articles) or SimpleNamespace(failed=()),
        )
        library.export(to=vault)
        assert {*asked} == {"Talks", "Weather"}
        monkeypatch.delitem(vars(library), "index")
        library.remove(note.id)
        library.export(to=vault, find_names=False)
        assert not any("a minister" in path.read_text() for path in vault.glob("*.md"))


async def test_a_note_on_the_treaty_does_not_stand_at_the_town(reading) -> None:
    story = "Talks\n\nMinsk is cold.\n\nMinsk was signed.\n\nMinsk slept.\n"
    async with reading(story, [("Minsk", "GPE", "Minsk")], size=(120, 30)) as page:
        await page.press("e", "e", "c", "a", "h", "enter", "a", "=of 2014", "ctrl+s", "q")
        [note] = page.library.repository.annotations()
        assert (note.entity, note.entity_label, note.note) == ("Minsk", "LAW", "of 2014")
        [(span, _)] = page.open.notes.marks_within(page.view.window)
        assert page.article.text[span.start :].startswith("Minsk was signed")
        assert len(lines_with(page, "╭ on Minsk")) == 1
        await page.press("U", "U")
        assert page.library.repository.annotations() == []
        assert page.open.notes.marks_within(page.view.window) == []
