"""Cuts from names what does not belong to them: possessives, titles, leading articles, quotes, line ends.

"Russian President Vladimir Putin's" becomes "Vladimir Putin"; "the Kremlin" becomes "Kremlin". Contract: names stand
without possessive, title or leading article.
"""

import re
from collections.abc import Iterable
from functools import cache

from annotations.entities.labels import NAME_LABELS
from annotations.entities.rules.gazetteer import entries
from annotations.entities.rules.headlines import in_title_case
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.name_lists import given_names
from annotations.entities.rules.tables import rows, words

_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
_WITH_ARTICLE = frozenset({"WORK_OF_ART"})
_EDGE = " \t\n\"'“”‘’«»,;:!?*_…-–—/\\|<>=+~`^#@"
_KEPT_BEHIND = re.compile(r"\+(?=[^\w+]|$)|!(?=[,;]| [a-z])|[!?](?=[”\"])")
"""What closes some names: "Canal|+|", "Yahoo|!| said", “What Is the Time?”."""
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_WORD = re.compile(r"\S+")
_DANGLING = re.compile(r"(?: (?:and|or|of|for|at|in|by|on|to|with|from|the|a|an|is|was))+$")
_IN_A_PLACE = re.compile(r",? in (?:the )?([A-ZÀ-Þ][\w’'.-]*(?: [A-ZÀ-Þ][\w’'.-]*){0,3})$")
"""An organisation's seat, which is no part of its name: "University of Liège| in Belgium"."""
_HAS_A_SEAT = re.compile(
    r"\b(?:University|College|School|Institute|Institution|Academy|Hospital|Museum|Library|Laboratory|Court|Tribunal|Embassy|Consulate|Bank"
    r"|Company|Cent(?:er|re)|Church|Hotel|Club)\b"
)
_INSIDE = re.compile(r"[a-z,;] $")
_FIRST_NAME = re.compile(r"(?:[a-z,;:]|[.!?”\"]) [“\"]?(?<!\b[Oo]n )([A-ZÀ-Þ][\w’'-]{2,20}) $")
"""Not behind "on", where Sunday is a day."""
_INITIALS = re.compile(r"(?<![\w.’'-])(?:(?:[A-Z]|Ch|Dz|Kh|Ph|Sh|Ts|Th|Ya|Ye|Yu|Zh)\.[ -]?){1,3} ?$")
"""Before a name: "|Ts. |Erdenechimeg"."""
_LAST_LETTER = re.compile(r"(?<=\w\w) [A-Z]\.$")
"""At the end of a sentence, not an initial: "Xbox Series X|."."""
_JOINT = re.compile(r",? and |, ")
_DASH = re.compile(r" [-–—] ")


@cache
def titles() -> frozenset[str]:
    """Words that stand before a person's name and are no part of it, in lower case."""
    return words("titles")


@cache
def _kept(kind: str) -> frozenset[str]:
    return frozenset(name for key, names in rows("kept") if key == kind for name in names)


def trim_names(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Names without what does not belong to them; what is left empty is dropped. Values (dates, sums) stay."""
    parts = (part for m in mentions for one in _part_at_dash(text, m) for part in _part_firms(text, one))
    names = (trim_name(text, m) if m.label in NAME_LABELS else m for m in parts)
    return [mention for mention in names if mention is not None]


def _part_at_dash(text: str, mention: Mention) -> list[Mention]:
    """Parts a person or a place at a dash between blanks, which names two: "BISSAU - Guinea-Bissau"."""
    if mention.label not in ("PERSON", "GPE"):
        return [mention]
    dashes = list(_DASH.finditer(text, mention.start, mention.end))
    if len(dashes) != 1:
        return [mention]
    return [mention._replace(end=dashes[0].start()), mention._replace(start=dashes[0].end())]


def _part_firms(text: str, mention: Mention) -> list[Mention]:
    """Parts a row of firms that was taken for one, each with its own "&": "Ernst & Young, |Marks & Spencer| and |AT&T"."""
    name = mention.of(text)
    if mention.label != "ORG" or name.count("&") < 2:
        return [mention]
    joints = list(_JOINT.finditer(text, mention.start, mention.end))
    starts = [mention.start, *(joint.end() for joint in joints)]
    ends = [*(joint.start() for joint in joints), mention.end]
    parts = [mention._replace(start=start, end=end) for start, end in zip(starts, ends, strict=True)]
    return parts if all("&" in part.of(text) for part in parts) else [mention]


def trim_name(text: str, mention: Mention) -> Mention | None:
    """One name without possessive, title, leading article and stray punctuation; None if nothing is left."""
    start, end = _one_line(text, mention.start, mention.end)
    start, end = _edges(text, start, end)
    end = _take_in_form(text, mention.label, _take_in_possessive(text, start, end))
    end = _strip_possessive(text, start, end)
    if mention.label in ("ORG", "WORK_OF_ART") and _has_own_article(text, start - 4):
        start -= 4
    if mention.label not in _WITH_ARTICLE:
        start = _strip_article(text, start, end)
    if (loose := _DANGLING.search(text, start, end)) and loose.start() > start:
        end = loose.start()
    if mention.label == "ORG" and not text.startswith(
        " (", end
    ):  # with its letters behind, it is all of a name
        end = _strip_seat(text, start, end)
    if mention.label == "PERSON":
        start = _take_in_initials(text, _take_in_first_name(text, _strip_titles(text, start, end), start))
    start, end = _edges(text, start, end)
    if mention.label not in ("PERSON", "ORG") and _LAST_LETTER.search(text, start, end):
        end -= 1
    if start >= end or not any(char.isalnum() for char in text[start:end]):
        return None
    if (
        mention.label == "ORG"
        and _FORMS["ORG"].fullmatch(f" {text[start:end]}")
        and text[start - 1 : start] != "("  # the letters of a body
    ):
        return None
    return mention._replace(start=start, end=end)


def _one_line(text: str, start: int, end: int) -> tuple[int, int]:
    """The longest part that stands on one line: a name never runs over the end of a paragraph."""
    parts = text[start:end].split("\n")
    if len(parts) == 1:
        return start, end
    longest = max(parts, key=lambda part: len(part.strip()))
    at = start + sum(len(part) + 1 for part in parts[: parts.index(longest)])
    return at, at + len(longest)


def _edges(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGE:
        start += 1
    while start < end and text[end - 1] in _EDGE:
        if text[start:end] in _kept("possessive") or _closes_name(text, start, end):
            break
        end -= 1
    for opening, closing in _PAIRS.items():
        inner = text[start:end]
        if inner[:1] in (opening, closing) and (inner[:1] == closing or closing not in inner):
            start += 1
        if inner[-1:] in (opening, closing) and (inner[-1:] == opening or opening not in inner):
            end -= 1
    if text[start:end].startswith("(") and text[start:end].endswith(")"):
        start, end = start + 1, end - 1
    if (
        end > start + 3
        and text[end - 1] == "."
        and text[end - 3] not in ". "
        and not _is_abbreviation(text[start:end])
    ):
        end -= 1
    return start, max(start, end)


def _closes_name(text: str, start: int, end: int) -> bool:
    """Whether the last character belongs to the name; a question mark only where the quotation marks hold it all."""
    if not _KEPT_BEHIND.match(text, end - 1) or not text[end - 2 : end - 1].isalnum():
        return False
    return text[end - 1] == "+" or text[end : end + 1] not in '”"' or text[start - 1 : start] in ("“", '"')


_ABBREVIATION = re.compile(r"(?:\b(?:Inc|Corp|Co|Ltd|LLC|Jr|Sr|Bros|St|Mt|No|Dept)|\b[A-Z](?:\.[A-Z])*)\.$")


def _is_abbreviation(name: str) -> bool:
    return _ABBREVIATION.search(name) is not None


_FORMS = {
    "ORG": re.compile(
        r",?(?: \([A-Z]\w{0,11}\))? (?:(?:Inc|Corp|Co|Ltd|Limited|LLC|LLP|PLC|plc|GmbH|Bhd|Berhad|Tbk)(?!\w)\.?|(?:Pty Ltd|Pvt Ltd|Co Ltd|Sdn Bhd|AS|AB|AG|SA|NV|BV|SE|Oy|SpA|Re)(?![\w.:-]))"
    ),
    "PERSON": re.compile(
        r",? (?:Jr|Sr)(?!\w)\.?|(?<= [JS]r)\.| (?!I(?!\w))(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})(?![\w’'-])"
    ),
}


def _take_in_form(text: str, label: str, end: int) -> int:
    """Takes in a firm's legal form, a person's generation and a king's number: "Facebook|, Inc.", "Noah Webster| Sr.", "Elizabeth| II"."""
    form = _FORMS[label].match(text, end) if label in _FORMS else None
    return form.end() if form else end


def _take_in_first_name(text: str, start: int, marked: int) -> int:
    """Takes in a first name that stands before what is marked: "said |Gift |Mkandawire"."""
    before = _FIRST_NAME.search(text, max(0, start - 30), start) if start == marked else None
    if (
        before is None
        or before[1] not in given_names()
        or before[1].lower() in titles()
        or before[1] in entries()
    ):
        return start
    return before.start(1)


def _take_in_initials(text: str, start: int) -> int:
    """Takes in the initials right before a name."""
    initials = _INITIALS.search(text, max(0, start - 12), start)
    return initials.start() if initials else start


def _take_in_possessive(text: str, start: int, end: int) -> int:
    """Takes in the possessive that is part of a name: "McDonald|'s"."""
    whole = text[start : end + 2].replace("’", "'")
    grown = text[end : end + 2] in ("'s", "’s") and whole in _kept("possessive")
    return end + 2 if grown else end


def _strip_possessive(text: str, start: int, end: int) -> int:
    name = text[start:end]
    if name.replace("’", "'") in _kept("possessive"):
        return end
    cut = _POSSESSIVE.search(name)
    return start + cut.start() if cut and cut.start() else end


def _strip_article(text: str, start: int, end: int) -> int:
    said = [match for match, _ in zip(_WORD.finditer(text, start, end), range(2), strict=False)]
    if len(said) < 2 or said[0].group().lower() not in ("the", "a", "an"):
        return start
    if text[start:end] in _kept("article") or _has_own_article(text, start):
        return start
    return said[1].start()


def _has_own_article(text: str, start: int) -> bool:
    """Whether it is written with a capital where only a name is: "told |The National|"."""
    return (
        start > 0
        and text.startswith("The ", start)
        and _INSIDE.search(text, max(0, start - 3), start) is not None
        and not in_title_case(text, start)
    )


def _strip_seat(text: str, start: int, end: int) -> int:
    """The end without a school's, a court's or an embassy's place; a "Mission in Haiti" keeps it."""
    seat = _IN_A_PLACE.search(text, start, end)
    return seat.start() if seat and _HAS_A_SEAT.search(text, start, seat.start()) else end


def _strip_titles(text: str, start: int, end: int) -> int:
    """Skips titles, and nationalities before them, as long as a capitalised word is left."""
    said = [(match.start(), match.group()) for match in _WORD.finditer(text, start, end)][:12]
    cut = 0
    for number, (at, word) in enumerate(said[:-1]):
        bare = word.rstrip(".,").lower()
        if _FORMS["PERSON"].match(text, at + len(word)):
            break  # "Martin Luther King Jr."
        if bare in titles() and word[0].isalpha() and not word.endswith(","):
            cut = number + 1
        elif number - cut > 1 or not word[0].isalpha():
            break
    rest = said[cut:]
    if not cut or not rest[0][1][0].isupper() or _may_be_a_name(said, cut):
        return start
    return rest[0][0]


_ALSO_FIRST_NAMES = frozenset({"don", "earl", "duke", "judge"})


def _may_be_a_name(said: list[tuple[int, str]], cut: int) -> bool:
    """Whether the one title is a first name as often: "Earl Warren", "Don DeLillo"."""
    return cut == 1 and len(said) == 2 and said[0][1].lower() in _ALSO_FIRST_NAMES
