"""Notes that others wrote, as imports bring them: their Markdown must do nothing on a page of the reader's.

Words, emphasis, lists, quotes, links and code stay. What would make a heading, load a picture, embed a page, run as a
query or name what a link leads to is shown as it was written.
"""

import re

from annotations.exporters.escape import cleaned, escaped, fenced_code

_BEFORE = r"^((?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*+)"
"""What a line's text may stand in: quotes and lists."""
_LINES = (
    (re.compile(rf"(?m){_BEFORE}(?=#(?:#|\+|[ \t]|$))"), r"\1\\"),  # headings, and Logseq's #+BEGIN_QUERY
    (
        re.compile(rf"(?m)(^[ \t>]*+(?=-)|{_BEFORE})(?=(?:=+|-+)[ \t]*+$)"),
        r"\1\\",
    ),  # lines that make a heading of the one above
    (re.compile(rf"(?m){_BEFORE}(?=\[[^\]\n]*+\]:)"), r"\1\\"),  # what a link of that name leads to
    (re.compile(r"!(?=\[)"), r"\\!"),  # pictures and embeds
    (re.compile(r"::(?=[ \t]|$)", re.MULTILINE), r":\\:"),  # properties of Logseq and Dataview
    (re.compile(r"(`[ \t]*+)(?=\$?=)"), r"\1\\"),  # `= query` and `$= script` of Dataview
)
_RUN = re.compile(rf"(?m){_BEFORE}(`{{3,}}+(?=[^`\n]*+$)|~{{3,}}+)[ \t]*+(?=\S)(?!text\b)")
"""A block of code that names its language: add-ons run some."""
_PERHAPS = re.compile(r"[#!=:`~\[]|^[ \t>]*+-", re.MULTILINE)


def disarmed(note: str) -> str:
    """The note as Markdown in which nothing is more than text, emphasis, lists, quotes, links and code."""
    note = cleaned(note)  # other line ends make lines, too
    if not _PERHAPS.search(note):
        return note
    safe = _RUN.sub(r"\1\2text ", note)
    for pattern, instead in _LINES:
        safe = _outside_code(pattern, instead, safe)
    return safe if not _does_something(safe) else "\n".join(map(escaped, note.split("\n")))


def _outside_code(pattern: re.Pattern[str], instead: str, note: str) -> str:
    parts: list[str] = []
    done = 0
    for start, end in fenced_code(note):
        parts += [pattern.sub(instead, note[done:start]), note[start:end]]
        done = end
    return "".join([*parts, pattern.sub(instead, note[done:])])


def _does_something(note: str) -> bool:
    """Does a real parser see a heading, a picture, a language, or what links of a name lead to?"""
    from markdown_it import MarkdownIt

    named: dict[str, object] = {}
    tokens = MarkdownIt("commonmark").parse(note, named)
    return bool(named.get("references")) or any(
        one.type in ("heading_open", "image")
        or (one.type == "fence" and one.info.split()[:1] not in ([], ["text"]))
        for token in tokens
        for one in (token, *(token.children or ()))
    )
