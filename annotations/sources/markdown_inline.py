"""What stands inside a Markdown block: its words without the signs, and what the signs say of them.

Most blocks hold nothing that a reader of one pass could mistake: those are read here, five times as fast as by the parser,
which a property test compares. All else is the parser's, up to a bound: no file takes minutes.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from annotations.model import Mark, MarkKind, TextSpan
from annotations.sources.markdown_parser import flanks
from annotations.sources.markdown_signs import rewrite_signs
from annotations.text.canonical import SOFT_HYPHEN, canonical
from annotations.text.line_ends import joint

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

Inline = tuple[str, list[Mark]]
"""Words, and marks that count from their start."""

_MARKS: dict[str, MarkKind] = {"em_open": "emphasis", "strong_open": "strong", "link_open": "link"}
_STRENGTHS: dict[int, MarkKind] = {1: "emphasis", 2: "strong"}
_DEEPEST_BRACKETS = 6
_SIGNS_BETWEEN = 8
"""So many signs at most are looked past for the letter behind a line end."""
_MOST_JOINED = 100
"""No more characters are looked at for one that nothing before it joins."""
_MOST_PARSED_CHARS = 400_000
_MOST_AT_ONCE = 200_000
"""Characters; the signs of a longer block are read in pieces of so many, for they take a hundred times its memory."""
_CUT = re.compile(r"(?<=\S) (?=\w)|(?<=[。！？])(?=\w)")
_CUT_WITHIN = 20_000

_NOTABLE = re.compile(r"[*_`\[\]<&\\\n]")
"""What a token begins with, but for the blanks before a newline and the `!` of a picture."""
_SOFT = re.compile(r" ?\n *")
_TOKEN = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|!?\[(?P<label>[^\[\]`*_<&\\]*)\]\((?P<dest>[^\s()<>`\\]*)(?: \"[^\"&\\\n]*\")?\)"
    r"|(?P<run>\*+|_+)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<hard> {2,}\n *|\\\n *)|(?P<soft> ?\n *)"
    r"|&(?P<entity>[A-Za-z][A-Za-z0-9]{1,31}|#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6});"
    r"|(?P<tag><[A-Za-z][A-Za-z0-9-]* */?>|</[A-Za-z][A-Za-z0-9-]* *>)"
    r"|(?P<bracket>\]\(?|\[)|(?P<odd>&#?\w|<[A-Za-z/!?]|\\ )"
)
_SIZED = re.compile(r"!\[([^\[\]|\n]*)\|\d{1,5}(?:x\d{1,5})?\]\(")
"""A picture with the size that Obsidian shows it in."""
_PLAIN_LINK = re.compile(r"(?:https?://[a-z0-9]+(?:\.[a-z0-9]+)+(?:/[\w./=?-]*)?|[\w./#-]*)", re.ASCII)


class InlineReader(Struct):
    """Reads the blocks of one text; `env` is what its block parser left: the links that it defines."""

    parser: "MarkdownIt"
    env: dict[str, Any] = field(default_factory=dict)
    _footnotes: dict[str, int] = field(default_factory=dict)
    """Numbers of those that are referred to, by name."""
    _by_folded: dict[str, str] = field(default_factory=dict)
    """Names of footnotes, by their letters without case."""
    _folded: int = 0
    """How many these were."""
    _within: list[tuple[int, str]] = field(default_factory=list)
    """Footnotes that stand within sentences, by their numbers, as long as nobody has taken them."""
    _parsed_chars: int = 0

    def number_of(self, label: str) -> int:
        """The number of a footnote, in the order in which they are referred to; 0: there is none of that name.

        Case makes a difference only where there are two that differ in it.
        """
        known: dict[str, int] = self.env.get("footnotes", {}).get("refs", {})
        if f":{label}" in known:
            return self._number_in_turn(label)
        if self._folded != len(known):
            self._folded, self._by_folded = len(known), {name[1:].casefold(): name[1:] for name in known}
        name = self._by_folded.get(label.casefold(), "")
        return self._number_in_turn(name) if name else 0

    def _number_in_turn(self, label: str) -> int:
        return self._footnotes.setdefault(label, len(self._footnotes) + 1)

    def _number_for(self, words: str) -> int:
        """The number of a footnote within a sentence."""
        number = self._number_in_turn(f"[{len(self._footnotes)}]")
        self._within.append((number, words.strip()))
        return number

    def take_footnotes(self) -> list[tuple[int, Inline]]:
        """Those that stood within sentences read so far, each with its number; there is none within another."""
        within, self._within = self._within, []
        return [(number, self.read(words, f"[{number}] ", may_note=False)) for number, words in within]

    def read(self, content: str, before: str = "", *, may_note: bool = True) -> Inline:
        """Words and marks of a block.

        Args:
            content: as it stands in the source; canonical.
            before: put before the words, for example a bullet.
            may_note: may footnotes stand within it?
        """
        if len(content) > _MOST_AT_ONCE:
            return self._read_in_pieces(content, before, may_note=may_note)
        if "|" in content and "![" in content and "`" not in content:
            content = _SIZED.sub(r"![\1](", content)
        rewritten = rewrite_signs(content, self.number_of, self._number_for if may_note else lambda _: 0)
        if rewritten != content:
            content = canonical(rewritten)  # letters on either side of a sign that has gone may be one
        if not _NOTABLE.search(content):
            return before + content, []
        simple = _simple(content, before, self.parser, may_refer=bool(self.env.get("references")))
        return simple if simple is not None else self._parsed(content, before)

    def _read_in_pieces(self, content: str, before: str, *, may_note: bool) -> Inline:
        """A block of megabytes, cut between words; what stands where there are none to cut between is left as it is."""
        parts, marks = [before], []
        at, size = 0, len(before)
        while at < len(content):
            wanted = at + _MOST_AT_ONCE - _CUT_WITHIN
            cut = _CUT.search(content, wanted, wanted + _CUT_WITHIN)
            stop = cut.end() if cut is not None and len(content) - at > _MOST_AT_ONCE else len(content)
            piece = content[at:stop]
            is_whole = len(piece) <= _MOST_AT_ONCE
            words, within = (
                self.read(piece, may_note=may_note) if is_whole else (_as_it_stands(piece), list[Mark]())
            )
            marks += [Mark(TextSpan(size + m.span.start, size + m.span.end), m.kind, m.href) for m in within]
            parts.append(words)
            at, size = stop, size + len(words)
        return "".join(parts), marks

    def _parsed(self, content: str, before: str) -> Inline:
        """What the parser says; brackets in brackets cost it a hundredfold, and somewhere there must be an end."""
        depth = accumulate(1 if char == "[" else -1 for char in re.findall(r"[\[\]]", content))
        self._parsed_chars += len(content)
        if self._parsed_chars > _MOST_PARSED_CHARS or max(depth, default=0) > _DEEPEST_BRACKETS:
            return before + _as_it_stands(content), []
        tokens: list[Token] = []
        self.parser.inline.parse(content, self.parser, self.env, tokens)
        return _canonical_with_marks(*_text_and_marks(tokens, before))


def _simple(content: str, before: str, parser: "MarkdownIt", *, may_refer: bool) -> Inline | None:
    """A block without doubts in one pass; None: ask the parser."""
    if "``" in content:
        return None
    tokens = list(_tokens(content))
    pairs = _pairs(content, tokens)
    if pairs is None:
        return None
    parts, marks = [before], []
    opened: dict[int, int] = {}
    size, at = len(before), 0
    for number, token in enumerate(tokens):
        parts.append(content[at : token.start()])
        size += token.start() - at
        at = token.end()
        if number in pairs:
            began = opened.get(pairs[number])
            if began is None:
                opened[number] = size
            elif began < size:
                marks.append(Mark(TextSpan(began, size), _STRENGTHS[at - token.start()]))
            continue
        said = _said(token, parser, may_refer=may_refer)
        if said is None:
            return None
        words, kind, href = said
        if token.lastgroup == "soft":
            words = joint("".join(parts[-2:])[-1:], content[at : at + _SIGNS_BETWEEN].lstrip("*_[`!")[:1])
        if kind is not None and words:
            marks.append(Mark(TextSpan(size, size + len(words)), kind, href))
        parts.append(words)
        size += len(words)
    parts.append(content[at:])
    text = "".join(parts)
    if _cleaned(text) != text:
        return None
    marks.sort(key=lambda mark: (mark.span.start, -mark.span.end))
    return text, marks


def _tokens(content: str) -> Iterator[re.Match[str]]:
    """What `_TOKEN.finditer` finds, a tenth as slow: so many alternatives are only tried where one can begin."""
    at = 0
    for sign in _NOTABLE.finditer(content):
        start = sign.start()
        if start < at:
            continue
        token = None
        if content[start] == "\n":
            while start > at and content[start - 1] == " ":
                start -= 1
        elif content[start] == "[" and start > at and content[start - 1] == "!":
            token = _TOKEN.match(content, start - 1)
        token = token or _TOKEN.match(content, start)
        if token is not None:
            yield token
            at = token.end()


def _said(
    token: re.Match[str], parser: "MarkdownIt", *, may_refer: bool
) -> tuple[str, MarkKind | None, str] | None:
    """The words of a sign that pairs with no other, the mark on them, and where it leads; None: in doubt."""
    words = token.group()
    match token.lastgroup:
        case "code":
            return _code(token["code"]), "code", ""
        case "dest":
            href = _href(token["dest"], parser)
            label = token["label"]
            return None if href is None or "  \n" in label else (_SOFT.sub(_joint, label), "link", href)
        case "escaped":
            return words[1:], None, ""
        case "hard":
            return "\n", None, ""
        case "soft":
            return " ", None, ""
        case "entity":
            return _character(token["entity"]) or words, None, ""
        case "bracket":
            return None if may_refer or words == "](" else (words, None, "")
        case "odd":
            return None
    return words, None, ""


def _as_it_stands(content: str) -> str:
    """The words of a block with its signs; only lines are joined."""
    return re.sub(r"(?<! ) *\n *", _joint, content)


def _joint(line_end: re.Match[str]) -> str:
    text = line_end.string
    return joint(text[line_end.start() - 1 : line_end.start()], text[line_end.end() : line_end.end() + 1])


def _code(words: str) -> str:
    """CommonMark 6.1: a blank on both sides is only there to keep backticks apart."""
    words = words.replace("\n", " ")
    return words[1:-1] if words[0] == words[-1] == " " and words.strip(" ") else words


def _href(dest: str, parser: "MarkdownIt") -> str | None:
    """Where a link leads, as the parser writes it; None: nowhere that it allows."""
    if _PLAIN_LINK.fullmatch(dest):
        return dest
    if "&" in dest and ";" in dest:  # perhaps a character reference
        return None
    href = parser.normalizeLink(dest)
    return href if parser.validateLink(href) else None


def _character(name: str) -> str:
    """What a character reference stands for; empty: nothing."""
    from markdown_it.common.entities import entities
    from markdown_it.common.utils import fromCodePoint, isValidEntityCode

    if name[0] != "#":
        return entities.get(name, "")
    code = int(f"0{name[1:]}", 0) if name[1] in "xX" else int(name[1:])
    return fromCodePoint(code) if isValidEntityCode(code) else "\ufffd"


def _pairs(content: str, tokens: Sequence[re.Match[str]]) -> dict[int, int] | None:
    """Which signs of emphasis belong together, by their numbers; None: the rules of CommonMark 6.2 must decide.

    Beyond doubt is a sign that can only open, and later one of its kind that can only close, with all between paired.
    """
    pairs: dict[int, int] = {}
    waiting: list[tuple[str, int]] = []
    count = {"*": 0, "_": 0}
    """Of those that wait."""
    for number, token in enumerate(tokens):
        if token.lastgroup != "run":
            continue
        run = token.group()
        opens, closes = flanks(content, token.start(), token.end())
        if not opens and not closes:
            continue
        if (opens and closes) or len(run) > 2:
            return None
        if opens:
            waiting.append((run, number))
            count[run[0]] += 1
        elif waiting and waiting[-1][0] == run:
            other = waiting.pop()[1]
            count[run[0]] -= 1
            pairs[other], pairs[number] = number, other
        elif count[run[0]]:
            return None
    return pairs


def _text_and_marks(tokens: "Sequence[Token]", before: str) -> tuple[str, list[Mark]]:
    text = before
    marks: list[Mark] = []
    opened: list[tuple[int, MarkKind, str]] = []
    for at, token in enumerate(tokens):
        start = len(text)
        if token.type in _MARKS:
            opened.append((start, _MARKS[token.type], str(token.attrGet("href") or "")))
        elif token.type in ("em_close", "strong_close", "link_close"):
            began, kind, href = opened.pop()
            if began < start:
                marks.append(Mark(TextSpan(began, start), kind, href))
        elif token.type == "code_inline":
            text += token.content
            if token.content:
                marks.append(Mark(TextSpan(start, len(text)), "code"))
        elif token.type == "image":
            text += _text_and_marks(token.children or [], "")[0]
            if len(text) > start:
                marks.append(Mark(TextSpan(start, len(text)), "link", str(token.attrGet("src") or "")))
        elif token.type == "softbreak":
            behind = next((next_.content for next_ in tokens[at + 1 : at + 9] if next_.content), "")
            text += joint(text[-1:], behind[:1])
        elif token.type == "hardbreak":
            text += "\n"
        else:
            text += token.content
    marks.sort(key=lambda mark: (mark.span.start, -mark.span.end))
    return _canonical_with_marks(text, marks)


def _canonical_with_marks(text: str, marks: list[Mark]) -> tuple[str, list[Mark]]:
    """Character references (`&#27;`, `&shy;`) make characters of their own: clean them too, and let the marks follow."""
    clean = _cleaned(text)
    if len(clean) != len(text):
        ends = _cleaned_lengths(text, {at for mark in marks for at in (mark.span.start, mark.span.end)})
        spans = [
            TextSpan(min(ends[m.span.start], len(clean)), min(ends[m.span.end], len(clean))) for m in marks
        ]
        marks = [Mark(span, mark.kind, mark.href) for span, mark in zip(spans, marks, strict=True)]
    return clean, marks


def _cleaned(text: str) -> str:
    return canonical(text).replace(SOFT_HYPHEN, "")


def _cleaned_lengths(text: str, offsets: Iterable[int]) -> dict[int, int]:
    """How long a text is, cleaned, up to each of some offsets."""
    lengths: dict[int, int] = {}
    done, done_length = 0, 0
    for offset in sorted(offsets):
        cut = offset
        while cut > done and offset - cut < _MOST_JOINED and not _stands_apart(text[cut : cut + 1]):
            cut -= 1
        done_length += len(_cleaned(text[done:cut]))
        done = cut
        lengths[offset] = done_length + len(_cleaned(text[cut:offset]))
    return lengths


def _stands_apart(char: str) -> bool:
    """Does a character never become one with what stands before it? Marks and the parts of Hangul do, and LF with CR."""
    return char != "\n" and not "\u1160" <= char <= "\u11ff" and unicodedata.category(char or " ")[0] != "M"
