"""Blocks on their way to an article, whatever format they come from."""

from collections.abc import Sequence

from msgspec import Struct, field

from annotations.model import BlockKind, Mark
from annotations.text.width import cells_of

RULE = "* * *"
"""What a thematic break reads as."""


class Draft(Struct):
    """A block before it has its place; marks count from its own start."""

    text: str
    kind: BlockKind = "paragraph"
    level: int = 0
    marks: list[Mark] = field(default_factory=list)


def table_text(rows: list[list[str]], signs: Sequence[str] = ()) -> str:
    """Columns side by side, the header apart.

    Args:
        rows: the cells, the header's first.
        signs: of each column how `format` puts its cells: `<`, `>` or `^`; those that are left out stand at the left.
    """
    count = max(map(len, rows), default=0)
    full = [[*row, *[""] * (count - len(row))] for row in rows]
    cells = [[cells_of(cell) for cell in row] for row in full]
    widths = [max(column) for column in zip(*cells, strict=True)]
    columns = [*signs, *"<" * count]
    lines = []
    for row, sizes in zip(full, cells, strict=True):
        fields = (
            f"{cell:{sign}{most - size + len(cell)}}"
            for cell, size, most, sign in zip(row, sizes, widths, columns, strict=False)
        )
        lines.append(" │ ".join(fields).rstrip())
    lines.insert(1, "─┼─".join("─" * most for most in widths))
    return "\n".join(lines)
