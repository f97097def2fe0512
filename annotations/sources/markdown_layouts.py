"""What pandoc lays out by columns and lines, put as CommonMark has it: its tables without bars, with a frame, and lines of verse.

A table stands as it was written, which is how it is read; of `| A line` the sign goes and the line stays one.
"""

import re
from collections.abc import Sequence
from typing import Final

from annotations.sources.markdown_boxes import code_after

_FENCE: Final = "~" * 12
_FRAME = re.compile(r" {0,3}\+(?:[-=:]{2,}+\+)++ *+")
_COLUMNS = re.compile(r" *+-{2,}+(?: ++-{2,}+)++ *+")
_RULE = re.compile(r" *+-{10,}+ *+")
_VERSE = re.compile(r"\| (?! *-)[^\n]*[^|\n ] *+")
_MAY_HOLD = re.compile(rf"^(?:{_FRAME.pattern}|{_COLUMNS.pattern}|\| [^\n]*[^|\n ] *+)$", re.MULTILINE)
_MOST_TABLE_LINES: Final = 500


def lay_out(source: str) -> str:
    """A canonical Markdown text with such tables in fences, and verse with line ends; linear in the text."""
    if not _MAY_HOLD.search(source):
        return source
    lines = source.split("\n")
    laid_out: list[str] = []
    at, code = 0, ""
    while at < len(lines):
        line = lines[at]
        start, end = (at, at) if code else _table(lines, at)
        if end > at:
            del laid_out[len(laid_out) - (at - start) :]
            laid_out += ["", _FENCE, *lines[start:end], _FENCE, ""]
        elif not code and (end := _verse_end(lines, at)) > at:
            laid_out += [f"{one[2:].rstrip()}\\" for one in lines[at : end - 1]]
            laid_out.append(lines[end - 1][2:])
        else:
            code, end = code_after(code, line), at + 1
            laid_out.append(line)
        at = end
    return "\n".join(laid_out)


def _table(lines: Sequence[str], at: int) -> tuple[int, int]:
    """From where to where a table stands that shows itself in a line; the same twice: there is none."""
    if _FRAME.fullmatch(lines[at]):
        end = at + 1
        while end < len(lines) and lines[end].lstrip(" ")[:1] in ("+", "|"):
            end += 1
        return (at, end) if end > at + 2 else (at, at)
    if not _COLUMNS.fullmatch(lines[at]) or at + 1 >= len(lines) or not lines[at + 1].strip():
        return at, at
    start = at
    while start and lines[start - 1].strip() and at - start < 8:
        start -= 1
    if _RULE.fullmatch(lines[start]) or _RULE.fullmatch(lines[max(0, start - 1)]):
        rules = range(at + 1, min(len(lines), at + _MOST_TABLE_LINES))
        closing = next((n for n in rules if _RULE.fullmatch(lines[n])), None)
        return (start, closing + 1) if closing else (at, at)
    end = at + 1
    while end < len(lines) and lines[end].strip():
        end += 1
    return (start, end) if at - start < 2 else (at, at)


def _verse_end(lines: Sequence[str], at: int) -> int:
    """Behind the last of some lines that stand as they are; a row of a table ends in its sign, or has a ruled one below."""
    end = at
    while end < len(lines) and _VERSE.fullmatch(lines[end]):
        end += 1
    is_table = end < len(lines) and lines[end].startswith("|")
    return end if end > at + 1 and not is_table else at
