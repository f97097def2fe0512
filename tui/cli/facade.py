"""What the command line asks of `annotations.library.Library`, written down so that it is loaded only when needed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from annotations.errors import SourceError
from annotations.model import Anchor, Annotation, Article, Entity, Status, TextSpan

Progress = Callable[[int, int, str], None]
"""Told (done, of how many, name of the article)."""


class Listed(Protocol):
    """One row of the list of articles."""

    id: str
    path: Path
    title: str
    author: str | None
    published: date | None
    words: int
    minutes: int
    notes: int
    tags: Sequence[str]
    status: Status
    progress: float


class Noted(Protocol):
    """A note with where it stands today and the article that it is on."""

    annotation: Annotation
    anchor: Anchor
    title: str
    path: Path | None


class Hit(Protocol):
    """One place that a search found."""

    article: str
    title: str
    kind: str
    start: int
    end: int
    snippet: str
    score: float


class Finding(Protocol):
    """One line of the doctor's report."""

    name: str
    ok: bool
    text: str


class Facade(Protocol):
    """`Library`, as far as the command line goes."""

    @property
    def engine_name(self) -> str:
        """Name and version of the entity engine."""

    def read(self, path: str | Path) -> Article:
        """Read and identify an article by path or id."""

    def articles(self, paths: Sequence[Path]) -> Iterable[Listed | SourceError]:
        """List the articles of files and folders; an entry that can't be read is an error in its place."""

    def entities(self, article: Article) -> Sequence[Entity]:
        """Find the entities of an article, or take them from the cache."""

    def annotate(
        self,
        article: Article,
        span: TextSpan | None = None,
        *,
        note: str = "",
        tags: Sequence[str] = (),
        color: str | None = None,
        entity: str | None = None,
    ) -> Annotation:
        """Keep a note; durable on return."""

    def notes(self, article: Article) -> list[tuple[Annotation, Anchor]]:
        """Return the notes of an article, in reading order, orphans last."""

    def all_notes(self, paths: Sequence[Path] | None = None) -> Iterable[Noted]:
        """Return the notes of the whole store, or of some files and folders, in reading order."""

    def tags(self) -> Iterable[tuple[str, int]]:
        """Return all tags with their counts."""

    def search(self, query: str, paths: Sequence[Path] | None = None) -> Iterable[Hit]:
        """Search articles and notes, best first."""

    def export(self, articles: Sequence[Path] | None = None, **how: Any) -> object:
        """Write notes out; what comes back says what was done."""

    def import_notes(self, path: Path, *, format: str | None = None, dry_run: bool = False) -> object:
        """Read notes in; what comes back says what was done."""

    def index(self, paths: Sequence[Path], *, jobs: int = 1, progress: Progress | None = None) -> object:
        """Find entities ahead of reading."""

    def doctor(self, *, repair: bool = False) -> Iterable[Finding]:
        """Check store, caches and model."""

    def as_json(self, annotation: Annotation) -> Mapping[str, Any]:
        """Return the W3C Web Annotation."""

    def close(self) -> None:
        """Flush and close."""
