"""The reader's own word on the names of an article: kept in the notes file, each step undoable."""

from annotations.articles.library_articles import Articles
from annotations.entities.corrections import Correction, read_corrections, to_record
from annotations.model import Article
from annotations.store.repository import Repository


class NameCorrections:
    """Corrections of entities, article by article. All writes are durable on return and raise `StoreError`."""

    def __init__(self, repository: Repository, articles: Articles) -> None:
        self._repository = repository
        self._articles = articles

    def corrections(self, article_id: str) -> tuple[Correction, ...]:
        """What the reader has said about an article's names, oldest first; what can't be read is left out."""
        return read_corrections(self._repository.corrections(article_id))

    def not_entity(self, article: Article, words: str) -> Correction:
        """These words are no name."""
        correction = Correction("not-entity", words, article.id)
        return self._save(article, correction, f"“{_short(words)}” is no name")

    def relabel(self, article: Article, words: str, label: str) -> Correction:
        """These words are a name of another kind."""
        correction = Correction("relabel", words, article.id, label=label)
        return self._save(article, correction, f"“{_short(words)}” relabelled")

    def same_as(self, article: Article, words: str, canonical: str) -> Correction:
        """These words mean somebody or something that goes by another name."""
        correction = Correction("same-as", words, article.id, canonical=canonical)
        return self._save(article, correction, f"“{_short(words)}” is {_short(canonical)}")

    def add(self, article: Article, words: str, label: str) -> Correction:
        """These words are a name that was not found."""
        correction = Correction("add", words, article.id, label=label)
        return self._save(article, correction, f"“{_short(words)}” made a name")

    def _save(self, article: Article, correction: Correction, label: str) -> Correction:
        """Write it, and what it takes to know the article again, in one change."""
        with self._repository.change(label) as change:
            if self._repository.articles.get(article.id) is None:
                change.put("articles", self._articles.record_of(article))
            identifier = change.new_id("corrections", "c-")
            change.put("corrections", {**to_record(correction), "id": identifier, "article": article.id})
        return correction


_SHORT_CHARS = 40


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= _SHORT_CHARS else words[: _SHORT_CHARS - 1].rstrip() + "…"
