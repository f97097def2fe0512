"""What people really read: pages, books, papers, mails, feeds. Each hostile file costs one sentence and little time."""

import gzip
import tracemalloc
from datetime import date
from pathlib import Path

import pytest

from annotations.errors import SourceError
from annotations.library import Library
from annotations.model import Article, Mark, TextSpan
from annotations.sources import find_articles, read_article
from annotations.sources.registry import format_of, source_named
from annotations.sources.text_cache import TextCache
from tests.sources.samples import CONTAINER, HTML, ODF, PACKAGE, SAMPLES, epub, packed, page, pdf, pdf_of


def put(folder: Path, name: str, raw: bytes) -> Path:
    (folder / name).write_bytes(raw)
    return folder / name


def said(article: Article, mark: Mark) -> str:
    return article.text[mark.span.start : mark.span.end]


def kinds(article: Article) -> list[tuple[str, str]]:
    return [(block.kind, article.text[block.span.start : block.span.end]) for block in article.blocks]


# -- pages


def test_a_page_is_its_article_and_not_what_is_around_it(tmp_path: Path) -> None:
    article = read_article(put(tmp_path, "a.html", HTML))
    assert kinds(article)[0] == ("title", "Title")
    assert kinds(article)[1] == ("byline", "Jane Doe · 3 March 2026 · The Harbour")
    assert ("heading", "Nets") in kinds(article)
    assert any(kind == "quote" and "Nobody asked us" in words for kind, words in kinds(article))
    for foreign in ("Home", "Subscribe", "All rights", "alert"):
        assert foreign not in article.text
    assert {(mark.kind, said(article, mark)) for mark in article.marks} == {
        ("emphasis", "hemp"),
        ("link", "mill"),
    }
    assert article.url == "https://example.org/title"
    assert article.language == "en"
    assert next(mark.href for mark in article.marks if mark.kind == "link") == "https://example.org/mill"


def test_a_page_may_hold_pictures_in_its_text(tmp_path: Path) -> None:
    picture = b"<img src='data:image/png;base64," + b"QUJD" * 500_000 + b"'>"
    whole = read_article(put(tmp_path, "a.html", HTML.replace(b"<h2>", picture + b"<h2>")))
    assert whole.text == read_article(put(tmp_path, "b.html", HTML)).text


@pytest.mark.parametrize(
    ("declared", "encoding"), [("iso-8859-1", "cp1252"), ("shift_jis", "shift_jis"), ("nonsense", "utf-8")]
)
def test_a_page_is_in_the_encoding_that_it_declares(declared: str, encoding: str, tmp_path: Path) -> None:
    words = (
        "Das Brötchen kostet 3 € und schmeckt."
        if encoding != "shift_jis"
        else "港は静かだった。網を繕う女たち。"
    )
    body = f"<meta charset={declared}><article><h1>Title</h1><p>{words * 4}</p></article>"
    assert words in read_article(put(tmp_path, "a.html", body.encode(encoding))).text


@pytest.mark.parametrize(
    ("declared", "encoding", "words"),
    [
        ("Shift_JIS", "cp932", "①港は静かだった。髙い㈱の網を繕う女たち。"),
        ("x-sjis", "cp932", "港は静かだった。"),
        ("EUC-KR", "cp949", "똠방각하는 항구의 아침에 떠났다."),
        ("ks_c_5601-1987", "cp949", "항구의 아침 똠방각하"),
        ("Big5", "big5hkscs", "港口嘅早晨，啲人都喺度等。"),
        ("TIS-620", "cp874", "“เช้านี้เรือออกเร็ว”"),
        ("ISO-8859-9", "cp1254", "“Bu sabah” tekneler ayrıldı…"),
        ("iso-8859-1", "cp1252", "“Déjà” – vu…"),
    ],
)
def test_a_name_of_an_encoding_means_what_is_written_under_it(
    declared: str, encoding: str, words: str, tmp_path: Path
) -> None:
    body = f"<meta charset={declared}><article><h1>Title</h1><p>{words * 4}</p></article>"
    assert words in read_article(put(tmp_path, "a.html", body.encode(encoding))).text
    head = f'Subject: Title\nFrom: a@b.org\nContent-Type: text/plain; charset="{declared}"\nContent-Transfer-Encoding: 8bit\n\n'
    assert words in read_article(put(tmp_path, "a.eml", head.encode() + (words * 4).encode(encoding))).text


def test_rows_of_cells_are_a_table_and_a_frame_of_cells_is_none(tmp_path: Path) -> None:
    rows = "<table><tr><th>Port</th><th>Boats</th></tr><tr><td>Oru</td><td>12</td></tr></table>"
    article = read_article(
        put(tmp_path, "a.eml", b"Subject: Title\nFrom: a@b.org\nContent-Type: text/html\n\n" + rows.encode())
    )
    assert ("code", "Port │ Boats\n─────┼──────\nOru  │ 12") in kinds(article)
    frame = (
        "<table><tr><td><table><tr><td><p>One.</p></td></tr></table></td><td><p>Two.</p></td></tr></table>"
    )
    article = read_article(
        put(tmp_path, "b.eml", b"Subject: Title\nFrom: a@b.org\nContent-Type: text/html\n\n" + frame.encode())
    )
    assert [words for kind, words in kinds(article) if kind == "paragraph"] == ["One.", "Two."]


def test_what_a_browser_hides_is_not_read(tmp_path: Path) -> None:
    body = b"Subject: Title\nFrom: a@b.org\nContent-Type: text/html\n\n<div style='display: none'>Preheader</div><p>Words.</p>"
    assert "Preheader" not in read_article(put(tmp_path, "a.eml", body)).text


# -- books


def test_a_book_is_its_chapters_in_order_with_headings_from_its_contents(tmp_path: Path) -> None:
    article = read_article(put(tmp_path, "a.epub", epub()))
    assert kinds(article) == [
        ("title", "Title"),
        ("byline", "Jane Doe · 3 March 2026"),
        ("heading", "The first"),
        ("paragraph", "It began at sea.1 The gulls knew."),
        ("paragraph", "So\u00a0did she."),
        ("heading", "Two"),
        ("paragraph", "It ended on land."),
        ("paragraph", "At low tide."),
    ]


def test_a_note_of_a_book_is_reached_from_its_sign(tmp_path: Path) -> None:
    article = read_article(put(tmp_path, "a.epub", epub()))
    link = next(mark for mark in article.marks if mark.kind == "link")
    assert said(article, link) == "1"
    assert article.text[int(link.href.removeprefix("#")) :] == "At low tide."


@pytest.mark.parametrize(
    ("book", "reason"),
    [
        (epub(meta='<meta property="rendition:layout">pre-paginated</meta>'), "fixed layout"),
        (epub(**{"META-INF/rights.xml": b"<rights/>"}), "protected"),
        (
            epub(
                **{
                    "META-INF/encryption.xml": b'<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
                    b'<e:EncryptionMethod Algorithm="http://www.w3.org/2001/04/xmlenc#aes128-cbc"/></e:EncryptedData></encryption>'
                }
            ),
            "encrypted",
        ),
        (packed({"mimetype": b"application/epub+zip", "META-INF/container.xml": CONTAINER}), "missing"),
        (packed({"mimetype": b"application/epub+zip"}), "missing"),
        (epub()[:300], "damaged"),
        (epub(**{"OPS/text/one.xhtml": b" " * (70 << 20)}), "unpacks to more"),
        (
            epub(
                **{
                    "OPS/book.opf": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
                    + PACKAGE.encode()
                }
            ),
            "entities of its own",
        ),
    ],
)
def test_a_book_that_can_not_be_read_says_why_in_one_sentence(
    book: bytes, reason: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match=reason) as caught:
        read_article(put(tmp_path, "a.epub", book))
    assert "\n" not in caught.value.message


def test_a_scrambled_font_locks_no_book(tmp_path: Path) -> None:
    fonts = (
        b'<encryption xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
        b'<e:EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></e:EncryptedData></encryption>'
    )
    assert read_article(put(tmp_path, "a.epub", epub(**{"META-INF/encryption.xml": fonts}))).title == "Title"


def test_a_chapter_that_is_no_xml_is_read_as_html(tmp_path: Path) -> None:
    book = epub(**{"OPS/text/one.xhtml": b"<html><body><p>Open <b>ends <p>and &bogus; more</body>"})
    assert "Open ends" in read_article(put(tmp_path, "a.epub", book)).text


# -- papers


def test_a_paper_flows_and_knows_its_pages(tmp_path: Path) -> None:
    raw = pdf(
        "Title\nThe women who mend the nets had the quay to themselves that morn-\ning, and they knew that it would not last for\nlong. Then\fHarbour News 1",
        "the boats came in, one by one, and the noise began again.\n\nA second paragraph begins here and ends.\fHarbour News 2",
        "A third page has this to say, and no more than that.\fHarbour News 3",
    )
    article = read_article(put(tmp_path, "a.pdf", raw))
    assert article.title == "Title"
    assert (
        "that morning, and they knew that it would not last for long. Then the boats came in" in article.text
    )
    assert "Harbour News" not in article.text
    assert [label for _, label in article.pages] == ["1", "2", "3"]
    start = article.pages[2][0]
    assert article.text[start:].startswith("A third page")


def test_raised_numbers_refer_to_notes_and_begin_them(tmp_path: Path) -> None:
    lines = "\n".join(
        f"Line {n} of the paper goes on and on and does not end before the next one begins,"
        for n in range(40)
    )
    raw = pdf(f"Title\nThe harbour{{12}} was quiet, and x{{2}} is a square. So it stayed.{{3}}\n{lines}")
    text = read_article(put(tmp_path, "a.pdf", raw)).text
    assert "The harbour[12] was quiet, and x2 is a square. So it stayed.[3] Line 0" in text


def test_footnotes_of_both_columns_stand_out_of_the_sentences(tmp_path: Path) -> None:
    def column(left: int, word: str, note: str) -> str:
        rows = [
            f"BT /F1 10 Tf {left} {700 - 12 * row} Td (the {word} goes on and on and on) Tj ET"
            for row in range(30)
        ]
        return "\n".join(
            [*rows, f"BT /F1 5 Tf 3 Ts {left} 301 Td ({note}) Tj /F1 8 Tf 0 Ts (A note on the {word}.) Tj ET"]
        )

    title = "BT /F1 20 Tf 72 780 Td (Title) Tj ET"
    raw = pdf_of("\n".join([title, column(72, "harbour", "1"), column(310, "quay", "2")]))
    article = read_article(put(tmp_path, "a.pdf", raw))
    paragraphs = [article.text[block.span.start : block.span.end] for block in article.blocks]
    assert paragraphs[0] == "Title"
    assert paragraphs[1].split() == ["the", "harbour", "goes", *"on and on and on".split()] * 30 + [
        "the", "quay", "goes", *"on and on and on".split()] * 30  # fmt: skip
    assert paragraphs[2:] == ["[1] A note on the harbour.", "[2] A note on the quay."]


def test_signs_of_fonts_for_mathematics_are_what_they_mean(tmp_path: Path) -> None:
    raw = pdf(
        "Title\nLet v<0> be <h>v, w<i> and <k>v<k> <6>= 0, a =<6> b, <·> 1. So 0, h, i and k are what they are.",
        font="CMSY10",
    )
    assert "Let v′ be ⟨v, w⟩ and ∥v∥ ≠ 0, a ≠ b" in read_article(put(tmp_path, "a.pdf", raw)).text
    assert "So 0, h, i and k are what they are." in read_article(put(tmp_path, "a.pdf", raw)).text
    raw = pdf("Title\nLet v<0> be <h>v, w<i> here.", font="Courier")
    assert "Let v0 be hv, wi here." in read_article(put(tmp_path, "b.pdf", raw)).text


@pytest.mark.parametrize(
    ("first", "size", "about", "title", "author"),
    [
        ("Tides", 20, "/Title (Another) /Author (Jane Doe)", "Tides", "Jane Doe"),
        ("Tides rise and fall here.", 11, "/Title (Of Tides) /Author (admin)", "Of Tides", None),
        ("Tides rise and fall here.", 11, "/Title (Microsoft Word - tides.doc) /Author (jdoe)", "a", None),
        ("Tides rise and fall here.", 11, "/Title (a.pdf)", "a", None),
    ],
)
def test_a_paper_has_its_heading_for_a_title_else_what_it_calls_itself(
    first: str, size: int, about: str, title: str, author: str | None, tmp_path: Path
) -> None:
    raw = pdf(f"{first}\nText of the paper, which says what there is to say.", title_size=size, about=about)
    article = read_article(put(tmp_path, "a.pdf", raw))
    assert (article.title, article.author) == (title, author)
    assert article.text.count("Tides") == 1 + (title == "Of Tides")


def test_what_stands_before_a_paper_costs_nothing(tmp_path: Path) -> None:
    raw = b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 300 + b"\r\n" + SAMPLES["pdf"]
    assert read_article(put(tmp_path, "a.pdf", raw)).title == "Title"


def test_a_scan_with_page_numbers_says_that_it_is_one(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="scan"):
        read_article(put(tmp_path, "a.pdf", pdf(*(f"\fPage {number} of 12" for number in range(12)))))


def test_a_scan_says_that_it_is_one(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="scan"):
        read_article(put(tmp_path, "a.pdf", pdf("", "")))


def test_a_damaged_paper_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="damaged"):
        read_article(put(tmp_path, "a.pdf", b"%PDF-1.4\nnothing of a paper"))


def test_a_heading_by_its_style_alone_is_one(tmp_path: Path) -> None:
    content = (
        f"<office:document-content {ODF}><office:automatic-styles><style:style style:name='P1' style:parent-style-name="
        "'Heading_20_2'/></office:automatic-styles><office:body><office:text><text:p text:style-name='Heading_20_1'>One</text:p>"
        "<text:p text:style-name='P1'>Two</text:p><text:p text:style-name='P2'>Text.</text:p></office:text></office:body>"
        "</office:document-content>"
    )
    raw = packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()})
    assert kinds(read_article(put(tmp_path, "a.odt", raw))) == [
        ("title", "One"),
        ("heading", "Two"),
        ("paragraph", "Text."),
    ]


# -- mails and feeds


def test_a_mailbox_is_an_article_a_message(tmp_path: Path) -> None:
    path = put(tmp_path, "letters.mbox", SAMPLES["mbox"])
    found = [one for one in find_articles([path]) if isinstance(one, Path)]
    articles = [read_article(one) for one in found]
    assert [article.title for article in articles] == ["Title", "Older"]
    assert "From here on." in articles[1].text
    assert found[0].parent == path


def test_a_note_on_an_entry_stays_when_the_feed_goes_on(tmp_path: Path) -> None:
    path = put(tmp_path, "news.rss", SAMPLES["feed"])
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        rows = list(library.listings([tmp_path]))
        assert [(row.title, row.url) for row in rows] == [
            ("Title", "https://example.org/1"),
            ("Older", "https://example.org/0"),
        ]
        article = library.read(rows[1].path)
        library.annotate(article, note="Since when?")
        put(
            tmp_path,
            "news.rss",
            SAMPLES["feed"].replace(
                b"<item><title>Title", b"<item><title>New</title><guid>2</guid></item><item><title>Title"
            ),
        )
        again = {row.title: row for row in library.listings([path])}
        assert again["Older"].notes == 1
        assert again["Older"].id == article.id
        assert again["New"].problem or again["New"].title == "New"


def test_xml_and_json_that_are_no_feeds_are_not_listed(tmp_path: Path) -> None:
    put(tmp_path, "settings.xml", b"<settings/>")
    put(tmp_path, "data.json", b'{"a": 1}')
    put(tmp_path, "feed.xml", SAMPLES["feed"])
    assert {one.parent.name for one in find_articles([tmp_path]) if isinstance(one, Path)} == {"feed.xml"}


def test_a_number_of_no_letter_costs_no_feed(tmp_path: Path) -> None:
    odd = SAMPLES["feed"].replace(b"<item><title>", b"<item><title>&#99999999999;&#xfffffffffff;", 1)
    entries = find_articles([put(tmp_path, "feed.xml", odd).parent])
    titles = {read_article(entry).title for entry in entries if isinstance(entry, Path)}
    assert "\ufffd\ufffdTitle" in titles and len(titles) == 2


def test_the_folder_beside_a_complete_page_is_its_own(tmp_path: Path) -> None:
    put(tmp_path, "page.html", HTML)
    (tmp_path / "page_files").mkdir()
    put(tmp_path / "page_files", "advert.html", HTML)
    assert list(find_articles([tmp_path])) == [tmp_path / "page.html"]


# -- kept texts


def test_the_text_of_a_file_stays_what_it_was_when_the_library_would_read_it_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "a.html", HTML)
    texts = TextCache(tmp_path)
    first = read_article(path, texts)
    html = source_named("html")
    monkeypatch.setattr(html, "read", lambda raw, path: pytest.fail("it was taken anew"))
    again = read_article(path, texts)
    assert again == first
    assert list(again.blocks) == list(first.blocks)
    monkeypatch.setattr(html, "VERSION", 99)
    with pytest.raises(pytest.fail.Exception):
        read_article(path, texts)
    texts.close()


def test_notes_find_their_words_when_another_version_of_a_reader_takes_another_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "a.html", HTML)
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        article = library.read(path)
        for words in (
            "The harbour was quiet that morning",
            "They work with hemp, as their mothers did",
            "Nobody asked us",
        ):
            at = article.text.index(words)
            library.annotate(article, TextSpan(at, at + len(words)), note="So?")
        other = HTML.replace(b"<h2>Nets", b"<p>A line that the new version finds.</p><h2>Nets")
        other = other.replace(b"with <em>hemp</em>, as", b"with fine <em>hemp</em>, as").replace(
            b"<p>Nobody asked us, said", b"<p>Said"
        )
        html = source_named("html")
        read_html = html.read
        monkeypatch.setattr(html, "VERSION", 99)
        monkeypatch.setattr(html, "read", lambda raw, path: read_html(other, path))
        again = library.read(path)
        assert again.id == article.id
        graded = [
            (anchor.quality, anchor.span and again.text[anchor.span.start : anchor.span.end])
            for _, anchor in library.notes(again)
        ]
        assert graded == [
            ("exact", "The harbour was quiet that morning"),
            ("fuzzy", "They work with fine hemp, as their mothers did"),
            ("orphan", None),
        ]


def test_a_damaged_cache_of_texts_costs_nothing_but_time(tmp_path: Path) -> None:
    path = put(tmp_path, "a.html", HTML)
    put(tmp_path, "texts.sqlite", b"nonsense" * 1000)
    texts = TextCache(tmp_path)
    assert read_article(path, texts) == read_article(path)
    texts.close()


# -- hostile ones


@pytest.mark.parametrize(
    "raw",
    [
        b"<div>" * 100_000 + b"<p>deep",
        b"<table><tr><td>" * 30_000,
        b"<ul><li>" * 50_000 + b"x",
        b"<a <a " * 50_000,
        b"<!--" * 100_000,
        b"&#x41" * 200_000,
        b"<p>" + b"\xff\xfe\x00" * 50_000,
        b"<script>" * 50_000,
    ],
    ids=["divs", "tables", "lists", "links", "comments", "entities", "bytes", "scripts"],
)
def test_a_hostile_page_is_text_or_one_sentence(raw: bytes, tmp_path: Path) -> None:
    try:
        read_article(put(tmp_path, "a.html", b"<html><body>" + raw))
    except SourceError as error:
        assert "\n" not in error.message


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = put(tmp_path, "a.txt.gz", gzip.compress(b"\0" * (300 << 20), compresslevel=9))
    tracemalloc.start()
    with pytest.raises(SourceError, match="unpacks to more"):
        read_article(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 700 << 20


def test_a_packed_file_is_read_like_what_is_in_it(tmp_path: Path) -> None:
    path = put(tmp_path, "book.fb2.gz", gzip.compress(SAMPLES["fb2"]))
    article = read_article(path)
    assert (article.title, article.author, article.published) == ("Title", "Jane Doe", date(2026, 3, 3))
    assert article.source == path
    with pytest.raises(SourceError, match="unpack it first"):
        read_article(put(tmp_path, "twice.gz", gzip.compress(gzip.compress(b"x"))))


def test_the_name_of_a_file_is_not_believed_against_its_bytes(tmp_path: Path) -> None:
    assert format_of(tmp_path / "a.txt", SAMPLES["pdf"]) == "pdf"
    assert read_article(put(tmp_path, "a.txt", SAMPLES["epub"])).title == "Title"


def test_a_page_in_a_text_file_is_text(tmp_path: Path) -> None:
    assert "<h1>" in read_article(put(tmp_path, "a.txt", HTML)).text


def test_names_within_archives_lead_nowhere(tmp_path: Path) -> None:
    book = epub(**{"../../evil.txt": b"x", "/etc/evil": b"x"})
    read_article(put(tmp_path, "a.epub", book))
    assert {one.name for one in tmp_path.rglob("*")} == {"a.epub"}


def test_a_chapter_that_is_missing_costs_itself(tmp_path: Path) -> None:
    parts = {"mimetype": b"application/epub+zip", "META-INF/container.xml": CONTAINER}
    parts |= {
        "OPS/book.opf": PACKAGE.format(meta="").encode(),
        "OPS/text/two.xhtml": page("<p>It ended on land.</p>"),
    }
    assert "It ended on land." in read_article(put(tmp_path, "a.epub", packed(parts))).text
