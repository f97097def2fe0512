"""Plain text: what a reader would see in bare lines, and nothing that is not there."""

import textwrap
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from annotations.model import Article
from annotations.sources import article_from_text
from annotations.sources.byline import parse_byline
from annotations.text.canonical import canonical

LONG = "The harbour was quiet when the envoy came ashore, and nobody who saw him thought that he had come to stay long. "
STORY = Path("/tmp/some-story.txt")


def parts(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.span.start : block.span.end]) for block in article.blocks]


def read(text: str) -> Article:
    return article_from_text(text, source=STORY)


def test_a_news_report_whose_byline_runs_into_its_standfirst() -> None:
    paragraphs = [f"Paragraph {n}. " + LONG * 3 for n in range(9)]
    lines = [
        "Minister's Envoy Meets Rebels Hours After a Colonel's Death",
        "Paula Seaside, 4/26/2025Minister's envoy meets rebels amid tensions, signaling a possible breakthrough.",
        "The Capital's Card Game: Talks Amid Violence",
        *paragraphs,
    ]
    article = read("\n".join(lines))
    assert article.title == lines[0]
    assert article.author == "Paula Seaside"
    assert article.published == date(2025, 4, 26)
    assert (
        article.standfirst
        == "Minister's envoy meets rebels amid tensions, signaling a possible breakthrough."
    )
    kinds = [kind for kind, _ in parts(article)]
    assert kinds == ["title", "byline", "standfirst", "heading", *["paragraph"] * 9]
    assert [text for _, text in parts(article)][4:] == [p.strip() for p in paragraphs]


@pytest.mark.parametrize(
    ("byline", "author", "published"),
    [
        ("By Jane Doe, April 3, 2026", "Jane Doe", date(2026, 4, 3)),
        ("Jane Doe | 3 March 2026", "Jane Doe", date(2026, 3, 3)),
        ("Jane Doe, 2026-03-03", "Jane Doe", date(2026, 3, 3)),
        ("By Jane Doe and John Roe, Staff Writers", "Jane Doe and John Roe", None),
        ("BY JANE DOE", "JANE DOE", None),
        ("Sat, 26 Apr 2025", None, date(2025, 4, 26)),
        ("26.4.2025", None, date(2025, 4, 26)),
        ("Published 26/4/2025, updated 4/5/2025", None, date(2025, 4, 26)),
        ("April 26, 2025 10:42 AM EDT", None, date(2025, 4, 26)),
        ("Published on 2025-04-26T10:42:00Z", None, date(2025, 4, 26)),
        ("By Ludwig van Beethoven in Vienna, 3rd of March 1826", "Ludwig van Beethoven", date(1826, 3, 3)),
        ("Łukasz Żak — 3 kwietnia", None, None),
        ("Von Jürgen Groß, 3. März 2026", "Jürgen Groß", date(2026, 3, 3)),
        ("New York, April 3, 2026", None, date(2026, 4, 3)),
    ],
)
def test_bylines(byline: str, author: str | None, published: date | None) -> None:
    article = read(f"A Headline About the Harbour\n{byline}\n{LONG * 3}\n{LONG * 2}\n")
    assert (article.author, article.published) == (author, published)
    assert byline in article.text


@pytest.mark.parametrize(
    "line",
    [
        "On 3 March 2026 the court heard that the ferry had been sold three times over.",
        "By the time the envoy landed, the bridge was gone.",
        "Version 4.12.2 was released with 10/20/30 settings.",
        "Born in 1931, she never left.",
    ],
)
def test_prose_is_no_byline(line: str) -> None:
    article = read(f"A Headline About the Harbour\n\n{line}\n\n{LONG * 3}\n")
    assert article.author is None
    assert article.published is None
    assert ("paragraph", line) in parts(article)


def test_hard_wrapped_prose_flows_again() -> None:
    paragraphs = [(f"Number {n}. " + LONG * 4).strip() for n in range(6)]
    article = read("\n\n".join(textwrap.fill(p, 72) for p in paragraphs))
    assert [text for _, text in parts(article)] == paragraphs


def test_books_that_indent_instead_of_leaving_blank_lines() -> None:
    paragraphs = [(f"Number {n}. " + LONG * 4).strip() for n in range(8)]
    wrapped = [textwrap.fill(p, 72, initial_indent="   ") for p in paragraphs]
    assert [text for _, text in parts(read("\n".join(wrapped)))] == paragraphs


def test_what_must_not_be_unwrapped_inside_of_wrapped_text() -> None:
    prose = textwrap.fill((LONG * 5).strip(), 72)
    verse = "Two roads went off,\nand one was wet,\nI took the dry,\nand I am not there yet"
    mail = "> I said that it would rain\n> and it did\n>> you never said that"
    listed = "- one thing that is long enough to be wrapped on to the line that comes\n  after it\n- another"
    code = "    def f(x):\n        return x;"
    table = "name      age    town\nAnna       31    Riga\nBo          9    Oslo"
    signature = "-- \nPaula Seaside\nThe Old Net Loft"
    article = read("\n\n".join([prose, verse, prose, mail, listed, prose, code, table, prose, signature]))
    flat = (LONG * 5).strip()
    assert parts(article) == [
        ("paragraph", flat),
        ("paragraph", verse),
        ("paragraph", flat),
        ("quote", "I said that it would rain\nand it did"),
        ("quote", "you never said that"),
        ("list-item", "• one thing that is long enough to be wrapped on to the line that comes after it"),
        ("list-item", "• another"),
        ("paragraph", flat),
        ("code", "def f(x):\n    return x;"),
        ("code", table),
        ("paragraph", flat),
        ("paragraph", signature.replace("-- ", "--")),
    ]


def test_words_with_hyphens_and_dashes_stay_whole() -> None:
    prose = (LONG * 3).strip()
    wrapped = textwrap.fill(prose + " It was a well-known", 72, break_on_hyphens=False)
    last = wrapped.rsplit("\n", 1)[-1]
    pad = "x" * (60 - len(last)) if len(last) < 60 else ""
    text = f"{wrapped.removesuffix('known')}{pad}-\nknown fact that {LONG * 2}".replace("well--", "well-")
    article = read(text + "\n\n" + textwrap.fill(prose, 72))
    assert "-\n" not in article.text


def test_headings_between_paragraphs() -> None:
    article = read(
        f"{LONG * 3}\n\nWhat happens now\n\n{LONG * 3}\n\nCHAPTER II\n\n{LONG * 3}\n\nHe left.\n\n{LONG * 2}"
    )
    assert [text for kind, text in parts(article) if kind == "heading"] == ["What happens now", "CHAPTER II"]


def test_a_title_over_blank_line_and_body() -> None:
    article = read(f"Notes on a Small Harbour\n\n{LONG * 3}\n\n{LONG * 2}")
    assert article.title == "Notes on a Small Harbour"
    assert parts(article)[0] == ("title", "Notes on a Small Harbour")


@pytest.mark.parametrize(
    "text",
    [
        "It was raining.\n" + LONG * 3,
        "Dear friends,\n\n" + LONG * 3,
        "just one line of text",
        "Two roads diverged in a wood\nand I took neither\nfor the bus was late\nand the day was long",
        "2025-04-01 12:00:00 INFO started\n2025-04-01 12:00:01 INFO listening\n" * 20,
        "name,age\nAnna,31\nBo,9\n",
        "- milk\n- bread\n",
    ],
)
def test_no_title_where_there_is_none(text: str) -> None:
    article = read(text)
    assert "title" not in {kind for kind, _ in parts(article)}
    assert article.title == "some-story"
    assert article.text.split() == canonical(text).replace("- ", "• ").split()


def test_a_log_has_no_headings_and_a_block_a_line() -> None:
    lines = [f"Apr {n % 28 + 1} host service: Request Number {n} Done In {n} Steps" for n in range(200)]
    assert [kind for kind, _ in parts(read("\n".join(lines)))] == ["paragraph"] * 200


def test_mail_headers_are_title_and_byline() -> None:
    article = read(
        f"From: Zoe Low <zoe@example.org>\nSubject: The letter\nDate: Fri, 6 Mar 2026 07:15:00 +0000\n\n{LONG * 2}"
    )
    assert (article.title, article.author, article.published) == ("The letter", "Zoe Low", date(2026, 3, 6))
    assert article.text.startswith("The letter\n\nFrom: Zoe Low")


def test_text_from_stdin_is_taken_as_it_stands() -> None:
    text = "A Title\nBy Jane Doe, 3 March 2026\n\n  - an item\n\n\nlast  "
    article = article_from_text(text, structured=False)
    assert article.text == text
    assert article.title == "A Title"
    assert [kind for kind, _ in parts(article)] == ["paragraph"] * 4
    assert article.source is None


@given(st.text(alphabet=st.sampled_from("aB .\n\n>-*1é“”京 "), max_size=300))
@example(" \n\n1")
@example("  \n1 b")
@example(f"a\n \n\n{'B ' * 20}\nb")
def test_blocks_hold_all_text_and_every_word(text: str) -> None:
    article = read(text)
    at = 0
    for block in article.blocks:
        assert article.text[at : block.span.start].strip("\n") == ""
        assert block.span.start < block.span.end
        at = block.span.end
    assert at == len(article.text)
    assert canonical(article.text) == article.text
    kept = [ch for ch in article.text if ch.isalpha()]
    assert sorted(kept) == sorted(ch for ch in canonical(text) if ch.isalpha())


@given(st.lists(st.sampled_from([LONG.strip(), "Short line", "- item", "", "", "> mail"]), max_size=30))
def test_reading_what_was_read_keeps_every_word(lines: list[str]) -> None:
    once = read("\n".join(lines))
    letters = [ch for ch in "".join(lines) if ch.isalpha()]
    assert [ch for ch in once.text if ch.isalpha()] == letters


def test_pieces_of_a_large_file_join_without_a_seam(tmp_path: Path) -> None:
    from annotations.sources import read_article

    paragraphs = [(f"Number {n}. “" + LONG * 4).strip() for n in range(6000)]
    for name, text in (
        ("lines.txt", "\n".join(paragraphs)),
        ("blank.txt", "\n\n".join(paragraphs)),
        ("wrapped.txt", "\r\n\r\n".join("\r\n".join(textwrap.wrap(p, 72)) for p in paragraphs)),
    ):
        path = tmp_path / name
        path.write_bytes(text.encode())
        article = read_article(path)
        assert article.text == "\n\n".join(paragraphs), name
        assert len(article.blocks) == len(paragraphs)


def test_a_date_far_behind_in_the_prose_says_nothing_of_the_byline() -> None:
    behind = " and so they went on through the whole of that long winter" * 5
    found = parse_byline("Jane Doe, 4/5/2025The ministers met in the morning" + behind + " until 25/12/2025.")
    assert found is not None
    assert (found.author, found.published) == ("Jane Doe", date(2025, 4, 5))


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("By DOE, JANE", "JANE DOE"), ("BY O'NEIL, MARY ANN", "MARY ANN O'NEIL"), ("By VAN DYKE, JAN and ROE, JOHN", "JAN VAN DYKE and JOHN ROE"),
        ("By Doe, J. A.", "J. A. Doe"), ("By Doe, Jane A.", "Jane A. Doe"), ("By Berg, Jon; Smith, Anna", "Jon Berg and Anna Smith"),
        ("By Jane Doe, London", "Jane Doe"), ("By REUTERS, LONDON", "REUTERS"), ("By JANE DOE, STAFF WRITER", "JANE DOE"), ("By Doe, Jane", "Doe"),
        ("By Jane Doe, John Roe and Ann Poe", "Jane Doe, John Roe and Ann Poe"), ("By VAN DER BERG, JAN", "JAN VAN DER BERG"),
        ("By DE LA CRUZ, MARÍA and McDONALD, IAN", "MARÍA DE LA CRUZ and IAN McDONALD"), ("By JANE DOE, AP", "JANE DOE"), ("By JANE DOE, PH.D.", "JANE DOE"),
        ("By Jane Doe Jr.", "Jane Doe Jr."), ("BY JOHN ROE, JR.", "JOHN ROE"),
    ],
)  # fmt: skip
def test_a_byline_may_have_the_surname_first(line: str, author: str) -> None:
    found = parse_byline(line)
    assert found is not None
    assert found.author == author


@pytest.mark.parametrize("blank", ["\u00a0", "\u3000", "\u2003 \u1680"])
def test_a_line_of_other_blanks_in_wrapped_text_is_a_line(blank: str) -> None:
    wrapped = textwrap.fill(LONG * 4, 70)
    text = read(f"A title\n\n{wrapped}\n{blank}\n{wrapped}\n").text
    assert text.count("The harbour was quiet") == 8
