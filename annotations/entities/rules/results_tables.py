"""Rows of sports results, as wire services send them: a town with figures behind it, or set against another, is its club.

"Chicago 70 63 .526", "SEATTLE AT BOSTON", "Leeds 2 Hull 1". A country's team stays a country.
"""

import re
from collections.abc import Iterable

from annotations.entities.rules.gazetteer import is_place
from annotations.entities.rules.mentions import Mention

_MOST_CHARS = 160
_FIGURE = re.compile(r"(?<![\w-])(?:\d{1,3}|\d?\.\d{1,3})(?![\w-])")
_AGAINST = re.compile(r"^\W*(?:\d{1,3}\W+)?(?:at|v|vs|AT|V|VS)\.?\W*$")
_LETTER = re.compile(r"[^\W\d_]")


def with_clubs(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions, with towns as organisations in lines that hold nothing but towns and figures. Linear in the text."""
    found = sorted(mentions)
    lines: dict[int, list[Mention]] = {}
    for mention in found:
        lines.setdefault(text.rfind("\n", 0, mention.start) + 1, []).append(mention)
    clubs = {
        m: m._replace(label="ORG", origin="rule")
        for start, held in lines.items()
        if _is_row(text, start, held)
        for m in held
        if m.label == "GPE" and not is_place(_written(m.of(text)))
    }
    return [clubs.get(m, m) for m in found]


def _written(name: str) -> str:
    """A shouted name as the tables have it."""
    return name.title() if name.isupper() else name


def _is_row(text: str, start: int, held: list[Mention]) -> bool:
    if any(m.label not in ("GPE", "ORG") for m in held):
        return False
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    if end - start > _MOST_CHARS:
        return False
    edges = [start, *(edge for m in held for edge in (m.start, m.end)), end]
    between = [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    if len(held) == 2 and _AGAINST.match(between[1]) and not _LETTER.search(between[0] + between[2]):
        return True
    figures = _FIGURE.findall(" ".join(between))
    return len(figures) >= 2 and len(held) <= 2 and not _LETTER.search("".join(between))
