"""Templates: the examples work, bad ones say where, and none gets out of its sandbox."""

import re
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from annotations.errors import ExportError
from annotations.exporters import markdown, sandbox
from annotations.exporters.items import ExportOptions
from annotations.exporters.sandbox import Layout, layout_at, shipped
from annotations.exporters.templates import values_of

HOSTILE = "# x ![[y]] <b> {{ 7*7 }} {% for %} %% ^n-1\n- a\n=1"


def an_item(make: Any, *words: str) -> Any:
    article = make.article("A title", "One sentence here. Ana Ruiz was there.", HOSTILE.replace("\n", " "))
    notes = [make.note(article, f"n-00000{n}", "One sentence", said, ["a b"]) for n, said in enumerate(words)]
    return make.item(article, *notes, entities=(make.entity(article, "Ana Ruiz", "PERSON"),))


def rendered(make: Any, source: str, *words: str) -> str:
    item = an_item(make, *(words or ("why?",)))
    return Layout(source, "t").rendered(values_of(item, item.notes))


@pytest.mark.parametrize("example", list(shipped()), ids=lambda path: path.name)
def test_the_examples_work_and_hold_every_note(make: Any, example: Path, tmp_path: Path, only: Any) -> None:
    item = an_item(make, "First thought.", "- a list\n- of two", HOSTILE)
    article = item.article
    item = replace(
        item,
        notes=(
            *item.notes,
            make.note(article, "n-000008", entity="Ana Ruiz", words="who?"),
            make.note(article, "n-000009", words="all in all"),
        ),
    )
    options = ExportOptions(template=Path(example.name.removesuffix(".md.j2")))
    report = markdown.plan([item], tmp_path, options).write()
    assert str(report) == "5 new, 0 updated, 0 kept (edited), 0 same"
    text = only(tmp_path).read_text(encoding="utf-8")
    for said in (
        "A title",
        "One sentence",
        "First thought.",
        "a list",
        "of two",
        "Ana Ruiz",
        "who?",
        "all in all",
        "a-b",
    ):
        assert said in text
    tokens = MarkdownIt("commonmark").parse(text)
    html = [t.content for t in tokens if t.type == "html_block"]
    html += [c.content for t in tokens for c in t.children or [] if c.type == "html_inline"]
    assert len(html) == 1
    assert re.fullmatch(r"<!-- postil-page: a-0123456789 [0-9a-f]{8} -->\s*", html[0])
    assert "{{" not in text
    assert (
        str(markdown.plan([item], tmp_path, options).write()) == "0 new, 0 updated, 0 kept (edited), 5 same"
    )


def test_a_page_is_replaced_while_it_is_ours_and_what_stands_below_is_kept(
    make: Any, tmp_path: Path, only: Any
) -> None:
    options = ExportOptions(template=Path("bullets"))
    markdown.plan([an_item(make, "one")], tmp_path, options).write()
    path = only(tmp_path).rename(tmp_path / "mine.md")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n") + b"\r\nBelow.\r\n")
    assert markdown.plan([an_item(make, "one")], tmp_path, options).write().same == 1
    report = markdown.plan([an_item(make, "one", "two")], tmp_path, options).write()
    raw = path.read_bytes()
    assert (report.updated, raw.endswith(b"-->\r\n\r\nBelow.\r\n")) == (2, True)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    path.write_bytes(raw.replace(b"two", b"two and more"))
    report = markdown.plan([an_item(make, "one", "2")], tmp_path, options).write()
    assert (str(report), b"two and more" in path.read_bytes()) == (
        "0 new, 0 updated, 2 kept (edited), 0 same",
        True,
    )


def test_split_makes_a_page_a_note(make: Any, tmp_path: Path) -> None:
    options = ExportOptions(template=Path("zotero"), split=True)
    assert markdown.plan([an_item(make, "one", "two")], tmp_path, options).write().new == 2
    assert len(list(tmp_path.glob("*.md"))) == 2
    assert markdown.plan([an_item(make, "one", "two")], tmp_path, options).write().same == 2


@pytest.mark.parametrize(
    ("source", "line", "word"),
    [
        ("a\n{% for x in notes %}\n{{ x", 3, "end of"),
        ("a\nb\n{{ article.nothing }}", 3, "nothing"),
        ("{{ whatever }}", 1, "whatever"),
        ("a\n{% include '/etc/passwd' %}", 2, ""),
        ("a\n\n{{ notes | nosuchfilter }}", 3, "nosuchfilter"),
        ("\n{{ 1 / 0 }}", 2, "zero"),
        ("{% macro m() %}{{ m() }}{% endmacro %}\n{{ m() }}", 1, ""),
        ("x\n{{ article.__class__.__mro__ }}", 2, ""),
        ("{{ ''.__class__ }}", 1, ""),
        ("\n\n{{ notes.append(1) }}", 3, ""),
        ("{{ 'a' * 10**9 }}", 1, ""),
        ("{{ 2 ** 1000000000 }}", 1, "power"),
        ("{{ '%1000000000d' % 1 }}", 1, ""),
        ("{{ '{:1000000000}'.format(1) }}", 1, ""),
        ("{{ 'a'.ljust(1000000000) }}", 1, ""),
        ("{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}", 1, "steps"),
        ("{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}", 1, "characters"),
        ("{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}", 1, "characters"),
        ("{% for i in range(99999) %}{{ 'a' * 9999 }}{% endfor %}", 0, "characters"),
        ("{{ range(99999) | join('a' * 99999) }}", 1, "characters"),
        ("{{ ('a' * 99999) | replace('a', 'b' * 99999) }}", 1, "characters"),
    ],
)  # fmt: skip
def test_a_bad_template_is_one_line_that_says_where(make: Any, source: str, line: int, word: str) -> None:
    with pytest.raises(ExportError) as caught:
        rendered(make, source)
    assert caught.value.message.startswith(f"t, line {line}: " if line else "t: ")
    assert "\n" not in caught.value.message
    assert word in caught.value.message


def test_text_comes_made_safe_and_raw_when_asked(make: Any) -> None:
    said = "<b> %% {{ x }}\n```\nopen"
    text = rendered(make, "{{ notes[0].text }}", said)
    assert "<b>" not in text.replace("\\<b>", "")
    assert text.endswith("\n```")
    assert rendered(make, "{{ notes[0].raw.text }}", said) == said
    assert (
        rendered(make, "{{ article.raw.title | md }}|{{ 'a: b' | yaml }}|{{ 'a b' | tag }}")
        == 'A title|"a: b"|a-b'
    )


def test_a_template_that_is_not_there_names_the_examples(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="bullets, logseq, zotero"):
        layout_at(tmp_path / "none.j2")
    (tmp_path / "latin.j2").write_bytes(b"caf\xe9")
    with pytest.raises(ExportError, match="UTF-8"):
        layout_at(tmp_path / "latin.j2")


def test_every_variable_is_documented(make: Any) -> None:
    words = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
    values = values_of(an_item(make, "x"), an_item(make, "x").notes)
    for name in (*values["article"], *values["notes"][0]):
        assert f"`{name}`" in words, name
    for name in sandbox._Sandbox().filters.keys() - set(sandbox._FILTERS):
        assert f"`{name}`" in words, name
    for example in shipped():
        assert f"`{example.name.removesuffix('.md.j2')}`" in words
