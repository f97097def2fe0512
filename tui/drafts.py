"""The note that is being written, kept now and then so that no closed terminal and no crash takes it along."""

import os
from collections.abc import Callable

from annotations.errors import AnnotationsError
from annotations.model import TextSpan
from annotations.store.records import Draft
from annotations.store.repository import Repository
from annotations.values import dataclass

_PROCESS = "postil:process"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a note that is being written is on."""

    article: str
    """Article id."""
    span: TextSpan | None = None
    """None: the whole article, or an entity."""
    quote: str = ""
    """The words in the span, to find them again."""
    entity: str | None = None
    annotation: str | None = None
    """Id of the note that is edited; None: a new one."""


Words = tuple[str, tuple[str, ...]]
"""Note and tags."""


@dataclass(slots=True)
class Unfinished:
    """A note in an editor that is open."""

    subject: Subject
    words: Callable[[], Words]
    """What stands in the editor now."""
    before: Words
    """What stood there when it was opened."""
    id: str = ""
    """Of the draft in the store, once there is one."""
    kept: Words | None = None

    @property
    def is_to_keep(self) -> bool:
        """Is there something that the store does not have yet?"""
        words = self.words()
        return words not in (self.before, self.kept) and bool(words[0].strip() or words[1])


class Drafts:
    """Keeps what is being written. One editor is open at a time."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self.open: Unfinished | None = None
        self._finished: list[tuple[Unfinished, Words | None]] = []

    def begin(self, unfinished: Unfinished) -> None:
        """An editor has been opened."""
        self.open = unfinished

    def keep(self) -> None:
        """Write down what is being written, if it has changed. From any thread; an error is raised.

        Raises:
            StoreError: it was not written.
        """
        unfinished = self.open
        if unfinished is None or not unfinished.is_to_keep:
            return
        self._keep(unfinished, unfinished.words())

    def _keep(self, unfinished: Unfinished, words: Words) -> None:
        subject = unfinished.subject
        draft = Draft(
            subject.article,
            words[0],
            words[1],
            subject.span,
            subject.entity,
            subject.annotation,
            unfinished.id,
            extra={_PROCESS: os.getpid(), "postil:quote": subject.quote},
        )
        unfinished.id = self._repository.save_draft(draft).id
        unfinished.kept = words

    def finish(self, saved: Words | None) -> None:
        """The editor is closed; `saved`: the words that somebody is writing to the store, None: they were thrown away."""
        unfinished, self.open = self.open, None
        if unfinished is not None:
            self._finished.append((unfinished, saved))

    def settle(self) -> None:
        """Forget the drafts of notes that are in the store by now; what did not get there becomes a draft.

        Raises:
            StoreError: it was not written; the next call tries again.
        """
        while self._finished:
            unfinished, saved = self._finished[0]
            if saved is None or self._is_there(unfinished.subject, saved):
                if unfinished.id:
                    self._repository.drop_draft(unfinished.id)
            else:
                self._keep(unfinished, saved)
            del self._finished[0]

    def _is_there(self, subject: Subject, saved: Words) -> bool:
        note, tags = saved
        if not note.strip() and not tags:
            return True
        found = self._repository.annotations(subject.article)
        return any(one.note.strip() == note.strip() and {*tags} <= {*one.tags} for one in found)

    def waiting(self) -> list[Draft]:
        """Drafts that nobody is writing on just now, the latest first.

        Raises:
            StoreError: the notes can't be read.
        """
        found = [draft for draft in self._repository.drafts() if not _is_alive(draft.extra.get(_PROCESS))]
        return found[::-1]

    def drop(self, draft_id: str) -> None:
        """Forget a draft.

        Raises:
            StoreError: it was not written.
        """
        self._repository.drop_draft(draft_id)


def subject_of(draft: Draft, text: str) -> Subject:
    """What a draft was on, in the article's text as it is now; where its words are gone, the whole article."""
    quote = draft.extra.get("postil:quote")
    quote = quote if isinstance(quote, str) else ""
    span = draft.span
    if span is not None and (
        not span.start < span.end <= len(text) or (quote and text[span.start : span.end] != quote)
    ):
        at = text.find(quote) if quote else -1
        span = TextSpan(at, at + len(quote)) if at >= 0 else None
    words = text[span.start : span.end] if span is not None else ""
    return Subject(draft.article, span, words, draft.entity, draft.annotation)


def _is_alive(process: object) -> bool:
    """Does another process still write on it? Where that can't be asked without harm: no."""
    if not isinstance(process, int) or process in (0, os.getpid()) or os.name != "posix":
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def at_last(write: Callable[[], None]) -> str:
    """Do it when postil ends: what went wrong is returned, nothing is raised."""
    try:
        write()
    except AnnotationsError as error:
        return error.message
    return ""
