"""Mends of the past, and how to take each out: a target that no longer finds its fault is no good (issue 14)."""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

from msgspec import Struct


class Mend(Struct, frozen=True):
    """A mend, by what it is against."""

    target: str
    take_out: Callable[[], None]


def _numbers_in_heads() -> None:
    """Values of heads in YAML are again what YAML means by them: numbers, dates, whole texts by reference."""
    import yaml

    from annotations.text.yaml_fields import Field, HeadError

    def fields(source: str) -> list[Field]:
        try:
            values = yaml.safe_load(source)
        except yaml.YAMLError as error:
            raise HeadError("it is no YAML", is_syntax=True) from error
        return (
            [Field(str(key), value, 0, 0) for key, value in values.items()]
            if isinstance(values, dict)
            else []
        )

    import_module("annotations.text.front_matter").yaml_fields = fields


def _any_run_of_marks() -> None:
    """Combining marks in any number, which take time by the square when they are put in order."""
    import_module("annotations.text.canonical")._cap_runs = lambda text: text


def _any_number() -> None:
    """References to characters of thousands of digits."""
    import_module("annotations.importers.records")._LONG_NUMBER = re.compile(r"(?!)")


def _surprising_rows() -> None:
    """A cache says what is odd in it."""
    import_module("annotations.files.sqlite_cache")._SURPRISES = ()


def _strict_keys() -> None:
    """Sequences of the terminal's that name no code point end the thread that reads them."""
    from textual._xterm_parser import XTermParser

    module = import_module("tui.textual_patches.terminal_input")
    module.InputParser._sequence_to_key_events = XTermParser._sequence_to_key_events
    module.InputParser._parsed = XTermParser.feed


def _odd_records() -> None:
    """Any value is an id of a record."""
    import_module("annotations.store.codec").is_identifier = bool


def _nested_queries() -> None:
    """A query may have parentheses in any number, each of which is a call deeper."""
    import_module("annotations.search.query")._MOST_GROUPS = 1 << 30


def _shown_numbers() -> None:
    """A setting that is wrong is told as it is, a number of thousands of digits too."""
    import_module("tui.config")._show = repr


def _lines_as_yaml_has_them() -> None:
    """The lines of a head are counted as YAML has them, to which U+2028 ends one, and not as the file has them."""

    def place_of(builder: Any, index: int) -> tuple[int, int]:
        before = re.split("[\n\x85\u2028\u2029]", builder._source[:index])
        return len(before) - 1, len(before[-1])

    import_module("annotations.text.yaml_fields")._Builder._place_of = place_of


MENDS: dict[str, Mend] = {
    "text-in-heads": Mend("front-matter", _numbers_in_heads),
    "runs-of-marks": Mend("decoding", _any_run_of_marks),
    "long-numbers": Mend("kindle-notebook", _any_number),
    "odd-rows": Mend("rows", _surprising_rows),
    "odd-keys": Mend("terminal", _strict_keys),
    "odd-records": Mend("store", _odd_records),
    "nested-queries": Mend("query", _nested_queries),
    "shown-numbers": Mend("settings", _shown_numbers),
    "lines-of-heads": Mend("vault", _lines_as_yaml_has_them),
}
