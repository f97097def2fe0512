"""The list of corrections of names: what each says, how far it reaches, in which article it was said."""

from collections.abc import Hashable

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
_TITLE_FROM_CELLS = 70


class CorrectionList(RowList[KeptCorrection]):
    """Shows corrections."""

    def key_of(self, row: KeptCorrection) -> Hashable:
        return row.id

    def paint(self, row: KeptCorrection, width: int, base: Style) -> list[Segment]:
        """What it says in the colour of its kind of name, then the scope, then the article where there is room."""
        one, ground = row.correction, Style(bgcolor=base.bgcolor)
        dim = self.dress.dim + ground
        look = self.dress.label(group_of(one.label)) + ground if one.label else dim
        title_cells = (width - 4 - _SCOPE_CELLS) * 2 // 5 if width >= _TITLE_FROM_CELLS else 0
        room = max(width - 4 - _SCOPE_CELLS - title_cells, 8)
        return [
            Segment(f" {_SIGNS[one.scope]} ", look),
            Segment(column(showable(describe_meant(one)), room), base),
            Segment(" " + column(REACH[one.scope], _SCOPE_CELLS), dim),
            Segment(column(showable(row.title), title_cells) if title_cells else "", dim),
        ]
