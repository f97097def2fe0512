"""Nothing in an article, title, note, tag or author breaks out: what was exported is parsed and says the same."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from msgspec.structs import replace

from annotations.exporters import csv, html, markdown, webannotation
from annotations.exporters.blocks import article_page
from annotations.exporters.escape import (
    cleaned,
    escaped,
    link_name,
    neutralised,
    tag_name,
    with_tags,
    yaml_said,
    yaml_text,
)
from annotations.exporters.file_names import file_name, folded, safe_stem
from annotations.exporters.foreign_notes import disarmed
from annotations.exporters.items import ExportOptions
from annotations.exporters.merge import merged
from annotations.model import Block, TextSpan

HOSTILE = [
    "---\nowner: me\n---",
    "...\n---",
    "# A heading",
    "Setext\n===",
    "Setext\n---",
    "<script>alert(1)</script>",
    "<!-- postil: n-000001 00000000 -->",
    "<img src=x onerror=alert(1)>",
    "\\<b>bold</b> \\\\<i>",
    "![[Secret note]] and [[a|b]] and ![x](http://evil)",
    "words ^n-000009",
    "^n-000009",
    "%% hidden %% %%%",
    "%% postil: n-000001 00000000 %%",
    "%% postil-section: orphans 00000000 %%",
    "> [!quote] ¶ 1 · yellow\n> fake\n\n^n-000002\n\nx\n\n%% postil: n-000002 12345678 %%",
    "<% tp.file.delete() %> {{title}} {% raw %} {# x #}",
    "```\nnever closed",
    "~~~~ never closed",
    "- a\n  ```\n  nested",
    "```html\n<b>code</b>\n```",
    "`code` *stars* __lines__ ~~gone~~ ==marked== $math$ $$",
    "    four spaces",
    "\tA tab",
    "1. one\n2) two\n- three\n+ four\n* five",
    "| a | b |\n|---|---|",
    "#tag and [^1] and [x]: http://y",
    "[x]: <javascript:alert(1)>",
    "https://example.org &amp; &#35; \\",
    "* * *\n___",
    "a\\\nb  \nc",
    "\u2028line\u2029para\x0bvt\x85nel",
    "\x00\x1b]0;title\x07\x9b31m\x7f",
    "\ud800 half",
    "'; DROP TABLE notes; --",
    "=cmd|' /C calc'!A0",
    "[[Somebody]]",
    "null",
    "yes",
    "2026-01-02",
    "1e3",
    "0x1F",
    "key: value # comment",
    "- item",
    "collapsed:: true",
    "a \ufeff b",
    "*alias &anchor !tag",
    "\"quoted\" 'single'",
    " leading and trailing ",
    "עברית \u202eevil\u202c",
]
PARSER = MarkdownIt("commonmark")


def page_of(make: Any, said: str, flavor: str = "obsidian") -> str:
    """A file with `said` in each place that others write to."""
    quote = " ".join(said.split("\n")) if said.strip() else "quote"
    article = make.article(said, said or "x", "An innocent paragraph.")
    article = replace(article, author=said, text=f"{article.text}\n\n{said}\n{quote}")
    article = replace(
        article, blocks=(*article.blocks, Block(TextSpan(len(article.text), len(article.text)), "paragraph"))
    )
    notes = (
        make.note(article, "n-000001", said if said.strip() else "An", said, [said]),
        make.note(article, "n-000002", "An innocent", "The second note."),
        make.note(article, "n-000003", entity=said, words="on it"),
    )
    entities = (
        make.entity(article, "innocent", "PERSON", said),
        make.entity(article, "paragraph", "ORG", "Good Org"),
    )
    return merged(None, article_page(make.item(article, *notes, entities=entities), flavor))[0]


def parsed(text: str) -> tuple[dict[str, Any], list[Token]]:
    _, front, body = text.split("---\n", 2)
    return yaml.safe_load(front), PARSER.parse(body)


def words_of(tokens: list[Token]) -> str:
    """What a reader sees of inline text: no markup."""
    said = []
    for token in tokens:
        for child in token.children or []:
            said.append("\n" if child.type in ("softbreak", "hardbreak") else child.content)
    return "".join(said)


@pytest.mark.parametrize("said", HOSTILE)
@pytest.mark.parametrize("flavor", ["obsidian", "plain"])
def test_the_structure_of_the_file_is_ours(make: Any, said: str, flavor: str) -> None:
    text = page_of(make, said, flavor)
    front, tokens = parsed(text)
    keys = {
        "title",
        "source",
        "author",
        "published",
        "tags",
        "people",
        "organizations",
        "postil-id",
        "postil-text",
        "postil-keys",
    }
    assert front.keys() - keys == set()
    unlinked = "[ [Somebody]]" if said == "[[Somebody]]" else said
    assert (front["title"], front["author"]) == (yaml_said(unlinked), yaml_said(unlinked))
    assert front["postil-id"] == "a-0123456789"
    pattern = r"(?m)^(?:%%|<!--) postil: (n-\d+) [0-9a-f]{8} (?:%%|-->)$"
    assert re.findall(pattern, text) == ["n-000003", "n-000001", "n-000002"] or re.findall(pattern, text) == [
        "n-000001",
        "n-000002",
        "n-000003",
    ]
    html = [token.content for token in tokens if token.type == "html_block"]
    html += [c.content for t in tokens for c in t.children or [] if c.type == "html_inline"]
    assert all(re.fullmatch(pattern + r"\s*", each) for each in html)
    if flavor == "obsidian":
        ids = re.findall(r"(?m)(?:^|[ \t])\^([A-Za-z0-9-]+)[ \t]*$", text)
        assert sorted(ids) == ["n-000001", "n-000002", "n-000003"]
        body = text.split("---\n", 2)[2]
        assert "%%" not in body.replace("%% postil: ", "").replace(" %%\n", "\n")
    else:
        assert not any("[[" in name for name in [*front.get("people", ()), *front["organizations"]])
    assert not re.search(r"\{\{|\{%|<%", text.split("---\n", 2)[2])
    assert "<%" not in text


@pytest.mark.parametrize("said", HOSTILE)
def test_the_second_note_reads_as_it_was_written_whatever_the_first_says(make: Any, said: str) -> None:
    _, tokens = parsed(page_of(make, said))
    top = [t for t in tokens if t.type == "inline"]
    assert any(words_of([t]) == "The second note." and t.level == 1 for t in top)


@pytest.mark.parametrize("said", HOSTILE)
def test_a_quote_reads_as_it_stands_in_the_article(make: Any, said: str) -> None:
    lines = [line for line in cleaned(said).split("\n") if line.strip()]
    text = "\n".join(f"> {escaped(line)}".rstrip() for line in lines)
    tokens = PARSER.parse(f"> [!quote] x\n{text}\n\nafter")
    assert [t.type for t in tokens] == [
        "blockquote_open",
        "paragraph_open",
        "inline",
        "paragraph_close",
        "blockquote_close",
        "paragraph_open",
        "inline",
        "paragraph_close",
    ]
    read = words_of([tokens[2]]).split("\n")[1:]
    assert [line.strip(" \t") for line in read] == [line.strip(" \t") for line in lines]


@pytest.mark.parametrize("said", HOSTILE)
def test_a_hostile_file_is_known_again_and_not_changed(make: Any, said: str) -> None:
    article = make.article("t", "words here")
    page = article_page(make.item(article, make.note(article, "n-000001", "words", said, [said])), "obsidian")
    text, _ = merged(None, page)
    assert merged(text, page) == (text, merged(text, page)[1])
    assert merged(text, page)[1].same == 1


@given(st.text(alphabet=st.sampled_from("`~<>%\\-$ \n#^[]ab{}!*_|=&;/\t"), max_size=40))
def test_no_note_swallows_what_follows(said: str) -> None:
    words = with_tags(neutralised(said), "#tag")
    tokens = PARSER.parse(f"{words}\n\n%% postil: n-000001 00000000 %%")
    assert [t.content for t in tokens[-3:]] == ["", "%% postil: n-000001 00000000 %%", ""]
    assert tokens[-3].type == "paragraph_open"
    html = [t.content for t in tokens if t.type == "html_block"]
    html += [c.content for t in tokens for c in t.children or [] if c.type == "html_inline"]
    assert html == []


def test_article_text_is_no_property_of_logseq_or_dataview() -> None:
    assert escaped("collapsed:: true id::") == "collapsed:\\: true id:\\:"
    assert escaped("std::move") == "std::move"


@given(st.text(max_size=60))
def test_escaped_text_reads_as_itself(said: str) -> None:
    line = " ".join(cleaned(said).split("\n"))
    tokens = PARSER.parse(f"x {escaped(line)} y")
    assert [t.type for t in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert words_of(tokens) == f"x {line} y"


@given(st.text(max_size=60))
def test_any_string_comes_back_from_yaml_as_a_string(said: str) -> None:
    assert yaml.safe_load(f"key: {yaml_text(said)}\nlist:\n  - {yaml_text(said)}\n") == {
        "key": yaml_said(said),
        "list": [yaml_said(said)],
    }


@given(st.text(max_size=300), st.text(alphabet="abcdefghjkmn0123456789-", min_size=1, max_size=80))
def test_file_names_are_safe_on_every_platform(title: str, id: str) -> None:
    name = file_name(title, id)
    assert len(name.encode()) <= 200
    assert len(name) <= 200
    assert name.endswith(".md")
    assert name[0] not in "-. ~"
    assert not set(name) & set('/\\:*?"<>|\x00\x1f\x7f#^[]%')
    assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)", name.split(" (")[0] + name[-3:])
    stem = safe_stem(title, "Article")
    assert stem == stem.strip(" .")
    assert Path(name).name == name


@pytest.mark.parametrize("title", ["CON", "nul.txt", "COM1", "lpt9 ", "aux.tar.gz", "COM¹", "CONIN$"])
def test_names_that_windows_reserves_are_given_another_start(title: str) -> None:
    assert safe_stem(title, "Article").startswith("Article ")


def test_names_of_one_look_are_folded_to_one() -> None:
    assert folded("Caf\u00e9.md") == folded("cafe\u0301.MD")
    assert folded("Straße") == folded("STRASSE")


@given(st.text(max_size=40))
def test_tags_are_tags_to_obsidian(said: str) -> None:
    name = tag_name(said)
    assert name
    assert not re.search(r"[\s,#\[\]{}()|^:;!?'\"`~<>%&*+=.@$\\]", name)
    assert not name.replace("/", "").isdigit()
    assert "//" not in name
    assert name[0] != "/"


def test_tags_in_common_use() -> None:
    tags = ["#to verify", "a/b", "2026", "é!", "🌱", "a//b", "/x/", "--", "c++", "1/2", "naïve café", "日本"]
    assert [tag_name(t) for t in tags] == [
        "to-verify", "a/b", "2026-", "é", "🌱", "a/b", "x", "tag", "c", "1/2-", "naïve-café", "日本",
    ]  # fmt: skip


@given(st.text(max_size=40))
def test_names_in_wikilinks_hold_no_syntax(said: str) -> None:
    name = link_name(said)
    assert not set(name) & set('[]|#^\\/:*?"<>\n\r')
    assert yaml_said(name) == name, "its page would not be known again"


def test_code_in_a_note_is_kept_as_it_is() -> None:
    note = "Look:\n\n```html\n<b>bold</b>\n```\n\nand <https://example.org> but <b>"
    assert neutralised(note) == note.replace("but <b>", "but \\<b>")


@pytest.mark.parametrize(
    "note",
    [
        "Is it `List<String>` or ``Map<K, `V`>``?", "`<b>` and `</b>`", "two\nlines `with\n<b>` code", "- in a list: `<i>`",
        "> in a quote `<i>`",
    ],
)  # fmt: skip
def test_code_within_a_line_is_kept_as_it_is(note: str) -> None:
    assert neutralised(note) == note
    assert neutralised(note + " but <b>") == note + " but \\<b>"


@pytest.mark.parametrize(
    "note",
    [
        "`a\nb` <b> `c`", "\\`<b>`", "`` <b> `", "`open\n\n<b> `x", "<https://a.example/`> <b> `", "$`$ <b> $`$",
        "[[a`b]] <b> [[c`d]]", "- `a\n- <b> `",
    ],
)  # fmt: skip
def test_what_only_looks_like_code_is_no_html(note: str) -> None:
    assert "<b" not in neutralised(note).replace("\\<b", "")


NOTES = [
    "One line.",
    'Two *stressed* and **strong** parts\n\nwith `code` and [a link](https://example.org "t") and <https://example.org>.',
    "- a list\n- of [[Wiki|links]]\n  - nested\n\n1. one\n2. two",
    "# A heading\n\nand\n\nAnother\n===\n\n> a quote\n> of two lines\n\n> [!note] a callout",
    "```python\nif a < b:\n    print('<b>')\n```",
    "~~~\ntildes\n~~~\n\nafter",
    "    indented code\n\n---\n\n* * *",
    "a\\\nb  \nc \\* d",
    "![picture](https://example.org/x.png) and ![[Embed]] and #tag",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "trailing `` ` `` tick",
]


def notes_in(text: str) -> dict[str, tuple[str, str]]:
    """Quote and rendered note of each block of a file, read by a CommonMark parser."""
    body = text.split("---\n", 2)[2]
    found, quote, said, lines = {}, "", "", body.split("\n")
    start = 0
    for token in PARSER.parse(body):
        if token.level or not token.map:
            continue
        words = "\n".join(lines[token.map[0] : token.map[1]])
        if token.type == "blockquote_open" and words.startswith("> [!") and not start:
            inner = PARSER.parse(
                "\n".join(line.removeprefix(">").removeprefix(" ") for line in words.split("\n")[1:])
            )
            quote, start = words_of(inner), token.map[1]
        elif token.type == "paragraph_open" and words.startswith("^n-"):
            start = token.map[1]
        elif token.type == "paragraph_open" and (marker := re.match(r"%% postil: (n-\w+)", words)):
            said = PARSER.render("\n".join(lines[start : token.map[0]]))
            found[marker.group(1)] = (quote, said)
            quote, start = "", 0
    return found


@pytest.mark.parametrize("said", NOTES)
def test_notes_come_back_from_the_file_as_they_were_written(make: Any, said: str) -> None:
    article = make.article("T", "Before the *quoted* words_here, after.", "More.")
    item = make.item(
        article,
        make.note(article, "n-000001", "the *quoted* words_here", said),
        make.note(article, "n-000002", "More", said, ["a b"]),
        make.note(article, "n-000003", words=said),
    )
    found = notes_in(merged(None, article_page(item, "obsidian"))[0])
    assert [found[id][0] for id in sorted(found)] == ["the *quoted* words_here", "More", ""]
    rendered = PARSER.render(said)
    assert (found["n-000001"][1], found["n-000003"][1]) == (rendered, rendered)
    assert found["n-000002"][1].replace(" #a-b", "").replace("<p>#a-b</p>\n", "") == rendered


LONG = {
    **{f"{sign!r} in a row": sign * 20_000 for sign in " -*1>.)+`~\\<[$%^_#&"},
    "tildes and a backtick": "~" * 20_000 + "`",
    "wikilinks that never close": "[[" * 10_000,
    "rising runs of backticks": " ".join("`" * length for length in range(1, 200)),
    "blanks before a fence": (" " * 5000 + "```\n") * 4,
}


@pytest.mark.parametrize("note", LONG.values(), ids=LONG)
def test_a_long_note_takes_no_long_time(note: str) -> None:
    since = time.process_time()
    neutralised(f"{note}x <b>")
    neutralised(f"```\n{note}\n<b>")
    assert time.process_time() - since < 2


FOREIGN = [
    "# Head", "> ## Head in a quote", "- # Head in a list", "1. ### Deep", "#\tTab", "#", "Set\n===", "Set\n---", "> Set\n> ===", "- Set\n  ---", "Set\n=",
    "![](http://a.example/x.png)", "words ![[Secret note]] words", "![a\nb](http://a.example)", "\\![](http://a.example)", "![x][y]\n\n[y]: http://a.example",
    "```dataviewjs\ndv.pages()\n```", "~~~ dataview\nLIST\n~~~", "- ```dataviewjs\n  dv\n  ```", "> ```tasks\n> not done\n> ```", "````query\nx\n````", "   ```js\n   x\n   ```",
    "`= this.file`", "`$= dv.pages()`", "``= x``", "#+BEGIN_QUERY\n{}\n#+END_QUERY", "template:: x", "[Who]: http://a.example", "a\n```\n# code\n```\n# Head",
    "`\n# x\n`", "    ```dataviewjs\n    x", "\t# Head", "- - - # x", "* * *\n# x", "1)\n   # x", "<h1>x</h1>", "~~~\n~~~x\n# Head", "``` `a`\n# Head",
    "a\u2028# Head", "a\x85# Head", "a\x0b# Head", "a\r# Head", "template::\r\nx", "a\u2029===", "[a\nb]: http://a.example", "> [\n> a]: http://a.example",
]  # fmt: skip


def lives_in(text: str) -> list[str]:
    """What in a page is more than text, emphasis, lists, quotes, links and code."""
    named: dict[str, Any] = {}
    flat = [one for token in PARSER.parse(text, named) for one in (token, *(token.children or ()))]
    alive = [*named.get("references", ())]
    alive += [one.type for one in flat if one.type in ("heading_open", "image", "html_block", "html_inline")]
    return alive + [
        one.info for one in flat if one.type == "fence" and one.info.split()[:1] not in ([], ["text"])
    ]


@pytest.mark.parametrize("said", FOREIGN)
def test_a_note_that_somebody_else_wrote_does_nothing(said: str) -> None:
    for note in (said, f"before\n\n{said}\n\nafter", f"{said}\n{said}"):
        text = neutralised(disarmed(note))
        for page in (
            text,
            "- " + text.replace("\n", "\n  "),
            "  - > q\n    - " + text.replace("\n", "\n      "),
        ):
            assert lives_in(page) == []
        assert not re.search(r"(?m)(?<!\\)!\[|^#\+|::[ \t]|`+[ \t]*\$?=|^\[[^\]]*\]:", text)


@given(st.text(alphabet="#=-!`~[]()>*+1. \n\t:$adj", max_size=40))
def test_no_note_that_somebody_else_wrote_does_anything(said: str) -> None:
    assert lives_in(neutralised(disarmed(said))) == []


@pytest.mark.parametrize("said", ["Words, *stressed* and `code`.", "- a list\n- of two\n\n> a quote", "<https://example.org> and [x](https://example.org)", "```\n# a comment in code\n![x](y)\n```", "C#, std::vector, a - b = c, #tag"])  # fmt: skip
def test_what_does_nothing_stays_as_it_was_written(said: str) -> None:
    assert disarmed(said) == said


@pytest.mark.parametrize("template", [None, Path("bullets"), Path("logseq"), Path("zotero")])
@pytest.mark.parametrize("flavor", ["plain", "obsidian"])
def test_imported_notes_do_nothing_and_ones_own_stay(make: Any, template: Path | None, flavor: str) -> None:
    article = make.article()
    note, anchor = make.note(
        article, "n-000001", "One", "# Mine\n\n![](http://a.example)\n\n```dataviewjs\nx\n```"
    )
    options = ExportOptions(flavor, template=template)

    def page(note: Any) -> str:
        return str(markdown.plan([make.item(article, (note, anchor))], None, options).report.text)

    mine = page(note)
    assert "# Mine" in mine.replace("\\#", "")
    assert "```dataviewjs" in mine
    assert "![](http" in mine
    theirs = page(replace(note, extra={"postil:imported": {"format": "kindle", "key": "k"}}))
    assert "\\# Mine" in theirs
    assert "dataviewjs" in theirs
    assert not re.search(r"(?<!\\)!\[|```dataviewjs", theirs)


def test_turns_of_direction_in_ones_own_note_do_not_come_out(make: Any, tmp_path: Path) -> None:
    bidi = "\u202eevil\u202c \u2066x\u2069 \u200f"
    article = make.article()
    note = make.note(article, "n-000001", "One", bidi, [bidi])
    item = make.item(replace(article, title=f"T {bidi}", author=bidi), note)
    raw = tmp_path / "raw.j2"
    raw.write_text("{{ notes[0].raw.text }}", encoding="utf-8")
    texts = [markdown.plan([item], None, ExportOptions(template=path)).report.text for path in (None, raw)]
    texts += [module.plan([item], None, ExportOptions()).report.text for module in (csv, html, webannotation)]
    for text in texts:
        assert "evil" in text
        assert not re.search("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]", text)


def test_a_diff_holds_no_control_characters(make: Any, tmp_path: Path) -> None:
    item = make.item(make.article(), make.note(make.article(), "n-000001", "One", "said"))
    markdown.plan([item], tmp_path, ExportOptions()).write()
    [path] = tmp_path.glob("*.md")
    path.write_bytes(path.read_bytes() + b"\x1b]52;c;eA==\x07 \xc2\x9b31m \xe2\x80\xae\xff\r\n\x00")
    item = make.item(make.article(), make.note(make.article(), "n-000001", "One", "said more"))
    diff = markdown.plan([item], tmp_path, ExportOptions()).diff()
    assert "said more" in diff
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", diff)
