"""The list of corrections of names: what each says, how far it reaches, in which article it was said."""

from collections.abc import Hashable, Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style

from annotations.notes.correction_records import REACH, describe_meant
from annotations.notes.name_corrections import KeptCorrection
from annotations.text.canonical import showable
from tui.theme import group_of
from tui.widgets.fit_text import column
from tui.widgets.row_list import RowList

_SIGNS = {"here": "·", "article": "–", "everywhere": "∗"}
_SCOPE_CELLS = 16
_LEAST_TITLE_CELLS = 12
_MARGINS_CELLS = 4


class CorrectionList(RowList[KeptCorrection]):
    """Shows corrections."""

    _said_cells = 0
    """Of the longest that any says."""

    def show(self, rows: Sequence[KeptCorrection], *, key: Hashable = None) -> None:
        self._said_cells = max((cell_len(_said(row)) for row in rows), default=0)
        super().show(rows, key=key)

    def key_of(self, row: KeptCorrection) -> Hashable:
        return row.id

    def paint(self, row: KeptCorrection, width: int, base: Style) -> list[Segment]:
        """What it says in the colour of its kind of name, the scope; the article where that leaves room, to the half at most."""
        one, ground = row.correction, Style(bgcolor=base.bgcolor)
        dim = self.dress.dim + ground
        look = self.dress.label(group_of(one.label)) + ground if one.label else dim
        room = max(width - _MARGINS_CELLS - _SCOPE_CELLS, 8)
        title_cells = min(room - self._said_cells, room // 2)
        title_cells = title_cells if title_cells >= _LEAST_TITLE_CELLS else 0
        room -= title_cells
        return [
            Segment(f" {_SIGNS[one.scope]} ", look),
            Segment(column(_said(row), room), base),
            Segment(" " + column(REACH[one.scope], _SCOPE_CELLS), dim),
            Segment(column(showable(row.title), title_cells) if title_cells else "", dim),
        ]


def _said(row: KeptCorrection) -> str:
    return showable(describe_meant(row.correction))
