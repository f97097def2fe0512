"""The reader's own word on names: kept in the notes file, each step undoable."""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from annotations.anchoring import describe
from annotations.articles.library_articles import Articles
from annotations.entities.corrections import Correction, Scope, place_of, squeezed
from annotations.entities.labels import kind_of
from annotations.errors import EngineError, StoreError
from annotations.model import Article, TextSpan
from annotations.notes.correction_records import (
    describe_correction,
    from_record,
    label_change,
    read_corrections,
    to_record,
)
from annotations.store.repository import Repository
from annotations.text.plurals import pluralize

_GONE = "This correction is not there any more; it was taken back elsewhere."
RULE_FROM = 3
"""So often the same was said of single mentions or articles when it is offered as a rule."""


class KeptCorrection(Struct, frozen=True):
    """A correction as it lies in the store."""

    id: str
    correction: Correction
    title: str = ""
    """Of the article in which it was said; empty where nobody knows it."""


class NameCorrections:
    """Corrections of entities, each with its scope. All writes are durable on return and raise `StoreError`."""

    def __init__(self, repository: Repository, articles: Articles) -> None:
        self._repository = repository
        self._articles = articles

    def corrections(self, article_id: str) -> tuple[Correction, ...]:
        """What the reader has said that holds for an article, oldest first; what can't be read is left out."""
        return read_corrections(self._repository.corrections(article_id))

    def all(self) -> list[KeptCorrection]:
        """What the reader has said of all articles, oldest first; what can't be read is left out."""
        titles, kept = self._articles.titles(), []
        for record in self._repository.corrections():
            try:
                correction = from_record(record)
            except EngineError:
                continue
            kept.append(KeptCorrection(str(record["id"]), correction, titles.get(correction.article, "")))
        return kept

    # -- saying something

    def save(self, article: Article, correction: Correction, span: TextSpan | None = None) -> Correction:
        """Keep a correction, and what it takes to know its article again, in one change.

        Args:
            article: in which it was said.
            correction: its place is described anew.
            span: the mention of which it was said; one that holds here needs it.
        """
        if span is not None and len(span):
            correction = replace(correction, selectors=describe(article.text, span))
        elif correction.scope == "here":
            raise ValueError("a correction of a single mention needs its place")
        with self._repository.change(label_change(correction)) as change:
            if self._repository.articles.get(article.id) is None:
                change.put("articles", self._articles.record_of(article))
            identifier = change.new_id("corrections", "c-")
            change.put("corrections", {**to_record(correction), "id": identifier})
        return correction

    def rule_from(self, correction: Correction) -> Correction | None:
        """The rule for all articles that is learnt from a correction: when the same has now been said three times."""
        if correction.scope == "everywhere":
            return None
        rule = _widened(correction)
        said = read_corrections(self._repository.corrections())
        alike = [
            one.scope
            for one in said
            if replace(_widened(one), article=rule.article, seen=rule.seen) == rule
            and (not one.seen or kind_of(one.seen) == kind_of(rule.seen))
        ]
        return rule if len(alike) == RULE_FROM and "everywhere" not in alike else None

    # -- changing what was said

    def delete(self, ids: Iterable[str]) -> None:
        """Take corrections back, in one step that can be undone."""
        gone = [kept for kept in self.all() if kept.id in {*ids}]
        if not gone:
            raise StoreError(_GONE)
        label = f"{pluralize(len(gone), 'correction')} taken back"
        if len(gone) == 1:
            label = f"taken back: {describe_correction(gone[0].correction)}"
        with self._repository.change(label) as change:
            for kept in gone:
                change.drop("corrections", kept.id)

    def change_scope(self, id: str, scope: Scope, *, any_kind: bool = False) -> Correction:
        """Have a correction hold here, for its article or everywhere; `any_kind`: whatever kind of name it is there.

        Raises:
            StoreError: it is not there any more, its words are not (for here), or it was not written.
            SourceError: its article can't be read (for here).
        """
        kept = next((kept for kept in self.all() if kept.id == id), None)
        if kept is None:
            raise StoreError(_GONE)
        correction = replace(kept.correction, scope=scope, any_kind=any_kind)
        if scope == "here":
            text = self._articles.read(correction.article).text
            if (span := place_of(text, correction)) is None:
                raise StoreError("Where this was said is not known any more; say it again on the page.")
            correction = replace(correction, selectors=describe(text, span))
        with self._repository.change(label_change(correction)) as change:
            if change.get("corrections", id) is None:
                raise StoreError(_GONE)
            change.put("corrections", {**to_record(correction), "id": id})
        return correction

    def include(
        self,
        corrections: Sequence[Correction],
        label: str,
        *,
        compared: Callable[[Correction], object] | None = None,
    ) -> int:
        """Keep corrections that came from elsewhere, with what it takes to know their articles again, in one step.

        Args:
            corrections: those to keep.
            label: of the step of undo.
            compared: what is the same in two that say the same; what is said here by now is left out.

        Returns:
            How many were kept.
        """
        known = self._repository.articles
        with self._repository.change(label) as change:
            if compared is not None:
                here = {compared(one.correction) for one in self.all()}
                corrections = [one for one in corrections if compared(one) not in here]
            ids = {one.article for one in corrections if one.article and known.get(one.article) is None}
            for article in self._articles.readable(sorted(ids)):
                change.put("articles", self._articles.record_of(article))
            for correction in corrections:
                change.put("corrections", {**to_record(correction), "id": change.new_id("corrections", "c-")})
        return len(corrections)


def _widened(correction: Correction) -> Correction:
    """What it says, as a rule for all articles; of one that is the same as another of its kind that kind is no part."""
    label = correction.new_label if correction.kind == "same-as" else correction.label
    return replace(
        correction,
        text=squeezed(correction.text),
        label=label,
        scope="everywhere",
        selectors=(),
        any_kind=False,
        only_now=False,
    )
