"""All notes: filtered in the grammar of search, grouped by article, tag, month or name."""

from datetime import UTC, date, datetime

import pytest

from annotations.model import Anchor, Annotation, Target, TextQuoteSelector
from annotations.notes.body import body_of, named
from annotations.search.row_filter import NOTE_KINDS, query_of, terms_beyond
from annotations.store.article_table import ArticleRecord
from tui.lists.notes import Grouping, Heading, NoteRow, rows_of

ENVOY = ArticleRecord(
    "a-1",
    title="Peace envoy",
    author="Jane Doe",
    published=date(2025, 4, 26),
    url="https://news.example.org/1",
)
FERRY = ArticleRecord("a-2", title="A ferry", published=date(2026, 1, 3))


def row(
    id: str,
    article: ArticleRecord,
    note: str,
    *,
    quote: str = "",
    tags: tuple[str, ...] = (),
    entity: str | None = None,
    label: str = "",
    month: int = 5,
) -> NoteRow:
    moment = datetime(2026, month, 1, 12, tzinfo=UTC)
    selectors = (TextQuoteSelector(quote),) if quote else ()
    made = Annotation(
        id, Target(article.id, selectors), body_of(note, tags, named(entity, label)), moment, moment
    )
    return NoteRow.of(
        made,
        Anchor(None, "exact", 1.0),
        article.title,
        None,
        article=article,
    )


ROWS = [
    row("1", ENVOY, "Who told him? #style", quote="the Kremlin’s chess game", tags=("press/uk",)),
    row("2", ENVOY, "Fourth visit", entity="Steve Witkoff", month=6),
    row("3", FERRY, "Ask the harbour", quote="ready to reach a deal", tags=("to-verify", "press/uk")),
]


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("", "123"), ("who", "1"), ("WHO OR ask", "13"), ('"reach a deal"', "3"), ("fourth -visit", ""), ("deal harb*", "3"),
        ("#press", "13"), ("tag:press", "13"), ("tag:press/uk -tag:to-verify", "1"), ("ent:witkoff", "2"), ("ent:kremlin", "1"),
        ("author:doe", "12"), ("after:2026", "3"), ("before:2026", "12"), ("has:note", "123"), ("kremlin's", "1"),
        ("ferry", "3"), ("(who OR fourth) author:jane", "12"), ("ready near/3 deal", "3"), ("ask near/1 deal", ""), ("note:harbour", "3"), ("note:deal", ""),
        ("noted:2026-06", "2"), ("title:ferry", "3"), ("site:example.org", "12"), ("folder:2026", "123"),
        ("is:unread", "3"), ("-is:unread", "12"), ("is:unread OR fourth", "23"), ("lang:de", ""), ("with:putin who", "1"), ("with:putin -who", "2"),
    ],
)  # fmt: skip
def test_the_grammar_of_search_filters_notes(typed: str, ids: str) -> None:
    query, wrong = query_of(typed)
    in_index = {"2026": {"a-1", "a-2"}, "unread": {"a-2"}, "putin": {"a-1"}}
    answers = {term: in_index.get(term.value, set()) for term in terms_beyond(query, NOTE_KINDS)}
    shown = rows_of(ROWS, query, answers=answers)
    assert "".join(one.note.id for one in shown if isinstance(one, NoteRow)) == ids
    assert not wrong


def test_while_a_query_is_typed_what_is_whole_of_it_holds() -> None:
    for typed in ("ask tag:", "ask (", "ask OR", "ask after:soon"):
        query, wrong = query_of(typed)
        assert [one.note.id for one in rows_of(ROWS, query) if isinstance(one, NoteRow)] == ["3"], typed
        assert wrong
    assert query_of("ask is:new")[1].startswith("column 5: is: wants one of unread, reading")
    assert query_of("tag:") == (None, query_of("tag:")[1])


@pytest.mark.parametrize(
    ("grouping", "groups"),
    [
        ("article", {"Peace envoy": "12", "A ferry": "3"}),
        ("tag", {"#press/uk": "13", "#style": "1", "#to-verify": "3", "Without a tag": "2"}),
        ("month", {"June 2026": "2", "May 2026": "13"}),
        ("name", {"Steve Witkoff": "2", "On no name": "13"}),
    ],
)
def test_notes_are_grouped(grouping: Grouping, groups: dict[str, str]) -> None:
    shown = rows_of(ROWS, grouping=grouping)
    titles = [one.title for one in shown if isinstance(one, Heading) and one.title]
    under = {
        title: "".join(r.note.id for r in shown if isinstance(r, NoteRow) and r.group == title)
        for title in titles
    }
    assert under == groups and titles == [*groups]
    counts = {one.title: one.count for one in shown if isinstance(one, Heading) and one.title}
    assert counts == {title: len(ids) for title, ids in groups.items()}


def test_notes_on_names_of_two_kinds_that_are_called_alike_are_grouped_apart() -> None:
    on_minsk = [
        row(str(at), ENVOY, "x", entity="Minsk", label=label)
        for at, label in enumerate(("GPE", "LAW", "FAC"))
    ]
    shown = rows_of([*on_minsk, row("w", ENVOY, "x", entity="Witkoff", label="PERSON")], grouping="name")
    titles = [one.title for one in shown if isinstance(one, Heading) and one.title]
    assert titles == [
        "Minsk (building or road)",
        "Minsk (country or town)",
        "Minsk (law or treaty)",
        "Witkoff",
    ]
