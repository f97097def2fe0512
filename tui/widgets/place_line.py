"""The row of places at the top of every list, `1 Articles 13   2 Notes 8   3 Names 434   4 Tags 6`: where one can go."""

from collections.abc import Mapping

from annotations.text.plurals import group_digits
from tui.commands import hinted
from tui.keymap import Keymap, shown_key
from tui.widgets.status_line import Part

_HERE, _ELSEWHERE, _COUNT = 9, 8, 5
"""Weights of names and counts: counts leave before names."""


def place_parts(
    keymap: Keymap, counts: Mapping[str, int], where: str, *, has_digits: bool = True
) -> list[Part]:
    """The places with the key that leads to each and what is known to be there.

    Args:
        keymap: the keys in force.
        counts: by the name of a place; one that is not counted yet has no number.
        where: the place that one is at, then what of it: "Names › Steve Witkoff".
        has_digits: are digits keys here, or counts?
    """
    here, *further = where.split(" › ")
    names = {c.hint: c.id for c in hinted("everywhere") if c.id.startswith("everywhere.go-")}
    parts: list[Part] = []
    for name in dict.fromkeys([*names, here]):
        is_here = name == here
        key = key_to(keymap, names[name], has_digits=has_digits) if name in names else ""
        look, weight = ("accent", _HERE) if is_here else ("dim", _ELSEWHERE)
        parts.append(Part(name, weight, look, gap="   ", key=key))
        if name in counts:
            parts.append(Part(group_digits(counts[name]), _COUNT + is_here, look, gap=" "))
        if is_here:
            parts += [Part(part, _HERE, "base", shrinks=True, gap=" › ") for part in further]
    return parts


def key_to(keymap: Keymap, command_id: str, *, has_digits: bool = True) -> str:
    """The key that leads to a place, as it is shown; `has_digits`: are digits keys here, or counts?"""
    keys = keymap.keys(command_id)
    return next((shown_key(key) for key in keys if has_digits or not key.isdigit()), "")
