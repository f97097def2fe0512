"""Lists of names and notes on terminals that show no colours."""

from rich.style import Style

from tui.theme import DARK, Dress
from tui.widgets.name_list import fit_beside, has_bar_beside
from tui.widgets.paint_row import sign_of


def test_kinds_are_told_by_letters_where_colours_cannot_tell_them() -> None:
    groups = ("person", "place", "org", "group", "event", "work", "number")
    assert {sign_of(group, Dress(DARK)) for group in groups} == {"●"}
    letters = [sign_of(group, Dress(DARK, has_colors=False)) for group in groups]
    assert len(set(letters)) == len(groups)
    assert Dress(DARK, has_colors=False).key != Style.null(), "a key and its word still differ"


def test_what_tells_two_of_one_name_apart_is_not_what_is_cut_off() -> None:
    assert fit_beside("Sergei Lavrov", "  event", 17) == "Sergei La…"
    assert (
        fit_beside("Sergei Lavrov", "  event", 20) == fit_beside("Sergei Lavrov", "", 13) == "Sergei Lavrov"
    )
    assert fit_beside("Sergei Lavrov", "  nationality, faith or party", 17) == "Sergei…"


def test_a_bar_gives_its_place_to_what_tells_two_of_one_name_apart() -> None:
    kind = "  nationality, faith or party"
    assert not has_bar_beside("Sergei Lavrov", kind, 59, 120)
    assert has_bar_beside("Sergei Lavrov", kind, 60, 120)
    assert has_bar_beside("Sergei Lavrov the younger, and others of that name", "", 40, 120)
    assert not has_bar_beside("Sergei", "", 60, 59)
