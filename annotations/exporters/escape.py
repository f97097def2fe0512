"""Text of others made harmless in Markdown, YAML, wikilinks and tags, so that no quote, title or note can break out."""

import json
import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator

from msgspec import Struct

from annotations.text.canonical import REPLACEMENT, WORD_JOINER, composed

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~^$%!{}&=])")
_PROPERTY = re.compile(r"::(?=[ \t]|$)")
"""Of Logseq and Dataview."""
_LIST_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_RULE_START = re.compile(r"^([-+])")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^\s<>\\]*>")
_HTML = re.compile(r"<(?=[A-Za-z/!?])")
_TEMPLATE = re.compile(r"\{(?=[{%#])|<(?=%)")
_MARKER = re.compile(r"(?<!\\)<!--(?=\s*+postil)")
"""How our own markers begin; in code, too, it must not stand in a note."""
_BLOCK_ID = re.compile(r"(?m)(^|[ \t])\^(?=[A-Za-z0-9-]+[ \t]*$)")
_TICKS = re.compile("`+")
_TILDES = re.compile("~{3,}")
_BLANK_LINE = re.compile(r"\n[ \t]*+(?=\n)")
_ODD_TICK = re.compile(r"\$|<[^\s<>`]*+`")
_PROBE = "postil"
_ENDS_PLAINLY = re.compile(r"^[^\s`~>|#<\-+*=_$%:!\[\]\d\\^{}]")
_TAG_BAD = re.compile("[\u2000-\u206f\u2e00-\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~\\[\\]\\\\\\s]+")
_PLAIN_YAML = re.compile(r"[^\W\d_][\w/-]*(?: [\w/-]+)*", re.ASCII)
_YAML_WORDS = frozenset("null true false yes no on off y n nan inf".split())
_YAML_UNPRINTABLE = re.compile("[\u2028\u2029\ufeff]")


def cleaned(text: str) -> str:
    """Text without control characters, halves of characters and turns of direction; newlines are LF, tabs stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for odd in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
        text = text.replace(odd, "\n")
    return _CONTROLS.sub(REPLACEMENT, _BIDI.sub(WORD_JOINER, text))


def escaped(text: str) -> str:
    """Article text as literal Markdown: one line in, one line out."""
    line = _PROPERTY.sub(r":\\:", _SPECIAL.sub(r"\\\1", cleaned(text).replace("\n", " ")))
    if line[:1] in (" ", "\t"):  # an indent would make code of it
        line = ("&#32;" if line[0] == " " else "&#9;") + line[1:]
    return _RULE_START.sub(r"\\\1", _LIST_START.sub(r"\1\\\2", line))


def heading_text(text: str) -> str:
    """A title for a heading: one line, never empty."""
    return escaped(" ".join(text.split())) or "Untitled"


def neutralised(note: str) -> str:
    """A note's own Markdown stays; HTML is escaped, and nothing in it is a comment, block id, template or open fence."""
    note = cleaned(note).strip("\n")
    note = re.sub(r"%(?=%)", r"%\\", note)
    note = _html_escaped(note)
    note = _TEMPLATE.sub(r"\g<0>\\", note)
    note = _BLOCK_ID.sub(r"\1\\^", note)
    note = _MARKER.sub(r"<\\!--", note)
    if note.count("$$") % 2:
        head, _, tail = note.rpartition("$$")
        note = f"{head}\\$\\${tail}"
    return _with_fences_closed(note) if "```" in note or "~~~" in note else note


def _html_escaped(note: str) -> str:
    """Every `<` that could begin a tag or comment; links in angle brackets and code stay."""
    fences = fenced_code(note)
    code = [] if _has_odd_tick(note) else list(_code_spans(note))
    if any("<" in note[start:end] for start, end in code):
        escaped = _escaped_outside(note, sorted(fences + code))
        if not _has_html(escaped):
            return escaped
    return _escaped_outside(note, fences)


def _has_odd_tick(note: str) -> bool:
    """Is there a backtick in a formula, wikilink or address, where it begins no code?"""
    links = (part.partition("[[")[2] for part in note.split("]"))
    return bool(_ODD_TICK.search(note)) or any("`" in link for link in links)


def _code_spans(note: str) -> Iterator[tuple[int, int]]:
    """Code between equal runs of backticks (CommonMark 6.1), each within a paragraph."""
    breaks = [gap.start() for gap in _BLANK_LINE.finditer(note)]
    runs: list[tuple[int, int]] = [ticks.span() for ticks in _TICKS.finditer(note)]
    same: dict[int, deque[int]] = defaultdict(deque)
    for start, end in runs:
        same[end - start].append(start)
    done = 0
    for start, end in runs:
        if start < done or note[start - 1 : start] == "\\":
            continue
        closing = same[end - start]
        while closing and closing[0] <= start:
            closing.popleft()
        at = bisect_right(breaks, end - 1)
        if closing and (at == len(breaks) or closing[0] <= breaks[at]):
            done = closing[0] + end - start
            yield start, done


def _has_html(note: str) -> bool:
    """Does a real parser find any HTML?"""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(note)
    return any(one.type.startswith("html_") for token in tokens for one in (token, *(token.children or ())))


def _escaped_outside(note: str, code: list[tuple[int, int]]) -> str:
    links = {link.start() for link in _AUTOLINK.finditer(note)}
    starts = [start for start, _ in code]
    parts: list[str] = []
    done = 0
    for bracket in _HTML.finditer(note):
        place = bracket.start()
        before = note[done:place]
        slashes = len(before) - len(before.rstrip("\\"))
        index = bisect_right(starts, place) - 1
        if not (slashes % 2 or place in links or (index >= 0 and place < code[index][1])):
            parts += [before, "\\"]
            done = place
    return "".join([*parts, note[done:]])


class _Fence(Struct, frozen=True):
    """What could open or close a block of code: the marks, where they stand, and what follows them on the line."""

    start: int
    end: int
    """Of the line."""
    marks: str
    rest: str
    is_indented: bool


def _fences(note: str) -> Iterator[_Fence]:
    """At most one a line: three backticks or more with no further one behind them, else three tildes or more."""
    start = 0
    for line in note.split("\n"):
        last = line.rfind("`") + 1
        ticks = last - len(line[:last].rstrip("`"))
        tildes = _TILDES.search(line, last)
        if ticks >= 3:
            at, marks = last - ticks, "`" * ticks
        elif tildes:
            at, marks = tildes.start(), tildes.group()
        else:
            at, marks = 0, ""
        if marks:
            yield _Fence(start + at, start + len(line), marks, line[at + len(marks) :], at > 0)
        start += len(line) + 1


def fenced_code(note: str) -> list[tuple[int, int]]:
    """Code between fences at the very left; none where any fence is indented, since that may end elsewhere."""
    code: list[tuple[int, int]] = []
    opening = ""
    start = 0
    for fence in _fences(note):
        if fence.is_indented:
            return []
        if not opening:
            opening, start = fence.marks, fence.end
        elif fence.marks[0] == opening[0] and len(fence.marks) >= len(opening) and not fence.rest.strip():
            code.append((start, fence.start))
            opening = ""
    return code


def _with_fences_closed(note: str) -> str:
    """Close a code fence that the note leaves open, so that what follows is no code; a real parser says if it is so."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    longest = max((fence.marks for fence in _fences(note)), key=len, default="```")
    for closing in (
        "",
        "\n```",
        "\n~~~",
        f"\n{longest}",
        f"\n{'`' * len(longest)}",
        f"\n{'~' * len(longest)}",
    ):
        tokens = parser.parse(f"{note}{closing}\n\n{_PROBE}")
        if [token.content for token in tokens[-3:-1]] == ["", _PROBE] and tokens[-3].level == 0:
            return note + closing
    return re.sub(
        r"`{3,}|~{3,}",
        lambda marks: "".join(f"\\{mark}" for mark in marks.group()),
        _escaped_outside(note, []),
    )


def with_tags(words: str, tags: str) -> str:
    """A note with its tags: on its last line where that is plain text, else in a paragraph of their own."""
    if not words or not tags:
        return words or tags
    last = words.rsplit("\n", 1)[-1]
    return f"{words} {tags}" if _ENDS_PLAINLY.match(last) and "```" not in words else f"{words}\n\n{tags}"


def tag_name(tag: str) -> str:
    """A tag as Obsidian takes it: spaces and odd characters are dashes, nested `a/b` kept, never all digits."""
    name = _TAG_BAD.sub("-", cleaned(composed(tag.strip().lstrip("#"))))
    parts = [part for raw in name.split("/") if (part := raw.strip("-"))]
    name = "/".join(parts) or "tag"
    return f"{name}-" if name.replace("/", "").isdigit() else name


def yaml_said(text: str) -> str:
    """A text as it comes back from the YAML that `yaml_text` writes."""
    return _YAML_UNPRINTABLE.sub(" ", cleaned(text))


def yaml_text(text: str) -> str:
    """A string as YAML, on one line: bare where every reader takes it for a string, else in double quotes.

    Templater runs what stands in `<%` even in the properties of a new file.
    """
    text = yaml_said(text)
    if _PLAIN_YAML.fullmatch(text) and text.casefold() not in _YAML_WORDS:
        return text
    return json.dumps(text, ensure_ascii=False).replace("<%", "\\u003C%")


def link_name(name: str) -> str:
    """A name as the target of a wikilink and the name of a file: no syntax, no path."""
    name = re.sub(r"[\[\]|#^\\/:*?\"<>\x00-\x1f\x7f]+", " ", yaml_said(composed(name)))
    return " ".join(name.replace("%%", "%").split()).strip(" .-")
