"""Boxes of MkDocs, Docusaurus, VitePress, Quarto, pandoc and MyST, written as the quotes that Obsidian and GitHub make boxes of.

`!!! note "Title"` and `=== "Tab"` hold what is indented below; `::: note` and MyST's fence of three backticks with a name in braces what stands
up to their end. What only sets its words out on a page (`::: {.column}`) leaves its words alone.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

_DEEPEST: Final = 12
"""Boxes within boxes: what lies deeper stands as it was written."""
_INDENT: Final = 4
_MAY_HOLD = re.compile(r"^[ ]*+(?:!!!|\?\?\?\+?|===|:::|(?:```|~~~)[`~]*+\{)", re.MULTILINE)
_INDENTED = re.compile(
    r"( *+)(?:(?:!!!|\?\?\?\+?) ?(?P<kind>[A-Za-z][\w-]{0,40})(?: [A-Za-z][\w-]{0,40}){0,2}|===[!+]?)(?: +\"(?P<title>[^\n]*)\")? *+"
)
_FENCED = re.compile(
    r"( *+)(?P<fence>:{3,}+|`{3,}+|~{3,}+) *+(?:\{(?P<braced>[^{}\n]{0,500})\}|(?P<kind>[A-Za-z][\w-]{0,40}))"
    r"(?:\[(?P<label>[^\n]{0,500})\](?:\{[^{}\n]{0,500}\})?)?(?P<rest>[^\n]*)"
)
_END = re.compile(r" *+(:{3,}+|`{3,}+|~{3,}+) *+")
_CODE = re.compile(r" *+(`{3,}+|~{3,}+)")
_OPTION = re.compile(r" *+:[A-Za-z][\w-]{0,40}:(?: [^\n]*)?")
"""What MyST is told of a box: `:class: dropdown`."""
_CLASS = re.compile(r"\.([A-Za-z][\w-]{0,60})")
_TITLE = re.compile(r"title=\"([^\"\n]*)\"")
_KINDS: Final = frozenset(
    "note tip info warning danger caution important success failure fail bug example quote abstract summary question hint attention error "
    "seealso todo details admonition check faq missing tldr cite help done spoiler theorem lemma proof definition remark exercise".split()
)
_CODES: Final = frozenset("code code-block code-cell math mermaid literalinclude toctree".split())
_LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)]) ")


class _Box(Struct, frozen=True):
    end: int
    """The first line behind it."""
    indent: int
    content: Sequence[str]
    title: str | None
    """None: it is no box, and only its words count."""


def quote_boxes(source: str) -> str:
    """A canonical Markdown text with its boxes as quotes; linear in the text."""
    if not _MAY_HOLD.search(source):
        return source
    return "\n".join(_quoted(source.split("\n"), _DEEPEST))


def _quoted(lines: Sequence[str], levels: int) -> Iterator[str]:
    ends = _ends(lines)
    at, code, is_list = 0, "", False
    while at < len(lines):
        line = lines[at]
        if line[:_INDENT].strip():
            is_list = _LIST_ITEM.match(line) is not None
        may_begin = not code and levels > 0 and (is_list or bool(line[:_INDENT].strip()))
        box = (_indented(lines, at) or _fenced(lines, at, ends)) if may_begin else None
        if box is None:
            code = code_after(code, line)
            yield line
            at += 1
            continue
        inner = _quoted(box.content, levels - 1)
        blank = " " * box.indent
        if box.title is None:
            yield from ("", *(blank + one for one in inner), "")
        else:
            head = f"[!note] {box.title}" if box.title else ""
            yield from ("", *(f"{blank}> {one}" for one in (head, "", *inner) if one or head), "")
        at = box.end


def _indented(lines: Sequence[str], at: int) -> _Box | None:
    """A box whose words are indented below it; MkDocs takes one without words only with a title."""
    opener = _INDENTED.fullmatch(lines[at])
    if opener is None or (opener["kind"] is None and opener["title"] is None):
        return None
    indent = len(opener[1])
    within = " " * (indent + _INDENT)
    end = last = at + 1
    while end < len(lines) and (not lines[end].strip() or lines[end].startswith(within)):
        end += 1
        last = end if lines[end - 1].strip() else last
    if last == at + 1 and opener["title"] is None:
        return None
    title = opener["title"] if opener["title"] is not None else _called(opener["kind"])
    return _Box(last, indent, [line[len(within) :] for line in lines[at + 1 : last]], title)


def _fenced(lines: Sequence[str], at: int, ends: Mapping[int, int]) -> _Box | None:
    """A box up to its end."""
    if at not in ends:
        return None
    opener = _FENCED.fullmatch(lines[at])
    if opener is None:
        return None
    indent = len(opener[1])
    content = [line[:indent].lstrip() + line[indent:] for line in lines[at + 1 : ends[at]]]
    while opener["braced"] and content and _OPTION.fullmatch(content[0]):
        del content[0]
    return _Box(ends[at] + 1, indent, content, _title_of(opener))


def _title_of(opener: re.Match[str]) -> str | None:
    """What a box says above its words; None: it is none, but a part of the page."""
    braced, kind = (opener["braced"] or "").strip(), opener["kind"] or ""
    written = (opener["label"] or opener["rest"]).strip(": ")
    if braced.strip("-. ").isidentifier() and not braced.startswith("."):
        kind = braced
    elif braced:
        kinds = (one.removeprefix("callout-").lower() for one in _CLASS.findall(braced))
        kind = next((one for one in kinds if one in _KINDS), "")
        title = _TITLE.search(braced)
        written = title[1] if title else ""
    is_path = kind in ("figure", "image")
    return (written if not is_path else "") or (_called(kind) if kind.lower() in _KINDS else None)


def _called(kind: str) -> str:
    return kind.replace("seealso", "see also").capitalize()


def _ends(lines: Sequence[str]) -> dict[int, int]:
    """Where the boxes end that have an end, by where they begin."""
    ends: dict[int, int] = {}
    opened: list[tuple[int, str]] = []
    code = ""
    for at, line in enumerate(lines):
        is_fence = line.lstrip(" ")[:3] in (":::", "```", "~~~")
        if not is_fence:
            continue
        end = _END.fullmatch(line)
        if not code and end and opened and _closes(end[1], opened[-1][1]):
            ends[opened.pop()[0]] = at
        elif not code and (opener := _FENCED.fullmatch(line)) and _is_box(opener):
            opened.append((at, opener["fence"]))
        else:
            code = code_after(code, line)
    return ends


def _closes(end: str, fence: str) -> bool:
    return end[0] == fence[0] and (fence[0] == ":" or len(end) >= len(fence))


def _is_box(opener: re.Match[str]) -> bool:
    """Whether it is a box, and not code: of a fence of backticks only the name in braces says that."""
    name = (opener["braced"] or "").strip().lower()
    return (opener["fence"][0] == ":" and name not in _CODES) or name in _KINDS


def code_after(code: str, line: str) -> str:
    """The fence of the code that is open behind a line; empty: none."""
    fence = _CODE.match(line)
    if fence is None:
        return code
    if not code:
        return fence[1]
    return "" if line.strip() == fence[1] and _closes(fence[1], code) else code
