"""Firms whose name is a plain word, at the start of a sentence: "Shell fell 3%", "Visa rose", "Target opened a shop"."""

import re
from collections.abc import Iterator

from annotations.entities.rules.dates_and_numbers import opens_sentence
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.tables import words

_WORD = re.compile(r"(?<![\w’'-])[A-Z][a-z]{2,11}(?![\w-])")
_DOES = re.compile(
    r" (?:has |had |is |was |will |would |also |later |now )?(?:"
    r"(?:said|says|reports?|reported|announce[sd]|open(?:s|ed)|close[sd]|bought|buys|sold|sells|acquire[sd]|hire[sd]|raise[sd]|launche[sd]|unveil(?:s|ed)|release[sd]"
    r"|post(?:s|ed)|plans|sue[sd]|settle[sd]|agree[sd]|employ(?:s|ed)|pa(?:id|ys)|recall(?:s|ed)|warn(?:s|ed)|expect(?:s|ed)|own(?:s|ed)|declined to|laid off|lays off)\b"
    r"|(?:rose|rises|fell|falls|gained|lost|climbed|dropped|jumped|slid|slipped|tumbled|surged|soared|sank)(?: (?:by |about |nearly |almost |more than |over )?(?:\d|[$€£])| (?:sharply|slightly)\b|[.,;]| (?:after|as|on Wall)\b))"
    r"|['’]s (?:shares?|stock|profits?|sales|revenues?|chief|board|earnings|shareholders|investors)\b"
    r"| (?:shares|stock|executives|shareholders|customers)\b"
)


def find_plain_firms(text: str) -> Iterator[Mention]:
    """Plain words that open a sentence and do what firms do. Linear in the text."""
    for match in _WORD.finditer(text):
        if (
            match[0] in words("plain firms")
            and _DOES.match(text, match.end())
            and opens_sentence(text, match.start())
        ):
            yield Mention(*match.span(), "ORG", "list")
