"""A library as small as the command line's tests need: real files, real store, names by a word list."""

import re
import types
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from annotations.errors import SourceError
from annotations.model import (
    Anchor,
    Annotation,
    Article,
    Entity,
    Target,
    TextPositionSelector,
    TextQuoteSelector,
    TextSpan,
    TextualBody,
)
from annotations.paths import store_path
from annotations.sources import find_articles, read_article
from annotations.store.codec import encode, now
from annotations.store.repository import Repository

NAMES = re.compile(r"Steve Witkoff|Witkoff|Putin|Moscow|Powell")


class Library:
    """Contract, section 3, and what `tui.cli.facade` adds to it."""

    engine_name = "stand-in 1"

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._paths: dict[str, Path] = {}

    @classmethod
    def open(cls, store: Path | None = None, **_: object) -> "Library":
        return cls(Repository.open(store_path(store)))

    def close(self) -> None:
        self._repository.close()

    def read(self, path: str | Path) -> Article:
        import dataclasses

        article = read_article(Path(path))
        id = "a-" + article.fingerprint[:10]
        self._paths[id] = Path(path)
        return dataclasses.replace(article, id=id)

    def articles(self, paths: Sequence[Path]) -> Iterator[Any]:
        for path in find_articles(paths):
            try:
                if isinstance(path, SourceError):
                    raise path
                article = self.read(path)
            except SourceError as problem:
                yield problem
                continue
            notes = self._repository.annotations(article.id)
            yield types.SimpleNamespace(
                id=article.id, path=path, title=article.title, author=article.author, published=article.published,
                words=len(article.text.split()), minutes=1, notes=len(notes), tags=article.tags, status="unread", progress=0.0,
            )  # fmt: skip

    def entities(self, article: Article) -> list[Entity]:
        return [
            Entity(TextSpan(*m.span()), "PERSON", m.group(), m.group()) for m in NAMES.finditer(article.text)
        ]

    def annotate(
        self, article: Article, span: TextSpan | None = None, *, note: str = "", tags: Sequence[str] = (),
        color: Any = None, entity: str | None = None,
    ) -> Annotation:  # fmt: skip
        bodies = [TextualBody(note)] if note else []
        bodies += [TextualBody(tag, "tagging") for tag in tags]
        bodies += [TextualBody(entity, "identifying")] if entity else []
        quote = article.text[span.start : span.end] if span else ""
        selectors = (TextPositionSelector(span.start, span.end), TextQuoteSelector(quote)) if span else ()
        target = Target(article.id, selectors, article.fingerprint, color)
        moment = now()
        return self._repository.add(Annotation("", target, tuple(bodies), moment, moment))

    def notes(self, article: Article) -> list[tuple[Annotation, Anchor]]:
        found = [(a, self._anchor(a, article.text)) for a in self._repository.annotations(article.id)]
        return sorted(found, key=lambda pair: pair[1].span.start if pair[1].span else 0)

    def _anchor(self, annotation: Annotation, text: str | None) -> Anchor:
        span = annotation.position
        if span is None or (text is not None and text[span.start : span.end] == annotation.quote):
            return Anchor(span, "exact", 1.0)
        return Anchor(None, "orphan", 0.0)

    def all_notes(self, paths: Sequence[Path] | None = None) -> Iterator[Any]:
        if paths is None:
            for annotation in self._repository.annotations():
                anchor = Anchor(annotation.position, "exact", 1.0)
                yield types.SimpleNamespace(
                    annotation=annotation, anchor=anchor, title=annotation.target.source, path=None
                )
            return
        for row in self.articles(paths):
            if isinstance(row, SourceError):
                raise row
            for annotation, anchor in self.notes(self.read(row.path)):
                yield types.SimpleNamespace(
                    annotation=annotation, anchor=anchor, title=row.title, path=row.path
                )

    def tags(self) -> Iterable[tuple[str, int]]:
        return Counter(tag for a in self._repository.annotations() for tag in a.tags).most_common()

    def as_json(self, annotation: Annotation) -> dict[str, Any]:
        return encode(annotation)
