"""Heads are read as text; a bad line costs itself alone, and nothing takes long or much memory."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.text.front_matter import Problem, find_fences, read_head
from annotations.text.yaml_fields import HeadError, yaml_fields

KNOWN = ("title", "author", "date", "tags")


def values(text: str) -> dict:
    head = read_head(text, KNOWN)
    assert head is not None
    return head.values


def yaml(lines: str):
    return read_head(f"---\n{lines}\n---\nText.", KNOWN)


@pytest.mark.parametrize(
    "written",
    ["Yes", "No", "Off", "on", "true", "007", "0o17", "0xff", "1e3", "1_000", "12:30", "1:1:1:1", "1984", "1.10", "2026-13-45",
     "2026-02-03", "2026-03-01T23:30:00-05:00", ".inf", "=", "<<", "Null", "~x", "@ida", "50 % off", "Harbour: a history",
     "[Draft] My text", "*Starred* text", '"Quoted" and more', "`code` first", "%d things", "!important", "&more", "&c. and more", "'Tis so", "C#", "a: b: c",
     "June 11 — Update #2 (28 new)", "#metoo and after", "No. #1"],
)  # fmt: skip
def test_what_is_written_is_what_is_read(written: str) -> None:
    head = yaml(f"title: {written}\nauthor: Ida Holm")
    assert head.values == {"title": written, "author": "Ida Holm"}
    assert head.problems == ()


def test_a_blank_before_the_colon_is_no_part_of_what_is_written() -> None:
    assert yaml("title : Grand: a history\nauthor : Ida Holm").values == {
        "title": "Grand: a history",
        "author": "Ida Holm",
    }


def test_tags_with_their_sign_are_no_comments() -> None:
    assert yaml("title: T # a comment\ntags:\n  - #one\n  - #two/three").values == {
        "title": "T",
        "tags": ["#one", "#two/three"],
    }


@pytest.mark.parametrize("nothing", ["", "~", "null", '""', "# later"])
def test_nothing_is_empty(nothing: str) -> None:
    assert yaml(f"title: {nothing}\nauthor: Ida Holm").values == {"title": "", "author": "Ida Holm"}


@pytest.mark.parametrize(
    ("written", "value"),
    [("!!bool foo", "foo"), ("!!timestamp foo", "foo"), ('!!int ""', '!!int ""'), ("!!float x", "x"), ("!!binary ====", "===="),
     ("!!python/name:os.system x", "x"), ('"007"', "007"), ("'a ''b'", "a 'b"), ("[no, on, 2024]", ["no", "on", "2024"]),
     ("{name: Ida, born: 1984}", {"name": "Ida", "born": "1984"}), (">\n  two\n  lines", "two lines\n"), ("|\n  two\n  lines", "two\nlines\n"),
     ("\n  - a\n  - b", ["a", "b"]), ("\n- a\n- b", ["a", "b"]), ("0x" + "f" * 5000, "0x" + "f" * 5000), ("1" * 5000, "1" * 5000),
     ("[[Ida Holm]]", [["Ida Holm"]])],
)  # fmt: skip
def test_tags_make_no_values(written: str, value: object) -> None:
    assert yaml(f"title: {written}\nauthor: Ida Holm").values == {"title": value, "author": "Ida Holm"}


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "\n".join(
    f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefghijk", "bcdefghijkl", strict=True)
)


@pytest.mark.parametrize(
    ("bad", "key"),
    [("tags: &a [*a]", "tags"), ("tags: " + "[" * 900, "tags"), ("tags: " + "[" * 900 + "]" * 900, "tags"), ("tags: [a, b", "tags"),
     ("tags: {a: b", "tags"), ("tags:\n  a: b: c\n x", "tags"), ("tags: " + "{a: " * 900, "tags"), ("tags: |\n a\nb", "tags"), ("tags: *x", "tags")],
)  # fmt: skip
def test_a_bad_line_costs_itself_alone_and_is_told(bad: str, key: str) -> None:
    head = yaml(f"title: Harbour\n{bad}\nauthor: Ida Holm")
    assert head.values["title"] == "Harbour"
    assert head.values["author"] == "Ida Holm"
    assert head.problems
    assert all(3 <= problem.line <= 5 for problem in head.problems)
    assert key in head.problems[0].what


@pytest.mark.parametrize("bad", ["weird line", "- a\n- b", "}}}", "\tby: tab", "  by: blanks"])
def test_a_line_that_is_no_key_does_not_cost_the_one_above_it(bad: str) -> None:
    head = yaml(f"date: 2026-03-03\ntitle: Harbour\n{bad}\nauthor: Ida Holm")
    assert head.values == {"date": "2026-03-03", "title": "Harbour", "author": "Ida Holm"}
    assert head.problems[0].line in (4, 5)


def test_a_bomb_of_aliases_does_not_go_off() -> None:
    head = yaml(f"title: T\n{BOMB}\nauthor: [*l]")
    assert head.values["title"] == "T"
    assert len(head.problems) == 12
    assert {problem.line for problem in head.problems} == {*range(4, 15), 15}


def test_one_bad_item_costs_no_other() -> None:
    assert yaml("tags:\n  - a: b: c\n  - boats\n").values == {"tags": ["a: b: c", "boats"]}


def test_of_two_keys_alike_the_last_counts_and_it_is_told() -> None:
    head = yaml("title: One\ntitle: Two")
    assert head.values == {"title": "Two"}
    assert head.problems == (Problem(3, "title stands twice"),)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [('title = "T"\ndate = 2026-02-03\ntags = ["a", 1.10, true]', {"title": "T", "date": "2026-02-03", "tags": ["a", "1.10", "true"]}),
     ("title = Harbour: a history\nauthor = 'Ida'", {"title": "Harbour: a history", "author": "Ida"}),
     ("title = 007\nauthor = 'Ida'", {"title": "007", "author": "Ida"}),
     ("title = 0x" + "f" * 5000 + "\nauthor = 'Ida'", {"title": "0x" + "f" * 5000, "author": "Ida"}),
     ("title = " + "1" * 5000 + "\nauthor = 'Ida'", {"title": "1" * 5000, "author": "Ida"}),
     ("title = 'T'\ntags = " + "[" * 900 + "\nauthor = 'Ida'", {"title": "T", "author": "Ida"}),
     ("title = 'T'\n[params]\nx = \n", {"title": "T"})],
)  # fmt: skip
def test_toml(lines: str, expected: dict) -> None:
    assert values(f"+++\n{lines}\n+++\nText.") == expected


def test_heads_without_fences() -> None:
    assert values('{\n "title": "J", "date": 20260203, "tags": [true, null]}\n\nText') == {
        "title": "J", "date": "20260203", "tags": ["true", ""],
    }  # fmt: skip
    assert values("% T\n  goes on\n% A B;\n  C D\n% 2026\n\nText") == {
        "title": "T goes on", "author": ["A B", "C D"], "date": "2026",
    }  # fmt: skip
    assert values("% T\n\nText") == {"title": "T"}
    assert values("Title:  T\n  goes on\nAuthor: A\n\nText") == {"Title": "T goes on", "Author": "A"}


@pytest.mark.parametrize(
    "prose",
    ["Text.", "---\n\nText\n\n---\n", "---\nText between rules, that goes on\nand on.\n---\n", "---\n- a\n- b\n---\n", "--- x\na: b\n---\n",
     "Note: this is prose\nand goes on.\n\nText", "Note: this\nRemark: that\n\nText", '{"x": 1}\n', '{"title": "T"} text', "{" * 2000,
     "Title: T\n\nText", "+++\nText\n+++\n", "---\ntitle: T\n", "", "\n\n", "---", "-", "[" * 500],
)  # fmt: skip
def test_prose_is_no_head(prose: str) -> None:
    assert read_head(prose, KNOWN) is None


def test_the_text_begins_behind_the_head() -> None:
    for text in ("---\ntitle: T\n---\nText", "\n\n---\ntitle: T\n...\nText", "+++\ntitle='T'\n+++ \nText",
                 '{"title": "T"}\nText', "Title: T\nAuthor: A\n\nText", "% T\nText"):  # fmt: skip
        head = read_head(text, KNOWN)
        assert head is not None
        assert text[head.end :] == "Text"


def test_fences_may_have_crlf() -> None:
    text = "---\r\na: b\r\n---\r\nText"
    fences = find_fences(text)
    assert fences is not None
    assert text[fences.start : fences.stop] == "a: b\r\n"
    assert text[fences.end :] == "Text"


def test_yaml_says_where_each_key_stands() -> None:
    fields = yaml_fields("# words\na: 1\n\nb:\n  - c\n")
    assert [(field.key, field.value, field.line, field.column) for field in fields] == [
        ("a", "1", 1, 0), ("b", ["c"], 3, 0),
    ]  # fmt: skip
    for block in ("{a: b}", "- a", "a", "a: [*b]", "? [a]\n: b", "a: b: c"):
        with pytest.raises(HeadError):
            yaml_fields(block)
    assert yaml_fields("") == []


LINES = st.sampled_from(
    [
        "title: T",
        "title: [",
        "- a",
        "  - b",
        "a: *b",
        "c: &b",
        '"',
        "'x: y'",
        "%",
        "? k",
        ": v",
        "---",
        "",
        "# c",
        "x",
        "{",
        "|",
        "\t",
        "a:\n  b: c: d",
    ]
)


@given(st.lists(LINES, max_size=8).map("\n".join), st.sampled_from(["---", "+++"]))
def test_no_head_is_too_odd(lines: str, fence: str) -> None:
    text = f"{fence}\n{lines}\n{fence}\nText"
    head = read_head(text, KNOWN)
    assert head is None or 0 < head.end <= len(text)
