"""What exporters are given and what they say they did."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from annotations.model import Anchor, Annotation, Article, Entity


@dataclass(frozen=True, slots=True)
class ExportItem:
    """An article with its notes (reading order, orphans last) and entities."""

    article: Article
    notes: tuple[tuple[Annotation, Anchor], ...]
    entities: tuple[Entity, ...] = ()


@dataclass(slots=True)
class ExportReport:
    """Counts of notes; `str()` is the line for people."""

    new: int = 0
    updated: int = 0
    kept: int = 0
    same: int = 0
    removed: int = 0
    paths: list[Path] = field(default_factory=list)
    """Files that were written."""
    text: str = ""
    """What was rendered, when there is no folder to write to."""

    def __str__(self) -> str:
        kept = f"{self.kept} kept (edited)" if self.kept else ""
        parts = [f"{self.new} new", f"{self.updated} updated", kept, f"{self.same} same"]
        return ", ".join(
            [part for part in parts if part] + ([f"{self.removed} removed"] if self.removed else [])
        )

    @classmethod
    def summed(cls, reports: Iterable["ExportReport"]) -> "ExportReport":
        """One report over several."""
        total = cls()
        for one in reports:
            total.new += one.new
            total.updated += one.updated
            total.kept += one.kept
            total.same += one.same
            total.removed += one.removed
            total.paths += one.paths
            total.text += one.text
        return total
