"""How tags are written; those that stand in the text of a note are tags like any other, and are shown once."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence

from annotations.text.folding import fold_case

SEPARATOR = "/"
"""Parts a tag from the one that it is nested in: `press/uk`."""
_DEEPEST = 32
"""Tags are nested so deep; what is deeper is one name."""
_BEFORE = "#&/\\`"
"""No tag begins right behind these, nor within a word; right behind another tag it does."""
_BETWEEN = "·‧・゠་׳״־֊՛՜՞\u2010\u2011/-"
"""They part no word, and end none: `col·lega`, `ハリー・ポッター`, `צה״ל`, Tibetan syllables, nested tags (most are those of UAX #31)."""
_JOINERS = "\u200c\u200d\u180e"
"""Of Persian, Malayalam and emoji; of Mongolian."""
_CLOCKS = frozenset("⌚⌛⌨⏏⏩⏪⏫⏬⏭⏮⏯⏰⏱⏲⏳⏸⏹⏺")
"""Emoji that stand among technical signs."""
_CODE = re.compile(r"(?s)```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+")


def tags_said(text: str) -> tuple[str, ...]:
    """The `#tags` that stand in a note; not in code, addresses or numbers (`#1`)."""
    return tuple(dict.fromkeys(text[start:end] for start, end in _places(text)))


def with_source_tags(own: Iterable[str], of_source: Iterable[str]) -> tuple[str, ...]:
    """The tags that the reader gave an article, then those that its file gives; case makes no difference."""
    by_key: dict[str, str] = {}
    for tag in (*own, *of_source):
        by_key.setdefault(fold_case(tag), tag)
    return tuple(by_key.values())


def parted_from_source(
    tags: Iterable[str], own: Iterable[str], of_source: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What becomes of an article's tags when a reader has edited them all.

    Args:
        tags: as they were edited.
        own: those that were the reader's before.
        of_source: those that the file gives; they stay there.

    Returns:
        The reader's now, and those of the file that were left out in vain.
    """
    wanted = {fold_case(tag): tag for tag in tags}
    given = {fold_case(tag) for tag in of_source}.difference(map(fold_case, own))
    kept = tuple(tag for key, tag in wanted.items() if key not in given)
    return kept, tuple(tag for tag in of_source if fold_case(tag) not in wanted)


def rename_said(text: str, rename: Callable[[str], str]) -> str:
    """A note with its `#tags` under their new names; one that has none, or whose name is no hashtag, loses its `#`."""
    pieces, last, last_tag_end = list[str](), 0, -1
    for start, end in _places(text):
        tag = text[start:end]
        new = rename(tag)
        if new != tag:
            is_hashtag = bool(new) and tags_said(f"#{new}") == (new,)
            pieces += [text[last : start if is_hashtag else start - 1], new or tag]
            if not is_hashtag:  # a blank parts it from the tags that stood against it
                pieces[-1] = (
                    " " * (start - 1 == last_tag_end) + pieces[-1] + " " * (text[end : end + 1] == "#")
                )
            last = end
        last_tag_end = end
    return "".join([*pieces, text[last:]])


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Where the words of `#tags` stand, without their sign."""
    hidden = [match.span() for match in _CODE.finditer(text)] if "#" in text else []
    hidden.reverse()
    at, tag_end = text.find("#"), -1
    while at >= 0:
        while hidden and hidden[-1][1] <= at:
            hidden.pop()
        is_hidden = bool(hidden) and hidden[-1][0] <= at
        end = at + 1
        is_behind_word = at > 0 and at != tag_end and (text[at - 1] in _BEFORE or _is_of_word(text[at - 1]))
        if not is_hidden and not is_behind_word:
            while end < len(text) and (
                text[end] in _BETWEEN or _is_of_word(text[end]) or _is_picture(text[end])
            ):
                end += 1
            word = text[at + 1 : end].rstrip(_BETWEEN + _JOINERS)
            begins = word[:1] == "_" or word[:1].isalnum() or _is_picture(word[:1])
            if begins and any(_is_letter(char) or _is_picture(char) for char in word):
                tag_end = at + 1 + len(word)
                yield at + 1, tag_end
        at = text.find("#", end)


def _is_of_word(char: str) -> bool:
    """A letter, digit or underline, a sign that combines with one, or a joiner."""
    return char.isalnum() or char == "_" or char in _JOINERS or unicodedata.category(char)[0] == "M"


def _is_picture(char: str) -> bool:
    """An emoji, or what gives it another skin or makes a flag that of Wales."""
    if "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f":
        return True
    return (char >= "\u2600" or char in _CLOCKS) and unicodedata.category(char) == "So"


def _is_letter(char: str) -> bool:
    return char == "_" or (char.isalnum() and not char.isdecimal())


def tags_beside(text: str, tags: Iterable[str]) -> tuple[str, ...]:
    """Those of a note's tags that its text does not say: what is left to show beside it. Case makes no difference."""
    said = {fold_case(tag) for tag in tags_said(text)}
    return tuple(tag for tag in tags if fold_case(tag) not in said)


def hashtags(tags: Iterable[str]) -> str:
    """Tags as they are written: "#style #to-verify"."""
    return " ".join(f"#{tag}" for tag in tags)


def lineage(tag: str) -> list[str]:
    """A tag and what it is nested in, the outermost first: `a/b/c` -> `a`, `a/b`, `a/b/c`."""
    parts = tag.split(SEPARATOR, _DEEPEST - 1)
    return [SEPARATOR.join(parts[:count]) for count in range(1, len(parts) + 1) if parts[count - 1]] or [tag]


def is_within(tag: str, outer: str) -> bool:
    return f"{fold_case(tag)}{SEPARATOR}".startswith(f"{fold_case(outer)}{SEPARATOR}")
