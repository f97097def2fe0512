"""An article as a Markdown file of the library folder: what stands in it reads as the article did."""

import re
import unicodedata
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from annotations.exporters.escape import escaped, heading_text, yaml_text
from annotations.exporters.file_names import safe_stem
from annotations.files.write import write_new_file
from annotations.model import Article, Block, Mark

_BEGINS_BLOCK: Final = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+])(?=\s|$)")
_TICKS: Final = re.compile("`+")
_SIGNS: Final = {"emphasis": "*", "strong": "**"}
_MOST_SAME: Final = 1_000


def markdown_of(article: Article, *, saved: date, tags: tuple[str, ...] = (), site: str | None = None) -> str:
    """The file's content: front matter, the title, then every block with its emphasis and links."""
    front = {
        "title": article.title,
        "author": article.author,
        "published": article.published and article.published.isoformat(),
        "url": article.url,
        "site": site,
        "saved": saved.isoformat(),
    }
    lines = [
        f"{key}: {value if key in ('published', 'saved') else yaml_text(value)}"
        for key, value in front.items()
        if value
    ]
    if labels := dict.fromkeys((*article.tags, *tags)):
        lines += ["tags:", *(f"  - {yaml_text(label)}" for label in labels)]
    body: list[str] = []
    depth = 0
    for block in article.blocks:
        depth = min(max(1, block.level), depth + 1) if block.kind == "list-item" else 0
        if block.kind not in ("title", "byline"):
            body.append(_block(article, block, depth))
    head = "\n".join(["---", *lines, "---"]) + f"\n\n# {heading_text(article.title)}\n"
    return "\n".join([head, *body])


def _block(article: Article, block: Block, depth: int) -> str:
    """A block as Markdown.

    Args:
        article: whose it is.
        block: the block.
        depth: of an item, how many lists it stands in, none of which may be without an item of its own.
    """
    text = article.text[block.span.start : block.span.end]
    if block.kind == "code":
        fence = "```"
        while fence in text:
            fence += "`"
        return f"{fence}\n{text}\n{fence}\n"
    lines = "  \n".join(_inline(article, start, end) for start, end in _lines(article.text, block))
    match block.kind:
        case "heading":
            return f"{'#' * min(block.level + 1, 6)} {lines}\n"
        case "quote":
            quoted = "\n".join(f"{'> ' * max(1, block.level)}{line}" for line in lines.split("\n"))
            return f"{quoted}\n"
        case "list-item":
            return _item(lines, depth)
        case "standfirst":
            return f"*{lines}*\n"
    return f"{lines}\n"


def _item(words: str, depth: int) -> str:
    """An item by its own bullet or number, as deep as it stands."""
    indent = "    " * (depth - 1)
    if words.startswith("• "):
        words = f"- {_BEGINS_BLOCK.sub(_escape_sign, words[2:])}"
    else:
        words = words.replace("\\.", ".", 1) if words[:1].isdigit() else f"- {words}"
    return indent + words.replace("\n", f"\n{indent}  ") + "\n"


def _escape_sign(match: re.Match[str]) -> str:
    return f"{match[1] or ''}\\{match[2] or match[3]}"


def _lines(text: str, block: Block) -> list[tuple[int, int]]:
    places, start = [], block.span.start
    for line in text[block.span.start : block.span.end].split("\n"):
        places.append((start, start + len(line)))
        start += len(line) + 1
    return places


def _inline(article: Article, start: int, end: int) -> str:
    """Words with the signs of their marks; marks that cross each other lose the later one."""
    inside = [
        mark
        for mark in article.marks
        if mark.span.start >= start
        and mark.span.end <= end
        and (mark.kind != "link" or mark.href.startswith("http"))
    ]
    return _with_marks(
        article.text, start, end, sorted(inside, key=lambda mark: (mark.span.start, -mark.span.end))
    )


def _with_marks(text: str, start: int, end: int, marks: list[Mark], *, is_glued: bool = False) -> str:
    parts, at, index = [], start, 0
    while index < len(marks):
        mark = marks[index]
        index += 1
        if mark.span.start < at:
            continue
        inner = []
        while index < len(marks) and marks[index].span.start < mark.span.end:
            if marks[index].span.end <= mark.span.end and marks[index].kind != mark.kind:
                inner.append(marks[index])
            index += 1
        parts.append(_literal(text, at, mark.span.start))
        is_glued = parts[-1] == "" and (len(parts) > 1 or is_glued)
        if mark.kind == "code":
            words = text[mark.span.start : mark.span.end]
            parts.append(escaped(words) if is_glued else _code(words))
        elif mark.kind == "link":
            said = _with_marks(text, mark.span.start, mark.span.end, inner, is_glued=is_glued)
            parts.append(f"[{said}]({_address(mark.href)})")
        else:
            parts.append(_emphasised(text, mark, inner, is_glued=is_glued))
        at = mark.span.end
    parts.append(_literal(text, at, end))
    return "".join(parts)


def _code(words: str) -> str:
    """Code between more ticks than stand in it; blanks at both ends are taken off when it is read (CommonMark 6.1)."""
    ticks = "`" * (1 + max(map(len, _TICKS.findall(words)), default=0))
    has_edge = words[:1] + words[-1:] == "  " or "`" in words[:1] + words[-1:]
    return f"{ticks} {words} {ticks}" if has_edge and words.strip() else f"{ticks}{words}{ticks}"


def _emphasised(text: str, mark: Mark, inner: list[Mark], *, is_glued: bool) -> str:
    """Words between stars, where stars would be read as such; else without (CommonMark 6.2).

    Args:
        text: of the article.
        mark: emphasis or strong.
        inner: the marks within it.
        is_glued: another mark ends where it begins.
    """
    start, end = mark.span.start, mark.span.end
    said = _with_marks(text, start, end, inner, is_glued=is_glued)
    words = said.strip()
    if not words or is_glued:
        return said
    edges = (
        {one.span.start for one in inner if one.kind in ("link", "code")},
        {one.span.end for one in inner if one.kind in ("link", "code")},
    )
    lead, tail = len(said) - len(said.lstrip()), len(said) - len(said.rstrip())
    first, last = text[start + lead], text[end - tail - 1]
    before, after = text[start + lead - 1 : start + lead], text[end - tail : end - tail + 1]
    opens = _is_plain(before) or not (_is_sign(first) or start + lead in edges[0])
    closes = _is_plain(after) or not (_is_sign(last) or end - tail in edges[1])
    if not (opens and closes):
        return said
    sign = _SIGNS[mark.kind]
    return f"{said[:lead]}{sign}{words}{sign}{said[len(said) - tail :]}"


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _is_plain(character: str) -> bool:
    """Whether stars may stand beside it whatever is on their other side."""
    return not character or character.isspace() or unicodedata.category(character)[0] == "P"


def _literal(text: str, start: int, end: int) -> str:
    """Words as they are; what would begin a list, a heading or code does so at the start of a line alone."""
    is_first = start == 0 or text[start - 1] == "\n"
    return escaped(text[start:end]) if is_first else escaped(f"x{text[start:end]}")[1:]


def _address(href: str) -> str:
    return (
        href.replace(" ", "%20")
        .replace("(", "%28")
        .replace(")", "%29")
        .replace("<", "%3C")
        .replace(">", "%3E")
    )


def write_article(content: str, title: str, folder: Path) -> Path:
    """Write a file of a new name into a folder; nothing that is there is touched.

    Raises:
        OSError: it was not written.
    """
    stem = safe_stem(title, "Article", 180)
    for number in range(1, _MOST_SAME):
        path = folder / (f"{stem}.md" if number == 1 else f"{stem} {number}.md")
        if not path.exists() and not path.is_symlink():
            with suppress(FileExistsError):  # another program saves an article of this title just now
                write_new_file(path, content, is_private=False)
                return path
    raise OSError(None, f"{folder} holds {_MOST_SAME} articles of this title")
