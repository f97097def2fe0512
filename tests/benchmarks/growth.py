"""How time grows with size: what comes in from outside, fed with shapes that trip patterns up, at n, 2n and 4n characters.

A figure is a target's worst growth at one doubling, over all shapes; what takes less than `_FLOOR_MS` is not asked.
"""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct

from annotations.anchoring import resolve
from annotations.errors import AnnotationsError
from annotations.exporters import csv, html, markdown, webannotation
from annotations.exporters.blocks import article_page
from annotations.exporters.escape import escaped, link_name, neutralised, tag_name, yaml_text
from annotations.exporters.file_names import safe_stem
from annotations.exporters.foreign_notes import disarmed
from annotations.exporters.items import ExportItem, ExportOptions
from annotations.exporters.merge import merged
from annotations.importers.records import text_of, time_of, words_of
from annotations.importers.registry import FORMATS, read_notes
from annotations.model import Anchor, Annotation, Entity, Target, TextQuoteSelector, TextSpan, TextualBody
from annotations.notes.tags import tag_tree
from annotations.search.query import parse_query
from annotations.sources import article_from_text, read_article
from annotations.text.canonical import canonical
from tests.benchmarks.table import Figure

TITLE = "growth at a doubling of the size, the worst of all shapes"
_CHARS = 4000
_MOST = 2.5
_FLOOR_MS = 25
_GIVE_UP_MS = 4000
_ROUNDS = 3
_MOMENT = datetime(2026, 1, 2, tzinfo=UTC)


def _repeated(unit: str) -> Callable[[int], str]:
    return lambda chars: unit * (chars // len(unit))


def _rising(unit: str, gap: str) -> Callable[[int], str]:
    """Runs of one, two, three ... of a sign."""

    def make(chars: int) -> str:
        runs, size = [], 0
        while size < chars:
            runs.append(unit * (len(runs) + 1))
            size += len(runs[-1]) + len(gap)
        return gap.join(runs)

    return make


SHAPES: dict[str, Callable[[int], str]] = {
    **{
        name: _repeated(unit)
        for name, unit in {
            "blanks": " ", "line ends": "\n", "tabs": "\t", "letters": "a", "digits": "1", "dashes": "-", "stars": "*",
            "underscores": "_", "backticks": "`", "tildes": "~", "backslashes": "\\", "brackets": "[", "pairs of brackets": "[[a|",
            "links": "[a](", "pictures": "![", "tags without end": "<a ", "comments without end": "<!--", "less than": "<",
            "greater than": "> ", "parentheses": "(", "quotation marks": '"', "curly quotes": "“", "per cent": "%%", "dollars": "$a$$",
            "carets": " ^a", "hash signs": "# ", "conflicts": "<<<<<<< a\n", "rules of equals": "=======\n", "keys": "postil-id: ",
            "lines of keys": "a: b\n", "anchors": "&a *a ", "at signs": " @ ", "pages": "page 1 ", "locations": "location 1 - ",
            "numbers": "1-", "dates": "2025-01-01 ", "times": "1:11 ", "months": "May ", "commas": ",", "rows": 'a,"b\n', "pipes": "| ",
            "braces": "{", "templates": "{{ a }}", "list": "- a\n", "deeper lists": "  - ", "entities": "&#1", "marks out of order": "\u0323\u0301\u0315",
            "joiners": "a\u200d", "families": "👩\u200d👩\u200d👧", "Han": "的一是", "Hangul": "\u1100\u1161", "soft hyphens": "a\u00ad",
            "broken words": "mor-\n", "words": "the boat ", "fields": "tag:", "alternatives": "a OR ", "negations": "-a ", "sentences": "He said so. ",
            "block ids": "^n-1 \n", "fences": "```\n", "broken fences": "~~~`\n", "titles": "# a\n", "slashes": "a/", "callouts": "> [!a]\n> ", "not yet closed": "“a ",
        }.items()
    },
    "rising backticks": _rising("`", " a "),
    "rising tildes": _rising("~", "\n"),
    "blanks before a letter": lambda chars: " " * (chars - 1) + "x",
    "an open fence and headings": lambda chars: "```\n" + "# a\n" * (chars // 4),
}  # fmt: skip


def _in_file(name: str, content: bytes, read: Callable[[Path], object]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        read(path)


_AROUND = {
    ".txt": "A title\nBy Ida Holm, 3 March 2020\n\nBefore. @\n\nAfter.\n",
    ".md": "# A title\n\nBefore *it*. @\n\n- @\n\nAfter.\n",
    ".html": "<html><head><title>A</title></head><body><article><h1>A</h1><p>Before. @</p><p>After.</p></article></body></html>",
    ".eml": "From: Ida Holm <a@example.org>\nSubject: A title\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n@\n",
    ".fb2": "<FictionBook><body><section><title><p>A</p></title><p>@</p></section></body></FictionBook>",
    ".fodt": "<office:document><office:body><office:text><text:p>@</text:p></office:text></office:body></office:document>",
}
"""Formats that are text, and what stands around a shape; the other formats hold one of these."""


def _read(suffix: str, content: bytes) -> None:
    _in_file(f"a{suffix}", content, read_article)


def _read_within(suffix: str, said: str) -> None:
    _read(suffix, _AROUND[suffix].replace("@", said).encode())


def _item(said: str, *, title: str = "A title") -> ExportItem:
    """An article, a note on some of its words and two more, that say something."""
    article = article_from_text(f"{title}\n\nBefore. {said}\n\nAfter.", structured=False)
    quote = " ".join(said.split())[:2000] or "After"
    span = TextSpan(0, len(quote))
    target = Target("a-0123456789", (TextQuoteSelector(quote),), "", "yellow")
    body = (TextualBody(said), TextualBody(said[:200], "tagging", "text/plain"))
    notes = [Annotation(f"n-00000{number}", target, body, _MOMENT, _MOMENT) for number in (1, 2, 3)]
    return ExportItem(article, tuple((note, Anchor(span, "exact", 1.0)) for note in notes))


def _tags(said: str) -> object:
    body = (TextualBody(said, "tagging", "text/plain"),)
    return tag_tree([Annotation("n-000001", Target("a-0123456789", ()), body, _MOMENT, _MOMENT)])


def _dense_item(said: str) -> ExportItem:
    """An article of one paragraph whose words are names, with a note on every fourth."""
    article = article_from_text(f"A title\n\n{' '.join(said.split())}")
    words = [TextSpan(*word.span()) for word in re.finditer(r"\S+", article.text)]
    names = tuple(
        Entity(span, "PERSON", said, said)
        for span in words
        if (said := article.text[span.start : span.end][:40])
    )
    notes = [
        (
            Annotation(f"n-{at:06}", Target("a-0123456789", (), "", "yellow"), (), _MOMENT, _MOMENT),
            Anchor(span, "exact", 1.0),
        )
        for at, span in enumerate(words[::4])
    ]
    return ExportItem(article, tuple(notes), names)


def _with_entity_pages(said: str) -> None:
    with TemporaryDirectory() as folder:
        markdown.plan([_dense_item(said)], Path(folder), ExportOptions(entity_pages=True))


def _merge(front: str, body: str) -> None:
    item = _item("words")
    page = article_page(item, "obsidian")
    text = merged(None, article_page(ExportItem(item.article, item.notes[:1]), "obsidian"))[0]
    merged(text.replace("---\n", f"---\n{front}\n", 1) + body, page)


def _vault(head: str) -> None:
    with TemporaryDirectory() as folder:
        (Path(folder) / "theirs.md").write_text(head, encoding="utf-8")
        markdown.plan([_item("words")], Path(folder), ExportOptions())


def _clippings(shape: str) -> str:
    line = "- Your Highlight on page 5 | Added on Monday, 5 May 2025 1:02:03"
    texts = (
        shape.split("\n")
        if shape.count("\n") > 20
        else [shape[at : at + 40] for at in range(0, len(shape), 40)]
    )
    return "".join(
        f"A Story (B)\n{line}\n\n{number} {text}\n==========\n" for number, text in enumerate(texts)
    )


def _import(text: str, format: str) -> None:
    _in_file("notes", text.encode(), lambda path: read_notes(path, format))


_DATE = "| Added on Monday, 5 May 2025 1:02:03"
_CSV = "Highlight,Title,Note,Tags,Date\n"
TARGETS: dict[str, Callable[[str], object]] = {
    "canonical text": canonical,
    "text_of, words_of": lambda s: (text_of(s), words_of(s)),
    "time_of": time_of,
    **{f"{suffix}: within a sample": lambda s, suffix=suffix: _read_within(suffix, s) for suffix in _AROUND},  # type: ignore[misc]
    **{f"{suffix}: nothing else": lambda s, suffix=suffix: _read(suffix, s.encode()) for suffix in _AROUND},  # type: ignore[misc]
    "head of an article": lambda s: _read(".md", f"---\ntitle: {s}\n---\n# A\n\nx".encode()),
    "text of an article": lambda s: article_from_text(f"A\n\n{s}\n\nx"),
    "query": parse_query,
    "quote search": lambda s: resolve(canonical(f"before {s} after"), [TextQuoteSelector(s[::2] + "q", "before", "after")]),
    "neutralised": neutralised,
    "tree of tags": _tags,
    "disarmed": lambda s: neutralised(disarmed(s)),
    "escaped": lambda s: (escaped(s), tag_name(s), link_name(s), yaml_text(s), safe_stem(s, "x")),
    "export as Markdown": lambda s: markdown.plan([_item(s)], None, ExportOptions()),
    "export as plain Markdown": lambda s: markdown.plan([_item(s, title=s)], None, ExportOptions("plain")),
    "export as CSV": lambda s: csv.plan([_item(s)], None, ExportOptions()),
    "export as HTML": lambda s: html.plan([_item(s)], None, ExportOptions()),
    "export as HTML: names and notes in one line": lambda s: html.plan([_dense_item(s)], None, ExportOptions()),
    "export as Markdown: names and notes in one line": _with_entity_pages,
    "export as Web Annotations": lambda s: webannotation.plan([_item(s)], None, ExportOptions()),
    "merge: what a person wrote": lambda s: _merge("", s),
    "merge: their properties": lambda s: _merge(f"mine: {s}", ""),
    "merge: their lines of properties": lambda s: _merge(s, ""),
    "vault: head of a file": lambda s: _vault(f"---\npostil-id: {s}\n---\nx"),
    "vault: any file": _vault,
    "kindle: line": lambda s: _import(f"A (B)\n- Your Highlight on page {s} | Location {s} | Added on {s}\n\nx\n==========\n", "kindle"),
    "kindle: title and text": lambda s: _import(f"A {s} (B)\n- Your Note on page 5 {_DATE}\n\n{s}\n==========\n", "kindle"),
    "kindle: one page": lambda s: _import(_clippings(s), "kindle"),
    "kindle: anything": lambda s: _import(f"A (B)\n- Your Note on page 5 {_DATE}\n\n{s}\n==========\n{s}", "kindle"),
    "kindle: notebook": lambda s: _import(f'<h3 class="noteHeading">Highlight - {s}</h3><div class="noteText">{s}</div>', "kindle"),
    "koreader: lua": lambda s: _import(f'return {{["annotations"] = {{ {{["text"] = "{s}", ["note"] = [[{s}]]}}, {s} }} }}', "koreader"),
    "koreader: heads": lambda s: _import(f"# A\n### Page {s} @ {s}\nx\n{s}", "koreader"),
    "koreader: text": lambda s: _import(f"# A\n### Page 5 @ 05 May 2025\n{s}\n---\n{s}", "koreader"),
    "readwise: cells": lambda s: _import(f'{_CSV}"{s.replace(chr(34), "")}",A,"{s.replace(chr(34), "")}","{s.replace(chr(34), "")}",x\n', "readwise"),
    "readwise: dates": lambda s: _import(f"{_CSV}x,A,,,{s}\n", "readwise"),
    "readwise: anything": lambda s: _import(f"{_CSV}{s}\n", "readwise"),
    **{f"{name}: no such file": lambda s, name=name: _import(s, name) for name in FORMATS},  # type: ignore[misc]
}  # fmt: skip


class _Growth(Struct, frozen=True):
    shape: str
    ratio: float
    ms: float


def measure() -> Iterator[Figure]:
    """Each target's worst shape."""
    for name, target in TARGETS.items():
        worst = max((_growth(target, shape) for shape in SHAPES), key=lambda growth: growth.ratio)
        yield Figure(name, worst.ratio, _MOST, "x", f"{worst.shape}: {worst.ms:.0f} ms" if worst.ms else "")


def _growth(target: Callable[[str], object], shape: str) -> _Growth:
    """The larger of the two doublings; measured again, and at twice the size, before it is believed to be too much."""
    chars = _CHARS
    for _ in range(2):
        times = [_cpu_ms(target, SHAPES[shape](chars * factor)) for factor in (1, 2, 4)]
        ratios = [after / before for before, after in pairwise(times) if after > _FLOOR_MS and before]
        worst = max(ratios, default=0)
        if worst <= _MOST or times[-1] > _GIVE_UP_MS:
            break
        chars *= 2
    return _Growth(shape, worst, times[-1])


def _cpu_ms(target: Callable[[str], object], text: str) -> float:
    """The least of some rounds; one is enough where it is far from the floor on either side."""
    least = float("inf")
    for _ in range(_ROUNDS):
        since = time.process_time()
        with suppress(AnnotationsError):  # to be refused is fine, if it does not take long
            target(text)
        least = min(least, (time.process_time() - since) * 1000)
        if least < _FLOOR_MS / 4 or least > _GIVE_UP_MS / 4:
            break
    return least
