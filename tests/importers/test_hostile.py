"""Whatever a file holds, a reader yields records and reasons, or says that the file is not of its format."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.errors import ImportFormatError
from annotations.importers.kindle_line import moment_of, read_line
from annotations.importers.records import Foreign, Reading
from annotations.importers.registry import FORMATS, _importer
from annotations.text.canonical import canonical

KEYS = st.sampled_from(
    "id uri text tags target selector type exact prefix suffix start end source body value purpose items first next created updated "
    "rows annotations references document title link href permissions read group entries documents author file page time note sort "
    "color chapter motivation refinedBy styleClass bodyValue format @graph postil:articles".split()
)
WORDS = st.sampled_from(
    ["n-abcdef", "a-abcdefghij", "urn:postil:n-abcdef", "TextQuoteSelector", "TextPositionSelector", "TextualBody", "Annotation", "Choice",
     "tagging", "2025-04-26T09:00:00Z", "http://a/b", "file:///x", "\x1b[31m", "\ud800", "#ff0000", "char=1,2", ""]
) | st.text(max_size=8)  # fmt: skip
VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)


def checked(name: str, foreign: Foreign) -> Reading | None:
    with contextlib.suppress(ImportFormatError):
        reading = _importer(name).read(foreign)
        for record in reading.records:
            for text in (record.quote, record.note, record.title, record.author, *record.tags):
                assert text == canonical(text)
            assert record.key
            assert record.quote or record.note or record.tags or record.own or record.urls
        return reading
    return None


@given(st.sampled_from(["hypothesis", "koreader", "webannotation"]), VALUES)
@settings(max_examples=300)
def test_any_json(name: str, value: Any) -> None:
    _importer(name).is_it(Foreign(json.dumps(value), value))
    for data in (
        value,
        {"rows": [value]},
        {"entries": [value], "title": value},
        [value],
        {"target": value, "body": value, "id": "n-abcdef"},
    ):
        checked(name, Foreign("x", data))


LINES = st.lists(
    st.sampled_from(
        ["==========", "A Title (B)", "- Your Highlight on Location 5-6 | Added on Monday, 5 May 2025 1:02:03", "- Your Note on page 5", "", "# T",
         "### Page 5 @ 05 May 2025 01:02:03 AM", "## C", "---", "##### A", 'Highlight,Title,Note', 'a,"b', "x,y,z", "\ufeff", "'=1,2,3",
         "\u3000T", "\u3000\u3000-- Page: 5, added on Mon May  5 01:02:03 2025", "-=-=-=-=-=-", "## Metadata", "- Full Title: T", "# Highlights",
         "- **x** ([Location 3](http://a/b))", "    - Note: x", "\t- Tags: #a [[b c]]", "URL,Annotation/Reply Type,Quote,Body", "http://a/b,Reply,x,y"]
    ) | st.text(max_size=12),
    max_size=14,
).map("\n".join)  # fmt: skip


@given(LINES)
@settings(max_examples=300)
def test_any_text(text: str) -> None:
    for name in FORMATS:
        _importer(name).is_it(Foreign(text))
        checked(name, Foreign(text))


@given(st.text(alphabet="0123456789:-/.年月日 |pam上下午JanMäréGMT+#-位置No", max_size=40))
@settings(max_examples=300)
def test_any_line(text: str) -> None:
    moment_of(text)
    read_line("- " + text)


@pytest.mark.parametrize("name", FORMATS)
def test_thousands_of_brackets(name: str) -> None:
    for text in ("[" * 5000, "{" * 5000, "(" * 5000 + "\n- Note\n\nx\n==========", '"' * 5001):
        checked(name, Foreign(text))
