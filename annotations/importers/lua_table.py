"""A table that Lua wrote down (`return { ["key"] = "value", ... }`), read as data. Nothing is run.

Of Lua 5.1 (https://www.lua.org/manual/5.1/manual.html#2.1): strings, numbers, true, false, nil, tables and comments.
"""

import re
from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from annotations.errors import ImportFormatError

_DEPTH = 40
_TOKEN = re.compile(
    r"(?P<gap>\s++|--\[(?P<bars>=*+)\[[\s\S]*?\](?P=bars)\]|--(?!\[=*+\[)[^\n]*+)"
    r'|(?P<string>"(?:[^"\\]|\\[\s\S])*+"|\'(?:[^\'\\]|\\[\s\S])*+\')'
    r"|\[(?P<level>=*+)\[\n?(?P<long>[\s\S]*?)\](?P=level)\]"
    r"|(?P<number>-?(?:0[xX][0-9a-fA-F]++|(?:\d++(?:\.\d*+)?|\.\d++)(?:[eE][+-]?\d++)?))"
    r"|(?P<name>[A-Za-z_]\w*+)|(?P<sign>[{}\[\]=,;])"
)
_ESCAPE = re.compile(r"\\(?:(\d{1,3})|x([0-9a-fA-F]{2})|z\s*+|([\s\S]))")
_LETTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_WORDS = {"true": True, "false": False, "nil": None}

Table = dict[Any, Any]


class _Token(Struct, frozen=True):
    kind: str
    """value, name, sign or end."""
    value: Any
    at: int


def read_table(text: str) -> Table:
    """Read a file that returns a table; a list has the keys 1, 2, 3 ...

    Raises:
        ImportFormatError: it is something else, or cut off; says the line.
    """
    reader = _Reader(text)
    if reader.take() != ("name", "return"):
        reader.fail("it does not return a table")
    table = reader.value()
    if not isinstance(table, dict):
        reader.fail("it does not return a table")
    if reader.take()[0] != "end":
        reader.fail("something stands behind the table")
    return dict(table)


def values_in_order(table: object) -> list[Any]:
    """What a list holds, by its numbers."""
    if not isinstance(table, dict):
        return []
    return [table[key] for key in sorted(key for key in table if isinstance(key, int))]


class _Reader:
    """Goes through the tokens once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = self._walk()
        self._next = next(self._tokens)

    def fail(self, what: str) -> None:
        """Say what is wrong, and in which line."""
        line = self._text.count("\n", 0, self._next.at) + 1
        raise ImportFormatError(f"this is no table of Lua's: {what} (line {line})")

    def take(self) -> tuple[str, Any]:
        token = self._next
        if token.kind != "end":
            self._next = next(self._tokens)
        return token.kind, token.value

    def value(self, depth: int = 0) -> Any:
        kind, value = self.take()
        if kind == "value":
            return value
        if kind == "name" and value in _WORDS:
            return _WORDS[value]
        if (kind, value) != ("sign", "{"):
            self.fail("a value is missing, or it is cut off")
        if depth > _DEPTH:
            self.fail("it is nested too deeply")
        return self._table(depth)

    def _table(self, depth: int) -> Table:
        table: Table = {}
        count = 0
        while (self._next.kind, self._next.value) != ("sign", "}"):
            key, value = self._entry(depth)
            if key is None:
                count += 1
                key = count
            if not isinstance(key, dict):
                table[key] = value
            if (self._next.kind, self._next.value) != ("sign", "}"):
                self._expect(",;")
        self.take()
        return table

    def _entry(self, depth: int) -> tuple[Any, Any]:
        """A key, None for the next number, and its value."""
        if (self._next.kind, self._next.value) == ("sign", "["):
            self.take()
            key = self.value(depth + 1)
            self._expect("]")
        elif self._next.kind == "name" and self._next.value not in _WORDS:
            key = self.take()[1]
        else:
            return None, self.value(depth + 1)
        self._expect("=")
        return key, self.value(depth + 1)

    def _expect(self, signs: str) -> None:
        if self._next.kind != "sign" or self._next.value not in signs:
            self.fail(f"{signs[0]} is missing, or it is cut off")
        self.take()

    def _walk(self) -> Iterator[_Token]:
        at = 0
        while at < len(self._text):
            token = _TOKEN.match(self._text, at)
            if token is None:
                self._next = _Token("end", None, at)
                self.fail("it is cut off or damaged")
            assert token is not None
            if token["string"] is not None:
                yield _Token("value", _unescape(token["string"][1:-1]), at)
            elif token["long"] is not None:
                yield _Token("value", token["long"], at)
            elif token["number"] is not None:
                yield _Token("value", _number(token["number"]), at)
            elif token["name"] is not None:
                yield _Token("name", token["name"], at)
            elif token["sign"] is not None:
                yield _Token("sign", token["sign"], at)
            at = token.end()
        yield _Token("end", None, at)


def _number(digits: str) -> float | int:
    try:
        return int(digits, 0) if len(digits) < 20 else float(digits)
    except ValueError:  # 007, 1.5, 0x and forty digits
        return float(digits) if "x" not in digits.lower() else float("inf")


def _unescape(inner: str) -> str:
    """A string without its escapes, of which numbers are bytes of UTF-8."""
    if "\\" not in inner:
        return inner
    raw = bytearray()
    done = 0
    for escape in _ESCAPE.finditer(inner):
        raw += inner[done : escape.start()].encode("utf-8", "surrogatepass")
        decimal, hexadecimal, letter = escape.groups()
        if decimal or hexadecimal:
            raw.append(int(decimal) & 255 if decimal else int(hexadecimal, 16))
        elif letter:
            raw += _LETTERS.get(letter, letter).encode("utf-8", "surrogatepass")
        done = escape.end()
    raw += inner[done:].encode("utf-8", "surrogatepass")
    return raw.decode("utf-8", "replace")
