"""Any file opens or is refused in one sentence, none of its words is dropped, and a page of it costs a page."""

from pathlib import Path

import pytest

from annotations.errors import SourceError
from annotations.sources import read_article
from tui.page.layout import Layout

REFUSED = {
    "empty.txt": b"",
    "blank.md": b"\n \n\t\n",
    "nul.txt": bytes(5_000),
    "program.txt": b"\x7fELF" + bytes(range(256)) * 20,
    "noise.txt": bytes(range(256)) * 400,
    "photo.md": b"\xff\xd8\xff\xe0" + b"\x00\x10JFIF" * 50,
}
OPENED = {
    "some-nul.txt": b"first word\x00 of a line\nlast word\n" * 50,
    "one-line.txt": b"first " + b"word " * 60_000 + b"last",
    "one-word.txt": b"first" + b"x" * 300_000 + b"last",
    "one-chinese-line.txt": ("first" + "京" * 100_000 + "last").encode(),
    "one-cluster.txt": ("first e" + "\u0301" * 30_000 + " last").encode(),
    "many-lines.txt": b"first\n" + b"".join(b"line %d of a log with words\n" % n for n in range(40_000)) + b"last\n",
    "blank-lines.txt": b"first" + b"\n" * 200_000 + b"last",
    "paragraphs.txt": b"first\n\n" + b"a b\n\n" * 40_000 + b"last",
    "old-mac.txt": b"first\r" + b"one two\r" * 20_000 + b"last",
    "wide.txt": ("first\n" + "words\n" * 20_000 + "last").encode("utf-16"),
    "tabs.txt": b"first\n" + b"a\tb\tc\n" * 20_000 + b"last",
    "escapes.txt": b"first " + b"\x1b[31mred\x1b[0m " * 10_000 + b"last",
    "deep-list.md": b"- first\n" + b"".join(b" " * (2 * n) + b"- item\n" for n in range(1, 400)) + b" " * 800 + b"- last\n",
    "deep-quote.md": b"> first\n" + b">" * 5_000 + b" last\n",
    "deep-mail.txt": b">" * 5_000 + b" first\n" + b"> last\n",
    "brackets.md": b"first " + b"[" * 2_000 + b" last",
    "links.md": b"first " + b"[a](b) " * 2_000 + b"last",
    "stars.md": b"first " + b"*a " * 5_000 + b"last",
    "images.md": b"first " + b"![" * 20_000 + b" last",
    "lines-of-brackets.md": b"first " + b"[a\n" * 20_000 + b" last",
    "comments.md": b"first " + b"a <!-- <![CDATA[ " * 10_000 + b" last",
    "emphasis.md": b"first " + b"*a_ **b __c " * 10_000 + b" last",
    "backticks.md": b"first " + b"a" + b"`a".join(b"`" * n for n in range(300)) + b" last",
    "deep-line.md": b"- " * 10_000 + b"first last",
    "wide-table.md": b"|first" * 10_000 + b"|\n" + b"|-" * 10_000 + b"|\n" + b"|last" * 10_000 + b"|\n",
    "usual.md": b"# first\n\n" + b"Some *words*, a [link](http://a.bc/d) and `code`,\non **two** lines.\n\n" * 2_000 + b"last",
    "open-fence.md": b"```` first last",
    "definitions.md": b"[first]: http://example.com 'last'\n",
    "long-front.md": b"---\ntitle: first\n" + b"a: b\n" * 2_000 + b"---\nlast\n",
    "nested-head.eml": b"From: " + b"(" * 20_000 + b"\nContent-Type: " + b"(" * 20_000 + b"\n\nfirst last",
    "long-head.eml": b"From: " + b'"' * 40_000 + b"\nContent-Type: " + b'@ "' * 20_000 + b"\n\nfirst last",
    "nested-sender.eml": b"From: \xed" + b":" * 2_000 + b"\n\nfirst last",
    "open-formulas.md": b"first\n\n" + b"> \\begin{a}\n" * 9_000 + b"\n\nlast",
    "headings-in-quotes.md": b"first\n\n" + b"> # a\nb\n" * 6_000 + b"\n\nlast",
    "open-front.md": b"---\nfirst: last\n" + b"a: b\n" * 2_000,
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_text_is_refused_in_one_sentence(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(REFUSED[name])
    with pytest.raises(SourceError) as caught:
        read_article(tmp_path / name)
    said = str(caught.value)
    assert name in said and "\n" not in said and (": " in said or "; " in said)


@pytest.mark.parametrize("name", OPENED)
def test_all_else_opens_whole_and_costs_what_is_looked_at(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(OPENED[name])
    article = read_article(tmp_path / name)
    assert "first" in article.text and "last" in article.text
    layout = Layout(article.text, article.blocks, 72)
    top = layout.window(layout.first(), 40)
    bottom = layout.window(layout.moved(layout.last(), -39), 40)
    assert top[0].start == 0 and bottom[-1].end == len(article.text.rstrip())
    assert sum(rows[-1].end - rows[0].start for rows in layout._rows.values()) < 200_000, (
        "more than a page was laid out"
    )
    middle = layout.place(len(article.text) // 2)
    assert layout.row(middle).start <= len(article.text) // 2
