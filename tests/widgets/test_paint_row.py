"""What covers a row decides how it looks, never how wide it is."""

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from annotations.model import Article, Block, Mark, TextSpan
from tui.page.layout import Layout
from tui.page.text_layers import Layer
from tui.theme import DARK, LIGHT, Dress, contrast
from tui.widgets.paint_row import Cover, RowPainter, cells

texts = st.text(alphabet="ab cd e 京都 e\u0301 👩‍👩‍👧 x-", min_size=1, max_size=200).filter(str.strip)
spans = st.tuples(st.integers(0, 190), st.integers(1, 30)).map(lambda at: TextSpan(at[0], at[0] + at[1]))
COLORS, PLAIN = Dress(DARK), Dress(DARK, has_colors=False)


def painted(text: str, cover: Cover, dress: Dress, marks: tuple[Mark, ...] = ()) -> list[tuple[str, int]]:
    article = Article("a", None, "t", text, (Block(TextSpan(0, len(text)), "paragraph"),), marks)
    layout, painter = Layout(text, article.blocks, 30), RowPainter(article)
    rows = layout.window(layout.first(), 50)
    return [(painter.text(row, cover, dress, 30).text, cells(text, row.start, row.end)) for row in rows]


@given(texts, st.lists(spans, max_size=5), st.sampled_from(["quiet", "loud", "off"]), st.booleans())
def test_no_cover_moves_a_letter_but_those_of_kinds_where_the_row_has_room(
    text: str, found: list[TextSpan], highlighting: str, has_colors: bool
) -> None:
    inside = sorted(
        (TextSpan(s.start, min(s.end, len(text))) for s in found if s.start < len(text)),
        key=lambda s: s.start,
    )
    apart = [s for i, s in enumerate(inside) if all(s.start >= other.end for other in inside[:i])]
    cover = Cover(
        entities=Layer((span, "PERSON") for span in apart),
        notes=Layer((span, "note:green") for span in inside),
        hits=lambda _: inside,
        caret=inside[0] if inside else None,
        selection=inside[-1] if inside else None,
        highlighting=highlighting,
    )
    plain = painted(text, Cover(highlighting="off"), COLORS)
    dressed = painted(text, cover, COLORS if has_colors else PLAIN, (Mark(TextSpan(0, 1), "strong"),))
    for (before, width), (after, _) in zip(plain, dressed, strict=True):
        assert cell_len(before) == width
        kept = after.removesuffix(" person ").removesuffix("ᴾ")
        places = {" ": "(?:ᴾ? |ᴾ)", "-": "ᴾ?-"}
        assert re.fullmatch("".join(places.get(char, re.escape(char)) for char in before), kept)
        taken = before.count(" ") - kept.count(" ")
        assert cell_len(kept) == width + kept.count("ᴾ") - taken
        assert cell_len(after) <= 30


@given(texts, st.dictionaries(st.integers(0, 190), st.sampled_from(["a", "sd", "f"]), max_size=8))
def test_letters_of_jumps_are_cell_for_cell(text: str, jumps: dict[int, str]) -> None:
    for (after, width), (before, _) in zip(
        painted(text, Cover(jumps=jumps), COLORS), painted(text, Cover(), COLORS), strict=True
    ):
        assert cell_len(before) == width
        assert cell_len(after) == width or "\u200d" in text


def test_a_short_highlight_lies_on_a_long_one() -> None:
    cover = Cover(notes=Layer([(TextSpan(0, 4), "note:pink"), (TextSpan(0, 20), "note:green")]))
    article = Article("a", None, "t", "word " * 6, (Block(TextSpan(0, 30), "paragraph"),))
    layout = Layout(article.text, article.blocks, 40)
    strip = RowPainter(article).text(layout.row(layout.first()), cover, COLORS, 40)
    grounds = [segment.style.bgcolor.name for segment in strip if segment.style and segment.style.bgcolor]
    assert grounds[:2] == [DARK.tints["pink"], DARK.tints["green"]]


def test_the_bullet_of_a_list_stands_once() -> None:
    article = Article("a", None, "t", "• one", (Block(TextSpan(0, 5), "list-item", 1),))
    layout, painter = Layout(article.text, article.blocks, 40), RowPainter(article)
    row = layout.row(layout.first())
    assert painter.indent(row) + painter.text(row, Cover(), COLORS, 40).text == "  • one"


def test_letters_of_jumps_lie_on_their_words_and_leave_the_blanks_between_them() -> None:
    [(row, _)] = painted("One Russian general", Cover(jumps={0: "aa", 4: "as", 12: "d"}), COLORS)
    assert row == "aae asssian deneral"


def test_a_highlight_on_another_one_and_one_in_focus_are_told_apart_in_every_dress() -> None:
    for dress in (COLORS, PLAIN, Dress(LIGHT)):
        for color in DARK.tints:
            looks = [
                dress.style(("kind:paragraph", f"{look}:{color}")) for look in ("note", "inner", "focus")
            ]
            assert len(set(looks)) == (3 if dress.has_colors else 2)
            assert dress.style(("kind:paragraph", "caret")) not in looks
            for look in looks if dress.has_colors else ():
                assert contrast(look.color.triplet.hex, look.bgcolor.triplet.hex) >= 4.5


def test_the_letter_of_a_kind_stands_before_the_blank_where_the_row_has_room_and_else_in_its_place() -> None:
    text = "Putin met"
    article = Article("a", None, "t", text, (Block(TextSpan(0, len(text)), "paragraph"),), ())
    layout, cover = Layout(text, article.blocks, 30), Cover(entities=Layer([(TextSpan(0, 5), "PERSON")]))
    [row] = layout.window(layout.first(), 5)
    for room, parts in ((10, ["Putin", "ᴾ", " ", "met"]), (9, ["Putin", "ᴾ", "met"])):
        strip = RowPainter(article).text(row, cover, PLAIN, room)
        assert [segment.text for segment in strip] == parts
        looks = [(segment.style.underline, segment.style.reverse) for segment in strip]
        assert looks[:2] == [(True, None), (False, True)]
        assert looks[2] == (None, None)


def test_names_before_a_comma_and_at_the_end_of_a_row_have_their_letter_too_where_there_is_room() -> None:
    text = "See Putin, Oslo met Rome"
    article = Article("a", None, "t", text, (Block(TextSpan(0, len(text)), "paragraph"),), ())
    names = (
        (text.index(name), len(name), label)
        for name, label in (("Putin", "PERSON"), ("Oslo", "GPE"), ("Rome", "GPE"))
    )
    cover = Cover(entities=Layer((TextSpan(at, at + size), label) for at, size, label in names))
    [row] = Layout(text, article.blocks, 40).window(Layout(text, article.blocks, 40).first(), 5)
    for room, shown in (
        (24, "See Putin, Osloᴸmet Rome"),
        (25, "See Putinᴾ, Osloᴸmet Rome"),
        (26, "See Putinᴾ, Osloᴸ met Rome"),
        (27, "See Putinᴾ, Osloᴸ met Romeᴸ"),
    ):
        assert RowPainter(article).text(row, cover, PLAIN, room).text == shown
