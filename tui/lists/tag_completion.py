"""Tags as they are typed: one line of them, and what a few letters may become. Pure."""

from collections.abc import Sequence

from annotations.text.folding import fold
from annotations.text.hashtags import tags_said
from tui.page.written_note import split_tags

_OFFERED = 8


def fragment_of(line: str, cursor: int) -> tuple[int, str]:
    """The tag being typed at the cursor: where it starts in the line, and its letters so far."""
    start = line.rfind(",", 0, cursor) + 1
    words = line[start:cursor]
    lead = len(words) - len(words.lstrip(" #"))
    return start + lead, words[lead:]


def completions(line: str, cursor: int, known: Sequence[str]) -> list[str]:
    """What the tag at the cursor may become: those that begin like it, then those that hold it; most used first.

    Args:
        line: tags so far.
        cursor: code points from its start.
        known: tags, most used first.
    """
    start, words = fragment_of(line, cursor)
    there = {fold(tag) for tag in split_tags(line[: max(start, 0)] + "," + line[cursor:])}
    wanted = fold(words)
    free = [tag for tag in known if fold(tag) not in there and fold(tag) != wanted]
    first = [tag for tag in free if fold(tag).startswith(wanted)]
    rest = [tag for tag in free if wanted and wanted in fold(tag) and tag not in first]
    return [*first, *rest][:_OFFERED]


def complete_tag(line: str, cursor: int, tag: str) -> tuple[str, int]:
    """The line with the tag at the cursor made whole, ready for the next; and where the cursor then stands."""
    start, _ = fragment_of(line, cursor)
    after = line[cursor:].lstrip()
    lead = " " if start and line[start - 1] == "," else ""
    head = f"{line[:start]}{lead}{tag}, "
    return head + after.lstrip(", "), len(head)


def hashtag_completions(line: str, cursor: int, known: Sequence[str]) -> tuple[str, list[str]]:
    """The letters of the `#tag` that is typed in a text at the cursor, and the tags that begin with them, most used first.

    None are offered for a tag that is there as it is, nor such as can't stand in a text.
    """
    words = line[:cursor].rpartition("#")[2]
    if "#" not in line[:cursor] or (
        words and tags_said(f"{line[: cursor - len(words)]}{words}x")[-1:] != (f"{words}x",)
    ):
        return "", []
    wanted = fold(words)
    if not wanted or any(fold(tag) == wanted for tag in known):
        return words, []
    meant = [tag for tag in known if fold(tag).startswith(wanted) and tags_said(f"#{tag}") == (tag,)]
    return words, meant[:_OFFERED]
