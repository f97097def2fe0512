"""YAML read as text: strings, lists and maps of them, and no other values; bounded, so that no head costs more than itself."""

import re
from typing import Any, Union

from msgspec import Struct

DEEPEST = 16
_NUMBER_SIGN = re.compile(r"[ \t]{1,9}#\d[^\n]{0,1000}")
_HASHTAG = re.compile(r"[ \t]{1,9}#[^\s#][^\n]{0,1000}")

Value = Union[str, list["Value"], dict[str, "Value"]]  # noqa: UP007  # `|` can't name a type that is being made


class HeadError(ValueError):
    """A head can't be read; says why in a few words.

    Args:
        line: counted from 1 at the start of what was given.
        is_syntax: nobody could read it so; what is written may still be plain to a person.
        is_no_block: it is something else than a block of keys and values.
    """

    def __init__(
        self, what: str, line: int = 1, *, is_syntax: bool = False, is_no_block: bool = False
    ) -> None:
        super().__init__(what)
        self.what, self.line = what, line
        self.is_syntax, self.is_no_block = is_syntax, is_no_block


class Field(Struct, frozen=True):
    """One key of a block of YAML, and where it stands in it."""

    key: str
    value: Value
    line: int
    """From 0."""
    column: int


def yaml_fields(source: str) -> list[Field]:
    """Read a block of YAML, all of it; scalars are what is written, `null` and `~` are empty.

    Raises:
        HeadError: it is no YAML, no mapping in block style, nested too deep, or refers to itself (aliases).
    """
    import yaml  # 15 ms that only a head in YAML pays

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _Builder(source).fields(yaml.parse(source, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise HeadError(
            str(error.problem or "it is no YAML"), mark.line + 1 if mark else 1, is_syntax=True
        ) from error
    except yaml.YAMLError as error:
        raise HeadError("it is no YAML", is_syntax=True) from error


class _Builder:
    """Makes texts, lists and maps of the events of a YAML parser, without recursion."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._open: list[list[Value] | dict[str, Value]] = []
        self._keys: list[str | None] = []
        """Of each open map the key that waits for its value."""
        self._fields: list[Field] = []
        self._place = (0, 0)
        self._counted, self._lines = 0, 0
        """So many characters of the source have been looked at, with so many line ends in them."""

    def fields(self, events: Any) -> list[Field]:
        for event in events:
            kind = type(event).__name__
            line = event.start_mark.line + 1
            if kind == "AliasEvent":
                raise HeadError("it refers to another value", line)
            if kind in ("MappingStartEvent", "SequenceStartEvent"):
                self._start({} if kind[0] == "M" else [], event, line)
            elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                value = self._open.pop()
                self._keys.pop()
                if self._open:
                    self._put(value, line)
            elif kind == "ScalarEvent":
                self._scalar(event, line)
        return self._fields

    def _start(self, value: "list[Value] | dict[str, Value]", event: Any, line: int) -> None:
        if not self._open and (isinstance(value, list) or event.flow_style):
            raise HeadError("it is no block of keys and values", line, is_no_block=True)
        if len(self._open) >= DEEPEST:
            raise HeadError("it is nested too deep", line)
        if self._open and isinstance(self._open[-1], dict) and self._keys[-1] is None:
            raise HeadError("a key is no text", line)
        self._open.append(value)
        self._keys.append(None)

    def _scalar(self, event: Any, line: int) -> None:
        text = str(event.value)
        if not self._open:
            raise HeadError("it is no block of keys and values", line, is_no_block=True)
        if isinstance(self._open[-1], dict) and self._keys[-1] is None:
            self._keys[-1] = text
            if len(self._open) == 1:
                self._place = self._place_of(event.start_mark.index)
            return
        if not event.style and (sign := self._number_sign_behind(event.end_mark.index, text)):
            text = f"{text}{sign}".strip()
        elif not event.style and text in ("~", "null"):
            text = ""
        elif (event.anchor and not event.style) or (
            event.tag and not text
        ):  # a title that begins with & or !
            text = self._source[event.start_mark.index : event.end_mark.index].strip()
        self._put(text, line)

    def _number_sign_behind(self, index: int, before: str) -> str:
        """What YAML takes for a comment and a person wrote as words: "Update| #2 (new)", "- |#tag"; blanks before it included."""
        begins = _NUMBER_SIGN if before else _HASHTAG
        words = begins.match(self._source, index)
        return words[0].rstrip() if words else ""

    def _place_of(self, index: int) -> tuple[int, int]:
        """Line and column of a character; to YAML U+2028 and the like end a line too, to no other reader of the file."""
        self._lines += self._source.count("\n", self._counted, index)
        self._counted = index
        return self._lines, index - self._source.rfind("\n", 0, index) - 1

    def _put(self, value: Value, line: int) -> None:
        into = self._open[-1]
        if isinstance(into, list):
            into.append(value)
            return
        key = self._keys[-1]
        if key is None:
            raise HeadError("a key is no text", line)
        into[key] = value
        self._keys[-1] = None
        if len(self._open) == 1:
            self._fields.append(Field(key, value, *self._place))
