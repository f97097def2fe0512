"""Text of others made harmless in Markdown, YAML, wikilinks and tags, so that no quote, title or note can break out."""

import json
import re
import unicodedata
from bisect import bisect_right

from annotations.text.canonical import REPLACEMENT

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~^$%!{}&=])")
_LIST_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_RULE_START = re.compile(r"^([-+])")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_AUTOLINK = re.compile(r"<(?:https?://|mailto:)[^\s<>\\]*>")
_HTML = re.compile(r"(\\*)<(?=[A-Za-z/!?])")
_TEMPLATE = re.compile(r"\{(?=[{%#])|<(?=%)")
_BLOCK_ID = re.compile(r"(?m)(^|[ \t])\^(?=[A-Za-z0-9-]+[ \t]*$)")
_FENCE = re.compile(r"[ >\d.)*+-]*?(`{3,}|~{3,})([^`\n]*)$", re.MULTILINE)
_CODE = re.compile(r"(?<![`\\])(`+)(?!`)((?:(?!\n[ \t]*\n)[\s\S])*?[^`])\1(?!`)")
_ODD_TICK = re.compile(r"\$|\[\[[^\]]*`|<[^\s<>]*`")
_PROBE = "postil"
_ENDS_PLAINLY = re.compile(r"^[^\s`~>|#<\-+*=_$%:!\[\]\d\\^{}]")
_TAG_BAD = re.compile("[\u2000-\u206f\u2e00-\u2e7f'!\"#$%&()*+,.:;<=>?@^`{|}~\\[\\]\\\\\\s]+")
_PLAIN_YAML = re.compile(r"[^\W\d_][\w/-]*(?: [\w/-]+)*", re.ASCII)
_YAML_WORDS = frozenset("null true false yes no on off y n nan inf".split())
_YAML_UNPRINTABLE = re.compile("[\u2028\u2029\ufeff]")


def cleaned(text: str) -> str:
    """Text without control characters and halves of characters; newlines are LF, tabs stay."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for odd in "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
        text = text.replace(odd, "\n")
    return _CONTROLS.sub(REPLACEMENT, text)


def escaped(text: str) -> str:
    """Article text as literal Markdown: one line in, one line out."""
    line = _SPECIAL.sub(r"\\\1", cleaned(text).replace("\n", " "))
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
    if note.count("$$") % 2:
        head, _, tail = note.rpartition("$$")
        note = f"{head}\\$\\${tail}"
    return _with_fences_closed(note) if "```" in note or "~~~" in note else note


def _html_escaped(note: str) -> str:
    """Every `<` that could begin a tag or comment; links in angle brackets and code stay."""
    fences = _fenced(note)
    code = [] if _ODD_TICK.search(note) else [found.span() for found in _CODE.finditer(note)]
    if any("<" in note[start:end] for start, end in code):
        escaped = _escaped_outside(note, sorted(fences + code))
        if not _has_html(escaped):
            return escaped
    return _escaped_outside(note, fences)


def _has_html(note: str) -> bool:
    """Does a real parser find any HTML?"""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(note)
    return any(one.type.startswith("html_") for token in tokens for one in (token, *(token.children or ())))


def _escaped_outside(note: str, code: list[tuple[int, int]]) -> str:
    links = {found.start() for found in _AUTOLINK.finditer(note)}
    starts = [start for start, _ in code]

    def escape(found: re.Match[str]) -> str:
        slashes, place = found.group(1), found.end() - 1
        index = bisect_right(starts, place) - 1
        if len(slashes) % 2 or place in links or (index >= 0 and place < code[index][1]):
            return found.group()
        return f"{slashes}\\<"

    return _HTML.sub(escape, note)


def _fenced(note: str) -> list[tuple[int, int]]:
    """Code between fences at the very left; none where any fence is indented, since that may end elsewhere."""
    found: list[tuple[int, int]] = []
    fence, start = "", 0
    for match in _FENCE.finditer(note):
        marks, rest = match.groups()
        if match.start(1) != note.rfind("\n", 0, match.start(1)) + 1:
            return []
        if not fence:
            fence, start = marks, match.end()
        elif marks[0] == fence[0] and len(marks) >= len(fence) and not rest.strip():
            found.append((start, match.start()))
            fence = ""
    return found


def _with_fences_closed(note: str) -> str:
    """Close a code fence that the note leaves open, so that what follows is no code; a real parser says if it is so."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    longest = max((found.group(1) for found in _FENCE.finditer(note)), key=len, default="```")
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
    return re.sub(r"(`{3,}|~{3,})", lambda found: "".join(f"\\{mark}" for mark in found.group()), note)


def with_tags(words: str, tags: str) -> str:
    """A note with its tags: on its last line where that is plain text, else in a paragraph of their own."""
    if not words or not tags:
        return words or tags
    last = words.rsplit("\n", 1)[-1]
    return f"{words} {tags}" if _ENDS_PLAINLY.match(last) and "```" not in words else f"{words}\n\n{tags}"


def tag_name(tag: str) -> str:
    """A tag as Obsidian takes it: spaces and odd characters are dashes, nested `a/b` kept, never all digits."""
    name = _TAG_BAD.sub("-", cleaned(unicodedata.normalize("NFC", tag.strip().lstrip("#"))))
    parts = [part for raw in name.split("/") if (part := raw.strip("-"))]
    name = "/".join(parts) or "tag"
    return f"{name}-" if name.replace("/", "").isdigit() else name


def yaml_said(text: str) -> str:
    """A text as it comes back from the YAML that `yaml_text` writes."""
    return _YAML_UNPRINTABLE.sub(" ", cleaned(text))


def yaml_text(text: str) -> str:
    """A string as YAML, on one line: bare where every reader takes it for a string, else in double quotes."""
    text = yaml_said(text)
    if _PLAIN_YAML.fullmatch(text) and text.casefold() not in _YAML_WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)


def link_name(name: str) -> str:
    """A name as the target of a wikilink and the name of a file: no syntax, no path."""
    name = re.sub(r"[\[\]|#^\\/:*?\"<>\x00-\x1f\x7f]+", " ", cleaned(unicodedata.normalize("NFC", name)))
    return " ".join(name.replace("%%", "%").split()).strip(" .-")
