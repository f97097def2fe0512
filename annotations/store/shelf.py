"""What the repository keeps besides notes: articles, reading states, corrections of entities, drafts."""

from contextlib import AbstractContextManager
from threading import RLock

from msgspec.structs import replace

from annotations.model import ReadingState
from annotations.store import records
from annotations.store.changes import OpenChange
from annotations.store.codec import now, read_time, time_text
from annotations.store.document import Record
from annotations.store.index import Index
from annotations.store.records import ArticleRecord, Draft, Mark


class Shelf:
    """The part of `Repository` that is not about notes. All writes are durable on return and raise `StoreError`."""

    _mutex: "RLock"

    def _newest(self) -> Index:
        raise NotImplementedError

    def change(self, label: str, *, undoable: bool = True) -> AbstractContextManager[OpenChange]:
        """Collect puts and drops; one write at the end."""
        raise NotImplementedError

    # -- articles and reading

    def article(self, article_id: str) -> ArticleRecord | None:
        """What is known of an article, or None."""
        with self._mutex:
            record = self._newest().find("articles", article_id)
            return records.article_from_record(record) if record else None

    def articles(self) -> list[ArticleRecord]:
        """All articles the store has met."""
        with self._mutex:
            return [records.article_from_record(record) for record in self._newest().records("articles")]

    def save_articles(self, *articles: ArticleRecord) -> None:
        """Add or replace articles, in one write. Not a step of undo."""
        with self.change("articles noted", undoable=False) as change:
            for article in articles:
                change.put("articles", records.article_to_record(article))

    def reading(self, article_id: str) -> ReadingState:
        """How far the reader got in an article."""
        with self._mutex:
            return records.state_from_record(self._newest().find("reading", article_id) or {})

    def readings(self) -> dict[str, ReadingState]:
        """Reading states of all articles that have one."""
        with self._mutex:
            return {r["id"]: records.state_from_record(r) for r in self._newest().records("reading")}

    def save_reading(self, states: dict[str, ReadingState]) -> None:
        """Write reading states by article id, in one write. Not a step of undo."""
        with self.change("reading noted", undoable=False) as change:
            for article_id, state in states.items():
                old = change.get("reading", article_id) or {}
                record = records.state_to_record(article_id, state, old)
                if state.line is not None:  # a page was left, not only a sign set in a list
                    record["left"] = time_text(now())
                change.put("reading", record)

    def last_read(self) -> str:
        """Id of the article whose page was left last; empty: none."""
        with self._mutex:
            left = [(record.get("left"), record["id"]) for record in self._newest().records("reading")]
        known = [(moment, article_id) for text, article_id in left if (moment := read_time(text))]
        return max(known)[1] if known else ""

    def marks(self, article_id: str) -> dict[str, Mark]:
        """Named places of an article, by letter."""
        with self._mutex:
            return records.marks_from_record(self._newest().find("reading", article_id) or {})

    def save_mark(self, article_id: str, name: str, mark: Mark | None) -> None:
        """Set a named place of an article; None takes it away. Not a step of undo."""
        with self.change("mark set", undoable=False) as change:
            old = change.get("reading", article_id) or {"id": article_id}
            change.put("reading", records.mark_to_record(name, mark, old))

    # -- corrections

    def corrections(self, article_id: str | None = None) -> list[Record]:
        """The reader's corrections of entities, in the order they were made; copies, with `id` and `article`."""
        with self._mutex:
            found = self._newest().records("corrections")
            return [dict(r) for r in found if article_id is None or r.get("article") == article_id]

    def correct(self, article_id: str, correction: Record, label: str = "entity corrected") -> str:
        """Add a correction (any JSON object); returns its id."""
        with self.change(label) as change:
            identifier = change.new_id("corrections", "c-")
            change.put("corrections", {**correction, "id": identifier, "article": article_id})
            return identifier

    # -- drafts

    def drafts(self) -> list[Draft]:
        """Notes that were being written when the program ended, oldest first."""
        with self._mutex:
            return [records.draft_from_record(record) for record in self._newest().records("drafts")]

    def save_draft(self, draft: Draft) -> Draft:
        """Keep an unfinished note; an empty id is filled. Not a step of undo."""
        with self.change("draft kept", undoable=False) as change:
            identifier = draft.id or change.new_id("drafts", "d-")
            kept = replace(draft, id=identifier, saved=now())
            change.put("drafts", records.draft_to_record(kept))
            return kept

    def drop_draft(self, draft_id: str, *, undoable: bool = False) -> None:
        """Forget an unfinished note; none there is fine. `undoable`: its words are in no note, they were thrown away."""
        with self.change("words thrown away", undoable=undoable) as change:
            change.drop("drafts", draft_id)
