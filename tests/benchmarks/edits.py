"""Edits of a text with known truth: every character remembers where it came from."""

import itertools
import random
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from annotations.model import TextSpan

LETTERS = "etaoinshrdlucmfwypvbgk"
NEW = -1
"""Origin of a character that was put in."""
LOST_CHARS = 12
"""A quote that lost more in one piece (with a paragraph that was taken out), or had as much moved into it, has no one right place: not asked."""


@dataclass(frozen=True, slots=True)
class Text:
    """Characters, and for each its place in the first version."""

    chars: str
    origins: tuple[int, ...]

    @classmethod
    def first(cls, chars: str) -> "Text":
        return cls(chars, tuple(range(len(chars))))

    @classmethod
    def fresh(cls, chars: str) -> "Text":
        return cls(chars, (NEW,) * len(chars))

    def cut(self, start: int, end: int) -> "Text":
        return Text(self.chars[start:end], self.origins[start:end])

    def truth(self, span: TextSpan) -> tuple[TextSpan | None, str]:
        """Where `span` of the first version is now, and "kept", "gone" or "torn" (no one place to ask for)."""
        kept = [at for at, origin in enumerate(self.origins) if span.start <= origin < span.end]
        if not kept:
            return None, "gone"
        order = sorted({self.origins[at] for at in kept})
        steps = itertools.pairwise([span.start - 1, *order, span.end])
        lost = max(after - before - 1 for before, after in steps)
        in_order = all(a <= b + 3 for a, b in itertools.pairwise(self.origins[at] for at in kept))
        found = TextSpan(kept[0], kept[-1] + 1)
        moved_in = sum(o != NEW and o not in span for o in self.origins[found.start : found.end])
        in_order = in_order and moved_in <= LOST_CHARS
        return (found, "kept") if in_order and lost <= LOST_CHARS else (found, "torn")


def joined(parts: Iterable[Text]) -> Text:
    parts = list(parts)
    return Text("".join(p.chars for p in parts), tuple(o for p in parts for o in p.origins))


Edit = Callable[[Text, random.Random], Text]


def pieces(text: Text, pattern: str) -> list[Text]:
    """Cut at matches of `pattern`; the matches are pieces too (every second one)."""
    found, at = [], 0
    for match in re.finditer(pattern, text.chars):
        found += [text.cut(at, match.start()), text.cut(*match.span())]
        at = match.end()
    return [*found, text.cut(at, len(text.chars))]


def typos(text: Text, rng: random.Random, share: float = 0.02) -> Text:
    """Letters changed, left out, doubled or swapped."""
    chars, origins, at = [], [], 0
    while at < len(text.chars):
        char, origin = text.chars[at], text.origins[at]
        kind = rng.randrange(4) if char.isalpha() and rng.random() < share else None
        if kind == 0:
            char = rng.choice(LETTERS)
        elif kind == 1:
            at += 1
            continue
        elif kind == 2:
            chars.append(char)
            origins.append(origin)
            char = rng.choice(LETTERS)
        elif kind == 3 and at + 1 < len(text.chars) and text.chars[at + 1].isalpha():
            chars.append(text.chars[at + 1])
            origins.append(text.origins[at + 1])
            at += 1
        chars.append(char)
        origins.append(origin)
        at += 1
    return Text("".join(chars), tuple(origins))


def reworded(text: Text, rng: random.Random, share: float = 0.10) -> Text:
    """Words replaced by others of the same text."""
    words = sorted(set(re.findall(r"[^\W\d_]{2,}", text.chars)))
    parts = pieces(text, r"[^\W_]+(?:['’][^\W_]+)*")
    for index in range(1, len(parts), 2):
        if rng.random() < share:
            other, old = rng.choice(words), parts[index]
            last = len(old.origins) - 1
            origins = [old.origins[round(i * last / max(len(other) - 1, 1))] for i in range(len(other))]
            parts[index] = Text(other, tuple(origins))
    return joined(parts)


def paragraphs_changed(text: Text, rng: random.Random, share: float = 0.12) -> Text:
    """Paragraphs put in (made of the text's own sentences, shuffled words) and taken out."""
    parts = pieces(text, r"\n+")
    bodies = [part.chars for part in parts[::2] if len(part.chars) > 80]
    found: list[Text] = []
    for index in range(0, len(parts), 2):
        if rng.random() < share and bodies:
            words = rng.choice(bodies).split()
            rng.shuffle(words)
            found += [Text.fresh(" ".join(words) + "."), Text.fresh("\n\n")]
        if rng.random() >= share:
            found += parts[index : index + 2]
    return joined(found)


def typography(text: Text, rng: random.Random) -> Text:
    """Quotes curled or straightened, dashes, doubled blanks, other line breaks, zero-width characters."""
    swaps = {"'": "’", "’": "'", '"': "“", "“": '"', "”": '"', "—": "–", "-": "‐", "…": "..."}
    chars, origins = [], []
    for char, origin in zip(text.chars, text.origins, strict=True):
        new = swaps.get(char, char)
        if char == " " and rng.random() < 0.08:
            new = rng.choice(("  ", "\n", "\u00a0", " \n "))
        elif char == "\n" and rng.random() < 0.3:
            new = "\n\n"
        elif char.isalpha() and rng.random() < 0.004:
            new = char + rng.choice("\u200b\u00ad\u2060")
        chars.append(new)
        origins += [origin] * len(new)
    return Text("".join(chars), tuple(origins))


def reordered(text: Text, rng: random.Random) -> Text:
    """A third of the paragraphs change places."""
    parts = pieces(text, r"\n+")
    bodies = parts[::2]
    moving = [index for index in range(len(bodies)) if rng.random() < 0.34]
    places = moving[:]
    rng.shuffle(places)
    turned = bodies[:]
    for old, new in zip(moving, places, strict=True):
        turned[new] = bodies[old]
    parts[::2] = turned
    return joined(parts)


def sentences_reordered(text: Text, rng: random.Random) -> Text:
    """Neighbouring sentences change places here and there."""
    parts = pieces(text, r"(?<=[.!?])\s+(?=\S)")
    for index in range(0, len(parts) - 2, 2):
        if rng.random() < 0.15:
            parts[index], parts[index + 2] = parts[index + 2], parts[index]
    return joined(parts)


def everything(text: Text, rng: random.Random) -> Text:
    """All of it, one after the other."""
    for edit in (paragraphs_changed, reordered, reworded, typos, typography):
        text = edit(text, rng)
    return text


def without(text: Text, span: TextSpan) -> Text:
    """The text without the characters that `span` of the first version had."""
    kept = [at for at, origin in enumerate(text.origins) if not span.start <= origin < span.end]
    return Text("".join(text.chars[at] for at in kept), tuple(text.origins[at] for at in kept))


def quotes(text: str, rng: random.Random, count: int) -> list[TextSpan]:
    """Spans of 20 to 300 characters that begin and end with a word, short ones more often."""
    starts = [m.start() for m in re.finditer(r"(?<![\w'’])\w", text)]
    ends = [m.end() for m in re.finditer(r"\w(?![\w'’])", text)]
    found: list[TextSpan] = []
    while len(found) < count:
        start = rng.choice(starts)
        length = round(20 * 15 ** rng.random())
        index = bisect_left(ends, start + length)
        if index < len(ends) and 20 <= ends[index] - start <= 300:
            found.append(TextSpan(start, ends[index]))
    return found


def twins(rng: random.Random, chars: int) -> str:
    """A text full of near-identical sentences: reports of one form, month by month and place by place."""
    months = "January February March April May June July August September October November December".split()
    places = "Harbour Station Mill Chapel Quarry Meadow Tollgate Orchard Weir Foundry".split()
    forms = (
        "In {m} the ledger of the {p} showed {n} entries and the clerk signed it.",
        "The meeting of {m} at the {p} ended without a vote, as the one before it had.",
        "On the {d}th of {m} the {p} was closed for repairs and opened again after {d} days.",
    )
    found: list[str] = []
    while sum(map(len, found)) < chars:
        lines = [
            rng.choice(forms).format(
                m=rng.choice(months), p=rng.choice(places), n=rng.randrange(100, 999), d=rng.randrange(4, 20)
            )
            for _ in range(rng.randrange(3, 8))
        ]
        found.append(" ".join(lines) + "\n\n")
    return "".join(found)
