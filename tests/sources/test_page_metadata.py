"""Title, author and date of pages, wherever they say them."""

from datetime import date

import pytest

from annotations.sources.assemble import Metadata
from annotations.sources.html_tree import parse_html
from annotations.sources.page_metadata import page_metadata

LINKED = '<script type="application/ld+json">{}</script>'


def about(head: str = "", body: str = "", url: str | None = None) -> Metadata:
    return page_metadata(parse_html(f"<html><head>{head}</head><body>{body}</body></html>"), url=url)


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [
        ("<title>Nets | The Harbour</title>", "<h1>Nets</h1>", "Nets"),
        ("<title>Nets - The Harbour</title>", "<h1>The Harbour</h1><h1>Nets</h1>", "Nets"),  # the house above it
        ("<title>Of Nets - The Harbour</title><meta property=og:site_name content='The Harbour'>", "<h1>The Harbour</h1>", "Of Nets"),
        ("<title>Why nets sell</title><meta property=og:title content='Of nets and men'>", "<h1>Of Nets and Men</h1>", "Of Nets and Men"),
        ("<title>Nets | Quay</title>" + LINKED.format('{"@type": "NewsArticle", "headline": "Nets | Quay"}'), "<h1>Nets</h1>", "Nets"),
        (LINKED.format('{"@type": "NewsArticle", "headline": "&#8216;Nets&#8217; &amp; ropes"}'), "", "‘Nets’ & ropes"),
        ("<title>Quay Notes: Of nets and the women who mend them</title>",
         "<h1>Quay Notes</h1><h3>Of nets and the women who mend them</h3>", "Of nets and the women who mend them"),
        ("<title>Of nets and men - Part 1 - Jane [Quay]</title>", "<h1>Quay beta</h1><h2>Of nets and men</h2>", "Of nets and men"),
        ("<title>Nets | The Harbour</title>", "<h1>Nets</h1><h2>The Harbour</h2>", "Nets"),
        ("<title>Diet of a month - Health</title>" + LINKED.format('{"@type": "Review", "headline": "Reviews"}'), "", "Diet of a month"),
    ],
)  # fmt: skip
def test_the_title_is_the_headline_that_is_shown(head: str, body: str, title: str) -> None:
    assert about(head, body).title == title


@pytest.mark.parametrize(
    ("head", "body", "author"),
    [
        ("<meta name=author content='By Jane Doe | Staff'>", "", "Jane Doe"),
        (LINKED.format('{"@graph": [{"@type": "Article", "author": {"@id": "#1"}}, {"@type": "Person", "@id": "#1", "name": "Jane Doe"}]}'),
         "", "Jane Doe"),
        ("", "<p class='byline-section'><a href='/author/jane'>Jane Doe</a> The Harbour</p><p class=author>Jane Doe</p>", "Jane Doe"),
        ("", "<h3 class=byline>by Jane Doe<br><span>Monday, November 18, 2019</span></h3>", "Jane Doe"),
        ("", "<p class=author>Jane Doe <a>@jane</a> Nov 18, 2019 at 9:24 pm ET • 2 min read</p>", "Jane Doe"),
        ("", "<h1>Nets</h1><div>Written by Jane Doe, MD on March 3, 2026</div>", "Jane Doe"),
        ("", "<aside><p class=author>John Roe</p></aside><div class=related><p class=author>John Roe</p></div>", None),
        ("", "<div class=author-bio>Jane Doe keeps bees</div>", None),
        ("<meta property=og:site_name content=Quay>" + LINKED.format('{"@type": "Article", "author": {"name": "Quay"}}'),
         "<p class=byline>By Jane Doe and Jon Roe</p>", "Jane Doe and Jon Roe"),
        ("<meta name=x.author content='Quay Sport'>", "", "Quay Sport"),
        ("<meta name=x.author content='Quay Apps'>", "<a rel=author>Jane Doe</a>", "Jane Doe"),
        ("<meta name=citation_author content='Doe, Jane'><meta name=citation_author content='Roe, Jon'>", "", "Jane Doe and Jon Roe"),
        ("<link rel=canonical href='https://x.org/@janedoe/nets'><meta name=author content='Jane Doe'>", "<b class=by>Replies</b>", "Jane Doe"),
        ("", "<h1>Nets</h1><p class=author><b>Jane Doe</b> Sports Reporter</p><b class=author__name>Jane Doe</b>", "Jane Doe"),
        ("", "<h1>Nets</h1><p class=author>Jane Doe Monday, March 2, 2026</p>", "Jane Doe"),
        ("", "<h1>Nets</h1><p>By Jane Doe and Jon Roe</p><b class=byline-name>Jane Doe</b><b class=byline-name>Jon Roe</b>", "Jane Doe and Jon Roe"),
        ("", "<div class='page no-sidebar'><h1>Nets</h1><a rel=author>Jane Doe</a></div><div class=sidebar><a rel=author>Jon</a></div>", "Jane Doe"),
        ("<link rel=canonical href='https://www.quay.org/nets'><meta name=author content='QUAY – The Magazine'>", "<h1>Nets</h1><p>By Jane Doe</p>", "Jane Doe"),
        ("<meta property=og:site_name content=Quay><meta name=author content=Quay><meta property=og:article:author content='Jane Doe'>", "", "Jane Doe"),
        ("", "<p class=authors>Artikel von: Jane Doe</p>", "Jane Doe"),
        ("", "<h1>Nets</h1><p>Autor: Jane Doe, 3. März 2026</p>", "Jane Doe"),
        ("", "<h1>Nets</h1><p>Posted by Konstantin 21.10.2026</p><p class=author>Lire l’article original</p>", "Konstantin"),
        ("", "<h1>Nets</h1><p class=author>Veröffentlicht von <b>Jane Doe</b></p><p class=author><script>ads.push('by');</script></p>", "Jane Doe"),
        ("<meta name=author content='Recueilli par Jane Doe'>", "", "Jane Doe"),
        ("<meta name=author content='{&quot;name&quot;: &quot;Jane Doe&quot;}'>", "<p class=author>View all posts by Jane Doe</p>", "Jane Doe"),
        ("", "<h1>Nets</h1><p>© By Jon Roe (Own work)</p><figcaption>By Jon Roe</figcaption>", None),
        ("", "<h1>Nets</h1><p class=byline>Written by Jane Doe<br>Edited by Jon Roe</p>", "Jane Doe"),
        ("<link rel=canonical href='https://janedoe.quay.org/nets'><meta name=author content='Jane Doe (janedoe)'>",
         "<p class=author>Jane Doe posted on Quay, 42 comments</p>", "Jane Doe (janedoe)"),
        ("<meta property='dc:creator x:by' content='Doe, Jane van'>", "", "Jane van Doe"),
        ("", "<ul class='author menu'><li>Write</ul><p id=authority>Authority control</p>", None),
    ],
)  # fmt: skip
def test_the_author_is_who_is_named_for_the_article(head: str, body: str, author: str | None) -> None:
    assert about(head, body).author == author


@pytest.mark.parametrize(
    ("head", "body", "url"),
    [
        ("<meta name=article:published content='2026-03-03T11:00:09.000Z'>", "", None),
        ("<meta name=pdate content=20260303>", "", None),
        ("<meta name=x-post-date content=2026/03/03>", "", None),
        ("<meta property=article:publisher content='https://x.org/2020-01-01'><meta property=article:modified_time content=2026-04-04>",
         "<time datetime='Tue Mar 03 2026 05:44:06 GMT+0000'>then</time>", None),
        ("", "<div class=publish-date>Published 11:11 PM EST Mar 3, 2026</div>", None),
        ("", "<li class='date-item'><span>3 March 2026</span></li>", None),
        ("", "<p>Von Jane Doe publiziert am 3. März 2026</p>", None),
        ("", "<time class=updated datetime=2026-04-04></time><span class=date>03 Mar 2026</span>", None),
        ("", "<div class=tweet-date>April 4, 2026</div><h1>Nets</h1><p><em>March 3, 2026</em></p>", None),
        ("", "<p>It was on April 4, 2026 that the boats went out for the first time since the war.</p>", "https://x.org/2026/03/03/nets"),
        ("", "", "https://x.org/nets-20260303/"),
        ("<meta property=article:published_time content='2026-03-04T02:25:54+00:00'>", "", "https://x.org/2026/03/03/nets"),
        ("", "<h1>Nets</h1><span class=date>03/03/2026</span>", None),
        (LINKED.format('\n<![CDATA[{"@type": "Article", "datePublished": "2026-03-03"}]]>\n'), "", None),
        ("<meta property=article:published_time content='2026-03-04T02:25:54Z'>",
         "<h1>Nets</h1><time class=date datetime='2026-03-03T21:25:54-05:00'>March 3</time>", None),
        ("<meta name=date content=2026-03-09>", "<h1>Nets</h1><p class=date>3 March 2026</p><p class=date>9 April 2026</p>", None),
        ("<meta name=date content=2026-03-03>", "<p class=date>Friday, 9 April 2026</p><h1>Nets</h1><p>3 March 2026</p>", None),
        ("", "<h3>03.03.2026, 11:35 Uhr</h3><h1>Nets</h1>", None),
        ("", "<h1>Nets</h1><p>03.03.2026 - 04:30 - Fonte: Agência</p>" + "<p>Text</p>" * 80 + "<p class=date>9 April 2026</p>", None),
        ("<title>Of nets and men</title>", "<p>Quay, 3 March 2026</p><h4>Of nets and men</h4>" + "<p>Text</p>" * 80 + "<p class=date>9 April 2026</p>", None),
        ("", "<p class=date>9 April 2026</p>" + "<p>Text</p>" * 80 + "<h1>Nets</h1><p class=date>Written: 2026-03-03 / Updated: 2026-03-04</p>", None),
        ("<meta name=x content='[Entered: 2026-03-03 15:24]'>", "<div class=infos>2026-03-03 15:24</div>", None),
    ],
)  # fmt: skip
def test_the_date_is_that_of_the_article(head: str, body: str, url: str | None) -> None:
    assert about(head, body, url).published == date(2026, 3, 3)


def test_the_day_of_the_address_says_which_figure_is_the_month() -> None:
    shown = "<h1>Nets</h1><span class=date>08/03/2026</span>"
    assert about("", shown).published == date(2026, 8, 3)
    assert about("", shown, "https://x.org/2026/03/08/nets").published == date(2026, 3, 8)


def test_numbers_of_an_address_are_no_date() -> None:
    assert about("", "", "https://x.org/story/2026/99/99/20261350").published is None
