"""Corrections of names by keys: each asks how far it reaches, is seen at once, and three alike are offered as a rule."""

from pathlib import Path

from annotations.entities.corrections import Correction
from annotations.errors import StoreError
from annotations.mentions.names import articles_named
from annotations.notes.correction_reach import Reach
from tests.flows.conftest import Reading, keep_entities
from tui.screens.correction_scope import ScopeSheet
from tui.screens.question import Question

MINSK = "Talks\n\nMinsk was signed in Minsk. Lavrov praised Minsk.\n"
NAMES = [("Minsk", "GPE", "Minsk"), ("Lavrov", "PERSON", "Lavrov")]
OTHER = "Weather\n\nSnow fell in Minsk. Anna Lavrov saw it.\n"
OTHERS = [("Minsk", "GPE", "Minsk"), ("Anna Lavrov", "PERSON", "Anna Lavrov")]


def other(page: Reading, folder: Path):
    """Another article of the same library, looked through."""
    file = folder / "other.txt"
    file.write_text(OTHER)
    article = page.library.read(file)
    keep_entities(article, OTHERS)
    return article


def said(page: Reading, article=None) -> list[tuple[str, str, str]]:
    entities = page.library.known_entities(article or page.article) or ()
    return [(entity.text, entity.label, entity.canonical) for entity in entities]


async def test_each_scope_says_what_it_would_change_and_changes_no_more(reading, tmp_path: Path) -> None:
    async with reading(MINSK, NAMES) as page:
        article = other(page, tmp_path)
        await page.press("e", "x")
        sheet = page.app.screen
        assert isinstance(sheet, ScopeSheet)
        assert [(row.text, row.right) for row in sheet.list.rows] == [
            ("here", "1 mention"),
            ("in this article", "3 mentions"),
            ("everywhere it is a country or town", "4 mentions in 2 articles"),
            ("everywhere, whatever it is", "4 mentions in 2 articles"),
        ]
        await page.press("escape")
        assert page.library.name_corrections.all() == []
        await page.press("c", "a", "h")
        assert page.toasts[-1] == "“Minsk” is a law or treaty here. U takes it back."
        assert [row[1] for row in said(page) if row[0] == "Minsk"] == ["LAW", "GPE", "GPE"]
        assert page.open.names.groups() == [("person", 1), ("place", 2), ("work", 1)]
        await page.press("x")
        rows = page.app.screen.list.rows  # the town is another name, and what was said here stands
        assert [row.right for row in rows] == [
            "1 mention", "0 mentions", "0 mentions in 0 articles", "3 mentions in 2 articles",
        ]  # fmt: skip
        await page.press("E")
        assert [row[:2] for row in said(page)] == [("Minsk", "LAW"), ("Lavrov", "PERSON")]
        assert [row[0] for row in said(page, article)] == ["Anna Lavrov"]
        await page.press("U", "U")
        assert [row[1] for row in said(page) if row[0] == "Minsk"] == ["GPE"] * 3
        assert len(said(page, article)) == 2


async def test_words_without_blanks_between_them_are_named_wherever_they_stand(
    reading, tmp_path: Path
) -> None:
    async with reading("会議\n\n山田太郎は2026年に来た。昨日、山田太郎と会った。\n", []) as page:
        file = tmp_path / "other.txt"
        file.write_text("選挙\n\n今日は山田太郎が勝った。\n")
        keep_entities(page.library.read(file), [])
        await page.press("/", "=山田太郎", "enter", "v", "c", "p")
        assert [row.right for row in page.app.screen.list.rows] == [
            "1 mention", "2 mentions", "3 mentions in 2 articles",
        ]  # fmt: skip
        await page.press("e")
        assert said(page) == [("山田太郎", "PERSON", "山田太郎")] * 2


async def test_what_would_change_nothing_is_neither_chosen_nor_done(reading) -> None:
    async with reading("Sport\n\nGolfers met.\n", []) as page:
        await page.press("/", "=Golf", "enter", "v", "c", "p")  # a part of a word: it is a name here alone
        sheet = page.app.screen
        assert [(row.text, row.right) for row in sheet.list.rows] == [
            ("here", "1 mention"), ("in this article", "0 mentions"), ("everywhere", "0 mentions in 0 articles"),
        ]  # fmt: skip
        assert sheet.list.chosen.value == "here"
        await page.press("a")
        assert page.toasts == ["No mention would change in this article."]
        await page.press("e")
        assert page.toasts == ["No mention would change everywhere."]
        assert page.library.name_corrections.all() == []
        await page.press("enter")
        assert said(page) == [("Golf", "PERSON", "Golf")]


async def test_a_name_that_is_of_that_kind_already_says_so(reading, tmp_path: Path) -> None:
    async with reading(MINSK, NAMES) as page:
        article = other(page, tmp_path)
        await page.press("e", "c", "g")
        assert page.toasts == ["“Minsk” is a country or town already."]
        keep_entities(article, [("Minsk", "EVENT", "Minsk")])
        await page.press("c", "g")
        rows = page.app.screen.list.rows
        assert [row.right for row in rows] == ["0 mentions in 0 articles", "1 mention in 1 article"]
        await page.press("E")
        assert said(page, article) == [("Minsk", "GPE", "Minsk")]


async def test_a_name_is_joined_with_one_of_another_article_and_taken_apart_again(
    reading, tmp_path: Path
) -> None:
    async with reading(MINSK, NAMES) as page:
        article = other(page, tmp_path)
        await page.press("2", "E", "M", "=Anna  Lavrov", "enter", "e")
        assert page.at_caret == "Lavrov"
        assert {row[2] for row in said(page)} == {"Minsk", "Anna Lavrov"}
        assert {row[2] for row in said(page, article)} == {"Minsk", "Anna Lavrov"}
        await page.press("M", "=nobody", "enter", "a")
        assert page.toasts[-1] == "“Lavrov” is a name of its own in this article. U takes it back."
        assert {row[2] for row in said(page)} == {"Minsk", "Lavrov"}
        await page.press("g", "e", "M", "=lavrov", "enter", "a")
        assert {row[1:] for row in said(page)} == {("PERSON", "Lavrov")}


async def test_a_correction_is_seen_before_it_is_kept_and_goes_again_where_it_is_not(
    reading, monkeypatch
) -> None:
    async with reading(MINSK, NAMES) as page:
        seen = []

        def full(*_: object) -> None:
            seen.append(len(page.open.names))
            raise StoreError("The disk is full.")

        monkeypatch.setattr(page.library.name_corrections, "save", full)
        await page.press("e", "x", "a")
        assert seen == [1]
        assert "The disk is full." in page.toasts
        assert len(page.open.names) == 4


async def test_what_was_said_three_times_is_offered_as_a_rule(reading, tmp_path: Path) -> None:
    async with reading(MINSK, NAMES) as page:
        article = other(page, tmp_path)
        for steps in "112":
            assert not isinstance(page.app.screen, Question)
            await page.press(steps, "e", "x", "h")
        assert isinstance(page.app.screen, Question)
        await page.press("y")
        assert page.toasts[-1] == "“Minsk” is no name everywhere. U takes it back."
        assert [row[0] for row in said(page, article)] == ["Anna Lavrov"]


async def test_the_index_of_mentions_follows_and_narrows_what_is_looked_at(reading, tmp_path: Path) -> None:
    async with reading(MINSK, NAMES) as page:
        article, library = other(page, tmp_path), page.library
        library.mentions.update(library.listings([tmp_path]))
        everybody = {article.id, page.article.id}
        assert articles_named(library.mentions.index, "minsk") == everybody
        await page.press("e", "x", "a")
        assert articles_named(library.mentions.index, "minsk") == {article.id}
        await page.press("U", "x", "e")
        assert articles_named(library.mentions.index, "minsk") == frozenset()
        heard = library.mentions.unheard("Anna Lavrov")
        assert heard == {page.path}
        rule = Correction("relabel", "Anna Lavrov", article.id, "ORG", scope="everywhere")
        assert library.reach(rule) == Reach(1, 1)
