"""The parser of Markdown: CommonMark and its tables, with notes, definitions, formulas and remarks, kind to scripts without blanks."""

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from annotations.text.line_ends import is_unspaced

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

MOST_NESTED = 100
_FENCES = {"$$": ("formula", "$$"), "\\[": ("formula", "\\]"), "%%": ("remark", "%%")}
"""What begins lines that are one formula or remark: its token, and what ends it."""
_MOST_LOOKED_AHEAD, _FEW_LINES = 20_000, 30
"""Whoever reads a quote takes all lines up to a blank one for it, and gives back those that are not; where so many have been given
back, a quote has so many lines at most. Without: 6,000 times `> # a` and `b` take more than a minute."""
_LATEX = re.compile(r"\\begin\{([A-Za-z]{1,30}\*?)\}")


@cache
def markdown_parser() -> "MarkdownIt":
    """The one parser; what stands in a block is read by `InlineReader`."""
    from markdown_it import MarkdownIt  # 25 ms that only Markdown pays
    from markdown_it.rules_block import blockquote, reference
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote.index import footnote_def

    def reference_but_no_footnote(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return not state.src.startswith("[^", at) and reference(state, start, end, silent)

    def bounded_quote(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
        is_bounded = state.env.setdefault("looked ahead", 0) > _MOST_LOOKED_AHEAD
        end = min(end, start + _FEW_LINES) if is_bounded else end
        if not blockquote(state, start, end, silent):
            return False
        line = end if silent or is_bounded else state.line
        while line < end and not state.isEmpty(line):
            line += 1
            state.env["looked ahead"] += 1
        return True

    parser = MarkdownIt("commonmark", {"maxNesting": MOST_NESTED}).enable("table")
    parser.block.ruler.at("reference", reference_but_no_footnote)
    parser.block.ruler.at(
        "blockquote", bounded_quote, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )
    parser.block.ruler.before("reference", "footnote_def", footnote_def, {"alt": ["paragraph", "reference"]})
    parser.use(deflist_plugin)
    parser.block.ruler.before(
        "fence",
        "formula or remark",
        _formula_or_remark,
        {"alt": ["paragraph", "reference", "blockquote", "list"]},
    )
    parser.inline.ruler.at("emphasis", _emphasis)
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _formula_or_remark(state: "StateBlock", start: int, end: int, silent: bool) -> bool:
    """Lines from one that begins with a sign to one that ends with its fellow, blank ones included."""
    at = state.bMarks[start] + state.tShift[start]
    latex = _LATEX.match(state.src, at)
    opens = latex[0] if latex is not None else state.src[at : at + 2]
    if latex is None and opens not in _FENCES:
        return False
    name, closes = ("formula", f"\\end{{{latex[1]}}}") if latex is not None else _FENCES[opens]
    first = state.src[at : state.eMarks[start]].strip()
    is_other = opens == "\\[" and first != opens  # a bracket that is none of a link's
    endless: dict[tuple[str, int], int] = state.env.setdefault("endless", {})
    """From which line on nothing closes it up to another one."""
    if is_other or state.is_code_block(start) or start >= endless.get((closes, end), end):
        return False
    last = start
    _, is_closed, behind = first[len(opens) :].partition(closes)
    if behind:
        return False  # it is within a line
    while not is_closed:
        last += 1
        if last >= end:
            endless[closes, end] = start
            return False
        line = state.src[state.bMarks[last] : state.eMarks[last]].rstrip()
        is_closed = closes if line.endswith(closes) else ""
    if not silent:
        token = state.push(name, "", 0)
        token.content = state.getLines(start, last + 1, state.blkIndent, keepLastLF=False)
        state.line = last + 1
    return True


def _emphasis(state: "StateInline", silent: bool) -> bool:
    """markdown-it's own rule, but for what may open and close beside letters that are written without blanks."""
    from markdown_it.rules_inline.state_inline import Delimiter

    start, marker = state.pos, state.src[state.pos]
    if silent or marker not in "*_":
        return False
    end = start
    while end < state.posMax and state.src[end] == marker:
        end += 1
    opens, closes = flanks(state.src, start, end, state.posMax)
    for _ in range(start, end):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(
            Delimiter(ord(marker), end - start, len(state.tokens) - 1, end=-1, open=opens, close=closes)
        )
    state.pos = end
    return True


def flanks(content: str, start: int, end: int, stop: int | None = None) -> tuple[bool, bool]:
    """Whether a run of signs can open and close emphasis (CommonMark 6.2).

    Beside Chinese, Japanese and Korean no blank is needed, as the amendment of markdown-cjk-friendly has it:
    https://github.com/tats-u/markdown-cjk-friendly/blob/main/specification.md
    """
    before = _kind(content[start - 1]) if start else "blank"
    behind = _kind(content[end]) if end < (len(content) if stop is None else stop) else "blank"
    left = behind != "blank" and (behind != "sign" or before != "letter")
    right = before != "blank" and (before != "sign" or behind != "letter")
    if content[start] == "*":
        return left, right
    signs = ("sign", "cjk sign")
    return left and (not right or before in signs), right and (not left or behind in signs)


@lru_cache(maxsize=1024)
def _kind(char: str) -> str:
    from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

    if isWhiteSpace(ord(char)):
        return "blank"
    is_sign = isMdAsciiPunct(ord(char)) or isPunctChar(char)
    if (
        is_unspaced(char)
        or "\u1100" <= char <= "\u11ff"
        or "\u3130" <= char <= "\u318f"
        or "\uac00" <= char <= "\ud7ff"
    ):
        return "cjk sign" if is_sign else "cjk"
    return "sign" if is_sign else "letter"
