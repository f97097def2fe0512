"""What exporters are given and what they say they did."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from msgspec import Struct, field

from annotations.model import Anchor, Annotation, Article, Entity
from annotations.notes.article_tags import is_article_tags
from annotations.text.plurals import pluralize

Flavor = Literal["obsidian", "plain"]


class ExportItem(Struct, frozen=True):
    """An article with its notes and entities."""

    article: Article
    """Without its text when `is_gone`."""
    notes: tuple[tuple[Annotation, Anchor], ...]
    """All that the article has, in reading order, orphans last."""
    entities: tuple[Entity, ...] | None = ()
    """None: nobody knows them; what an earlier export said of them stays."""
    chosen: frozenset[str] | None = None
    """Ids of the notes to put in; None: all. A note that stands in a file already is kept up to date in any case."""
    is_gone: bool = False
    """The article's file is gone: title, author and quotes are known, places in the text are not."""

    @property
    def selected(self) -> tuple[tuple[Annotation, Anchor], ...]:
        """The notes to put in."""
        if self.chosen is None:
            return self.notes
        return tuple(pair for pair in self.notes if pair[0].id in self.chosen)

    @property
    def note_count(self) -> int:
        """How many notes are put in; the tags of the whole article are none."""
        return sum(not is_article_tags(note) for note, _ in self.selected)


class ExportOptions(Struct, frozen=True):
    """How notes are written, beside the format."""

    flavor: Flavor = "obsidian"
    split: bool = False
    """One file a note instead of one an article."""
    entity_pages: bool = False
    """A page for each name as well."""
    template: Path | None = None
    """A Jinja template in the place of our own layout."""


class ExportReport(Struct):
    """Counts of notes; `str()` is the line for people."""

    new: int = 0
    updated: int = 0
    kept: int = 0
    same: int = 0
    removed: int = 0
    differing: int = 0
    """Of those that were kept: changed in postil too since they were written. Which ones, a notice says."""
    articles: int = 0
    """Of which something is put in."""
    repeated: int = 0
    """How often a note is put in once more: one on a name goes into each article that names it."""
    paths: list[Path] = field(default_factory=list)
    """Files that were written (in a plan: that would be)."""
    notices: list[str] = field(default_factory=list)
    """A line each: what the user should know, such as a file that was left alone."""
    text: str = ""
    """What was rendered, when there is no folder to write to."""

    def __str__(self) -> str:
        parts = [
            f"{self.new} new",
            f"{self.updated} updated",
            f"{self.kept} kept (edited)",
            f"{self.same} same",
        ]
        parts += [f"{self.removed} removed"] if self.removed else []
        return ", ".join(parts)

    @property
    def said(self) -> str:
        """With how many articles it is about."""
        why = "; a note on a name goes into each article that names it" if self.repeated else ""
        return f"{pluralize(self.articles, 'article')}, notes: {self}{why}"

    def add(self, other: "ExportReport") -> None:
        """Take another report's counts and lines in."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @classmethod
    def summed(cls, reports: Iterable["ExportReport"]) -> "ExportReport":
        total = cls()
        for one in reports:
            total.add(one)
        return total
