"""Tables that are wider than the page: cells wrapped in their columns; where these would be too narrow, a record for each row.

A table's text is lines of cells with `│` between them, each padded to its column (`annotations.sources.drafts.table_text`),
and a rule below the first. Nothing of that text is changed: what is made here says which pieces of it stand where. Pure.
"""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from msgspec import Struct

from annotations.text.width import cells_of
from tui.page.wrapping import wrap

_HEAD_CHARS = 16_384
"""A longer first line is not looked at: it is no head of a table."""
_NARROWEST_CELLS = 12
"""Cells are not wrapped to less than that."""
_LEAST_NAMED_CELLS = 20
"""On a narrower page a record has its values only."""
_BETWEEN, _CROSSING = " │ ", "─┼─"


class Part(Struct, frozen=True):
    """A piece of a row's text that has a place of its own in the row."""

    start: int
    end: int
    left: int = 0
    """Cells from the left edge of the row."""
    room: int = 0
    """Cells that it may fill."""


class TableLine(Struct, frozen=True):
    """A line of the screen; a table's row takes several where its cells are wrapped."""

    start: int
    end: int
    """Code points: what its parts lie between; the last line of a row ends where the row does."""
    parts: tuple[Part, ...] = ()
    signs: tuple[tuple[int, str], ...] = ()
    """What is shown beside the parts and is no text there: cells from the left edge, words."""
    gap: bool = False


class Table(Struct, frozen=True):
    """Where a table's columns are."""

    widths: tuple[int, ...]
    """Cells of each column in the text."""
    start: int
    rule: int
    body: int
    """Where its head, the rule below it, and the first row behind that start."""

    @property
    def cells(self) -> int:
        """How wide its text is."""
        return sum(self.widths) + len(_BETWEEN) * (len(self.widths) - 1)


def table_at(text: str, start: int, end: int) -> Table | None:
    """The table that `text[start:end]` is; None: it is none, or has one column only."""
    head_end = text.find("\n", start, min(end, start + _HEAD_CHARS))
    if head_end < 0 or text[head_end + 1 : head_end + 2] != "─":
        return None
    limit = min(end, head_end + 1 + _HEAD_CHARS)
    rule_end = text.find("\n", head_end + 1, limit)
    rule_end = rule_end if rule_end >= 0 else limit
    rule = text[head_end + 1 : rule_end]
    if rule.strip("─┼") or _CROSSING not in rule:
        return None
    widths = tuple(map(len, rule.split(_CROSSING)))
    return Table(widths, start, head_end + 1, min(rule_end + 1, end))


def table_lines(text: str, table: Table, start: int, end: int, width: int) -> list[TableLine]:
    """The lines of a piece of a table that is wider than the page.

    Args:
        text: of the article.
        table: of its columns.
        start: where the piece starts, in code points; the whole table's, or a row's.
        end: where it ends.
        width: cells of the page.
    """
    columns = _columns(table, width)
    heads = _fields(text, table, table.start, table.rule - 1)
    lines: list[TableLine] = []
    is_tall = False
    while start < end:
        line_end = text.find("\n", start, end)
        line_end = line_end if line_end >= 0 else end
        fields = _fields(text, table, start, line_end)
        if start == table.rule:
            rows = [_rule(table, columns, line_end, width)]
        elif fields is None or heads is None:
            rows = [TableLine(*cut, (Part(*cut, 0, width),)) for cut in wrap(text, start, line_end, width)]
        elif columns is not None:
            rows = _row(text, fields, table.widths, columns)
        elif start == table.start:
            rows = _heads(text, fields, width)
        else:
            rows = list(_record(text, fields, [text[a:b] for a, b in heads], width))
        was_tall, is_tall = is_tall, len(rows) > 1 or columns is None
        if lines and start > table.body and (is_tall or was_tall):
            lines.append(TableLine(start, start, gap=True))
        if rows and start != table.rule:
            rows[0] = _between(rows[0], start, rows[0].end)
            rows[-1] = _between(rows[-1], rows[-1].start, line_end)
        lines += rows
        start = line_end + 1
    return lines or [_blank(start)]


def _between(line: TableLine, start: int, end: int) -> TableLine:
    return TableLine(start, end, line.parts, line.signs)


def _blank(at: int, signs: tuple[tuple[int, str], ...] = ()) -> TableLine:
    """A line without words."""
    return TableLine(at, at, (Part(at, at),), signs)


def _columns(table: Table, width: int) -> list[int] | None:
    """Cells for each column: narrow ones have what they need, the others share the rest; None: too narrow to wrap in."""
    room, shares = width - len(_BETWEEN) * (len(table.widths) - 1), list(table.widths)
    for done, column in enumerate(sorted(range(len(shares)), key=shares.__getitem__)):
        share = min(shares[column], room // (len(shares) - done))
        if share < min(table.widths[column], _NARROWEST_CELLS):
            return None
        shares[column] = share
        room -= share
    return shares


def _fields(text: str, table: Table, start: int, end: int) -> list[tuple[int, int]] | None:
    """Where the cells of a row stand, padding included; None: it is not built as the others are."""
    fields, at = list[tuple[int, int]](), start
    for width in table.widths[:-1]:
        stop, cells, counted = at, 0, at
        while True:
            stop = text.find(" │", stop, end)
            if stop < 0:
                return None
            cells, counted = cells + cells_of(text[counted:stop]), stop
            if cells >= width and text[stop + 2 : stop + 3] in (" ", "\n", ""):
                break
            stop += 1
        fields.append((at, stop))
        at = min(stop + len(_BETWEEN), end)
    return [*fields, (at, end)]


def _rule(table: Table, columns: Sequence[int] | None, end: int, width: int) -> TableLine:
    """The rule below the head, its crossings where the columns meet now; above records it has none."""
    if columns is None:
        first = min(table.widths[0], width)
        rest = ((first, "─" * (width - first)),)
        return TableLine(table.rule, end, (Part(table.rule, table.rule + first, 0, width),), rest)
    parts, at, left = [], table.rule, 0
    for natural, cells in zip(table.widths, columns, strict=True):
        parts.append(Part(at, at + cells, left, cells))
        at, left = at + natural + len(_CROSSING), left + cells + len(_CROSSING)
    return TableLine(table.rule, end, tuple(parts), _dividers(columns, _CROSSING))


def _dividers(columns: Sequence[int], sign: str) -> tuple[tuple[int, str], ...]:
    places, left = [], 0
    for cells in columns[:-1]:
        left += cells
        places.append((left, sign))
        left += len(sign)
    return tuple(places)


def _row(
    text: str, fields: Sequence[tuple[int, int]], widths: Sequence[int], columns: Sequence[int]
) -> list[TableLine]:
    """A row with its cells side by side, each wrapped to its column."""
    cells, left = [], 0
    for (start, end), natural, room in zip(fields, widths, columns, strict=True):
        before = len(text[start:end]) - len(text[start:end].lstrip())
        pieces = _wrapped(text, start, end, room)
        indent = before if room == natural else 0  # as wide as in the text: it stays where it is aligned to
        cells.append([Part(*piece, left + indent, room - indent) for piece in pieces])
        left += room + len(_BETWEEN)
    signs = _dividers(columns, _BETWEEN)
    lines = [tuple(part for part in parts if part is not None) for parts in zip_longest(*cells)]
    return [
        TableLine(min(part.start for part in parts), max(part.end for part in parts), parts, signs)
        for parts in lines
    ] or [_blank(fields[0][0], signs)]


def _wrapped(text: str, start: int, end: int, room: int) -> list[tuple[int, int]]:
    """The lines of a cell without its padding; none of an empty one."""
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return wrap(text, start, end, room) if start < end else []


def _heads(text: str, fields: Sequence[tuple[int, int]], width: int) -> list[TableLine]:
    """The names of the columns one behind the other, in as many lines as it takes."""
    lines, parts, signs, left = list[TableLine](), list[Part](), list[tuple[int, str]](), 0
    for start, end in fields:
        pieces = _wrapped(text, start, end, width)
        if not pieces:
            continue
        size = cells_of(text[pieces[0][0] : pieces[-1][1]])
        if parts and left + len(_BETWEEN) + size > width:
            lines.append(TableLine(parts[0].start, parts[-1].end, tuple(parts), tuple(signs)))
            parts, signs, left = [], [], 0
        if parts:
            signs.append((left, _BETWEEN))
            left += len(_BETWEEN)
        *whole, last = pieces
        lines += [TableLine(*piece, (Part(*piece, 0, width),)) for piece in whole]
        cells = cells_of(text[slice(*last)])
        parts.append(Part(*last, left, cells))
        left += cells
    if parts:
        lines.append(TableLine(parts[0].start, parts[-1].end, tuple(parts), tuple(signs)))
    return lines or [_blank(fields[0][0])]


def _record(
    text: str, fields: Sequence[tuple[int, int]], heads: Sequence[str], width: int
) -> Iterator[TableLine]:
    """A row as lines of `head  value`, the values one below the other; empty ones are left out."""
    names = [_fitted(head.strip(), width // 3) if width >= _LEAST_NAMED_CELLS else "" for head in heads]
    left = max(map(cells_of, names)) + 2 if any(names) else 0
    is_empty = True
    for (start, end), name in zip(fields, names, strict=True):
        for number, piece in enumerate(_wrapped(text, start, end, width - left)):
            is_empty = False
            yield TableLine(
                *piece, (Part(*piece, left, width - left),), () if number or not name else ((0, name),)
            )
    if is_empty:
        yield _blank(fields[0][0])


def _fitted(words: str, room: int) -> str:
    if cells_of(words) <= room:
        return words
    start, end = wrap(words, 0, len(words), room - 1)[0]
    return f"{words[start:end]}…"
