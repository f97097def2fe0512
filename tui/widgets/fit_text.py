"""Words fitted into so many cells: cut with an ellipsis, never through a wide character."""

from rich.cells import cell_len, set_cell_size

from annotations.text.plurals import group_digits

_COUNTED_MINUTES = 100
"""A longer time is said in hours."""


def fitted(words: str, cells: int) -> str:
    """`words` in at most `cells` cells; what is cut ends in an ellipsis."""
    if len(words) <= cells and words.isascii():
        return words
    if cell_len(words) <= cells:
        return words
    return set_cell_size(words, cells - 1).rstrip() + "…" if cells > 0 else ""


def column(words: str, cells: int, *, is_right: bool = False) -> str:
    """`words` in exactly `cells` cells."""
    words = fitted(words, cells)
    gap = " " * (cells - cell_len(words))
    return gap + words if is_right else words + gap


def reading_time(minutes: int) -> str:
    """How long it takes to read, in six cells at most: "12 min", "60 h"."""
    return f"{minutes} min" if minutes < _COUNTED_MINUTES else f"{group_digits(round(minutes / 60))} h"


def fitted_around(words: str, start: int, end: int, cells: int) -> str:
    """`words` in at most `cells` cells with what stands from `start` to `end` in view; whole words leave before it."""
    if cell_len(words[:end]) < cells or cell_len(words) <= cells:
        return fitted(words, cells)
    hit = cell_len(words[start:end])
    return fitted(fitted_end(words[:start], max((cells - hit - 1) // 3, 1)) + words[start:], cells)


def fitted_end(words: str, cells: int) -> str:
    """The end of some words; what is left out of it, whole words, is an ellipsis."""
    if cell_len(words) <= cells and not words.startswith("…"):
        return words
    kept = words
    while kept and (cell_len(kept) > cells - 1 or kept is words):
        _, _, kept = kept.partition(" ")
    return f"…{kept}"
