"""What the targets begin with: small files that are whole, and the words that formats are built of."""

import json
from datetime import UTC, datetime

from annotations.model import (
    Annotation,
    Selector,
    Target,
    TextPositionSelector,
    TextQuoteSelector,
    TextualBody,
)
from annotations.store.codec import encode
from tests.intake.exports import EXPORTS
from tests.sources.samples import SAMPLES

PACKAGES = {name: SAMPLES[name] for name in ("epub", "docx", "odt")}
SERVICES = EXPORTS
SETTINGS = b'folders = ["~/Articles"]\ntheme = "dark"\n[reader]\nwidth = 72\nhighlighting = "quiet"\n[keys]\n"page.note" = ["a", "ctrl+n"]\n'
QUERIES = [
    b'"ready to reach" OR truce -football',
    b"(clerk* OR boat) title:nets after:2025-04-01 before:7d is:unread has:note tag:a/b near/3",
]
KINDLE = (
    b'<html><body><div class="bookTitle">A Story</div><div class="authors">Jane Doe</div><h3 class="noteHeading">Highlight '
    b'(<span>yellow</span>) - Page 3 &middot; Location 41</h3><div class="noteText">The harbour<br/>was empty.</div></body></html>'
)
VAULT = [
    b'---\ntitle: A title\ntags:\n  - a\npeople:\n  - "[[Jane Doe]]"\npostil-id: a-0123456789\npostil-text: 00\n---\n\n# A title\n\n'
    b"> [!quote] \xc2\xb6 4 \xc2\xb7 yellow\n> The quoted sentence.\n\n^n-4k2p9d\n\nThe note. #to-verify\n\n%% postil: n-4k2p9d 91be07c2 %%\n",
    b"# A title\n\nWords of a person.\n\n```\n%% postil: n-4k2p9d 91be07c2 %%\n```\n\n<!-- postil: n-4k2p9d 91be07c2 -->\n",
]
TERMINAL = [
    b"jjG\x1b[A\x1b[1;5C\x1b[200~pasted \x1b[31mred\r\nline\x1b[201~q",
    b"\x1b[97;5u\x1b[<0;10;10M\x1b]11;rgb:ffff/ffff/ffff\x1b\\\x1b[?2026;2$y\xff\xc3\x28",
]


def annotation(id: str, article: str, selectors: tuple[Selector, ...]) -> Annotation:
    """A note with a tag."""
    moment = datetime(2026, 3, 3, tzinfo=UTC)
    bodies = (TextualBody("A note."), TextualBody("tag", "tagging", "text/plain"))
    return Annotation(id, Target(article, selectors, "", "yellow"), bodies, moment, moment)


def _store() -> bytes:
    selectors = (TextQuoteSelector("words", "be", "af"), TextPositionSelector(3, 8))
    note = encode(annotation("n-0123456789", "a-0123456789", selectors))
    return json.dumps({"_default": {}, "annotations": {"1": note}, "meta": {"1": {"schema": 1}}}).encode()


STORE = _store()


def _list(words: str) -> list[bytes]:
    return [word.encode() for word in words.split(" ")]


WORDS: dict[str, list[bytes]] = {
    "yaml": [*_list("--- +++ ... title: author: tags: date: url: - [ ] { } &a *a !!int !!bool !!timestamp !!binary | > ' \" # % @ ; = toml json Title:"),
             b"\n", b"\n- ", b"\n  ", b": ", b"!!int 0x", b"&a [*a, *a]", b"<<: *a\n", b"\ntitle: 1:1:1\n"],
    "bytes": [b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\x00", b"\x1b$B", b"\xa4\xa2", b"\xc7\xd1", b"\xed\xa0\x80", b"\xf4\x90\x80\x80",
              "e\u0301".encode(), "\u0323\u0301\u0315".encode(), "\u200d".encode(), "\u202e".encode(), b"\r", b"\r\n", b"\x85"],
    "plain": [*_list("By From Title: 3 March 2026 CHAPTER * * * > >> | - 1. a) ``` === --- © ¹ \t \xad"), b"\n\n", b"    ", "\u0323\u0301\u0315".encode()],
    "markdown": [*_list("# ## > - * + 1. ``` ~~~ [ ] ( ) ![ [[ ]] == %% $ $$ \\( \\) ^ [^1] [^1]: | --- :-- <b> </b> <details> <!-- --> & &amp; \\ ` `` <br> {#id} : ~~ >[!note]"),
                 b"\n", b"  \n", b"\n    ", b"\n\n", b"a\tb"],
    "html": [*_list("<p> </p> <div> </div> <table> <tr> <td> <ul> <li> <ol> <blockquote> <pre> <code> <h1> </h1> <a href= > <b> <i> </i> <script> </script> <style> "
                    "<br> <svg> <math> <template> <title> <meta <base href= <!-- --> <![CDATA[ ]]> &#x &nbsp; <time datetime= class=author class=byline <article> <iframe> <sup>"),
             b'<script type="application/ld+json">', b'{"@type":"Article","author":{"@id":"#"}}'],
    "mail": [*_list("From: Subject: Date: Content-Type: multipart/mixed; multipart/alternative; multipart/related; message/rfc822 text/html text/plain boundary= "
                    "charset= utf-7 utf-16 base64 quoted-printable =?utf-8?q? ?= =?x?b? Content-Disposition: attachment format=flowed --x --x-- MIME-Version:"),
             b"\n\n", b"\nFrom a Tue\n", b"\n ", b"=\n", b">"],
    "pdf": [*_list("obj endobj stream endstream xref trailer /Type /Page /Kids /Count /Parent /Contents /Length /Filter /FlateDecode /Font << >> [ ] R BT ET Tf Td Tj TJ Ts ( ) startxref %%EOF")],
    "fb2": [*_list("<body> <section> <title> <p> <poem> <stanza> <v> <cite> <binary> <a <image <empty-line/> </p> </section> <!ENTITY <!DOCTYPE &x; <?xml encoding=")],
    "packed": [b"\x1f\x8b\x08", b"\x00\x00\xff\xff"],
    "xml": [*_list("<!DOCTYPE <!ENTITY SYSTEM &x; <?xml ?> encoding= <![CDATA[ ]]> <!-- --> xmlns= <item> </item> <entry> <content type= <guid> <link> <pubDate> <updated> "
                   "<itemref <item href= idref= properties= media-type= <rootfile full-path= <navPoint> <p> </p> <w:p> <w:r> <w:t> <text:p> <text:span> <text:list> <table:table>")],
    "json": [*_list('{ } [ ] : , " \\u0000 \\ud800 null true 1e999 -0 "url" "title" "highlights" "quote" "annotations" "tags" "created_at" "id" "target" "selector" "body"')],
    "csv": [b",", b'"', b'""', b"\n", b'"\n', b";", b"\t", b"url", b"title", b"|"],
    "kindle": [*_list("========== - Your Highlight Note Bookmark on page Location | Added Monday, January 2026 AM PM ( ) Añadido Hinzugefügt Ajouté 添加于 的标注 位置 GMT+08:00"), b"\n"],
    "koreader": [*_list('# ## ### Page @ --- return { } ["annotations"] ["text"] = [[ ]] ["note"] ["datetime"] -- "'), b"\n", b"\\n"],
    "readwise": [*_list('Highlight Title Author URL Note Location Tags Date , " .tag .h1'), b"\n", b'"\n'],
    "hypothesis": [*_list('{ } [ ] "rows" "uri" "text" "tags" "target" "selector" "exact" "TextQuoteSelector" "TextPositionSelector" "start" "document" "created" null')],
    "webannotation": [*_list('{ } [ ] "@context" "type" "Annotation" "body" "target" "source" "selector" "exact" "value" "purpose" "tagging" "created" "id" "postil:anchor" null')],
    "vault": [b"%% postil: ", b" %%", b"<!-- postil: ", b" -->", b"```\n", b"~~~\n", b"> ", b"^n-4k2p9d", b"\n# ", b"---\n", b"<<<<<<< a\n", b"=======\n", b">>>>>>> b\n",
              b"postil-id: ", b"%% postil-section: orphans 00000000 %%", b"\n\n"],
    "query": [*_list('( ) " OR AND - * title: author: tag: ent: with: note: is: has: after: before: folder: site: lang: near/3 7d last month')],
    "toml": [*_list("[ ] [[ ]] = \" ' \"\"\" # { } , . true 0x 1e9 nan 2026-03-03 folders theme library [reader] width [keys] [entities] model [network] private"), b"\n", b"0x" + b"f" * 4_000],
    "terminal": [b"\x1b[200~", b"\x1b[201~", b"\x1b", b"\x1b[", b"\x1bO", b"\x1b]", b"\x1b\\", b"\x07", b";", b":", b"u", b"~", b"M", b"\x1b[<", b"\x1b[1114112u",
                 b"\x1b[103;1:1u", b"\x1b[M\xff\xff\xff", b"\x1b[I", b"\x1b[8;1;1t", b"\x1b[48;1;1;1;1t", b"\x1b[?1$y", b"9", b"0", b"\xff", b"\xc3", b"\r", b"\n"],
}  # fmt: skip
"""By kind of file."""
