"""What stands at the head of a text about it: YAML, TOML, JSON, MultiMarkdown or pandoc, read as text and nothing else.

No number, date, yes or no is made of what somebody wrote. What can't be read costs itself alone, and is told with its line.
"""

import contextlib
import re
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise

from msgspec import Struct, field

from annotations.text.yaml_fields import DEEPEST, Field, HeadError, Value, yaml_fields

MOST_CHARS = 1 << 16
"""A longer head is none."""
_LONGEST_NUMBER_BITS = 256
_MOST_BLANK_LINES = 100


class Problem(Struct, frozen=True):
    """A line of a head that could not be read."""

    line: int
    """From 1, in the text that the head was read from."""
    what: str


class Head(Struct, frozen=True):
    """A head that was read."""

    values: dict[str, Value]
    """By key, as written; the last of two that are alike."""
    end: int
    """Where the text behind it begins: code points."""
    problems: tuple[Problem, ...] = ()
    lines: dict[str, int] = field(default_factory=dict)
    """Of keys the line where they stand, where that is known."""


class Fences(Struct, frozen=True):
    """Where a fenced head lies: code points."""

    start: int
    """Of what stands between the fences."""
    stop: int
    end: int
    """Behind the line of the closing fence."""


def read_head(text: str, known: Collection[str]) -> Head | None:
    """Read the head of a text; None where it has none.

    Args:
        text: its newlines are LF.
        known: keys in lower case; a head without fences, or hardly to be read, must hold one of them, or else it is prose.
    """
    start = next((at for at in range(_MOST_BLANK_LINES) if text[at : at + 1] != "\n"), 0)
    opening = text[start : start + 3]
    if opening in ("---", "+++"):
        fences = find_fences(text, start)
        if fences is None:
            return None
        reads = _yaml_head if opening == "---" else _toml_head
        head = reads(text[fences.start : fences.stop], fences.end, text.count("\n", 0, fences.start))
        is_prose = head is not None and len(head.values) < len(head.problems) and not _says(head, known)
        return None if is_prose else head
    head = None
    if opening[:1] == "{":
        head = _json_head(text, start)
    elif opening[:2] == "% ":
        head = _pandoc_head(text, start)
    elif opening[:1].isalpha():
        head = _multimarkdown_head(text, start)
    return head if head is not None and _says(head, known) else None


def _says(head: Head, known: Collection[str]) -> bool:
    return any(key.lower() in known for key in head.values)


def find_fences(text: str, start: int = 0) -> Fences | None:
    """The lines of `---` or `+++` around a head; line ends may be CRLF."""
    mark = text[start : start + 3]
    closers = ("---", "...") if mark == "---" else ("+++",)
    lines = _lines(text, start)
    if mark not in ("---", "+++") or next(lines)[0].rstrip() != mark:
        return None
    inner = text.find("\n", start) + 1
    if not inner:
        return None
    return next(
        (
            Fences(inner, at, behind)
            for line, at, behind in lines
            if line[:3] in closers and line.rstrip() in closers
        ),
        None,
    )


def _lines(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    """Lines, where each begins, and where the next one does; so far as a head may reach."""
    limit = min(len(text), at + MOST_CHARS)
    while at < limit:
        behind = text.find("\n", at, limit) + 1 or limit
        yield text[at:behind], at, behind
        at = behind


# -- YAML


def _yaml_head(source: str, end: int, lines_before: int) -> Head | None:
    problems: list[Problem] = []
    try:
        fields = yaml_fields(source)
    except HeadError as error:
        if error.is_no_block:
            return None
        fields, problems = _piece_by_piece(source, _YAML_KEY, _yaml_piece)
    seen: set[str] = set()
    for one in fields:
        if one.key in seen:
            problems.append(Problem(one.line + 1, f"{one.key} stands twice"))
        seen.add(one.key)
    return _head(fields, problems, end, lines_before)


_YAML_KEY = re.compile(r"[^\s#\-][^:\n]*:(?=\s|$)")


def _yaml_piece(piece: str, key: str) -> Value:
    """The value of one key where the whole could not be read."""
    try:
        return yaml_fields(piece)[0].value
    except HeadError as error:
        first, *rest = piece.rstrip("\n").split("\n")
        written = first[len(key) :].lstrip()[1:].strip()
        if error.is_syntax and written and not rest and not _is_cut(written):
            return _unquoted(written)
        items = [line.strip() for line in rest if line.strip()]
        if error.is_syntax and items and not written and all(item.startswith("- ") for item in items):
            return [_yaml_piece(f"item: {item[2:].strip()}", "item") for item in items]
        raise


def _is_cut(text: str) -> bool:
    """Whether a list or map is begun and not ended."""
    return any(text[0] == opens and text.count(closes) < text.count(opens) for opens, closes in ("[]", "{}"))


def _unquoted(text: str) -> str:
    if text[:1] not in ("'", '"'):
        return text
    quotes = text.count(text[0])
    if quotes == 1:
        return text if text[0] == "'" else text[1:]  # an apostrophe: 'Tis so
    return text[1:-1] if quotes == 2 and text[-1] == text[0] else text


# -- TOML


def _toml_head(source: str, end: int, lines_before: int) -> Head | None:
    problems: list[Problem] = []
    try:
        fields = [Field(key, value, 0, 0) for key, value in _toml_values(source).items()]
    except HeadError:
        keys = _TOML_TABLE.split(source, maxsplit=1)[0]
        fields, problems = _piece_by_piece(keys, _TOML_KEY, _toml_piece)
    return _head(fields, problems, end, lines_before) if fields else None


def _toml_values(source: str) -> dict[str, Value]:
    import tomllib

    try:
        return {key: _as_text(value) for key, value in tomllib.loads(source, parse_float=str).items()}
    except (ValueError, RecursionError) as error:  # a number of 5,000 digits is no TOMLDecodeError
        raise HeadError("it is no TOML", is_syntax=True) from error


_TOML_KEY = re.compile(r"[\w\"'-]+\s*=")
_TOML_TABLE = re.compile(r"^\[", re.MULTILINE)


def _toml_piece(piece: str, key: str) -> Value:
    try:
        return next(iter(_toml_values(piece).values()), "")
    except HeadError:
        written = piece.partition("=")[2].strip()
        if not written or _is_cut(written) or "\n" in written:
            raise
        return _unquoted(written)


def _as_text(value: object, depth: int = 0) -> Value:
    """A value of TOML or JSON as it would be written."""
    if depth >= DEEPEST:
        raise HeadError("it is nested too deep")
    if isinstance(value, dict):
        return {str(key): _as_text(part, depth + 1) for key, part in value.items()}
    if isinstance(value, list):
        return [_as_text(part, depth + 1) for part in value]
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and value.bit_length() > _LONGEST_NUMBER_BITS:
        raise HeadError("a number is too long")
    return "" if value is None else str(value)


# -- heads without fences


def _json_head(text: str, start: int) -> Head | None:
    """An object and a newline behind it, as Hugo has it."""
    import json

    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
    try:
        value, end = decoder.raw_decode(text[: start + MOST_CHARS], start)
        values = _as_text(value)
    except (ValueError, RecursionError):
        return None
    behind = text[end : end + 200].lstrip(" ")
    if not isinstance(values, dict) or not behind.startswith("\n"):
        return None
    return Head(values, text.index("\n", end) + 1)


def _pandoc_head(text: str, start: int) -> Head | None:
    """Up to three lines behind `%`: title, authors, date; an indented line goes on with the one before."""
    fields: list[str] = []
    end = start
    for line, _, behind in _lines(text, start):
        if line.startswith("%") and len(fields) < 3:
            fields.append(line[1:].strip())
        elif line[0] in " \t" and line.strip():
            fields[-1] += (";" if len(fields) == 2 else "") + " " + line.strip()
        else:
            break
        end = behind
    named = dict(zip(("title", "author", "date"), fields, strict=False))
    values: dict[str, Value] = {key: value for key, value in named.items() if value}
    if ";" in named.get("author", ""):
        values["author"] = [name.strip() for name in named["author"].split(";") if name.strip()]
    return Head(values, end)


_MMD_KEY = re.compile(r"[A-Za-z][\w -]{0,40}:[ \t]+(?=\S)")


def _multimarkdown_head(text: str, start: int) -> Head | None:
    """Two lines of `Key: value` or more, up to a blank one; an indented line goes on with the one before."""
    values: dict[str, Value] = {}
    key = ""
    for line, _, behind in _lines(text, start):
        field = _MMD_KEY.match(line)
        if not line.strip():
            return Head(values, behind) if len(values) >= 2 else None
        if field is not None:
            key = line.partition(":")[0].strip()
            values[key] = line[field.end() :].strip()
        elif line[0] in " \t" and key:
            values[key] = f"{values[key]} {line.strip()}"
        else:
            return None
    return None


# -- all of them


def _piece_by_piece(
    source: str, starts: re.Pattern[str], read: Callable[[str, str], Value]
) -> tuple[list[Field], list[Problem]]:
    """Read each key with its lines by itself, so that one that can't be read costs no other."""
    lines = source.splitlines(keepends=True)
    begins = [at for at, line in enumerate(lines) if starts.match(line)]
    fields: list[Field] = []
    problems: list[Problem] = []
    for at, stop in pairwise([*begins, len(lines)]):
        key = re.split(r"\s*[:=]", lines[at], maxsplit=1)[0].strip()
        name = _unquoted(key)
        try:
            fields.append(Field(name, read("".join(lines[at:stop]), key), at, 0))
        except HeadError as error:
            problems.append(Problem(at + min(error.line, stop - at), f"{name[:80]}: {error.what}"))
            with contextlib.suppress(HeadError):  # what stands below may be at fault, and not the key
                value = read(lines[at], key) if error.is_syntax and stop - at > 1 else ""
                fields += [Field(name, value, at, 0)] if value else []
    for at, line in enumerate(lines[: begins[0] if begins else None]):
        if line.strip() and not line.startswith("#"):
            problems.append(Problem(at + 1, "it is no key with its value"))
    return fields, problems


def _head(fields: list[Field], problems: list[Problem], end: int, lines_before: int) -> Head:
    told = tuple(Problem(problem.line + lines_before, problem.what) for problem in problems)
    lines = {one.key: one.line + lines_before + 1 for one in fields}
    return Head({one.key: one.value for one in fields}, end, told, lines)
