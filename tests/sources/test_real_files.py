"""Mails, feeds and books as they really come: several parts, odd heads, careless packages."""

import time
from datetime import date
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from annotations.errors import SourceError
from annotations.model import Article
from annotations.sources import find_articles, read_article
from tests.sources.samples import PACKAGE, SAMPLES, epub, packed


def put(folder: Path, name: str, raw: bytes) -> Path:
    (folder / name).write_bytes(raw)
    return folder / name


def letter(**parts: str) -> EmailMessage:
    """A mail of Jane Doe's; `plain` and `html` are its parts."""
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Jane Doe <jane@example.org>", "Letter"
    if "plain" in parts:
        mail.set_content(parts["plain"])
    if "html" in parts:
        (mail.add_alternative if "plain" in parts else mail.set_content)(parts["html"], subtype="html")
    return mail


def test_a_mails_own_words_are_read_and_no_attachment_in_their_place(tmp_path: Path) -> None:
    mail = letter(plain="The words of the letter.\n")
    mail.add_attachment("<p>An invoice.</p>", subtype="html", filename="invoice.html")
    mail.add_attachment("A list.\n", filename="list.txt")
    text = read_article(put(tmp_path, "a.eml", bytes(mail))).text
    assert text.endswith("The words of the letter.")


def test_all_parts_of_a_mail_that_are_meant_to_be_read_are(tmp_path: Path) -> None:
    mail = letter(html="<p>First part.</p>")
    mail.add_attachment("<p>Second part.</p>", subtype="html", disposition="inline")
    mail.add_attachment("Third part.\n", disposition="inline")
    text = read_article(put(tmp_path, "a.eml", bytes(mail))).text
    assert text.endswith("First part.\n\nSecond part.\n\nThird part.")


def test_a_forwarded_mail_stands_below_the_words_on_it(tmp_path: Path) -> None:
    mail = letter(plain="See below.\n")
    mail.add_attachment(letter(html="<p>Words of the other.</p>", plain="Not these."))
    article = read_article(put(tmp_path, "a.eml", bytes(mail)))
    assert article.text.endswith("See below.\n\nLetter\n\nWords of the other.")
    assert article.blocks[3].kind == "heading"


def test_an_empty_alternative_and_a_lone_attachment_lose_no_words(tmp_path: Path) -> None:
    assert (
        "Plain words."
        in read_article(put(tmp_path, "a.eml", bytes(letter(plain="Plain words.\n", html="<p></p>")))).text
    )
    lone = EmailMessage()
    lone.add_attachment("<p>All there is.</p>", subtype="html", filename="a.html")
    assert "All there is." in read_article(put(tmp_path, "b.eml", bytes(lone))).text


def test_heads_of_a_mail_in_bare_bytes_are_guessed_as_any_text(tmp_path: Path) -> None:
    raw = "From: Jürgen Müller <j@x.org>\nSubject: Größe des Hafens\n\nDer Hafen ist groß.\n".encode(
        "latin-1"
    )
    article = read_article(put(tmp_path, "a.eml", raw))
    assert (article.title, article.author) == ("Größe des Hafens", "Jürgen Müller")


def test_flowed_lines_of_a_mail_are_one(tmp_path: Path) -> None:
    raw = (
        b"From: j@x.org\nSubject: Flow\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
        b"This is a line that \nflows on to \nthe end.\nA line of its own.\n\n> Said \n> before.\n\nNew.\n-- \nJane\n"
    )
    text = read_article(put(tmp_path, "a.eml", raw)).text
    assert "Said before." in text
    assert "This is a line that flows on to the end.\n\nA line of its own." in text


@pytest.mark.parametrize(
    "head",
    [
        b'<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="/pretty.xsl"?>\n',
        b'\xef\xbb\xbf\n<?xml version="1.0"?>\n<!-- made by hand -->\n',
        b'<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/x.dtd">',
    ],
)
def test_a_feed_is_known_whatever_stands_before_it(head: bytes, tmp_path: Path) -> None:
    raw = head + SAMPLES["feed"].partition(b"?>")[2]
    found = list(find_articles([put(tmp_path, "a.xml", raw)]))
    assert len(found) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("said", ["", ' encoding="UTF-16"', ' encoding="utf-8"'])
@pytest.mark.parametrize("name", ["feed", "fb2"])
def test_xml_in_two_or_four_bytes_a_letter_is_read_whatever_it_says(
    name: str, said: str, encoding: str, tmp_path: Path
) -> None:
    head = f'<?xml version="1.0"{said}?>'
    text = head + SAMPLES[name].decode().partition("?>")[2].replace(">Title<", ">Title 漢字 é<")
    path = put(tmp_path, f"a.{'xml' if name == 'feed' else 'fb2'}", text.encode(encoding))
    titles = [read_article(one).title for one in find_articles([path]) if isinstance(one, Path)]
    assert "Title 漢字 é" in titles


def test_entities_that_a_feed_declares_are_refused_and_not_shown(tmp_path: Path) -> None:
    raw = b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x "y">]><rss version="2.0"><channel><title>F</title></channel></rss>'
    (error,) = find_articles([put(tmp_path, "a.xml", raw)])
    assert "entities of its own" in str(error)


def test_links_of_feeds_are_whole_and_entries_without_a_title_have_their_first_words(tmp_path: Path) -> None:
    rss = (
        b'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><link>https://x.org/blog/</link><item><title>E</title>'
        b'<link>post/1</link><description>&lt;a href="/a">link&lt;/a> words</description></item></channel></rss>'
    )
    (path,) = find_articles([put(tmp_path, "a.rss", rss)])
    assert isinstance(path, Path)
    article = read_article(path)
    assert article.url == "https://x.org/blog/post/1"
    assert [mark.href for mark in article.marks] == ["https://x.org/a"]
    feed = (
        b'{"version":"https://jsonfeed.org/version/1","title":"F","home_page_url":"https://x.org/","items":[{"id":1,"url":"/p/1",'
        b'"content_html":"<p>A few <b>words &amp; more</b>, and then so many others that no title would ever hold them all.</p>"}]}'
    )
    (path,) = find_articles([put(tmp_path, "a.json", feed)])
    assert isinstance(path, Path)
    article = read_article(path)
    assert article.url == "https://x.org/p/1"
    assert article.title == "A few words & more, and then so many others that no title…"


def _entry_of(tmp_path: Path, head: bytes, entry: bytes, tail: bytes) -> Article:
    (path,) = find_articles([put(tmp_path, "a.xml", head + entry + tail)])
    assert isinstance(path, Path)
    return read_article(path)


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (b"On&lt;br&gt;C++, &lt;b&gt;Game &lt;i&gt;dev&lt;/i&gt;&lt;/b&gt;", "On C++, Game dev"),
        (b"Tom &amp;amp; Jerry for &amp;pound;5, &amp;#163;6", "Tom & Jerry for £5, £6"),
        (b"<![CDATA[A <em>bold</em> move&#8217;s end]]>", "A bold move’s end"),
        (b"The &lt;title&gt; element, and 1 &lt; 2", "The <title> element, and 1 < 2"),
    ],
)
def test_html_in_a_title_of_rss_is_read(tmp_path: Path, written: bytes, title: str) -> None:
    rss = b'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><item><title>'
    tail = b"</title><description>Words.</description></item></channel></rss>"
    assert _entry_of(tmp_path, rss, written, tail).title == title


@pytest.mark.parametrize(
    ("written", "title"),
    [
        (
            b'<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">An <em>odd</em> one</div></title>',
            "An odd one",
        ),
        (b'<title type="html">Less &amp;lt; &lt;em&gt;more&lt;/em&gt;</title>', "Less < more"),
        (b"<title>Plain &lt;b&gt;x&lt;/b&gt; &amp;amp;</title>", "Plain <b>x</b> &amp;"),
    ],
)
def test_a_title_of_atom_is_what_it_says_it_is(tmp_path: Path, written: bytes, title: str) -> None:
    atom = b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><id>1</id>'
    tail = b"<author><name>Ann Bell</name></author><author><name>Cy Dow</name></author><content>Words.</content></entry></feed>"
    article = _entry_of(tmp_path, atom, written, tail)
    assert (article.title, article.author) == (title, "Ann Bell and Cy Dow")


@pytest.mark.parametrize("written", [b"Sat, 01 Mar 2025 23:30:00 -0500", b"Sat, 01 Mar 2025 02:30:00 +0900"])
def test_an_entry_is_of_the_day_that_is_written(tmp_path: Path, written: bytes) -> None:
    rss = b'<?xml version="1.0"?><rss version="2.0"><channel><title>F</title><item><title>T</title><pubDate>'
    tail = b"</pubDate><description>Words.</description></item></channel></rss>"
    assert _entry_of(tmp_path, rss, written, tail).published == date(2025, 3, 1)


def test_the_author_of_an_entry_is_a_name_also_where_an_address_stands_before_it(tmp_path: Path) -> None:
    raw = SAMPLES["feed"].replace(
        b"<dc:creator>Jane Doe</dc:creator>", b"<author>jane@example.org (Jane Doe)</author>"
    )
    authors = [
        read_article(path).author
        for path in find_articles([put(tmp_path, "a.rss", raw)])
        if isinstance(path, Path)
    ]
    assert authors == ["Jane Doe", None]


@pytest.mark.parametrize(
    "odd", [b"<link>http://[</link>", b"&#" + b"9" * 5_000 + b";", b"<pubDate>0000-00-00</pubDate>"]
)
def test_odd_words_in_a_feed_cost_one_sentence_at_most(odd: bytes, tmp_path: Path) -> None:
    raw = SAMPLES["feed"].replace(b"<item>", odd + b"<item>" + odd, 1)
    for found in find_articles([put(tmp_path, "a.rss", raw)]):
        assert isinstance(found, Path) or "is no feed that can be read" in str(found)


def test_a_day_before_all_years_costs_the_entry_its_date_alone(tmp_path: Path) -> None:
    raw = SAMPLES["feed"].replace(b"Tue, 03 Mar 2026 10:00:00 GMT", b"0001-01-01T00:00:00+01:00")
    path, *_ = find_articles([put(tmp_path, "a.rss", raw)])
    assert isinstance(path, Path)
    assert read_article(path).published is None


def test_plain_text_in_an_entry_keeps_its_paragraphs(tmp_path: Path) -> None:
    atom = (
        b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><title>E</title><id>1</id>'
        b'<content type="text">If a &lt; b then c.\n\nA new one.</content></entry></feed>'
    )
    (path,) = find_articles([put(tmp_path, "a.atom", atom)])
    assert isinstance(path, Path)
    assert read_article(path).text.endswith("If a < b then c.\n\nA new one.")


def test_a_book_whose_package_names_its_pages_carelessly_is_read(tmp_path: Path) -> None:
    package = PACKAGE.format(meta="").replace(
        'href="text/one.xhtml" media-type="application/xhtml+xml"', 'href="Text/One.xhtml"'
    )
    package = package.replace(
        'id="c2" href="text/two.xhtml" media-type="application/xhtml+xml"',
        'id="c2" href="text\\two.xhtml" media-type="text/x-oeb1-document"',
    )
    text = read_article(put(tmp_path, "a.epub", epub(**{"OPS/book.opf": package.encode()}))).text
    assert "It began at sea." in text
    assert "It ended on land." in text
    no_spine = PACKAGE.format(meta="").partition("<spine>")[0] + "</package>"
    text = read_article(put(tmp_path, "b.epub", epub(**{"OPS/book.opf": no_spine.encode()}))).text
    assert "It began at sea." in text


def test_a_word_document_with_a_part_that_is_no_xml_is_one_sentence(tmp_path: Path) -> None:
    odd = dict.fromkeys(("[Content_Types].xml", "_rels/.rels", "word/document.xml"), b"no XML")
    odd["word/styles.xml"] = (
        "<w:styles xmlns:w='0'><w:a w:val\ufeff='x'/></w:styles>".encode()  # a name for one parser, none for another
    )
    for part, raw in odd.items():
        with ZipFile(BytesIO(SAMPLES["docx"])) as package:
            parts = {name: package.read(name) for name in package.namelist()} | {part: raw}
        with pytest.raises(SourceError, match="damaged"):
            read_article(put(tmp_path, "a.docx", packed(parts)))


def test_a_chapter_that_is_damaged_costs_itself_and_is_told(tmp_path: Path) -> None:
    raw = epub()
    at = raw.index(b"OPS/text/two.xhtml") + len("OPS/text/two.xhtml") + 4
    article = read_article(put(tmp_path, "a.epub", raw[:at] + b"\xff\xff\xff\xff" + raw[at + 4 :]))
    assert "It began at sea." in article.text
    assert "damaged" in article.notice


def test_a_date_of_no_calendar_costs_a_mail_its_date_alone(tmp_path: Path) -> None:
    raw = SAMPLES["mail"].replace(b"2026 10:00", b"9" * 30 + b" 10:00")
    for name, whole in {"a.eml": raw, "a.mbox": b"From j@x.org Tue Mar  3 09:00:00 2026\n" + raw}.items():
        (path,) = find_articles([put(tmp_path, name, whole)])
        assert isinstance(path, Path)
        article = read_article(path)
        assert (article.title, article.published) == ("Title", None)


def test_fields_within_fields_without_end_are_refused_and_any_number_in_a_row_is_read(tmp_path: Path) -> None:
    """Each run of letters is looked at with all that are open: 20,000 took twelve seconds, 40,000 four times as long."""
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))

    def document(signs: str) -> bytes:
        body = f"<w:p>{signs}<w:r><w:t>Words of it</w:t></w:r></w:p>"
        return packed(
            {
                "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
                "word/document.xml": f"<w:document {names}><w:body>{body}</w:body></w:document>".encode(),
            }
        )

    assert "Words of it" in read_article(put(tmp_path, "row.docx", document((begin + end) * 300))).text
    with pytest.raises(SourceError, match="more than 100 fields within each other"):
        read_article(put(tmp_path, "deep.docx", document(begin * 300)))


def test_a_paragraph_of_many_tabs_takes_time_by_its_size_and_keeps_its_words(tmp_path: Path) -> None:
    """All said so far was copied at each: 100,000 tabs, 3 KB packed, took a minute; 40,000 eleven seconds."""
    names = "office", "text"
    spaces = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in names)
    body = (
        f"<office:body><office:text><text:p>{'word<text:tab/>' * 40_000}</text:p></office:text></office:body>"
    )
    raw = packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {spaces}>{body}</office:document-content>".encode(),
        }
    )
    since = time.process_time()
    text = read_article(put(tmp_path, "a.odt", raw)).text
    assert time.process_time() - since < 4
    assert text == "a\n\n" + " ".join(["word"] * 40_000)
