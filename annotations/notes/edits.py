"""Changes of where notes belong and of many at once; each is one step of undo."""

from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from annotations.anchoring import describe, resolve
from annotations.articles.library_articles import Articles
from annotations.errors import AnchorError
from annotations.model import Annotation, Article, TextSpan, TextualBody
from annotations.notes.body import body_of
from annotations.store.codec import decode, encode, now
from annotations.store.repository import Repository
from annotations.text.hashtags import rename_said, tags_said
from annotations.text.plurals import pluralize


class NoteEdits:
    """Notes that lost their place, and tags that want another name."""

    def __init__(self, repository: Repository, articles: Articles) -> None:
        self._repository = repository
        self._articles = articles

    def reattach(self, annotation_id: str, article: Article, span: TextSpan) -> Annotation:
        """Put a note on other words of its article, which it is then found by.

        Raises:
            AnchorError: the span lies outside the text.
            StoreError: it was not written, or the note is gone.
        """
        if not span.start < span.end <= len(article.text):
            raise AnchorError(
                f"{span.start}..{span.end} is no stretch of {article.title!r}; the text has changed"
            )
        with self._repository.change("note re-attached") as change:
            note = self._repository.within(change, annotation_id)
            selectors = describe(article.text, span)
            target = replace(
                note.target, source=article.id, selectors=selectors, fingerprint=article.fingerprint
            )
            note = replace(note, target=target, modified=now())
            change.put("annotations", encode(note))
            change.put("articles", self._articles.record_of(article))
            return note

    def keep_place(self, annotation_id: str, article: Article) -> Annotation:
        """Put a note whose words have changed on those where it is found now, which it is then found by.

        Raises:
            AnchorError: its words are not in the article any more.
            StoreError: it was not written, or the note is gone.
        """
        note = self._repository.get(annotation_id)
        span = resolve(article.text, note.target.selectors).span if note is not None else None
        if span is None:
            raise AnchorError(f"the words of the note are not in {article.title!r} any more")
        return self.reattach(annotation_id, article, span)

    def settle(
        self, seen: Annotation, note: str, tags: Sequence[str], how: Literal["mine", "theirs", "both"]
    ) -> Annotation | None:
        """Decide between what was written here and what is there now; undo brings the other one back.

        Args:
            seen: the note as it was when the reader began to write.
            note: the reader's words.
            tags: the reader's tags.
            how: "mine": the reader's are kept; "theirs": what is there now; "both": the reader's become a second note.

        Returns:
            The note that is kept, with "both" the second one; None: theirs was to delete it.

        Raises:
            StoreError: it was not written.
        """
        moment, body = now(), body_of(note, tags, seen.entity)
        with self._repository.change("note changed" if how != "both" else "note added") as change:
            theirs = change.get("annotations", seen.id)
            mine = replace(decode(theirs) if theirs else seen, body=body, modified=moment)
            if how == "both":
                return self._repository.include(change, replace(mine, id="", created=moment))
            change.put("annotations", encode(mine))
            if theirs is None:
                change.drop("trash", seen.id)
        if how == "mine":
            return mine
        with self._repository.change("note left as it was changed elsewhere") as change:
            if theirs is None:
                self._repository.discard(change, seen.id)
                return None
            change.put("annotations", theirs)
            return decode(theirs)

    def rename_tag(self, old: str, new: str) -> int:
        """Give a tag another name on all notes that have it, also in their words; without a new one it is taken off.

        Returns:
            On how many notes.

        Raises:
            StoreError: it was not written.
        """
        new = new.strip().lstrip("#").strip()
        having = [note.id for note in self._repository.annotations() if _has_tag(note, old)]
        what = f"#{old} is now #{new}" if new else f"#{old} taken off"
        with self._repository.change(f"{what} on {pluralize(len(having), 'note')}") as change:
            for annotation_id in having:
                note = self._repository.within(change, annotation_id)
                body = _rename(note.body, old, new)
                if body != note.body:
                    change.put("annotations", encode(replace(note, body=body, modified=now())))
        return len(having)


def _has_tag(note: Annotation, tag: str) -> bool:
    return tag in note.tags or tag in tags_said(note.note)


def _rename(body: Sequence[TextualBody], old: str, new: str) -> tuple[TextualBody, ...]:
    """The tag under its new name, once; where it has none it goes. In the words of the note, too, or it would come back."""
    parts: dict[TextualBody, None] = {}
    for part in body:
        if part.purpose == "tagging" and part.value == old:
            part = replace(part, value=new)
        elif part.purpose == "commenting":
            part = replace(part, value=rename_said(part.value, old, new))
        if part.value or part.purpose != "tagging":
            parts[part] = None
    return tuple(parts)
