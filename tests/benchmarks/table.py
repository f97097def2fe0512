"""Figures and how they are printed: one line each, with its limit and whether it is kept."""

import statistics
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure."""

    name: str
    value: float
    limit: float
    unit: str = ""
    note: str = ""
    """What else is worth knowing: the spread, the number of runs."""

    @property
    def is_kept(self) -> bool:
        """Whether the figure is within its limit."""
        return self.value <= self.limit

    def __str__(self) -> str:
        value, limit = f"{self.value:,.2f} {self.unit}".strip(), f"<= {self.limit:,.2f} {self.unit}".strip()
        return f"  {self.name:<46} {value:>14} {limit:>17}  {'yes' if self.is_kept else 'NO '}  {self.note}"


def print_figures(title: str, figures: Iterable[Figure]) -> int:
    """Print a table, each line as soon as its figure is known. Returns how many figures miss their limit."""
    print(f"\n{title}", flush=True)
    missed = 0
    for figure in figures:
        missed += not figure.is_kept
        print(figure, flush=True)
    return missed


def percentile(values: Iterable[float], share: float) -> float:
    """The value that so large a share does not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def spread(values: Iterable[float]) -> str:
    """Least, median and most, for a note."""
    ordered = sorted(values)
    return f"{ordered[0]:.2f} {statistics.median(ordered):.2f} {ordered[-1]:.2f} (n={len(ordered)})"
