"""Jinja for templates that somebody else may have written: no files, no code.

Jinja's own sandbox keeps a template from Python. What it takes of time, memory and output is bounded from outside: it runs
in a process of its own (`annotations.exporters.template_worker`).
"""

import re
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateRuntimeError, TemplateSyntaxError, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from annotations.exporters.escape import escaped, link_name, tag_name, yaml_text

FILTERS = (
    "abs capitalize count d default dictsort first float groupby int items join last length list lower map max min reject "
    "rejectattr replace reverse round select selectattr sort string sum title trim truncate unique upper wordcount"
).split()
"""Jinja's own that a template may use."""
MEMORY, OUTPUT = "memory", "output"
"""What is said where there was too much of them."""
_LONG_NUMBER = re.compile(r"[0-9A-Fa-f_]{3000,}+")
_ADDRESS = re.compile(r" at 0x[0-9a-f]{6,16}>")
_FILE = "<template>"
"""What Jinja calls the file of a template's code in a traceback."""


class LayoutError(Exception):
    """A template is none, or asks for what is not there or not allowed.

    Args:
        line: of the template; 0: not known.
    """

    def __init__(self, said: str, line: int = 0) -> None:
        super().__init__(said)
        self.said, self.line = said, line


class Layout:
    """A template that was read and understood.

    Raises:
        LayoutError: it is none.
    """

    def __init__(self, source: str) -> None:
        self._has_addresses = False
        """Does the article speak of places in memory itself?"""
        environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            finalize=self._printable,
            optimized=False,  # nothing is worked out before it has its line
        )
        environment.intercepted_binops = frozenset(environment.binop_table)  # nor is 2 ** 10 ** 9
        known = environment.filters
        environment.filters = {name: known[name] for name in FILTERS} | our_filters()
        environment.globals = {name: environment.globals[name] for name in ("range", "namespace")}
        try:
            self._template = environment.from_string(source)
        except TemplateSyntaxError as problem:
            raise LayoutError(_sentence(problem), problem.lineno) from problem
        except RecursionError as problem:
            raise LayoutError("it is nested too deeply") from problem
        except (SyntaxError, ValueError) as problem:  # Python won't have the code that Jinja made of it
            if (number := _LONG_NUMBER.search(source)) is not None:
                raise LayoutError(
                    f"it has a number of {len(number.group())} digits: write a shorter one",
                    source.count("\n", 0, number.start()) + 1,
                ) from problem
            raise LayoutError(_sentence(problem)) from problem

    @property
    def lines(self) -> list[tuple[int, int]]:
        """Lines of the template, and from which line of its code on each counts."""
        return self._template.debug_info

    def render(self, values: dict[str, Any], most_bytes: int) -> Iterator[bytes]:
        """The text that it makes of some values, piece by piece.

        Raises:
            LayoutError: it asks for something that is not there or not allowed, or makes too much.
        """
        self._has_addresses = _ADDRESS.search(str(values)) is not None
        try:
            for part in self._template.generate(values):
                raw = _utf8(part)
                most_bytes -= len(raw)
                if most_bytes < 0:
                    break
                yield raw
        except MemoryError as problem:
            raise LayoutError(MEMORY, _line_of(problem.__traceback__)) from problem
        except Exception as problem:  # a template can raise whatever an expression can
            raise LayoutError(_sentence(problem), _line_of(problem.__traceback__)) from problem
        if most_bytes < 0:
            raise LayoutError(OUTPUT)

    def _printable(self, value: object) -> object:
        """Functions and the like would print where they lie in memory: another page at each export."""
        is_function = isinstance(value, Iterator) or (callable(value) and not isinstance(value, Undefined))
        said = str(value) if isinstance(value, str | list | tuple | dict) and not self._has_addresses else ""
        if is_function or _ADDRESS.search(said):
            raise TemplateRuntimeError(
                "a function is no text: write () behind its name, or |list behind map and select"
            )
        return value


def our_filters() -> dict[str, Callable[..., str]]:
    """Filters beside Jinja's own."""
    return {
        "md": lambda text: escaped(str(text)),
        "one_line": lambda text: " ".join(str(text).split()),
        "yaml": lambda text: yaml_text(str(text)),
        "tag": lambda text: tag_name(str(text)),
        "link": lambda text: link_name(str(text)),
        "indent": _indented,
    }


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:  # halves of characters
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _line_of(trace: TracebackType | None) -> int:
    """The innermost line of the template that a traceback goes through."""
    line = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == _FILE:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _sentence(problem: BaseException) -> str:
    said = problem.message if isinstance(problem, TemplateError) and problem.message else str(problem)
    return " ".join(said.split())[:200] or type(problem).__name__


def _indented(text: object, width: int = 2, first: bool = False) -> str:
    """All lines but the first (or all) moved right."""
    gap = " " * int(width)
    head, *rest = str(text).split("\n")
    return "\n".join([gap + head if first else head, *(gap + line if line else line for line in rest)])
