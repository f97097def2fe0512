"""Bylines, dates and encodings as they come: what was read wrongly once."""

from datetime import date
from pathlib import Path

import pytest

from annotations.model import Article
from annotations.sources import read_article
from annotations.sources.decoding import decode

DAY = date(2025, 4, 26)
STORY = """A Headline About Something

{byline}

The first paragraph of the story is long enough to be one, and says what happened here.

The second paragraph goes on to say more of it, in the same plain words.
"""


def read(tmp_path: Path, name: str, text: str) -> Article:
    (tmp_path / name).write_text(text, encoding="utf-8")
    return read_article(tmp_path / name)


@pytest.mark.parametrize(
    ("byline", "author", "published"),
    [
        ("Jane Doe, Reuters\n2025-04-26", "Jane Doe", DAY),
        ("Jane Doe and John Roe, Associated Press", "Jane Doe and John Roe", None),
        ("Jane Doe\nSat, 26 Apr 2025 10:00:00 +0000", "Jane Doe", DAY),
        ("Jane Doe\n\n26.04.2025", "Jane Doe", DAY),
        ("By Jane Doe, Reuters - Apr 26, 2025", "Jane Doe", DAY),
        ("By Jane Doe and John Roe | April 26th, 2025", "Jane Doe and John Roe", DAY),
        ("By VAN DER BERG, Jan and ŻAK, Łukasz | April 26th, 2025", "Jan VAN DER BERG and Łukasz ŻAK", DAY),
        ("By JANE DOE, London", "JANE DOE", None),
        ("By the editorial board", None, None),
        ("By our own correspondent", None, None),
        ("By Jane Doe in Oslo and Jon Roe in Rome", "Jane Doe and Jon Roe", None),
        (
            "By Jane Doe in New York, Jon Roe in Rome and Ann Bell in Oslo",
            "Jane Doe, Jon Roe and Ann Bell",
            None,
        ),
        ("By Jane Doe in Oslo and Berlin", "Jane Doe", None),
        ("By Jane Doe/Reuters", "Jane Doe", None),
        ("By Jane Doe (@janedoe) and Jon Roe @jonroe", "Jane Doe and Jon Roe", None),
        ("By Jane Doe, Jr., and Jon Roe", "Jane Doe Jr., and Jon Roe", None),
        ("By NATO, Brussels", "NATO", None),
        ("By NATO, Mons", "NATO", None),
        ("By TELAM, Lima", "TELAM", None),
        ("By DOE, Jane", "Jane DOE", None),
        ("By VAN DER BERG, Mary-Jane", "Mary-Jane VAN DER BERG", None),
        ("By DOE, Chief Editor", "DOE", None),
        ("4/26/2025", None, DAY),
    ],
)
def test_bylines(byline: str, author: str | None, published: date | None, tmp_path: Path) -> None:
    article = read(tmp_path, "story.txt", STORY.format(byline=byline))
    assert (article.title, article.author, article.published) == (
        "A Headline About Something",
        author,
        published,
    )
    assert [block.kind for block in article.blocks][-2:] == ["paragraph", "paragraph"]


@pytest.mark.parametrize(
    "line", ["Jane Doe went home, Reuters said.", "Jane Doe", "Prices rise, Reuters reports from London"]
)
def test_prose_is_no_byline(line: str, tmp_path: Path) -> None:
    assert read(tmp_path, "story.txt", STORY.format(byline=line)).author is None


_WRAPPED = """The boats had gone out before four, and by the time that the sun
came up there was nobody left on the quay but the cats and the old
man who had mended nets there since before the war."""
_SECOND = """

He said that he had seen it coming, and that nobody had asked him;
nobody ever did, and so it had come as it came, on a Friday too.
"""


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"The harbour at dawn\n{_WRAPPED}{_SECOND}", "The harbour at dawn"),
        (f"“A fine mess”\n{_WRAPPED}{_SECOND}", "“A fine mess”"),
        (f"{_WRAPPED}{_SECOND}", ""),
        (f"the harbour at dawn\n{_WRAPPED}{_SECOND}", ""),
        (f"It was a fine day.\n{_WRAPPED}{_SECOND}", ""),
        (f"In the morning,\n{_WRAPPED}{_SECOND}", ""),
        (
            "北京\n昨天外交部发言人表示，双方将继续谈判。北京是中华人民共和国的首都，人口两千万。\n第二段也在这里。\n",
            "北京",
        ),
        ("猫\n\n昨天外交部发言人表示，双方将继续谈判。北京是中华人民共和国的首都，人口两千万。\n", "猫"),
        ("床前明月光\n疑是地上霜\n举头望明月\n低头思故乡\n", ""),
        ("Roses are red\nViolets are blue\nSugar is sweet\nAnd so are you\n", ""),
        ("Jane Doe\n14 Harbour Road\nPorthaven\nDear Sir, thank you for the letter of last week\n", ""),
    ],
)
def test_a_title_without_a_blank_line_behind_it(text: str, title: str, tmp_path: Path) -> None:
    article = read(tmp_path, "file.txt", text)
    assert article.title == (title or "file")
    assert (article.blocks[0].kind == "title") == bool(title)
    assert article.text.replace(" ", "").replace("\n", "") == text.replace(" ", "").replace("\n", "")


def test_a_date_of_digits_in_front_matter(tmp_path: Path) -> None:
    assert read(tmp_path, "a.md", "---\ndate: 20250426\n---\n\n# Heading\n\nText.\n").published == DAY
    assert read(tmp_path, "b.md", "---\ndate: 20251399\n---\n\n# Heading\n\nText.\n").published is None


def test_front_matter_in_toml(tmp_path: Path) -> None:
    front = '+++\ntitle = "A Title"\ndate = 2025-04-26T10:00:00Z\nauthors = ["Jane Doe"]\ntags = ["one"]\n+++\n\nText.\n'
    article = read(tmp_path, "a.md", front)
    assert (article.title, article.author, article.published) == ("A Title", "Jane Doe", DAY)
    assert article.tags == ("one",) and article.text.endswith("\n\nText.")
    for wrong in ("+++\ntitle = \n+++\n\nText.\n", "+++\nno end\n\nText.\n", "+++\n+++\nText.\n"):
        assert "Text." in read(tmp_path, "b.md", wrong).text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Заголовок статьи\n\nПервый абзац этой статьи достаточно длинный, чтобы его можно было узнать.\n", "cp1251"),
        ("Tytuł tego artykułu o świecie\n\nPierwszy akapit jest długi, żółta łódź płynęła rzeką.\n" * 3, "cp1250"),
        ("Un café à 3 m³ d’eau\n\nL’été, ¿sí? 5 km² « oui » dit-il à l’hôtel.\n", "cp1252"),
        ("Český titulek\n\nPříliš žluťoučký kůň úpěl ďábelské ódy.\n" * 3, "cp1250"),
    ],
)  # fmt: skip
def test_legacy_encodings(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    "head",
    [
        "title:The Harbour\nauthor:Ann Doe\ndate:2025-04-26",
        "TITLE: The Harbour\nBy:\tAnn Doe\nPublished:26 April 2025",
    ],
)
def test_named_lines_with_and_without_a_blank(head: str, tmp_path: Path) -> None:
    article = read(tmp_path, "a.txt", f"{head}\n\nThe body.\n")
    assert (article.title, article.author, article.published) == ("The Harbour", "Ann Doe", DAY)
    assert article.text.startswith("The Harbour\n\n") and article.text.count("The Harbour") == 1


@pytest.mark.parametrize("line", ["subject:verb order", "note:this one", "https://example.org/a"])
def test_a_line_with_a_colon_is_no_head(line: str, tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", f"{line}\n\nThe body.\n").text.startswith(line)
