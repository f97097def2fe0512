"""Trees of pages, however broken."""

import pytest

from annotations.sources.html_tree import parse_html


@pytest.mark.parametrize(
    "unit", ["<p><font size=2>word\n", "<b>word<br>", "<div>word", "<table><tr><td>word", "<ul><li>word", "<x-y a='b'>word"]
)  # fmt: skip
def test_of_a_page_in_which_nothing_is_closed_no_word_is_lost(unit: str) -> None:
    root = parse_html(f"<head><title>Title</title></head><body>{unit * 600}<p>last</p>")
    text = root.text_content()
    assert text.count("word") == 600 and text.rstrip().endswith("last")
    assert root.findtext(".//title") == "Title"


def test_what_is_nested_as_usual_keeps_its_lettering() -> None:
    assert parse_html("<p>" + "<b>" * 100 + "word").find(".//b") is not None
