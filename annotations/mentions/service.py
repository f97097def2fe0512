"""The mentions of a library kept up to date: brought from found entities and the reader's corrections into the index."""

import contextlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from annotations.articles.library_articles import Articles, Listing
from annotations.entities.article_entities import ArticleEntities
from annotations.entities.corrections import Correction, name_now, names_on_the_way, squeezed
from annotations.errors import SourceError
from annotations.mentions.identity import Key, key_of
from annotations.mentions.index import MentionIndex
from annotations.mentions.names import articles_heard, articles_named, articles_under, articles_with
from annotations.mentions.passages import (
    ArticleMentions,
    ArticleState,
    place_names,
    state_of,
    state_of_article,
)
from annotations.mentions.rules import apply_rule
from annotations.model import Article
from annotations.notes.correction_records import read_corrections
from annotations.paths import path_of_key
from annotations.store.codec import UnreadableRecordError, decode
from annotations.store.index import is_on_name
from annotations.store.repository import Repository
from annotations.text.digests import blake2b
from annotations.text.folding import fold

_AT_ONCE = 100
_APART_AS = ("PERSON", "ORG", "GPE")


class Coverage(Struct, frozen=True):
    """How far articles have been looked through."""

    articles: int = 0
    known: int = 0
    """Those whose mentions are in the index."""
    missing: tuple[Listing, ...] = ()
    """Those in which nobody has looked for names yet."""


class Mentions:
    """Keeps the index of mentions. May be used from any thread; finds no names itself."""

    def __init__(
        self, articles: Articles, names: ArticleEntities, repository: Repository, cache: Path
    ) -> None:
        """Take what the index is made of.

        Args:
            articles: reads them.
            names: what has been found in them, as the reader sees it.
            repository: the reader's corrections.
            cache: folder of what can be thrown away.
        """
        self.index = MentionIndex(cache)
        self._articles, self._names, self._repository = articles, names, repository

    def close(self) -> None:
        """Let go of the file."""
        self.index.close()

    def update(
        self,
        rows: Iterable[Listing],
        *,
        is_over: Callable[[], bool] = lambda: False,
        told: Callable[[], None] = lambda: None,
    ) -> Coverage:
        """Bring the index up to date with articles as far as their names have been found.

        Args:
            rows: the articles.
            is_over: asked now and then; True stops.
            told: called whenever more is in the index.
        """
        self.apply_rules()
        states, looked_through = self.index.states(), self._names.looked_through()
        digests, engine = self._digests(), self._names.engine_name
        seen: set[str] = set()
        missing: list[Listing] = []
        batch: list[ArticleMentions] = []
        for row in rows:
            if is_over():
                break
            if row.problem or row.id in seen:
                continue
            seen.add(row.id)
            state = state_of(row, engine, digests.get(row.id, ""))
            if states.get(row.id) == state:
                continue
            placed = self._place(row, state) if row.fingerprint in looked_through else None
            if placed is None:
                missing.append(row)
                continue
            batch.append(placed)
            if len(batch) == _AT_ONCE:
                self.index.put(batch)
                batch = []
                told()
        if batch:
            self.index.put(batch)
            told()
        return Coverage(len(seen), len(seen) - len(missing), tuple(missing))

    def articles_named(self, words: str) -> frozenset[str]:
        """The ids of articles that name somebody so, in full or by these letters of it. `words`: folded."""
        return articles_named(self.index, words)

    def articles_with(self, name: str) -> frozenset[str]:
        """The ids of articles that name who goes by this name somewhere, whatever they call them; none: nobody does."""
        return articles_with(self.index, fold(" ".join(name.split())))

    def forget_gone(self, folders: Sequence[Path], rows: Iterable[Listing]) -> None:
        """Drop the articles below these folders that are not there any more. `rows`: all that are."""
        there = {row.id for row in rows}
        self.index.forget(articles_under(self.index, folders) - there)

    def refresh(self, article: Article) -> None:
        """Bring one article's mentions up to date: its text or what the reader says of it has changed."""
        if article.source is None or not article.id:
            return
        state = state_of_article(article, self._names.engine_name, self._digests().get(article.id, ""))
        if self.index.states(article.id).get(article.id) != state:
            self._refresh([article])

    def catch_up(self, id: str = "") -> None:
        """Bring what the reader says up to date, here or in another process; with an article's id its text too."""
        self.apply_rules()
        digests, said = self._digests(), self.index.said()
        self._refresh_articles(one for one, before in said.items() if digests.get(one, "") != before)
        path = self._articles.path_of(id) if id else None
        if path is not None:
            with contextlib.suppress(SourceError):
                self.refresh(self._articles.read(path))

    def refresh_words(self, words: str) -> None:
        """Bring up to date the mentions of all articles in which a name is, or was, written so."""
        self._refresh_articles(articles_heard(self.index, fold(" ".join(words.split()))))

    def follow(self, correction: Correction, article: Article) -> None:
        """Bring up to date what a correction has changed."""
        if correction.scope == "everywhere":
            self.apply_rules()
        else:
            self.refresh(article)

    def noted_articles(self) -> frozenset[str]:
        """Ids of articles that mention a name on which there is a note, or was one that lies in the trash.

        Those that have been looked through, but are not in the index yet, are among them in any case.
        """
        names = {note.entity for note in self._repository.annotations_on_names() if note.entity}
        for gone in self._repository.trash():
            with contextlib.suppress(UnreadableRecordError):
                names |= {decode(gone.record).entity or ""} - {""} if is_on_name(gone.record) else set()
        if not names:
            return frozenset()
        rules = read_corrections(self._repository.corrections(""))
        names |= {name_now(name, rules)[0] for name in names}
        heard = (articles_heard(self.index, fold(" ".join(name.split()))) for name in names)
        waiting = self._articles.ids_of(self._names.looked_through()) - self.index.states().keys()
        return frozenset(waiting.union(*heard))

    def unheard(self, words: str) -> frozenset[Path]:
        """Articles, by path, that are in the index and in which nothing is, or was, called so."""
        heard = self.heard(words)
        return frozenset(
            path_of_key(state.path) for id, state in self.index.states().items() if id not in heard
        )

    def heard(self, words: str) -> frozenset[str]:
        """Ids of the articles in which something is, or was but for a correction, called so."""
        return articles_heard(self.index, fold(" ".join(words.split())))

    def apply_rules(self) -> None:
        """Bring up to date what the reader has said of all articles since, here or in another process."""
        rules, before = self._rules(), self.index.rules()
        if rules == before:
            return
        latest = read_corrections([json.loads(rules[-1])]) if rules[:-1] == before else ()
        earlier = read_corrections(json.loads(rule) for rule in before) if latest else ()
        own = apply_rule(self.index, latest[0], earlier) if latest else None
        changed = [json.loads(rule) for rule in {*rules} ^ {*before}]
        if own is not None:
            self._refresh_articles(own)
        else:
            added = {str(rule.get("text") or "") for rule in changed if rule.get("kind") == "add"}
            if firsts := {words.split()[0] for words in added if words.strip()}:
                self._refresh_articles(self.index.states().keys(), firsts)
            for words in {str(rule.get("text") or "") for rule in changed} - added:
                self.refresh_words(words)
        self.index.keep_rules(rules, self._apart(rules))

    def _refresh_articles(self, ids: Iterable[str], words: Collection[str] = ()) -> None:
        """Articles anew; with `words` only those whose text has one of them."""
        paths = (self._articles.path_of(id) for id in ids)
        articles = self._articles.read_known(path for path in paths if path is not None)
        self._refresh(one for one in articles if not words or any(word in one.text for word in words))

    def _refresh(self, articles: Iterable[Article]) -> None:
        digests, engine = self._digests(), self._names.engine_name
        placed = (
            self._placed(one, state_of_article(one, engine, digests.get(one.id, ""))) for one in articles
        )
        self.index.put([one for one in placed if one is not None])

    def _place(self, row: Listing, state: ArticleState) -> ArticleMentions | None:
        try:
            article = next(self._articles.read_known([row.path]), None) or self._articles.read(row.path)
        except SourceError:
            return None
        return self._placed(article, state)

    def _placed(self, article: Article, state: ArticleState) -> ArticleMentions | None:
        entities = self._names.known(article)
        if entities is None:
            return None
        corrections = self._repository.corrections(article.id)
        said = self._names.known_sections(article) if corrections else None
        engine_names = said.all or () if said is not None else ()
        words = {" ".join(name.split()) for one in engine_names for name in (one.text, one.canonical)}
        heard = names_on_the_way(words, read_corrections(corrections))
        return place_names(article, entities, state, heard, self._names.stating(article, entities))

    def _digests(self) -> dict[str, str]:
        """Of the reader's own word on single articles, by id; what holds everywhere is kept apart, as rules."""
        said: dict[str, list[object]] = {}
        for record in self._repository.corrections():
            if not _is_rule(record):
                said.setdefault(str(record.get("article")), []).append(record)
        return {id: blake2b(repr(own).encode(), digest_size=8).hexdigest() for id, own in said.items()}

    def _rules(self) -> list[str]:
        records = [record for record in self._repository.corrections() if _is_rule(record)]
        return [json.dumps(record, sort_keys=True, default=str) for record in records]

    def apart(self) -> set[Key]:
        """Names that the reader has said to be nobody else, each as a person, body and place."""
        return self._apart(self._rules())

    def _apart(self, rules: Iterable[str]) -> set[Key]:
        """Names that the reader has said to be nobody else: the same as these very words."""
        own = [
            one
            for one in read_corrections(json.loads(rule) for rule in rules)
            if one.kind == "same-as" and squeezed(one.text) == one.canonical
        ]
        return {key_of(one.canonical, label) for one in own for label in _APART_AS if one.means(label)}


def _is_rule(record: dict[str, object]) -> bool:
    return record.get("scope") == "everywhere"
