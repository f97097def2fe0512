"""Which tags a filter in the grammar of search means."""

from datetime import UTC, datetime

import pytest

from annotations.model import Annotation, Target, TextQuoteSelector
from annotations.notes.body import body_of
from annotations.notes.tags import tag_tree
from annotations.search.row_filter import query_of, terms_beyond
from tui.lists.tags import TAG_KINDS, kept_tags


def note(id: str, article: str, words: str, *tags: str, quote: str = "", month: int = 5) -> Annotation:
    moment = datetime(2026, month, 1, 12, tzinfo=UTC)
    selectors = (TextQuoteSelector(quote),) if quote else ()
    return Annotation(id, Target(article, selectors), body_of(words, tags, None), moment, moment)


TREE = tag_tree(
    [
        note("1", "a-1", "Who told him?", "press/uk", "Straße", quote="the chess game"),
        note("2", "a-2", "Ask the harbour", "to-verify", "press", month=6),
        note("3", "a-3", "", "whole", month=6),
    ],
    {"a-4": ["file"]},
)


@pytest.mark.parametrize(
    ("typed", "tags"),
    [
        ("", "file press press/uk straße to-verify whole"), ("res", "press press/uk"), ("#uk", "press/uk"), ('"press"', "press press/uk"),
        ("verify OR uk", "press/uk to-verify"), ("-press", "file straße to-verify whole"), ("strasse", "straße"), ("tag:press", "press press/uk"),
        ("tag:press -uk", "press"), ("note:ask", "press to-verify"), ("ent:chess", "press press/uk straße"), ("noted:2026-06", "press to-verify"),
        ("has:note -verify", "press press/uk straße"), ("verify OR note:who", "press press/uk straße to-verify"), ("press near/1 uk", "press/uk"),
        ("is:unread", "press press/uk straße"), ("is:unread note:ask", ""), ("-is:unread press", "press"), ("lang:de", "file whole"), ("file has:note", ""), ("-has:note", "file whole"),
    ],
)  # fmt: skip
def test_words_are_asked_of_the_tag_and_all_else_of_a_note_that_has_it(typed: str, tags: str) -> None:
    query, wrong = query_of(typed)
    answers = {
        term: {"unread": {"a-1"}, "de": {"a-3", "a-4"}}[term.value] for term in terms_beyond(query, TAG_KINDS)
    }
    assert sorted(node.tag.casefold() for node in kept_tags(TREE, query, answers)) == tags.casefold().split()
    assert not wrong
