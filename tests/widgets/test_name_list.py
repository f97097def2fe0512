"""Lists of names and notes on terminals that show no colours."""

from rich.style import Style

from tui.theme import DARK, Dress
from tui.widgets.paint_row import sign_of


def test_kinds_are_told_by_letters_where_colours_cannot_tell_them() -> None:
    groups = ("person", "place", "org", "group", "event", "work", "number")
    assert {sign_of(group, Dress(DARK)) for group in groups} == {"●"}
    letters = [sign_of(group, Dress(DARK, has_colors=False)) for group in groups]
    assert len(set(letters)) == len(groups)
    assert Dress(DARK, has_colors=False).key != Style.null(), "a key and its word still differ"
