"""Signs that CommonMark does not know, put into its own words: formulas, HTML, and what Obsidian writes.

Formulas stand as they were written; tags and signs of highlighting go and their words stay; remarks go. One pass, whose
cost grows with the text: what has no end is looked for once.
"""

import re
from bisect import bisect_left
from collections.abc import Callable
from urllib.parse import quote

from annotations.text.line_ends import is_unspaced

_DOLLARS = r"(?<![A-Za-z0-9])\$(?![\s$])(?:[^$\\]++|\\.)*+(?<!\s)\$(?![\d$])"
"""Pandoc's rule: no blank stands within the signs at either end, and no digit behind the second."""
_LOW_OR_HIGH = r"(?<=[^\W_])(?:~(?=[\w+−-]{1,3}~(?!~))|\^(?=[\w+−-]{1,3}\^(?!\w)))"
"""Letters below and above the line, as pandoc has them: `H~2~O`, `1^st^`."""
_MIGHT = re.compile(rf"<[!/A-Za-z]|\[[\[^]|\^\[|==|~~|%%|{_LOW_OR_HIGH}|\\[(\[]|\$\$|{_DOLLARS}", re.DOTALL)
_OPENER = re.compile(rf"`+|\\[(\[]|\\.|\$\$?|<|!?\[\[|\[\^|\^\[|==|~~|%%|{_LOW_OR_HIGH}", re.DOTALL)
_TICKS = re.compile(r"`+")
_BRACKET = re.compile(r"\\.|[\[\]]", re.DOTALL)
_FORMULA = re.compile(_DOLLARS, re.DOTALL)
_BRACKETED = re.compile(r"\s.*\s|.*(?:(?<!\\)(?:\\\\)*+\\[A-Za-z]|\^).*", re.DOTALL)
"""What is a formula between `\\[` and `\\]`, which else are brackets that begin no link."""
_BLOCK_ID = re.compile(r"(?:^|(?<=\s))\^(?=[0-9-]*[A-Za-z])[A-Za-z0-9-]{2,}\Z")
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)([\s/][^<>]*)?>")
_BREAK = "\\\n"
_BREAKS = re.compile(r"(?:\s*+<(?:br|hr)(?:\s[^<>]*+)?/?>)*+\s*+", re.IGNORECASE)
_WIKI_LINK = re.compile(r"(!?)\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]*))?\]\]")
_PLAIN_WORDS = re.compile(r"(?:[^\W_]|[ >,.;:()'’–-])*(?:[^\W_]|[.)])")
"""What means in a link's brackets what it means outside of them."""
_FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,999})\]")
_PAIRED = {
    "==": re.compile(r"==(?=[^\s=])[^=]+(?<=\S)==(?!=)"),
    "~~": re.compile(r"~~(?=[^\s~])[^~]+(?<=\S)~~(?!~)"),
}
_HREF = re.compile(r"\shref\s*=\s*[\"']?([^\s\"'<>()]+)", re.IGNORECASE)
_ALT = re.compile(r"\salt\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
_TAGS = frozenset(
    "a abbr acronym b bdi bdo big br center cite code del dfn em font hr i img ins kbd label mark nobr p q rb rp rt ruby s samp "
    "small span strike strong sub sup time tt u var wbr details summary div section article figure figcaption".split()
)
_ALSO_WORDS = frozenset(
    "address aside audio blockquote body button canvas circle data dd defs dl dt embed ellipse figcaption footer form g head header html iframe input li line "
    "link main marker math menu meta nav noscript object ol option output p param path picture polygon polyline rect select source svg "
    "table tbody td text textarea tfoot th thead title tr track tspan ul use video".split()
)
"""Tags that prose has in such signs too ("the <path>"): what they have with them must tell."""
_END_TAG = re.compile(r"</([A-Za-z][A-Za-z0-9-]{0,63})>")
_MOST_FORMULA_CHARS = _MOST_LINK_CHARS = _MOST_NOTE_CHARS = 2_000
_MOST_ID_CHARS = 64


def rewrite_signs(
    content: str,
    number_of: Callable[[str], int] = lambda label: 0,
    number_for: Callable[[str], int] = lambda words: 0,
) -> str:
    """What stands in a block, in CommonMark alone.

    Args:
        content: the block.
        number_of: the number of the footnote of a name; 0: there is none.
        number_for: takes the words of a footnote that stands within the sentence, and gives it a number; 0: it stays there.
    """
    if "^" in content[-_MOST_ID_CHARS:] and (
        id := _BLOCK_ID.search(content, max(0, len(content) - _MOST_ID_CHARS))
    ):
        content = content[: id.start()].rstrip()
    return _Rewriting(content, number_of, number_for).result() if _MIGHT.search(content) else content


def alt_of(attributes: str) -> str:
    """What a picture's attributes say that it shows."""
    alt = _ALT.search(attributes)
    return (alt[1] or alt[2] or "") if alt is not None else ""


class _Rewriting:
    """One block on its way. A meaning is what stands for a sign, and where the text goes on behind it."""

    def __init__(
        self, content: str, number_of: Callable[[str], int], number_for: Callable[[str], int]
    ) -> None:
        self._content, self._number_of, self._number_for = content, number_of, number_for
        self._inside = len(content) - len(content.lstrip())
        """Where its words begin."""
        self._ends: dict[str, int] = {}
        """Where the next of each end is, as far as looked; -1: none comes any more."""
        self._closers: set[int] = set()
        self._last_ends: dict[str, int] | None = None
        """Where the last end of an element begins, by its name."""
        self._ticks: dict[int, list[int]] | None = None
        self._brackets: dict[int, int] | None = None
        """Where the end of each bracket is."""
        self._depths: list[int] | None = None
        """In how many brackets the text is behind each of `_bracket_places`; the first: before all."""
        self._bracket_places: list[int] = []

    def result(self) -> str:
        content, pieces, done, at = self._content, [], 0, 0
        while sign := _OPENER.search(content, at):
            meaning = self._meaning(sign)
            at = sign.end()
            if meaning is None:
                continue
            words, at = meaning
            if words is not None:
                pieces.append(content[done : sign.start()])
                if words.startswith(_BREAK):
                    while len(pieces) > 1 and not pieces[-1].strip(" "):
                        pieces.pop()
                    pieces[-1] = pieces[-1].rstrip(" ")
                pieces.append(words)
                done = at
        return "".join([*pieces, content[done:]])

    def _meaning(self, sign: re.Match[str]) -> tuple[str | None, int] | None:
        """None: the sign means itself; no words: all up to the place is left as it stands."""
        start, end = sign.span()
        match sign.group():
            case "$":
                formula = _FORMULA.match(self._content, start)
                return self._formula(start, formula.end() if formula is not None else -1)
            case "$$":
                return self._formula(start, self._behind("$$", end))
            case "\\(":
                return self._formula(start, self._behind("\\)", end))
            case "\\[":
                behind = self._behind("\\]", end)
                is_formula = behind > 0 and _BRACKETED.fullmatch(
                    self._content[end : min(behind, end + _MOST_FORMULA_CHARS) - 2]
                )
                return self._formula(start, behind) if is_formula else None
            case "<":
                return (
                    self._remark(start, self._behind("-->", end))
                    if self._content.startswith("<!--", start)
                    else self._tag(start)
                )
            case "%%":
                is_number = start > 0 and self._content[start - 1].isdigit()
                return None if is_number else self._remark(start, self._behind("%%", end))
            case "[[" | "![[":
                return self._wiki_link(start)
            case "[^":
                return self._footnote(start)
            case "^[":
                return self._inline_footnote(start)
            case "==" | "~~":
                return self._paired(sign.group(), start)
            case "~" | "^":
                behind = self._content.index(sign.group(), end)
                return self._content[end:behind], behind + 1
        return (None, self._end_of_code(start, end)) if sign.group()[0] == "`" else None

    def _behind(self, closer: str, start: int) -> int:
        """Where the text goes on behind the next `closer`; -1: there is none."""
        at = self._ends.get(closer, 0)
        if 0 <= at < start:
            at = self._ends[closer] = self._content.find(closer, start)
        return at + len(closer) if at >= 0 else -1

    def _formula(self, start: int, end: int) -> tuple[str, int] | None:
        if end < 0 or end - start > _MOST_FORMULA_CHARS:
            return None
        written = self._content[start:end].replace("\n", " ")
        return _PUNCTUATION.sub(r"\\\g<0>", written), end

    def _end_of_code(self, start: int, end: int) -> int:
        if self._ticks is None:
            self._ticks = {}
            for run in _TICKS.finditer(self._content):
                self._ticks.setdefault(run.end() - run.start(), []).append(run.start())
        places = self._ticks.get(end - start, [])  # none is so long where the first of the run is escaped
        index = bisect_left(places, end)
        return places[index] + end - start if index < len(places) else end

    def _remark(self, start: int, end: int) -> tuple[str, int] | None:
        """Nothing, and one blank of the two around it."""
        if end < 0:
            return None
        is_between_blanks = start == 0 or self._content[start - 1] == " "
        return "", end + (is_between_blanks and self._content.startswith(" ", end))

    def _tag(self, start: int) -> tuple[str, int] | None:
        tag = _TAG.match(self._content, start)
        if tag is None or not (tag[2].lower() in _TAGS or self._is_element(tag)):
            return None
        name, attributes, end = tag[2].lower(), tag[3] or "", tag.end()
        if name in ("br", "hr"):  # a rule within a sentence parts it as the end of a line does
            behind = _BREAKS.match(self._content, end)
            end = behind.end() if behind is not None else end
            is_inside = self._inside < start and end < len(self._content)
            return _BREAK if is_inside else "", end
        if name in ("li", "dt", "dd") and not tag[1]:
            return f"{_BREAK}• " if self._content[:start].strip("<>ul/o ") else "• ", end
        if name == "img":
            return alt_of(attributes), end
        if name == "a" and not tag[1]:
            return self._link(attributes, end)
        is_power = name == "sup" and not tag[1] and self._content[start - 1 : start].isdigit()
        return "^" if is_power and self._content[end : end + 1].isdigit() else "", end

    def _is_element(self, tag: re.Match[str]) -> bool:
        """Of a name that prose may have in such signs, or one that somebody made up: has it attributes, or an end?"""
        name = tag[2].lower()
        if name not in _ALSO_WORDS and "-" not in name:
            return False
        if tag[1] or "=" in (tag[3] or ""):
            return True
        if self._last_ends is None:
            self._last_ends = {end[1].lower(): end.start() for end in _END_TAG.finditer(self._content)}
        return self._last_ends.get(name, -1) > tag.start()

    def _link(self, attributes: str, end: int) -> tuple[str, int]:
        href, close = _HREF.search(attributes), self._behind("</a>", end)
        if href is None or close < 0 or close - end > _MOST_LINK_CHARS:
            return "", end
        words = self._content[end : close - len("</a>")]
        if set("[]<`\\") & set(words):
            return "", end
        return f"[{words}]({href[1]})", close

    def _wiki_link(self, start: int) -> tuple[str, int] | None:
        link = _WIKI_LINK.match(self._content, start)
        if link is None:
            return None
        embeds, target, alias = link.groups()
        is_size = embeds and alias and alias.replace("x", "").isdigit()
        words = alias if alias and not is_size else target.lstrip("#").replace("#", " > ").rstrip("\\")
        if embeds or not _PLAIN_WORDS.fullmatch(words) or self._is_in_brackets(start):
            return words, link.end()
        where = quote(target.rstrip("\\").strip(), safe="/#")
        return f"[{words}]({where})", link.end()

    def _is_in_brackets(self, start: int) -> bool:
        """Whether brackets stand around a place: a link there would take the place of theirs."""
        if self._depths is None:
            self._depths = [0]
            self._bracket_places = []
            for bracket in _BRACKET.finditer(self._content):
                step = {"[": 1, "]": -1}.get(bracket.group(), 0)
                self._bracket_places.append(bracket.start())
                self._depths.append(max(0, self._depths[-1] + step))
        return self._depths[bisect_left(self._bracket_places, start)] > 0

    def _footnote(self, start: int) -> tuple[str, int] | None:
        """Its number in brackets, which begin no link."""
        mark = _FOOTNOTE.match(self._content, start)
        number = self._number_of(mark[1]) if mark is not None else 0
        return (f"\\[{number}\\]", mark.end()) if mark is not None and number else None

    def _inline_footnote(self, start: int) -> tuple[str, int] | None:
        """The number of a footnote whose words stand here: pandoc's `^[words]`; `2^[10]` is none."""
        if self._brackets is None:
            self._brackets = _ends_of_brackets(self._content)
        end = self._brackets.get(start + 1, -1)
        words = self._content[start + 2 : end] if start < end <= start + _MOST_NOTE_CHARS else ""
        number = self._number_for(words) if any(char.isalpha() for char in words) else 0
        return (f"\\[{number}\\]", end + 1) if number else None

    def _paired(self, sign: str, start: int) -> tuple[str, int] | None:
        """Words between two signs stay, the signs go."""
        end = start + len(sign)
        if start in self._closers:
            return "", end
        before = self._content[start - 1 : start]
        pair = None if before == sign[0] else _PAIRED[sign].match(self._content, start)
        if pair is None:
            return None
        behind = self._content[pair.end() : pair.end() + 1]
        if sign == "==" and any(char.isalnum() and not is_unspaced(char) for char in before + behind):
            return None  # a comparison
        self._closers.add(pair.end() - len(sign))
        return "", end


def _ends_of_brackets(content: str) -> dict[int, int]:
    """Where each bracket of a block is closed, in one pass."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for bracket in _BRACKET.finditer(content):
        if bracket.group() == "[":
            opened.append(bracket.start())
        elif bracket.group() == "]" and opened:
            ends[opened.pop()] = bracket.start()
    return ends
