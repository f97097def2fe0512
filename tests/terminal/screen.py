"""A small terminal screen: what a person would see after these bytes, and every control sequence that was among them.

Knows what Textual and Rich send: placing the cursor, erasing, styles. All else is recorded and does nothing.
Sources: ECMA-48, xterm's "Control Sequences".
"""

import codecs
import re

from rich.cells import cell_len

from tui.page.wrapping import clusters

_TOKEN = re.compile(
    "(?P<csi>(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~])"
    "|(?P<string>(?:\x1b[\\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c))"
    "|(?P<escape>\x1b[ -/]*[0-OQ-WYZ\\\\`-~])"
    "|(?P<control>[\x00-\x1a\x1c-\x1f\x7f-\x8f\x91-\x97\x99-\x9a\x9c])"
    "|(?P<text>[^\x00-\x1f\x7f-\x9f]+)"
)
_MOST_CARRIED = 65_536


class Screen:
    """Cells by row; wide characters take two, of which the second is empty."""

    def __init__(self, columns: int, rows: int) -> None:
        self.sequences: list[str] = []
        """Every control sequence and control character, in order."""
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._carry = ""
        self.resize(columns, rows)

    @property
    def unfinished(self) -> str:
        """A sequence that has begun and not ended; when nothing more comes it would swallow what is written next."""
        return self._carry

    def resize(self, columns: int, rows: int) -> None:
        """Another size; what was there is gone, as the program will paint anew."""
        self.columns, self.rows = columns, rows
        self.x = self.y = 0
        self._cells = [[" "] * columns for _ in range(rows)]

    def feed(self, raw: bytes) -> None:
        """Take in what the program wrote."""
        text = self._carry + self._decoder.decode(raw)
        self._carry = ""
        at = 0
        while at < len(text):
            token = _TOKEN.match(text, at)
            if token is None:  # a sequence that is not whole yet, or never will be
                if len(text) - at < _MOST_CARRIED:
                    self._carry = text[at:]
                    return
                self.sequences.append(text[at])
                at += 1
                continue
            at = token.end()
            if token.lastgroup == "text":
                self._write(token.group())
            else:
                self.sequences.append(token.group())
                self._obey(token.group(), token.lastgroup or "")

    def _write(self, text: str) -> None:
        for start, end, size in clusters(text):
            if size == 0 or not 0 <= self.y < self.rows:
                continue
            for offset, part in enumerate([text[start:end], *[""] * (size - 1)]):
                if self.x + offset < self.columns:
                    self._cells[self.y][self.x + offset] = part
            self.x += size

    def _obey(self, token: str, kind: str) -> None:
        if kind == "control":
            if token == "\r":
                self.x = 0
            elif token == "\n":
                self.y = min(self.y + 1, self.rows - 1)
            return
        if kind != "csi" or not (match := re.fullmatch(r"\x1b\[([\d;]*)([A-Za-z])", token)):
            return
        numbers = [int(part or 0) for part in match[1].split(";")]
        if match[2] in "Hf":
            self.y = max(numbers[0], 1) - 1
            self.x = max(numbers[1] if len(numbers) > 1 else 1, 1) - 1
        elif match[2] == "J" and numbers[0] in (2, 3):
            self._cells = [[" "] * self.columns for _ in range(self.rows)]
        elif match[2] == "K" and 0 <= self.y < self.rows:
            row = self._cells[self.y]
            row[self.x :] = [" "] * len(row[self.x :])
        elif match[2] == "C":
            self.x += max(numbers[0], 1)

    def line(self, y: int) -> str:
        """One row as text."""
        return "".join(self._cells[y])

    def lines(self) -> list[str]:
        """All rows as text."""
        return [self.line(y) for y in range(self.rows)]

    def column(self, x: int) -> str:
        """One column as text, top to bottom."""
        return "".join(row[x] or " " for row in self._cells)

    def shows(self, words: str) -> bool:
        """Whether some row holds these words."""
        return any(words in line for line in self.lines())

    def overflows(self) -> list[int]:
        """Rows whose text is not as wide as the screen: a cluster was split or hung over the edge."""
        return [y for y in range(self.rows) if cell_len(self.line(y)) != self.columns]
