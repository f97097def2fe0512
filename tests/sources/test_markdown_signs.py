"""Formulas, HTML, Obsidian's signs, notes, definitions and tables in Markdown: what a reader of the rendered page would read."""

import time
from pathlib import Path

import pytest
from rich.cells import cell_len

from annotations.anchoring import describe, resolve
from annotations.model import Article, TextSpan
from annotations.sources import markdown
from annotations.sources.markdown_signs import rewrite_signs


def read(text: str) -> Article:
    return markdown.read(text.encode(), Path("some-story.md"))


def parts(text: str) -> list[tuple[str, int, str]]:
    article = read(text)
    return [(b.kind, b.level, article.text[b.span.start : b.span.end]) for b in article.blocks]


def words(text: str) -> str:
    return read(text).text


@pytest.mark.parametrize(
    "formula",
    ["$x*y*z$", "$(a_n)_{n \\in N}$", "$$a_1 * b_2$$", "\\( p\\_1 \\)", "$\\{a\\} \\* b$", "$a<b>c$", "$`x`$", "$[a](b)$", "$\\alpha$", "$a|b$", "$x$", "\\[ x*y*z \\]", "\\[a_1^2 \\cdot *b*\\]"],
)  # fmt: skip
def test_formulas_stand_as_written(formula: str) -> None:
    assert words(f"Let {formula} be *given*, {formula}.") == f"Let {formula} be given, {formula}."
    assert words(f"# Let {formula} be\n\nx") == f"Let {formula} be\n\nx"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("It cost $5 and *then* $6 more.", "It cost $5 and then $6 more."), ("$5-$6 *a*", "$5-$6 a"), ("a $ b *c* $ d", "a $ b c $ d"),
        ("\\$x*y*z\\$", "$xyz$"), ("`$x*y*z$` *a*", "$x*y*z$ a"), ("$HOME and *a* $PATH", "$HOME and a $PATH"), ("$x *a*", "$x a"),
        ("\\(a *b*", "(a b"), ("US$5 and C$6, *cheap*$.", "US$5 and C$6, cheap$."), ("$$ *a*", "$$ a"), ("\\[1\\] and \\[*sic*\\]", "[1] and [sic]"),
    ],
)  # fmt: skip
def test_money_is_no_formula(text: str, shown: str) -> None:
    assert words(text) == shown


def test_formulas_in_lines_of_their_own_keep_their_lines() -> None:
    for opens, closes in (("$$", "$$"), ("\\[", "\\]")):
        formula = f"{opens}\nS_{{1}} * T_{{2}}\n\n= _a_ \\\\ b\n{closes}"
        assert parts(f"Before *a*:\n{formula}\n\nBehind.") == [
            ("paragraph", 0, "Before a:"), ("code", 0, formula), ("paragraph", 0, "Behind."),
        ]  # fmt: skip
    for formula in (
        "\\begin{align}\na_1*b*c &= d \\\\\n\n e_2_f\n\\end{align}",
        "\\begin{pmatrix*} a_b*c*d \\end{pmatrix*}",
    ):
        assert parts(f"Before:\n{formula}\n\nBehind.") == [
            ("paragraph", 0, "Before:"), ("code", 0, formula), ("paragraph", 0, "Behind."),
        ]  # fmt: skip
    assert parts("\\begin{align}\nno *end*") == [("paragraph", 0, "\\begin{align} no end")]
    assert parts("$$ a *b* $$\n\n$$\nno *end*")[0] == ("code", 0, "$$ a *b* $$")
    assert parts("$$\nno *end*\n\n- a") == [("paragraph", 0, "$$ no end"), ("list-item", 1, "• a")]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("A story.<!-- more --> It goes on.", "A story. It goes on."), ("A <!-- x --> b", "A b"), ("<!-- x\n\ny -->\n\nWords", "Words"),
        ("H<sub>2</sub>O and 5<sup>th</sup>, 10<sup>6</sup>", "H2O and 5th, 10^6"), ("a<br>b<br />\nc<BR/><br>d<br>", "a\nb\nc\nd"),
        ("<b>bold</b> <span style='x'>and</span> <kbd>K</kbd>", "bold and K"), ("Vec<T> and <tag>", "Vec<T> and <tag>"),
        ("a <a href='http://x.org/'>link</a> b", "a link b"), ('An <img src="x.png" alt="image of it"> here', "An image of it here"),
        ("`<b>` and \\<b>", "<b> and <b>"), ("a \\`` b <i>c</i>", "a `` b c"), ("a < b and c > d", "a < b and c > d"), ("<https://example.org/a>", "https://example.org/a"),
        ("<details>\n<summary>Show</summary>\n\nInside *it*.\n\n</details>\n\nBehind", "Show\n\nInside it.\n\nBehind"),
        ('<p align="center">A caption &amp; more.</p>\n\nWords', "A caption & more.\n\nWords"), ('<img src="x" alt="A quay">\n\nWords', "A quay\n\nWords"),
        ("<div>\n<p>One</p>\n<p>Two</p>\n</div>\n\nWords", "One\n\nTwo\n\nWords"), ("<script>\nx = 1\n</script>\n\nWords", "Words"),
        ('<svg width="9"><path d="M0"/><text x="1">Depth</text></svg>\n\nWords', "Depth\n\nWords"), ("a<video src='x'></video> b", "a b"),
        ("<my-box>in <i>it</i></my-box>", "in it"), ("cp <path> <object> and <a-b>", "cp <path> <object> and <a-b>"),
        ("<!DOCTYPE html>\n\nWords", "Words"), ("<?php echo 1 ?>\n\nWords", "<?php echo 1 ?>\n\nWords"),
        ("A <!-- without an end *b*", "A <!-- without an end b"),
    ],
)  # fmt: skip
def test_of_html_the_words_are_read(text: str, shown: str) -> None:
    assert words(text) == shown


def test_links_of_html_lead_where_they_say() -> None:
    [mark] = read("a <a class='x' href=\"http://x.org/a\">link</a> b").marks
    assert (mark.kind, mark.href) == ("link", "http://x.org/a")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[[Harbour Office|the office]] and [[Plain Note]]", "the office and Plain Note"), ("![[picture.png]] ![[p.png|300]]", "picture.png p.png"),
        ("[[Note#Part]] [[#Part]]", "Note > Part Part"), ("==marked *words*== and ~~struck~~", "marked words and struck"),
        ("这是==重点==内容~~删除~~", "这是重点内容删除"), ("Seen %%hidden remark%% here", "Seen here"), ("%%\nhidden\n\nstill\n%%\n\nWords", "Words"),
        ("a==b and c==d, x == y == z", "a==b and c==d, x == y == z"), ("`==a==` `[[b]]` `~~c~~`", "==a== [[b]] ~~c~~"), ("50%% of 60%%", "50%% of 60%%"),
        ("a ~~ b ~~ c", "a ~~ b ~~ c"), ("%% a %% text %%b%% x", "text x"), ("[[a]", "[[a]"), ("=== a ===", "=== a ==="), ("## Head {#top}\n\nx", "Head\n\nx"), ("Head {#a .b}\n===\n\nx", "Head\n\nx"),
        ("## A set {a, b}\n\nx", "A set {a, b}\n\nx"), ("## Head {-}\n\nx", "Head\n\nx"),
        ("The end of it. ^a1b2c3\n\nMore ^x-y", "The end of it.\n\nMore"), ("> quoted\n\n^quote-of-it\n\n- item ^i2", "quoted\n\n• item"),
        ("It is 5 ^2 or m^2 ^a", "It is 5 ^2 or m^2 ^a"), ("e ^abc here", "e ^abc here"),
    ],
)  # fmt: skip
def test_signs_of_obsidian_are_not_read(text: str, shown: str) -> None:
    assert words(text) == shown


def test_a_callout_has_its_title_by_itself() -> None:
    assert parts("> [!warning] Mind the step\n> The quay is *wet*.\n>\n> And long.") == [
        ("quote", 1, "Mind the step"), ("quote", 1, "The quay is wet."), ("quote", 1, "And long."),
    ]  # fmt: skip
    assert parts("> [!tip]-\n> Go.") == [("quote", 1, "Tip"), ("quote", 1, "Go.")]
    assert parts("> [!tip|wide right]+ 注意\n> Go.") == [("quote", 1, "注意"), ("quote", 1, "Go.")]
    assert parts("> [!note] Only this") == [("quote", 1, "Only this")]
    assert parts("[!note] is said") == [("paragraph", 0, "[!note] is said")]


def test_a_footnote_has_all_its_paragraphs() -> None:
    assert parts("Text.[^1]\n\n[^1]: One *a*.\n\n    Two.\n\n    - three\n\nBehind.") == [
        ("paragraph", 0, "Text.[1]"), ("paragraph", 0, "Behind."), ("paragraph", 0, "[1] One a."), ("paragraph", 0, "Two."),
        ("list-item", 1, "• three"),
    ]  # fmt: skip


def test_footnotes_are_numbered_as_they_are_referred_to_and_stand_at_the_end() -> None:
    source = "## See[^b]\n\nOne,[^a] *two[^b]* and[^none] `[^a]` \\[^a].\n\n[^a]: A, as[^b] says.\n[^c]: C.\n[^b]: B.\n\nLast."
    assert words(source).split("\n\n") == [
        "See[1]", "One,[2] two[1] and[^none] [^a] [^a].", "Last.", "[1] B.", "[2] A, as[1] says.", "[3] C.",
    ]  # fmt: skip
    assert words("Only[^a] this.\n\n```\n[^a]: code\n```") == "Only[^a] this.\n\n[^a]: code"


def test_footnotes_within_a_sentence_stand_at_the_end_too() -> None:
    source = (
        "One^[Said *twice*, see [here](https://a.test) or [1].] goes.\n\n- two^[B^[c].]\n\nLast ^[\nof all]."
    )
    assert parts(source) == [
        ("paragraph", 0, "One[1] goes."), ("list-item", 1, "• two[2]"), ("paragraph", 0, "Last [3]."),
        ("paragraph", 0, "[1] Said twice, see here or [1]."), ("paragraph", 0, "[2] B^[c]."), ("paragraph", 0, "[3] of all"),
    ]  # fmt: skip
    assert words("A^[one] b[^x] c^[three].\n\n[^x]: two\n\nEnd.").split("\n\n") == [
        "A[1] b[2] c[3].", "End.", "[1] one", "[2] two", "[3] three",
    ]  # fmt: skip
    for source in ("2^[10] is a power", "no^[end of it", "code `x^[a]`"):
        assert words(source) == source.replace("`", "")


def test_notes_made_before_footnotes_had_numbers_find_their_words() -> None:
    old = "The bridge fell at dawn.[^lesna] Nobody was hurt,[^2] it was said."
    new = words(
        "The bridge fell at dawn.[^lesna] Nobody was hurt,[^2] it was said.\n\n[^lesna]: Yes.\n[^2]: No."
    )
    for quote in ("at dawn.[^lesna] Nobody was", "Nobody was hurt,[^2]", "it was said."):
        start = old.index(quote)
        anchor = resolve(new, describe(old, TextSpan(start, start + len(quote))))
        assert anchor.span is not None and anchor.quality != "orphan"
        assert new[anchor.span.start : anchor.span.end].startswith(quote[:7])


def test_definitions_stand_below_their_term() -> None:
    assert parts("Quay\n: A place *for* ships.\n: Or boats.\n\nMole\n\n:   A wall.\n\nWords: none\n") == [
        ("paragraph", 0, "Quay"), ("list-item", 1, "• A place for ships."), ("list-item", 1, "• Or boats."), ("paragraph", 0, "Mole"),
        ("list-item", 1, "• A wall."), ("paragraph", 0, "Words: none"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown", "strong"),
    [
        ("これは**「重要」**です。", "これは「重要」です。", ["「重要」"]), ("**テスト。**テスト", "テスト。テスト", ["テスト。"]),
        ("하지만**(이것)**은", "하지만(이것)은", ["(이것)"]), ("他说**“好”**了", "他说“好”了", ["“好”"]), ("a**(b)**c", "a**(b)**c", []), ("snake_case_词_x", "snake_case_词_x", []),
    ],
)  # fmt: skip
def test_bold_needs_no_blank_beside_signs_of_chinese_japanese_korean(
    text: str, shown: str, strong: list[str]
) -> None:
    article = read(text)
    assert article.text == shown
    assert [article.text[m.span.start : m.span.end] for m in article.marks if m.kind == "strong"] == strong


def test_columns_of_tables_stand_below_each_other_in_any_script() -> None:
    cells = [
        "港口",
        "ไม่มี",
        "किताब",
        "👨‍👩‍👧 family",
        "❤️ red",
        "zero\u200bwidth",
        "🇩🇪 flag",
        "👍🏽 skin",
        "é",
        "e\u0301",
        "한국",
        "a\\|b",
    ]
    article = read(
        "| name | n |\n|:--|--:|\n" + "".join(f"| {cell} | {n * n} |\n" for n, cell in enumerate(cells))
    )
    [block] = article.blocks
    lines = article.text[block.span.start : block.span.end].split("\n")
    assert {cell_len(line.split("│")[0]) for line in lines if "│" in line} == {10}
    assert {cell_len(line) for line in lines} == {15}
    assert lines[2] == "港口      │   0"


@pytest.mark.parametrize("rule", ["<hr>", "<HR />", '<hr class="x">', "<br><hr width=50%>"])
def test_a_rule_within_words_parts_them(rule: str) -> None:
    assert read(f"One **b** {rule} *c* two.\n").text == "One b\nc two."
    assert "x y │ z" in read(f"| a | b |\n|---|---|\n| x {rule} y | z |\n").text


def test_a_footnote_is_known_whatever_its_case_unless_two_differ_in_it() -> None:
    assert (
        read("A[^Foo] word[^BAR].\n\n[^foo]: One.\n[^Bar]: Two.\n").text
        == "A[1] word[2].\n\n[1] One.\n\n[2] Two."
    )
    assert read("A[^a] word[^A].\n\n[^A]: One.\n[^a]: Two.\n").text == "A[1] word[2].\n\n[1] Two.\n\n[2] One."


def test_columns_stand_as_they_are_told_to() -> None:
    article = read(
        "| left | middle | right | none |\n|:--|:-:|--:|---|\n| a | ไม่มี | 1 | x |\n| {b} | 港口港 | 20 |\n"
    )
    assert article.text.split("\n")[2:] == ["a    │  ไม่มี   │     1 │ x", "{b}  │ 港口港 │    20 │"]


def test_an_escaped_backtick_before_two_is_no_run_of_three() -> None:
    assert "``` b" in read("a \\``` b $m$ and ==h==\n").text


@pytest.mark.parametrize(("unit", "end"), [("<a href='x'>", "</a>"), ("\\(a ", "\\)"), ("a<br>", "x")])
def test_an_end_that_is_far_away_is_looked_for_once(unit: str, end: str) -> None:
    since = time.process_time()
    rewrite_signs(f"x {unit * 20_000}{end}")
    rewrite_signs("".join(f"<x-{number}> " for number in range(20_000)))
    assert time.process_time() - since < 2


@pytest.mark.parametrize(
    "unit",
    ["$a ", "$a$", "$", "$$", "\\(", "<!--", "<a href='x'>", "<b ", "<", "[[", "[[a|", "![[a]] ", "==a", "~~a", "== ", "%%", "%% a ", "`", "`` ` ", "<br>", "<br> ",
     "\\", "=", "~", "$$\n", "%%\n", "\\[\n", "[^a]: ", "^[a", "^[a]", "a^[b^[c]", ": a\n", "a\n: b\n", "<details>\n\n", "<!-- \n\n", "{#", "# a {#b\n", "> [!a]\n", "\\[ ", "\\begin{a}\n", "<video x>", "<a-b>", "^a "],
)  # fmt: skip
def test_what_has_no_end_is_not_looked_for_again_and_again(unit: str) -> None:
    """Ten thousand of each; what is quadratic takes minutes."""
    since = time.process_time()
    rewrite_signs(unit * 40_000)
    read(f"x {unit * 10_000}")
    read(f"x\n\n{unit * 5_000}")
    assert time.process_time() - since < 20


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("See [[report-18]] and [[Some Note#Part|the part]].", [("report-18", "report-18"), ("the part", "Some%20Note#Part")]),
        ("[[#Part]] ![[picture.png]] [[a*b]]", [("Part", "#Part")]), ("[see [[x]]](y) [[z]]", [("see x", "y"), ("z", "z")]),
    ],
)  # fmt: skip
def test_double_brackets_link_to_the_note_they_name(text: str, links: list[tuple[str, str]]) -> None:
    article = read(text)
    assert [
        (article.text[mark.span.start : mark.span.end], mark.href)
        for mark in article.marks
        if mark.kind == "link"
    ] == links


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("H~2~O and CO~2~.", "H2O and CO2."),
        ("the 1^st^ of x^2^, e^-1^", "the 1st of x2, e-1"),
        ("about ~5 to ~10 and ^a^", "about ~5 to ~10 and ^a^"),
        ("2^3^4 and a^b + c^d", "2^3^4 and a^b + c^d"),
        ("`H~2~O` and $x^2^$", "H~2~O and $x^2^$"),
        ("a ~ b~ c, foo~long name~bar", "a ~ b~ c, foo~long name~bar"),
        ("it is ~~2~~ now", "it is 2 now"),
    ],
)
def test_letters_below_and_above_the_line(text: str, said: str) -> None:
    assert words(text) == said


@pytest.mark.parametrize("size", ["100", "100x20", "1"])
def test_the_size_of_a_picture_is_no_word(size: str) -> None:
    assert words(f"![A cat|{size}](c.png) sat, ![a|b](d.png)") == "A cat sat, a|b"
