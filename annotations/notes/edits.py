"""Changes of where notes belong and of many at once; each is one step of undo."""

from collections.abc import Callable, Sequence
from typing import Literal

from msgspec.structs import replace

from annotations.anchoring import describe, resolve
from annotations.articles.library_articles import Articles
from annotations.errors import AnchorError
from annotations.model import Annotation, Article, TextSpan
from annotations.notes.article_tags import put_edited
from annotations.notes.body import body_of, color_named
from annotations.notes.tags import rename_tags, renamer
from annotations.store.codec import decode, encode, now, time_text
from annotations.store.repository import Repository
from annotations.text.plurals import pluralize


class NoteEdits:
    """Notes that lost their place, conflicts, and the same done to many notes."""

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
        moment, body = now(), body_of(note, tags, seen.on_name)
        label = {
            "mine": "note changed",
            "both": "note added",
            "theirs": "note left as it was changed elsewhere",
        }
        with self._repository.change(label[how]) as change:
            theirs = change.get("annotations", seen.id)
            mine = replace(decode(theirs) if theirs else seen, body=body, modified=moment)
            if how == "both":
                return self._repository.include(change, replace(mine, id="", created=moment))
            if how == "mine":
                change.put("annotations", encode(mine))
                if theirs is None:
                    change.drop("trash", seen.id)
                return mine
            change.undo_to("annotations", seen.id, encode(mine))
            if theirs is not None:
                return decode(theirs)
            change.put(
                "trash",
                {"id": seen.id, "deleted": time_text(self._repository.moment()), "record": encode(mine)},
            )
            change.undo_to("trash", seen.id, None)
            return None

    def retag(self, notes: Sequence[str], *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> int:
        """Put tags on notes and take others off, also out of their words.

        Returns:
            On how many notes something changed.

        Raises:
            StoreError: it was not written, or one of the notes is gone.
        """
        rename = renamer(dict.fromkeys(remove, ""), is_exact=True)

        def change(note: Annotation) -> Annotation:
            kept = replace(note, body=rename_tags(note.body, rename))
            return replace(note, body=body_of(kept.note, (*kept.tags, *add), note.on_name))

        return self._edit_all(notes, change, "tags changed")

    def recolor(self, notes: Sequence[str], color: str) -> int:
        """Give the highlights of notes another colour; notes on no words have none. Returns and raises as `retag`.

        Raises:
            AnchorError: the colour is none of ours.
        """
        named = color_named(color)

        def change(note: Annotation) -> Annotation:
            return replace(note, target=replace(note.target, color=named)) if note.quote else note

        return self._edit_all(notes, change, f"highlight {named}")

    def _edit_all(self, notes: Sequence[str], how: Callable[[Annotation], Annotation], label: str) -> int:
        """Change many notes in one step; those that come out as they were are not dated anew."""
        changed = 0
        with self._repository.change(f"{label} on {pluralize(len(notes), 'note')}") as change:
            for annotation_id in notes:
                note = self._repository.within(change, annotation_id)
                edited = how(note)
                if edited != note:
                    put_edited(self._repository, change, replace(edited, modified=now()))
                    changed += 1
        return changed

    def remove(self, notes: Sequence[str]) -> None:
        """Move notes to the trash in one step.

        Raises:
            StoreError: it was not written, or one of the notes is gone.
        """
        with self._repository.change(f"{pluralize(len(notes), 'note')} deleted") as change:
            for annotation_id in notes:
                self._repository.discard(change, annotation_id)
