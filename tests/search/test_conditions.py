"""A query over the index: FTS5 and our own look at each text say the same; every field means what it says."""

import re
import sqlite3
import unicodedata
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.articles.catalog import FileStamp
from annotations.errors import QueryError
from annotations.search.conditions import Asking, Sql
from annotations.search.find_rows import find_documents
from annotations.search.index import Document, SearchIndex
from annotations.search.query import parse_query
from annotations.search.words import MARKS, UNSPACED
from annotations.sources import article_from_text
from annotations.text.folding import fold

LETTERS = "abcé_-.' \n中の－ก\ue000²İß\u0301\u200b한ςשñя\u1c88\u037fक\u093fத\u0bbf\u0483\u0e31"


def document(name: str, text: str, **fields: object) -> Document:
    base = Document(name, f"a-{name}", name, FileStamp(1, 1), "", None, None, "", (), "/", "en", text)
    return Document(*(fields.get(key, getattr(base, key)) for key in Document.__struct_fields__))


def meant(index: SearchIndex, query: str, *, with_words: bool = True) -> list[str]:
    def select(db: sqlite3.Connection) -> list[str]:
        asking = Asking(
            parse_query(query), 0, lambda state: ["a-read"], lambda term: ((), ()), lambda *_: None, with_words=with_words
        )  # fmt: skip
        asking.prepare(db)
        total, rows = find_documents(db, asking, Sql("1"), None)
        assert total == len(rows)
        return sorted(row.path for row in rows)

    found = index.ask(select, ["not answered"])
    assert not index.losses
    return found


@given(
    texts=st.lists(st.text(alphabet=LETTERS, min_size=1, max_size=20), min_size=1, max_size=6, unique=True),
    query=st.text(alphabet=LETTERS + '"OR-', min_size=1, max_size=8),
)
def test_fts5_says_what_we_say(texts: list[str], query: str) -> None:
    try:
        parse_query(query)
    except QueryError:
        return
    articles = [article_from_text(text, structured=False).text for text in texts]
    with SearchIndex(None) as index:
        assert index.put([document(str(number), text) for number, text in enumerate(articles)])
        assert meant(index, query) == meant(index, query, with_words=False)


@pytest.mark.parametrize("with_words", [True, False])
@pytest.mark.parametrize(
    ("query", "names"),
    [("कल", ["2"]), ('"दिन"', ["2"]), ("हिन्द", ["1"]), ('"हिन्द"', []), ('"हिन्दी, में"', ["1"]), ("தம", ["1"]), ('"தம"', []), ("कल near/3 गया", ["2"]), ("कल near/2 गया", []), ("फ़िकल near/1 में", ["1"]), ('"दिन गया"', []), ('"भर गय"', []), ('"भर गया"', ["2"]), ('"सार दिन"', [])],
)  # fmt: skip
def test_vowels_are_of_their_word(query: str, names: list[str], with_words: bool) -> None:
    texts = ["हिन्दी, में फ़िकल தமிழ்", "कल सारादिन दिन-भर गया सारा दिन"]
    with SearchIndex(None) as index:
        assert index.put([document(str(number), text) for number, text in enumerate(texts, 1)])
        assert meant(index, query, with_words=with_words) == names


def test_each_sign_that_combines_is_of_a_word_and_no_other_sign_is() -> None:
    for char in map(chr, range(0x300, 0x1D00)):
        if re.match(f"[{UNSPACED}]", char):
            continue
        is_mark = fold(char) != "" and all(unicodedata.category(one)[0] == "M" for one in fold(char))
        is_of_word = is_mark or char.isalnum() or not char.isprintable() or not fold(char)
        assert is_of_word if re.match(f"[{MARKS}]", char) else not is_mark, f"U+{ord(char):04X}"


@pytest.fixture
def index() -> Iterator[SearchIndex]:
    documents = [
        document("ferry", "The ferry left the old harbour at night.", title="A ferry", author="Jane Doe", site="bbc.co.uk"),
        document("old", "Nobody knew C++ in the harbour; the ferry came.", published=date(2020, 3, 3), folder="/x/2020/"),
        document("read", "Harbour. Ferry, left.", tags=("News/Asia",), published=date(2026, 3, 3), language="de"),
    ]  # fmt: skip
    with SearchIndex(None) as opened:
        assert opened.put(documents)
        yield opened


@pytest.mark.parametrize("with_words", [True, False])
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("ferry near/1 left", ["ferry", "read"]), ("left near/1 ferry", ["ferry", "read"]), ("harbour near/1 came", []),
        ("harbour near/3 came", ["old"]), ('night near/5 "the old"', ["ferry"]), ("ferry near/1 left near/3 harbour", ["ferry", "read"]),
        ('"ferry left"', ["ferry", "read"]), ('"ferry, left"', ["read"]), ("c++", ["old"]), ("-c++", ["ferry", "read"]), ("c", ["ferry", "old"]),
        ("title:ferry", ["ferry"]), ("title:ferr", ["ferry"]), ("-title:ferry harbour", ["old", "read"]), ("site:co.uk", ["ferry"]), ("author:doe", ["ferry"]),
        ("tag:news", ["read"]), ("tag:news/asia", ["read"]), ("tag:asia", []), ("folder:2020", ["old"]), ("folder:x/20", ["old"]), ("folder:0", []),
        ("lang:de", ["read"]), ("after:2021", ["read"]), ("before:2021", ["old"]), ("-after:2021", ["ferry", "old"]), ("is:read", ["read"]), ("is:unread", ["ferry", "old"]),
        ("jane OR lang:de", ["ferry", "read"]), ("doe ferry -night", []), ("(doe OR asia) ferry", ["ferry", "read"]), ("ent:ferry", ["ferry", "old", "read"]),
    ],
)  # fmt: skip
def test_fields(index: SearchIndex, query: str, names: list[str], with_words: bool) -> None:
    assert meant(index, query, with_words=with_words) == names


def test_a_document_takes_the_place_of_its_older_self(index: SearchIndex) -> None:
    assert index.put([document("ferry", "Something else.", title="`Odd’", tags=("é",))])
    assert meant(index, "ferry") == ["old", "read"]
    assert meant(index, "else") == ["ferry"]
    assert index.drop(["ferry", "never"])
    assert (meant(index, "else"), meant(index, "odd"), meant(index, "tag:e")) == ([], [], [])


def test_a_query_of_thousands_of_words_is_answered(index: SearchIndex) -> None:
    assert meant(index, " ".join(f"w{number}" for number in range(3000))) == []
    assert meant(index, "ferry OR " + " OR ".join(f"w{number}" for number in range(3000))) == [
        "ferry",
        "old",
        "read",
    ]


@pytest.mark.parametrize("most_rated", [0, 2000])
@pytest.mark.parametrize(
    ("query", "names"),
    [("ferry", ["ferry", "read", "old"]), ("ferry -came", ["ferry", "read"]), ("ferry -night", ["read", "old"]),
     ("ferry lang:en", ["ferry", "old"]), ("harbour author:doe", ["ferry"]), ("ferry -c++", ["ferry", "read"])],
)  # fmt: skip
def test_the_newest_come_first_and_words_in_the_title_before_them(
    index: SearchIndex, query: str, names: list[str], most_rated: int
) -> None:
    def select(db: sqlite3.Connection, limit: int | None) -> list[str]:
        asking = Asking(parse_query(query), 0, lambda _: (), lambda _: ((), ()), lambda *_: None)
        asking.prepare(db)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("annotations.search.find_rows._MOST_RATED", most_rated)
            total, rows = find_documents(db, asking, Sql("1"), limit)
        assert total == len(names)
        return [row.path for row in rows]

    for limit in (None, 1, 2, 5):
        assert index.ask(lambda db, limit=limit: select(db, limit), []) == names[:limit]  # type: ignore[misc]
