"""Autosave: the note that is being written is kept as a draft, so that no closed terminal and no crash takes it along."""

import os
from collections.abc import Callable
from threading import Lock

from msgspec import Struct
from msgspec.structs import replace

from annotations.errors import AnnotationsError, StoreError
from annotations.model import TextSpan
from annotations.store.draft_files import SpareDrafts
from annotations.store.draft_table import Draft
from annotations.store.repository import Repository

_PROCESS = "postil:process"
_QUOTE = "postil:quote"
_BEFORE = "postil:before"
_LABEL = "postil:label"


class Subject(Struct, frozen=True):
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
    label: str = ""
    """Of the kind of name that is meant; empty: any."""


Words = tuple[str, tuple[str, ...]]
"""Note and tags."""


class Unfinished(Struct):
    """A note in an editor that is open."""

    subject: Subject
    words: Callable[[], Words]
    """What stands in the editor now."""
    before: Words
    """What stood there when it was opened."""
    id: str = ""
    """Of the draft in the store, once there is one."""
    kept: Words | None = None
    """What the draft holds."""
    saving: Words | None = None
    """What somebody is writing to the store just now."""
    is_thrown_away: bool = False
    """Was the editor left without saving?"""

    @property
    def is_changed(self) -> bool:
        """Has anything been typed or taken away?"""
        return self.words() != self.before

    @property
    def has_words(self) -> bool:
        """Are there words that can be lost?"""
        note, tags = self.words()
        return bool(note.strip() or tags)

    @property
    def is_to_keep(self) -> bool:
        """Is there something that no draft has yet?"""
        return self.is_changed and self.has_words and self.words() != self.kept


class Drafts:
    """Keeps what is being written: in the notes file or, when that can't be written, in a file of its own.

    One editor is open at a time.
    """

    def __init__(self, repository: Repository, spare: SpareDrafts) -> None:
        self._repository = repository
        self._spare = spare
        self.open: Unfinished | None = None
        self._finished: list[Unfinished] = []
        self._is_writing = Lock()
        """One thread at a time: each would make a draft of its own."""
        self._reason = ""
        """Why the notes file did not take the draft; empty: it did."""

    def begin(self, unfinished: Unfinished) -> None:
        """An editor has been opened."""
        self.open = unfinished

    def keep(self) -> None:
        """Write down what is being written, if it has changed. From any thread; an error is raised.

        Raises:
            StoreError: it could be kept nowhere.
        """
        with self._is_writing:
            unfinished = self.open
            if unfinished is not None and unfinished.is_to_keep:
                self._keep(unfinished, unfinished.words())

    def _keep(self, unfinished: Unfinished, words: Words) -> None:
        subject, old = unfinished.subject, unfinished.id
        before = {"note": unfinished.before[0], "tags": list(unfinished.before[1])}
        draft = Draft(
            subject.article,
            words[0],
            words[1],
            subject.span,
            subject.entity,
            subject.annotation,
            old if not self._spare.holds(old) else "",
            extra={_PROCESS: os.getpid(), _QUOTE: subject.quote, _BEFORE: before, _LABEL: subject.label},
        )
        try:
            unfinished.id, self._reason = self._repository.drafts.save(draft).id, ""
        except StoreError as error:
            unfinished.id = self._spare.save(replace(draft, id=old)).id
            self._reason = error.message
        unfinished.kept = words
        if self._spare.holds(old) and unfinished.id != old:
            self._spare.drop(old)

    def saving(self, words: Words | None) -> None:
        """What somebody is writing to the store just now; None: that came to nothing."""
        if self.open is not None:
            self.open.saving = words

    def finish(self, *, thrown_away: bool = False) -> None:
        """The editor is closed: its words are in the store, or were thrown away."""
        unfinished, self.open = self.open, None
        if unfinished is not None:
            unfinished.is_thrown_away = thrown_away
            self._finished.append(unfinished)

    def settle(self) -> None:
        """Forget the drafts of editors that were closed; what was thrown away comes back with undo.

        Raises:
            StoreError: it was not written; the next call tries again.
        """
        with self._is_writing:
            while self._finished:
                first = self._finished[0]
                if first.is_thrown_away and first.is_to_keep:
                    self._keep(first, first.words())
                if first.id:
                    self.drop(first.id, undoable=first.is_thrown_away)
                del self._finished[0]

    def end(self) -> list[str]:
        """Keep what is held when postil ends. Returns what the reader must know, in lines; nothing is raised."""
        unfinished = self.open
        if unfinished is not None and unfinished.saving is not None and self._is_there(unfinished):
            self.finish()
            unfinished = None
        failed = at_last(self.keep)
        at_last(self.settle)
        if unfinished is None:
            return []
        if failed:
            tags = ", ".join(unfinished.words()[1])
            head = f"The unfinished note could be kept nowhere ({failed.rstrip('.')}). Here are its words:"
            return [head, *unfinished.words()[0].splitlines(), *([f"tags: {tags}"] if tags else [])]
        if self._reason and unfinished.kept is not None:
            where = self._spare.path_of(unfinished.id)
            return [
                f"The unfinished note is kept in {where}, and is offered next time: {self._reason}",
            ]
        return []

    def _is_there(self, unfinished: Unfinished) -> bool:
        """Did the words get to the store that were on their way?"""
        note, tags = unfinished.saving or ("", ())
        try:
            notes = self._repository.annotations(unfinished.subject.article)
        except AnnotationsError:
            return False
        return any(one.note.strip() == note.strip() and {*tags} <= {*one.tags} for one in notes)

    def waiting(self) -> list[Draft]:
        """Drafts that nobody is writing on just now, the latest first.

        Raises:
            StoreError: the notes can't be read.
        """
        drafts = [*self._repository.drafts.all(), *self._spare.all()]
        return [draft for draft in drafts if not _is_alive(draft.extra.get(_PROCESS))][::-1]

    def drop(self, draft_id: str, *, undoable: bool = False) -> None:
        """Forget a draft; one that lies in a file of its own is gone for good.

        Raises:
            StoreError: it was not written.
        """
        if self._spare.holds(draft_id):
            self._spare.drop(draft_id)
        else:
            self._repository.drafts.drop(draft_id, undoable=undoable)


def begun_on(draft: Draft) -> Words | None:
    """The words that stood in the editor when a draft was begun; None: an older version has not kept them."""
    match draft.extra.get(_BEFORE):
        case {"note": str(note), "tags": list(tags)} if all(isinstance(tag, str) for tag in tags):
            return note, tuple(tags)
    return None


def subject_of(draft: Draft, text: str) -> Subject:
    """What a draft was on, in the article's text as it is now; where its words are gone, the whole article."""
    quote = draft.extra.get(_QUOTE)
    quote = quote if isinstance(quote, str) else ""
    span = draft.span
    if span is not None and (
        not span.start < span.end <= len(text) or (quote and text[span.start : span.end] != quote)
    ):
        at = text.find(quote) if quote else -1
        span = TextSpan(at, at + len(quote)) if at >= 0 else None
    words = text[span.start : span.end] if span is not None else ""
    label = draft.extra.get(_LABEL)
    label = label if isinstance(label, str) else ""
    return Subject(draft.article, span, words, draft.entity, draft.annotation, label)


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
