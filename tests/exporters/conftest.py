"""Articles, notes and exports made in one line."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from annotations.exporters.items import ExportItem
from annotations.model import (
    Anchor,
    Annotation,
    Article,
    Block,
    Color,
    Entity,
    Target,
    TextPositionSelector,
    TextQuoteSelector,
    TextSpan,
    TextualBody,
)

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@dataclass(frozen=True)
class Make:
    """Builders of what an exporter is given."""

    moment: datetime = MOMENT

    def article(self, title: str = "A title", *paragraphs: str, id: str = "a-0123456789") -> Article:
        parts = [title, *(paragraphs or ("One sentence here. Another one there.", "A last paragraph."))]
        blocks, start = [], 0
        for number, part in enumerate(parts):
            span = TextSpan(start, start + len(part))
            blocks.append(Block(span, "paragraph" if number else "title"))
            start = span.end + 2
        return Article(
            id,
            Path("/articles/x.txt"),
            title,
            "\n\n".join(parts),
            tuple(blocks),
            fingerprint="f00d",
            author="Jane Doe",
            published=date(2025, 4, 26),
        )

    def note(
        self,
        article: Article,
        id: str,
        quote: str = "",
        words: str = "",
        tags: Sequence[str] = (),
        *,
        entity: str | None = None,
        color: Color | None = "yellow",
        lost: bool = False,
    ) -> tuple[Annotation, Anchor]:
        body = [TextualBody(words)] if words else []
        body += [TextualBody(tag, "tagging", "text/plain") for tag in tags]
        body += [TextualBody(entity, "identifying", "text/plain")] if entity else []
        start = article.text.find(quote) if quote else -1
        span = TextSpan(start, start + len(quote)) if start >= 0 and not lost else None
        selectors = (
            TextPositionSelector(max(start, 0), max(start, 0) + len(quote)),
            TextQuoteSelector(quote),
        )
        target = Target(article.id, selectors if quote else (), "f00d", color if quote else None)
        anchor = Anchor(span, "orphan" if quote and span is None else "exact", 1.0 if span else 0.0)
        return Annotation(id, target, tuple(body), self.moment, self.moment), anchor

    def item(
        self, article: Article, *notes: tuple[Annotation, Anchor], entities: tuple[Entity, ...] | None = ()
    ) -> ExportItem:
        return ExportItem(article, notes, entities)

    def entity(self, article: Article, words: str, label: str, canonical: str = "") -> Entity:
        start = article.text.index(words)
        return Entity(TextSpan(start, start + len(words)), label, words, canonical or words)


@pytest.fixture(scope="session")
def make() -> Make:
    """Builders."""
    return Make()


Only = Callable[[Path], Path]


@pytest.fixture(scope="session")
def only() -> Only:
    """The one Markdown file of a folder."""

    def find(folder: Path) -> Path:
        [path] = folder.rglob("*.md")
        return path

    return find
