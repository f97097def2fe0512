"""What a reader says, put into W3C's pieces; and the merge of what two have written over one note, or their conflict."""

import re
from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from annotations.errors import AnchorError, StoreError
from annotations.model import COLORS, Annotation, Article, Color, TextSpan, TextualBody
from annotations.store.codec import now
from annotations.text.folding import fold_case
from annotations.text.hashtags import tags_said

_NEWLINE: Final = re.compile("\r\n?")


class NoteChangedError(StoreError):
    """A conflict: a note was changed elsewhere while somebody wrote other words over it. Nothing was written.

    Args:
        theirs: the note as it is now.
    """

    title = "Changed elsewhere"

    def __init__(self, theirs: Annotation) -> None:
        super().__init__(
            f"the note {theirs.id} was changed elsewhere while you wrote; nothing was written over it",
            on_screen="This note was changed elsewhere while you wrote; nothing was written over it.",
        )
        self.theirs = theirs


def check_sayable(
    article: Article,
    span: TextSpan | None,
    note: str,
    tags: Sequence[str],
    color: str | None,
    entity: str | None,
) -> None:
    """Raises AnchorError where a new annotation would lie outside the text, or say nothing at all."""
    if span is not None and not (span.start < span.end <= len(article.text)):
        raise AnchorError(
            f"{span.start}..{span.end} is no stretch of {article.title!r}: select some words first"
        )
    if span is None and not (note.strip() or any(map(str.strip, tags)) or color or entity):
        raise AnchorError(
            f"there is nothing to keep on {article.title!r}: give a span, a note, tags, a colour or an entity"
        )


def rewrite(
    old: Annotation, seen: Annotation, note: str | None, tags: Sequence[str] | None, color: str | None
) -> Annotation:
    """A note with other words, tags or colour, dated now; see `merge_versions`."""
    body = body_of(*merge_versions(old, seen, note, tags), old.on_name)
    target = old.target if color is None else replace(old.target, color=color_named(color))
    return replace(old, body=body, target=target, modified=now())


def merge_versions(
    now: Annotation, seen: Annotation, note: str | None, tags: Sequence[str] | None
) -> tuple[str, tuple[str, ...]]:
    """Words and tags of a note, as it is now, with what a reader made of it as they saw it.

    What only one has changed is as that one has it; tags that one took off are off, and those put on are on.

    Args:
        now: as it is.
        seen: as it was when the reader began to write.
        note: the reader's words; None: not theirs to say.
        tags: the reader's tags; None: not theirs to say.

    Raises:
        NoteChangedError: both have changed the words.
    """
    words = now.note if note is None else _NEWLINE.sub("\n", note)
    if note is not None and now.note != seen.note and words != now.note:
        if words != seen.note:
            raise NoteChangedError(now)
        words = now.note
    if tags is None:
        return words, now.tags
    kept = [tag for tag in now.tags if tag in tags or tag not in seen.tags]
    added = [tag for tag in tags if tag not in seen.tags or tag in kept]
    if now.tags == seen.tags:
        return words, tuple(tags)  # in the reader's own order
    return words, tuple(dict.fromkeys((*kept, *added)))


def named(entity: str | None, label: str = "") -> TextualBody | None:
    """The piece that says which name a note is on; `label`: of the kind that is meant, empty: any."""
    return TextualBody(entity, "identifying", "text/plain", label) if entity else None


def body_of(note: str, tags: Sequence[str], on_name: TextualBody | None) -> tuple[TextualBody, ...]:
    """What the reader says, in W3C's pieces; tags once each, without `#`, also those that the note says; lines end in LF."""
    parts = [TextualBody(_NEWLINE.sub("\n", note), "commenting")] if note else []
    names = dict.fromkeys(name for tag in tags if (name := tag.strip().lstrip("#").strip()))
    said = {fold_case(tag): tag for tag in reversed(tags_said(note))}
    given = {fold_case(name) for name in names}
    names |= dict.fromkeys(said[key] for key in reversed(said) if key not in given)
    parts += [TextualBody(name, "tagging", "text/plain") for name in names]
    return (*parts, on_name) if on_name is not None else tuple(parts)


def color_named(name: str | None) -> Color | None:
    """A colour by its name or letter; raises AnchorError for any other word."""
    if name is None:
        return None
    for color in COLORS:
        if name in (color, color[0]):
            return color
    raise AnchorError(f"there is no colour {name!r}: take one of {', '.join(COLORS)}")
