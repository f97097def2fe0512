"""Mentions: what the treatment works on. Offsets are code points of the text in hand."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

Origin = Literal["model", "echo", "list", "rule"]
"""Who says so: the recogniser, another mention in the article, a table of names, a rule."""

RANK: dict[Origin, int] = {"model": 0, "echo": 1, "list": 2, "rule": 3}


class Mention(NamedTuple):
    """A labelled stretch of a text on its way to become an `Entity`."""

    start: int
    end: int
    label: str
    origin: Origin = "model"

    def of(self, text: str) -> str:
        """The words themselves."""
        return text[self.start : self.end]

    def moved(self, by_chars: int) -> "Mention":
        """The same in a text that starts `by_chars` earlier."""
        return Mention(self.start + by_chars, self.end + by_chars, self.label, self.origin)


def keep_longest(mentions: Iterable[Mention]) -> list[Mention]:
    """The overlap rule: of mentions that share a character the longest stays.

    Of equally long ones the recogniser's goes before an echo's, a table's and a rule's; then the first. What loses is
    dropped whole, never cut.

    Returns:
        Mentions in reading order that share no character.
    """
    ranked = sorted(mentions, key=lambda m: (m.start - m.end, RANK[m.origin], m.start, m.label))
    taken = bytearray(max((m.end for m in ranked), default=0))
    kept = []
    for mention in ranked:
        if mention.start < mention.end and not any(taken[mention.start : mention.end]):
            taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
            kept.append(mention)
    return sorted(kept)


def keep_free(candidates: Iterable[Mention], held: Sequence[Mention]) -> list[Mention]:
    """Those of `candidates` that share no character with any of `held`, in their order."""
    candidates = list(candidates)
    taken = bytearray(max((m.end for m in (*candidates, *held)), default=0))
    for mention in held:
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    return [mention for mention in candidates if not any(taken[mention.start : mention.end])]
