"""Templates: the examples work, bad ones say where, and none gets out of its sandbox."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from msgspec.structs import replace

from annotations.errors import ExportError
from annotations.exporters import markdown, template_process
from annotations.exporters.items import ExportOptions
from annotations.exporters.sandbox import our_filters
from annotations.exporters.template_process import Template, shipped, template_at
from annotations.exporters.templates import values_of

HOSTILE = "# x ![[y]] <b> {{ 7*7 }} {% for %} %% ^n-1\n- a\n=1"


def an_item(make: Any, *words: str) -> Any:
    article = make.article("A title", "One sentence here. Ana Ruiz was there.", HOSTILE.replace("\n", " "))
    notes = [make.note(article, f"n-00000{n}", "One sentence", said, ["a b"]) for n, said in enumerate(words)]
    return make.item(article, *notes, entities=(make.entity(article, "Ana Ruiz", "PERSON"),))


def rendered(make: Any, source: str, *words: str) -> str:
    item = an_item(make, *(words or ("why?",)))
    with Template(source, "t") as template:
        return template.render(values_of(item, item.notes))


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
        ("{{ range(a=1,a=2) }}", 0, "repeated"),
        ("{{ namespace(a=1,a=2) }}", 0, "repeated"),
        ("\n{{ " + "7" * 5000 + " }}", 2, "5000 digits"),
        ("\n\n{{ 10 ** 5000 }}", 3, "digits"),
        ("".join(f"{{% for x{n} in [1] %}}" for n in range(25)) + "{% endfor %}" * 25, 0, "nested"),
        ("{{ " + "(" * 2000, 0, "nested"),
        ("{% set x = [] %}{{ x.append(1) }}", 1, "append"),
        ("\n{{ article.title.upper }}", 2, "a function is no text"),
        ("{{ notes | map(attribute='text') }}", 1, "a function is no text"),
        ("\n{{ [notes | map('upper')] }}", 2, "a function is no text"),
        ("\n{{ {'a': article.items} }}", 2, "a function is no text"),
        ("\n{{ 'a' ~ (notes | map('upper')) }}", 2, "a function is no text"),
    ],
)  # fmt: skip
def test_a_bad_template_is_one_line_that_says_where(make: Any, source: str, line: int, word: str) -> None:
    with pytest.raises(ExportError) as caught:
        rendered(make, source)
    assert caught.value.message.startswith(f"t, line {line}: " if line else "t: ")
    assert "\n" not in caught.value.message
    assert word in caught.value.message


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("{{ 'a' * 10**9 }}", 1),
        ("\n{{ '%1000000000d' % 1 }}", 2),
        ("{{ '{:1000000000}'.format(1) }}", 1),
        ("{{ 'a'.ljust(1000000000) }}", 1),
        ("\n\n{{ 'a'.encode().center(9000000000) }}", 3),
        ("{% set n = namespace(x='a') %}\n{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}", 2),
        ("{% set n = namespace(x='a') %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}", 1),
        ("{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}", 1),
        ("{{ range(99999) | join('a' * 99999) }}", 1),
        ("{{ ('a' * 99999) | replace('a', 'b' * 99999) }}", 1),
        ("{{ 'a' | indent(10 ** 10, true) }}", 1),
    ],
)  # fmt: skip
@pytest.mark.skipif(
    sys.platform in ("darwin", "win32"), reason="there the parent kills, and no line is known"
)
def test_what_takes_too_much_memory_is_one_line_that_says_where(
    make: Any, monkeypatch: pytest.MonkeyPatch, source: str, line: int
) -> None:
    monkeypatch.setattr(template_process, "SECONDS", 60.0)  # a busy machine takes longer than five to fill it
    with pytest.raises(ExportError, match=rf"^t, line {line}: it takes more than 512 MB of memory$"):
        rendered(make, source)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("{% for a in range(9999) %}\n{% for b in range(99999) %}{% endfor %}\n{% endfor %}", 2),
        ("{% set n = namespace(x=7) %}\n{% for i in range(60) %}\n{% set n.x = n.x * n.x %}{% endfor %}", 3),
        ("\n{{ 2 ** 1000000000 }}", 2),
        ("{{ ('9' * 4000) | int ** 99999 }}", 1),
    ],
)  # fmt: skip
def test_what_takes_too_long_is_one_line_that_says_where(
    make: Any, monkeypatch: pytest.MonkeyPatch, source: str, line: int
) -> None:
    monkeypatch.setattr(template_process, "SECONDS", 0.5)
    monkeypatch.setattr(template_process, "_GRACE_SECONDS", 20.0)
    since = time.monotonic()
    with pytest.raises(ExportError, match=rf"^t, line {line}: it takes longer than 0.5 seconds$"):
        rendered(make, source)
    assert time.monotonic() - since < 30


def test_a_macro_that_calls_itself_without_end_is_one_line(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its stack grows and shrinks while it is read, so that the line is not always known."""
    monkeypatch.setattr(template_process, "SECONDS", 0.5)
    monkeypatch.setattr(template_process, "_GRACE_SECONDS", 20.0)
    endless = "\n{% macro m(n) %}{% for i in range(n) %}{{ m(n - 1) }}{% endfor %}{% endmacro %}{{ m(60) }}"
    with pytest.raises(ExportError, match=r"^t(, line 2)?: it takes longer than 0.5 seconds$"):
        rendered(make, endless)


def test_what_makes_too_much_is_one_line(make: Any) -> None:
    with pytest.raises(ExportError, match=r"^t: it makes more than 32 MB$"):
        rendered(make, "{% for i in range(99999) %}{{ 'a' * 9999 }}{% endfor %}")


def test_what_makes_too_much_in_all_pages_together_is_one_line(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(template_process, "PAGES_BYTES", 5_000)
    (tmp_path / "t.j2").write_text("{{ 'a' * 999 }}", encoding="utf-8")
    items = [replace(an_item(make, "x"), article=make.article(id=f"a-{n:010d}")) for n in range(6)]
    with pytest.raises(ExportError, match="together: export fewer articles"):
        markdown.plan(items, None, ExportOptions(template=tmp_path / "t.j2"))
    assert markdown.plan(items[:5], None, ExportOptions(template=tmp_path / "t.j2")).report.new == 5


def test_an_article_may_speak_of_places_in_memory(make: Any) -> None:
    said = "<function f at 0x7f3a2b1c4d5e>"
    assert rendered(make, "{{ notes[0].raw.text }}", said).strip().startswith(said)


def test_a_process_that_does_not_end_itself_or_outgrows_its_memory_unbounded_is_killed(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the system bounds nothing: the parent looks at the clock and at the memory."""
    monkeypatch.setattr(template_process, "_GRACE_SECONDS", -4.9)
    with pytest.raises(ExportError, match=r"^t: it takes longer than 5 seconds$"):
        rendered(make, "{% for a in range(9999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}")
    monkeypatch.undo()
    monkeypatch.setattr(template_process, "memory_of", lambda pid: 1 << 30)
    with pytest.raises(ExportError, match=r"^t: it takes more than 512 MB of memory$"):
        rendered(make, "{% for a in range(9999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}")


def test_one_process_serves_a_whole_export_and_goes_with_it(
    make: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Kept(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *args: Any, **how: Any) -> None:
            super().__init__(*args, **how)
            started.append(self)

    monkeypatch.setattr(template_process.subprocess, "Popen", Kept)
    items = [replace(an_item(make, "x"), article=make.article(id=f"a-{n:010d}")) for n in range(30)]
    assert markdown.plan(items, tmp_path, ExportOptions(template=Path("zotero"))).report.new == 30
    (tmp_path / "bad.j2").write_text("{{ nothing }}", encoding="utf-8")
    with pytest.raises(ExportError, match="nothing"):
        markdown.plan(items, tmp_path, ExportOptions(template=tmp_path / "bad.j2"))
    assert [process.poll() is None for process in started] == [False, False]


def test_halves_of_characters_and_long_pages_come_whole(make: Any) -> None:
    assert rendered(make, "{{ '\\ud800' }}|{{ '\\ud83d\\ude00' }}") == "\ufffd|😀"
    long = rendered(make, "{% for i in range(9999) %}{{ 'é' * 999 }}\n{% endfor %}")
    assert long == f"{'é' * 999}\n" * 9999


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
        template_at(tmp_path / "none.j2")
    (tmp_path / "latin.j2").write_bytes(b"caf\xe9")
    with pytest.raises(ExportError, match="UTF-8"):
        template_at(tmp_path / "latin.j2")


def test_every_variable_is_documented(make: Any) -> None:
    words = (Path(__file__).parents[2] / "docs" / "templates.md").read_text(encoding="utf-8")
    values = values_of(an_item(make, "x"), an_item(make, "x").notes)
    for name in (*values["article"], *values["notes"][0]):
        assert f"`{name}`" in words, name
    for name in our_filters():
        assert f"`{name}`" in words, name
    for example in shipped():
        assert f"`{example.name.removesuffix('.md.j2')}`" in words


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes of this kind on Windows")
def test_a_template_is_a_regular_file_of_a_sensible_size(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.j2")
    (tmp_path / "large.j2").write_bytes(b" " * (2 << 20))
    for path, word in (
        ("pipe.j2", "no regular file"),
        ("large.j2", "larger than 1 MiB"),
        ("/dev/zero", "no regular file"),
    ):
        with pytest.raises(ExportError, match=word):
            template_at(tmp_path / path)
