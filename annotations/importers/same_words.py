"""Are two texts the same words, edited? In time that grows with their length only."""

from functools import lru_cache

SHARED_CHARS = 20
"""Of a stretch that both have, the least that says something."""
_LOOKED_AT_CHARS = 2000


def share_words(one: str, other: str) -> bool:
    """Does one hold the other, or do they share a stretch of half the shorter one?"""
    a, b = _plain(one), _plain(other)
    if a in b or b in a:
        return True
    length = max(SHARED_CHARS, min(len(a), len(b)) // 2)
    a, b = a[:_LOOKED_AT_CHARS], b[:_LOOKED_AT_CHARS]
    if min(len(a), len(b)) < length or _grams(a, length // 2).isdisjoint(_grams(b, 1)):
        return False
    stretches = {a[at : at + length] for at in range(len(a) - length + 1)}
    return any(b[at : at + length] in stretches for at in range(len(b) - length + 1))


@lru_cache(256)
def _plain(text: str) -> str:
    """With single blanks. Kept for a while: each text is compared with many."""
    return " ".join(text.split())


def _grams(text: str, step: int) -> set[str]:
    """Pieces of half the shared length: each longer stretch holds one that begins at a whole step."""
    return {text[at : at + SHARED_CHARS // 2] for at in range(0, len(text), step)}
