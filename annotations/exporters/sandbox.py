"""Jinja for templates that somebody else may have written: no files, no code, and no end of memory or time.

Jinja's own sandbox keeps a template from Python; what makes long texts and long loops is bounded here.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from annotations.errors import ExportError
from annotations.exporters.escape import escaped, link_name, tag_name, yaml_text

MOST_CHARS = 8_000_000
MOST_STEPS = 200_000
_FILTERS = (
    "abs capitalize count d default dictsort first float groupby int items last length list lower map max min reject "
    "rejectattr reverse round select selectattr sort string sum title trim truncate unique upper wordcount"
).split()
_LONG_METHODS = frozenset(
    "center expandtabs format format_map join ljust replace rjust translate zfill".split()
)


class _Sandbox(ImmutableSandboxedEnvironment):
    """The environment of one rendering."""

    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self) -> None:
        super().__init__(
            undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True
        )
        known = self.filters
        self.filters = {name: known[name] for name in _FILTERS}
        self.filters |= {
            "md": lambda text: escaped(str(text)),
            "one_line": lambda text: " ".join(str(text).split()),
            "yaml": lambda text: yaml_text(str(text)),
            "tag": lambda text: tag_name(str(text)),
            "link": lambda text: link_name(str(text)),
            "indent": _indented,
            "join": _joined,
            "replace": _replaced,
        }
        self.globals = {"range": self._range, "namespace": self.globals["namespace"]}
        self._steps = 0

    def _range(self, *bounds: int) -> range:
        found = range(*bounds)
        self._steps += len(found)
        if self._steps > MOST_STEPS:
            raise SecurityError(f"loops of more than {MOST_STEPS:,} steps are not run")
        return found

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Calculate, where the result is of a sensible size."""
        sizes = [len(value) if isinstance(value, str | list | tuple) else 0 for value in (left, right)]
        if operator == "+":
            _check(sum(sizes))
        elif operator == "*" and any(sizes):
            _check(max(sizes) * max(_whole(left), _whole(right), 1))
        elif operator == "%" and isinstance(left, str):
            raise SecurityError("text can't be formatted with %; use ~")
        elif operator == "**" and (abs(_whole(left)) > 10_000 or abs(_whole(right)) > 100):
            raise SecurityError("this power is too large")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Methods of text that can make it endless are not there."""
        if isinstance(obj, str) and attr in _LONG_METHODS:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Any:
        """`format` can make any width: it is not there."""
        name = getattr(value, "__name__", "")
        if isinstance(getattr(value, "__self__", None), str) and name in ("format", "format_map"):
            raise SecurityError("text can't be formatted with format; use ~")
        return None


class _Additions(NodeTransformer):
    """`a ~ b` as an addition of texts, so that its size is looked at, too."""

    def visit_Concat(self, node: nodes.Concat) -> nodes.Expr:  # noqa: N802  # named after the node
        parts = [
            nodes.Filter(self.visit(part), "string", [], [], None, None, lineno=node.lineno)
            for part in node.nodes
        ]
        found: nodes.Expr = parts[0]
        for part in parts[1:]:
            found = nodes.Add(found, part, lineno=node.lineno)
        return found


class Layout:
    """A template that was read and understood.

    Args:
        source: its text.
        name: what errors call it.

    Raises:
        ExportError: it is no template; says the line.
    """

    def __init__(self, source: str, name: str) -> None:
        self._name = name
        self._environment = _Sandbox()
        try:
            tree = _Additions().visit(self._environment.parse(source))
            self._template = self._environment.from_string(tree)
        except TemplateSyntaxError as problem:
            raise ExportError(f"{name}, line {problem.lineno}: {_sentence(problem)}") from problem
        except RecursionError as problem:
            raise ExportError(f"{name}: it is nested too deeply") from problem

    def rendered(self, values: dict[str, Any]) -> str:
        """The text that it makes of some values.

        Raises:
            ExportError: it asks for something that is not there or not allowed; says the line.
        """
        parts: list[str] = []
        size = 0
        try:
            for part in self._template.generate(values):
                size += len(part)
                _check(size)
                parts.append(part)
        except Exception as problem:  # a template can raise whatever an expression can
            line = _line_of(problem.__traceback__)
            where = f"{self._name}, line {line}" if line else self._name
            raise ExportError(f"{where}: {_sentence(problem)}") from problem
        return "".join(parts)


def _line_of(trace: TracebackType | None) -> int:
    """The innermost line of the template that a traceback goes through."""
    found = 0
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            found = trace.tb_lineno
        trace = trace.tb_next
    return found


def _sentence(problem: BaseException) -> str:
    said = problem.message if isinstance(problem, TemplateError) and problem.message else str(problem)
    return " ".join(said.split())[:200] or type(problem).__name__


def _check(chars: int) -> None:
    if chars > MOST_CHARS:
        raise SecurityError(f"more than {MOST_CHARS:,} characters are not made")


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def _indented(text: object, width: int = 2, first: bool = False) -> str:
    """All lines but the first (or all) moved right."""
    gap = " " * min(max(int(width), 0), 40)
    lines = str(text).split("\n")
    _check(sum(map(len, lines)) + len(gap) * len(lines))
    rest = [gap + line if line else line for line in lines[1:]]
    return "\n".join([gap + lines[0] if first else lines[0], *rest])


def _joined(values: Iterable[object], between: str = "") -> str:
    parts: list[str] = []
    size = 0
    for value in values:
        parts.append(str(value))
        size += len(parts[-1]) + len(between)
        _check(size)
    return between.join(parts)


def _replaced(text: object, old: str, new: str) -> str:
    said = str(text)
    _check(len(said) + said.count(old) * len(new))
    return said.replace(old, new)


def shipped() -> Iterator[Path]:
    """The examples that come with postil."""
    yield from sorted((Path(__file__).parent / "layouts").glob("*.md.j2"))


def layout_at(path: Path) -> Layout:
    """The template in a file, or one of ours by its name.

    Raises:
        ExportError: it can't be read or is no template.
    """
    ours = {example.name.removesuffix(".md.j2"): example for example in shipped()}
    file = ours.get(str(path), path) if not path.exists() else path
    try:
        source = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, ValueError) as problem:
        reason = getattr(problem, "strerror", None) or "it is no UTF-8 text"
        raise ExportError(
            f"the template {path} can't be read: {reason}; name a file, or one of {', '.join(ours)}"
        ) from problem
    return Layout(source, str(path))
