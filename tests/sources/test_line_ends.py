"""Tabs, soft hyphens, words broken at line ends and lines without blanks, as files have them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from annotations.model import Article
from annotations.sources import markdown, plain, read_article


def blocks(article: Article) -> list[tuple[str, int, str]]:
    return [(b.kind, b.level, article.text[b.span.start : b.span.end]) for b in article.blocks]


def md(text: str) -> list[tuple[str, int, str]]:
    return blocks(markdown.read(text.encode(), Path("some-story.md")))


def txt(text: str) -> list[tuple[str, int, str]]:
    return blocks(plain.read(text.encode(), Path("some-story.txt")))


def test_lists_nest_by_tabs() -> None:
    assert md("- Food\n\t- Apples\n\t\t- red ones\n\t- Bread\n- Tents\n\n1. Poles\n\t1. long\n\t2. short\n2. Cloth\n") == [
        ("list-item", 1, "• Food"), ("list-item", 2, "• Apples"), ("list-item", 3, "• red ones"), ("list-item", 2, "• Bread"),
        ("list-item", 1, "• Tents"), ("list-item", 1, "1. Poles"), ("list-item", 2, "1. long"), ("list-item", 2, "2. short"),
        ("list-item", 1, "2. Cloth"),
    ]  # fmt: skip
    assert md("-\tone\n\n\tmore of it\n-\ttwo\n") == [
        ("list-item", 1, "• one"), ("list-item", 1, "more of it"), ("list-item", 1, "• two"),
    ]  # fmt: skip


def test_code_by_tab_is_code() -> None:
    assert md("Before.\n\n\tif x:\n\t\treturn 1\n\nBehind.") == [
        ("paragraph", 0, "Before."), ("code", 0, "if x:\n    return 1"), ("paragraph", 0, "Behind."),
    ]  # fmt: skip
    assert md("```\n\ta\tb\n```\n") == [("code", 0, "    a   b")]
    assert md("> \tquoted code\n\na line\t\nand more\n")[-1] == ("paragraph", 0, "a line and more")


def test_columns_by_tab_stay_columns() -> None:
    article = txt(
        "The prices of the week at the harbour market, for each kilo\n\nName\tMon\tTue\nCod\t4.10\t4.25\nHerring\t1.90\t2.05\n\n"
        "The numbers come from the harbour office and were counted twice.\n"
    )
    assert article[1] == ("code", 0, "Name    Mon     Tue\nCod     4.10    4.25\nHerring 1.90    2.05")


def test_columns_wider_than_a_tab_stop_stay_columns() -> None:
    table = "Country\tCapital\tPeople\nFrance\tParis\t68 million\nUnited Kingdom\tLondon\t67 million\n港口鱼市场与码头\t京\t9"
    assert txt(f"{table}\n\nThe numbers come from the harbour office and were counted twice.\n")[0] == (
        "code", 0,
        "Country            Capital   People\nFrance             Paris     68 million\nUnited Kingdom     London    67 million\n港口鱼市场与码头   京        9",
    )  # fmt: skip


def test_lists_in_plain_text_nest_by_tabs() -> None:
    text = "- one\n\t- nested\n\t\t- deeper\n- two\n\t1. first\n\t2. second\n\nThe ferries left an hour earlier than they used to.\n"
    assert txt(text)[:6] == [
        ("list-item", 1, "• one"), ("list-item", 2, "• nested"), ("list-item", 3, "• deeper"), ("list-item", 1, "• two"),
        ("list-item", 2, "1. first"), ("list-item", 2, "2. second"),
    ]  # fmt: skip
    assert txt("- one\n    - four blanks deep\n- two\n\nThe ferries left.\n")[:2] == [
        ("list-item", 1, "• one"), ("list-item", 3, "• four blanks deep"),
    ]  # fmt: skip


def test_items_with_a_tab_behind_their_sign_are_items() -> None:
    """As word processors save them as text."""
    prose = "The ferries left an hour earlier than they used to, and nobody knew why.\n"
    assert txt(f"{prose}\n1.\tFirst\n2.\tSecond one\n\t◦\tnested\n3.\tThird\n\n{prose}")[1:5] == [
        ("list-item", 1, "1. First"), ("list-item", 1, "2. Second one"), ("list-item", 2, "• nested"), ("list-item", 1, "3. Third"),
    ]  # fmt: skip
    assert txt(f"{prose}\n•\tone\n•\ttwo\n")[1:] == [("list-item", 1, "• one"), ("list-item", 1, "• two")]
    assert txt(f"{prose}\n1.\tCod\t4.10\n2.\tHake\t3.90\n")[1][0] == "code"


def test_a_title_that_is_said_is_shown_once() -> None:
    assert txt("Title:  Reef\nAuthor:\tAna Sol\n\nThe ferries left an hour earlier.\n")[:2] == [
        ("title", 0, "Reef"), ("byline", 0, "Author: Ana Sol"),
    ]  # fmt: skip
    assert txt("Title:  Reef\n\nThe ferries left an hour earlier.\n")[0] == ("title", 0, "Reef")


@pytest.mark.parametrize("read", [md, txt])
def test_soft_hyphens_are_not_read(read) -> None:
    text = "The ac\u00adknowl\u00adedge\u00adments were sent to every one of them, and nobody an\u00ad\nswered at all."
    assert "acknowledgements" in read(text)[0][2]
    assert "answered" in read(text)[0][2]
    assert "\u00ad" not in read(text)[0][2]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.md", "# The ha\u00adrb&shy;our\n\nThe *har&#xAD;bour* cl&#173;erk said `co\u00adde` and **all** of it."),
        ("a.md", "---\ntitle: The har\u00adbour\n---\n\nIt has [li&shy;nks](x) and words."),
        ("a.html", "<title>The ha&shy;rbour</title><h1>The har&shy;bour</h1><p>" + "The clerk wrote it d&shy;own. " * 20),
        ("a.eml", "From: Ana S\u00adol <a@b.org>\nSubject: har\u00adbour\n\nThe har\u00adbour clerk.\n"),
        ("a.xml", "<rss version='2.0'><channel><title>har&#173;bour</title><item><title>d&#173;ay</title><description>d&amp;shy;ay</description></item></channel></rss>"),
    ],
)  # fmt: skip
def test_soft_hyphens_come_by_name_and_number_too(name: str, source: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(source, encoding="utf-8")
    article = read_article(tmp_path / name)
    assert "\u00ad" not in article.text + article.title + (article.author or "")
    for mark in article.marks:
        assert article.text[mark.span.start : mark.span.end] in ("harbour", "code", "all", "links")


def test_chinese_and_japanese_lines_flow_without_blanks() -> None:
    text = "今天早上渔船比平时早一个小时出\n发，港口管理处说天气会变坏，\n大家都在等消息。\n\n朝早くから市場は人でいっぱいだ\nった。\n\n- 第一条说明很长所以在这里\n  换行继续\n"
    flowed = [
        "今天早上渔船比平时早一个小时出发，港口管理处说天气会变坏，大家都在等消息。",
        "朝早くから市場は人でいっぱいだった。",
        "• 第一条说明很长所以在这里换行继续",
    ]
    assert [words for _, _, words in txt(text)] == flowed
    assert [words for _, _, words in md(text)] == flowed
    assert md("오늘 아침 배들은\n일찍 떠났다.") == [("paragraph", 0, "오늘 아침 배들은 일찍 떠났다.")]
    assert md("**漢字**\n漢字 *字*\n*漢* [字\n字](x)")[0][2] == "漢字漢字 字漢 字字"


def test_a_chinese_poem_keeps_its_lines() -> None:
    poem = "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。"
    assert poem in txt(f"静夜思\n\n{poem}\n")[-1][2]


def test_words_broken_by_a_hyphen_are_whole() -> None:
    [*_, (_, _, words)] = txt(
        "The ferries left an hour earlier than they used to, for the har-\nbour office had said that the weather would turn before the morn-\n"
        "ing was over, and the well-known clerk, who was a self-made man\nof the north, went down to the quay to talk with the well-\n"
        "known man and to count all the fishermen one by one, by the sea.\n"
    )
    for word in ("harbour office", "the morning was", "the well-known man"):
        assert word in words


@pytest.mark.parametrize("of", [md, txt])
@pytest.mark.parametrize(
    "blanks", ["\u2003", " \u2009 ", "\u00a0", "\u3000\u3000", "\u200b", "\u2800", "\u2067", "\ufeff"]
)
def test_a_line_of_whatever_blanks_parts_paragraphs(
    of: Callable[[str], list[tuple[str, int, str]]], blanks: str
) -> None:
    shown = of(
        f"One of them is\nhere. {blanks}\n{blanks}\nThe other\none is here.\n{blanks}\n{blanks}\nA third.\n"
    )
    assert [text.replace("\n", " ").rstrip(f" {blanks}\u2060") for _, _, text in shown] == [
        "One of them is here.",
        "The other one is here.",
        "A third.",
    ]
