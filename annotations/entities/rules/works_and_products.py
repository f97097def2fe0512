"""Works, prizes, products and roads, by the way they are written: quoted titles, "Windows 11", "Highway 61"."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.tables import rows

_CAP = r"(?:[A-ZÀ-Þ](?:\.(?:[A-Z]\.)*|[\w’'-]{0,25}))"
_PLAIN = r"(?:[A-ZÀ-Þ][\w’'-]{0,25})"
_FIELD = (
    r"(?:Best|Outstanding|Excellence|Literature|Fiction|Non-?[Ff]iction|General|Poetry|Drama|History|Biography|Music|Peace|Physics|Chemistry"
    r"|Physiology|Medicine|Economics?|Sciences?|Mathematics|Journalism|Public|Investigative|International|National|Lifetime|Album|Song|Record"
    r"|Bravery|Gallantry|Valou?r|Translated|Composition|Architecture|Freedom|Economic|Breaking|Feature)"
)
_PRIZE = re.compile(
    rf"""
    (?<![\w’'-])(?:
      (?!(?:The|An?|His|Her|Their|Its|In|At|On|For|By|With|U\.S\.|U\.K\.|[A-Z]\w+\ and)\ ){_CAP}\ (?:{_CAP}\ |of\ (?={_CAP}\ )){{0,5}}?(?:Prizes?|Awards?|Medals?(?!\ of\ (?:Freedom|Honou?r|Merit)))
        (?:\ (?:in|for)\ (?={_FIELD}){_PLAIN}(?:\ (?:or\ |in\ a\ |of\ the\ )?(?!Award|Prize|Medal){_PLAIN}){{0,5}})?
    | (?:(?:National|Royal|Grand)\ )?(?:Order|Legion)\ of\ (?:the\ )?(?:Lenin|Merit|Honou?r|Sun|Bath|Garter|St\.?\ {_PLAIN}|(?:White|Red|Golden)\ {_PLAIN}|Australia|Canada|British\ Empire)
    | (?:(?:Presidential|Congressional|National)\ )?Medal\ of\ (?:Freedom|Honou?r|Merit|Valou?r|Science|Arts)
    | L[ée]gion\ d['’][Hh]onneur | Victoria\ Cross | Purple\ Heart | Palme\ d['’]\ ?Or
    )(?![\w-])
    """,
    re.VERBOSE,
)
_ROAD = re.compile(
    r"(?<![\w-])(?:Highway|Interstate|Route|Autobahn|State Route|U\.S\. Route) \d{1,3}[A-Z]?(?![\w-]|[.,]\d)"
    r"|(?<=\bon the )[ABEMN]\d{1,4}(?![\w-]|[.,]\d)|(?<=\b(?:off|via) the )[ABEMN]\d{1,4}(?![\w-]|[.,]\d)"
    r"|(?<=\balong the )[ABEMN]\d{1,4}(?![\w-]|[.,]\d)|(?<=\b[Tt]he )[ABEMN]\d{1,4}(?= (?:was |is |were )?(?:closed|blocked|shut|reopened|motorway|highway|road|near|between))"
)

_STREET = re.compile(
    rf"(?<![\w-])(?:Rue|Quai|Avenue|Boulevard|Calle|Piazza|Rua|Avenida|Corso|Viale|Paseo|Jalan|Ulitsa)(?: (?:de|du|des|della|del|da|do|di|la|le|las|los))*(?: d['’])? ?{_PLAIN}(?: {_PLAIN}){{0,2}}"
)
_QUOTED = re.compile(r"(?:“|(?<!\w)\")([^“”\"\n]{2,90})(?:”|\"(?!\w))")
_SMALL = frozenset(
    "a an the and or of in on for to at by with from as de la le der die das du del von vs is".split()
)
_WORD = re.compile(r"[^\W_][\w’'.-]*")
_ENDS = ",.;:!?…"
_OF_ITS_MAKER = re.compile(r"[A-ZÀ-Þ][\w-]+['’]s? $")
_SPEECH_BEFORE = re.compile(
    r"\b(?:signs?|banners?|placards?|slogans?|chant\w*|shout\w*|cr(?:y|ied)|reading|reads?|says?|said|saying|dubbed|nicknamed|so-called"
    r"|known as|called|calls|calling|call|words?|labell?ed|branded|hats?|caps?|T-shirts?),?:? (?:it |him |her |them |himself |herself |the )?$"
)
_MISTAKEN = frozenset({"WORK_OF_ART", "ORG", "EVENT", "PRODUCT"})
"""What the recogniser takes a title for, or a part of it."""
_NEAR = 40


@cache
def _numbered() -> re.Pattern[str]:
    """A listed name with a model or version: "Windows 11", "Galaxy S25 Edge", "Boeing 737-800"."""
    names = sorted({name for kind, row in rows("products") if kind == "numbered" for name in row}, key=len)
    known = "|".join(re.escape(name).replace(r"\ ", " ") for name in reversed(names))
    return re.compile(
        rf"(?<![\w-])(?:{known})(?: ?(?:[A-Z]-?)?\d{{1,4}}(?:\.\d{{1,2}})?(?:-\d{{1,4}})?[A-Za-z]{{0,2}}s?)"
        rf"(?: (?:Pro|Max|Plus|Ultra|Edge|Air|Mini|mini|Flash|Turbo|SE|Dreamliner|MAX)){{0,2}}(?![\w-]|[.,]\d|%)"
    )


def find_prizes_and_products(text: str) -> Iterator[Mention]:
    """Prizes, products with a number, space telescopes and numbered roads."""
    for pattern, label in (
        (_PRIZE, "WORK_OF_ART"),
        (_numbered(), "PRODUCT"),
        (_ROAD, "FAC"),
        (_STREET, "FAC"),
    ):
        for match in pattern.finditer(text):
            yield Mention(match.start(), match.end(), label, "rule")


def find_quoted_titles(text: str, names: Sequence[Mention]) -> Iterator[Mention]:
    """Titles in quotation marks: three words or more, all but small ones with capitals, and nothing before says that it is spoken.

    One or two such words may be anything, and so may more that hold one of `names`.
    """
    for match in _QUOTED.finditer(text):
        start, end = match.span(1)
        while end > start and text[end - 1] in _ENDS:
            end -= 1
        said = _WORD.findall(text, start, end)
        if not said or not said[0][0].isupper() or not all(_is_of_title(word) for word in said):
            continue
        left = text[max(0, match.start() - _NEAR) : match.start()].rpartition("\n")[2]
        long = sum(word[0].isupper() for word in said) >= 2 and len(said) >= 3
        if long and _says_itself(text, start, end, left, names):
            yield Mention(start, end, "WORK_OF_ART", "rule")


def _says_itself(text: str, start: int, end: int, left: str, names: Sequence[Mention]) -> bool:
    """Whether it is no speech, nor another thing's name in quotation marks."""
    if (text[end] in ".!?" and not _OF_ITS_MAKER.search(left)) or _SPEECH_BEFORE.search(left):
        return False
    return all(m.end <= start or end <= m.start or m.label in _MISTAKEN for m in names)


def _is_of_title(word: str) -> bool:
    return word[0].isupper() or word[0].isdigit() or word in _SMALL
