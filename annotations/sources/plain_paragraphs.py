"""Lines to paragraphs: hard-wrapped prose flows again; verse, lists, code, tables, signatures and mail keep their lines."""

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import pairwise

from msgspec import Struct

from annotations.model import BlockKind
from annotations.sources.plain_layout import SPECIAL, Shape, ends_sentence, is_forced, is_heading
from annotations.text.line_ends import join_lines

_BLANKS = re.compile(r"\n(?:[ \xa0\u3000]*\n)+")
_RULE = re.compile(r"^\s*([-=~*_#])\1{2,}\s*$")
_COLUMNS = re.compile(r"\S(?: {3,}\S.*){1,}|\|.*\|")
_CODE = re.compile(
    r"[{};]\s*$|^\s*(?:def|class|import|from|return|if|for|while|#include|function|var|let|const|public)\b.*[:;({]|=>|:=|\$ \w"
)
_MIGHT_BE_SPECIAL = re.compile(r"\n(?:[ \xa0\u3000>*+•·◦‣▪–—|#(-]|\d{1,3}[.)]\s|[a-z]\)\s)")
_ODD_LINES = re.compile(
    r"\n(?:(?<=[ \xa0\u3000]\n)|(?=\n\n|[ \xa0\u3000>*+•·◦‣▪–—|#(-]|\d{1,3}[.)]\s|[a-z]\)\s))"
)
_INDENTED = re.compile(r"\n(?<=[^\n]\n)[ \u3000]{1,8}(?=\S[^\n]*\n[^ \u3000\n])")
_VERSE_CHARS = 72

Kinds = dict[int, tuple[BlockKind, int]]


class Piece(Struct, frozen=True):
    """One block to be: its text, without the separator."""

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0


def plain_paragraphs(text: str, shape: Shape) -> tuple[list[str], Kinds]:
    """Cut a stretch of text into paragraphs.

    Returns:
        The texts in order, and by index kind and level of those that are no paragraphs.
    """
    texts: list[str] = []
    kinds: Kinds = {}
    text = text.rstrip()
    blank_chars = len(text) - len(text.lstrip())
    text = text[text.rfind("\n", 0, blank_chars) + 1 :]  # the first line that says something keeps its indent
    if shape.is_indented:
        text = _INDENTED.sub("\n\n", text)
    if shape.wrap_chars and not shape.is_cjk:
        _unwrap(text, shape, texts, kinds)
    elif not _ODD_LINES.search("\n" + text[:1000]) and not _ODD_LINES.search(text):
        _one_a_line(text, shape, texts, kinds)
    else:
        _group_by_group(text, shape, texts, kinds)
    if shape.has_headings:
        _mark_headings(texts, kinds)
    return texts, kinds


def _one_a_line(text: str, shape: Shape, texts: list[str], kinds: Kinds) -> None:
    """The common article: no list, no quoted mail, no indentation."""
    lines = text.split("\n")
    short = [at for at, length in enumerate(map(len, lines)) if 0 < length <= _VERSE_CHARS]
    if any(b == a + 1 for a, b in pairwise(short)):
        _group_by_group(text, shape, texts, kinds)
    else:
        texts.extend(filter(None, lines))


def _unwrap(text: str, shape: Shape, texts: list[str], kinds: Kinds) -> None:
    """Flow hard-wrapped text: all at once, but for the groups where one line is out of the ordinary."""
    odd = _odd_in_wrapped(shape.wrap_chars)
    text = f"\n{text}\n"
    done = 1
    at = odd.search(text)
    while at is not None:
        start = max(text.rfind("\n\n", done, at.end() + 1) + 2, done)
        stop = text.find("\n\n", at.end())
        stop = len(text) if stop < 0 else stop + 2
        texts.extend(_flowed_smooth(text[done:start]))
        _group_by_group(text[start:stop], shape, texts, kinds)
        done = stop
        at = odd.search(text, max(stop - 1, at.end()))
    texts.extend(_flowed_smooth(text[done:]))


def _flowed_smooth(text: str) -> list[str]:
    text = text.strip("\n")
    return [group.replace("\n", " ") for group in text.split("\n\n")] if text else []


@cache
def _odd_in_wrapped(wrap_chars: int) -> re.Pattern[str]:
    """Finds the newline before a line that has to be looked at: special, short though not the last, too long."""
    low, high = int(0.8 * wrap_chars) - 1, int(1.5 * wrap_chars)
    return re.compile(
        rf"\n(?:(?<=[ \xa0\u3000—-]\n)|(?=\n\n|[ \xa0\u3000>*+•·◦‣▪–—|#(-]|\d{{1,3}}[.)]\s"
        rf"|.{{1,{low}}}+\n[^\n]|.{{{high}}}))"
    )


def groups_of(text: str) -> list[str]:
    """Cut a text at its blank lines; lines lose their trailing spaces."""
    text = _without_trailing_spaces(f"{text}\n").strip("\n")  # the last line has its own
    if "\n\n\n" in text:
        text = _BLANKS.sub("\n\n", text)
    return text.split("\n\n") if text else []


def _group_by_group(text: str, shape: Shape, texts: list[str], kinds: Kinds) -> None:
    for group in groups_of(text):
        if "\n" not in group:
            line = group.strip()
            if line[:1].isalpha() or not SPECIAL.match(group):
                texts.append(line)
                continue
        elif not _MIGHT_BE_SPECIAL.search("\n" + group):
            lines = group.split("\n")
            if not shape.wrap_chars and not keeps_lines(lines):
                texts.extend(lines)
                continue
            if shape.wrap_chars and min(map(len, lines[:-1])) >= 0.8 * shape.wrap_chars >= 0.53 * max(
                map(len, lines)
            ):
                texts.append(flowed(group, shape.words))
                continue
        for piece in _careful(group.split("\n"), shape):
            if piece.kind != "paragraph":
                kinds[len(texts)] = (piece.kind, piece.level)
            texts.append(piece.text)


def keeps_lines(lines: list[str]) -> bool:
    """Whether a group of short lines is verse, an address or a table, and not a paragraph a line."""
    if not 2 <= len(lines) <= 60 or max(map(len, lines)) > _VERSE_CHARS:
        return False
    return sum(map(ends_sentence, lines[:-1])) < 0.6 * (len(lines) - 1)


def flowed(group: str, known: Collection[str] = ()) -> str:
    """Join the lines of a hard-wrapped paragraph; see `join_lines`."""
    return join_lines(group.split("\n"), known).strip()


def _without_trailing_spaces(text: str) -> str:
    for _ in range(4):
        shorter = text.replace(" \n", "\n")
        if len(shorter) == len(text):
            break
        text = shorter
    else:
        text = re.sub(r"(?<! ) +\n", "\n", text)
    if "\xa0" in text or "\u3000" in text:
        text = re.sub(r"(?<![ \xa0\u3000])[ \xa0\u3000]+\n", "\n", text)
    return text


def _mark_headings(texts: list[str], kinds: Kinds) -> None:
    short = [index for index, length in enumerate(map(len, texts)) if 2 <= length <= 90]
    last = len(texts) - 1
    for index in short:
        if index == last or index in kinds:
            continue
        line = texts[index]
        if index + 1 in kinds:
            if line.isupper() and is_heading(line, texts[index + 1]):
                kinds[index] = ("heading", 1)
            continue
        if "\n" in line:
            title, _, rule = line.partition("\n")
            if _RULE.match(rule) and "\n" not in rule and title.strip():
                texts[index] = title.strip()
                kinds[index] = ("heading", 2 if rule.strip().startswith("-") else 1)
        elif is_heading(line, texts[index + 1][:400]):
            kinds[index] = ("heading", 1)


def _careful(lines: list[str], shape: Shape) -> Iterator[Piece]:
    """Cut one group whose lines are not all plain prose."""
    if lines[0].rstrip() == "--":  # a signature
        yield Piece("\n".join(line.rstrip() for line in lines))
        return
    if _is_code(lines):
        yield Piece("\n".join(_dedented(lines)), "code")
        return
    at, in_list = 0, False
    while at < len(lines):
        match = SPECIAL.match(lines[at].lstrip(" ") if in_list else lines[at])
        in_list = False
        if match and match["quote"]:
            stop = _while_quoted(lines, at)
            yield from _quoted(lines[at:stop])
        elif match and (match["bullet"] or match["number"]) and _is_item(lines, at, match):
            stop, in_list = _end_of_item(lines, at, shape), True
            yield _item(lines[at:stop], match, shape)
        else:
            stop = at + 1
            while stop < len(lines) and not _starts_special(lines, stop):
                stop += 1
            yield from _prose(lines[at:stop], shape)
        at = stop


def _is_code(lines: list[str]) -> bool:
    if all(line.startswith(" ") for line in lines) and sum(
        bool(_CODE.search(line)) for line in lines
    ) * 3 >= len(lines):
        return True
    return len(lines) >= 2 and sum(bool(_COLUMNS.search(line)) for line in lines) * 3 >= 2 * len(lines)


def _dedented(lines: list[str]) -> list[str]:
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return [line[margin:].rstrip() for line in lines]


def _starts_special(lines: list[str], at: int) -> bool:
    match = SPECIAL.match(lines[at])
    return match is not None and (bool(match["quote"]) or _is_item(lines, at, match))


def _is_item(lines: list[str], at: int, match: re.Match[str]) -> bool:
    """A dash may open dialogue and a number may stand at a line's start by chance of wrapping."""
    marker = match.group().strip()
    if marker in ("–", "—"):
        return False
    return (
        at == 0 or bool(match["bullet"]) or ends_sentence(lines[at - 1]) or bool(SPECIAL.match(lines[at - 1]))
    )


def _while_quoted(lines: list[str], at: int) -> int:
    while at < len(lines) and lines[at].lstrip().startswith(">"):
        at += 1
    return at


def _quoted(lines: list[str]) -> Iterator[Piece]:
    run: list[str] = []
    depth = 0
    for line in [*lines, ""]:
        marks = re.match(r"(?: ?>)+", line.lstrip())
        now = marks.group().count(">") if marks else 0
        text = line.lstrip()[marks.end() :].removeprefix(" ").rstrip() if marks else ""
        if run and (now != depth or not text):
            yield Piece("\n".join(run), "quote", depth)
            run = []
        depth = now
        if text:
            run.append(text)


def _end_of_item(lines: list[str], at: int, shape: Shape) -> int:
    stop = at + 1
    while stop < len(lines) and not SPECIAL.match(lines[stop].lstrip(" ")):
        runs_on = shape.wrap_chars and is_forced(lines[stop - 1], lines[stop], shape.wrap_chars - 6)
        if not (runs_on or lines[stop].startswith(" ")):
            break
        stop += 1
    return stop


def _item(lines: list[str], match: re.Match[str], shape: Shape) -> Piece:
    level = 1 + min((len(lines[0]) - len(lines[0].lstrip())) // 2, 3)
    marker = "•" if match["bullet"] else match["number"].strip()
    words = lines[0].strip()[len(match.group().lstrip()) :]
    rest = join_lines((line.strip() for line in [words, *lines[1:]]), shape.words)
    return Piece(f"{marker} {rest}", "list-item", level)


def _prose(lines: list[str], shape: Shape) -> Iterator[Piece]:
    indents = [len(line) - len(line.lstrip()) for line in lines]
    if not shape.wrap_chars:
        bare = [line.strip() for line in lines]
        if keeps_lines(bare):
            yield Piece("\n".join(_dedented(lines)))
            return
        yield from (Piece(line) for line in bare if line)
        return
    kind: BlockKind = "quote" if len(lines) > 1 and min(indents) >= 2 else "paragraph"
    width = shape.wrap_chars if kind == "paragraph" else max(map(len, lines))
    for run in _at_indents(lines, indents):
        yield from _at_loose_breaks(run, width, kind, shape.words)


def _at_indents(lines: list[str], indents: list[int]) -> Iterator[list[str]]:
    """A line that is indented where the one before is not opens a paragraph, as in old books."""
    start = 0
    floor = min(indents)
    opens = [at for at in range(1, len(lines)) if floor == 0 < indents[at] <= 8 and indents[at - 1] == 0]
    if opens and sum(indent > 0 for indent in indents) <= 0.5 * len(lines) + 1:
        for at in opens:
            yield lines[start:at]
            start = at
    yield lines[start:]


def _at_loose_breaks(
    lines: list[str], width: int, kind: BlockKind, known: Collection[str]
) -> Iterator[Piece]:
    """Flow what was broken by force; a loose break behind a full stop ends a paragraph, any other one stays."""
    level = 1 if kind == "quote" else 0
    bare = [line.strip() for line in lines]
    forced = [is_forced(a, b.strip(), width - 6) for a, b in pairwise(lines)]
    if not any(forced) or sum(forced) < 0.34 * len(forced):
        if (
            len(lines) > 1
            and sum(map(ends_sentence, bare[:-1])) >= 0.8 * (len(bare) - 1)
            and kind == "paragraph"
        ):
            yield from (Piece(line) for line in bare if line)
        else:
            yield Piece("\n".join(_dedented(lines)).strip("\n"), kind, level)
        return
    text = bare[0]
    for joined, line, before in zip(forced, bare[1:], bare, strict=False):
        if joined:
            above, end, last = text.rpartition("\n")
            text = above + end + join_lines([last, line], known)
        elif ends_sentence(before):
            yield Piece(text, kind, level)
            text = line
        else:
            text += "\n" + line
    yield Piece(text, kind, level)
