"""Mentions for tests, by the words that are marked."""

from annotations.entities.rules.mentions import Mention


def mark(text: str, *names: tuple[str, str]) -> list[Mention]:
    """Mentions of (words, label), in order of appearance."""
    found, at = [], 0
    for name, label in names:
        at = text.index(name, at)
        found.append(Mention(at, at + len(name), label))
        at += len(name)
    return found
