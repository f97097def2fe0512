"""Who wrote it and when, read off a byline: "By Jane Doe, 3 March 2026" in its many forms."""

import re
from datetime import date
from functools import lru_cache

from msgspec import Struct

from annotations.sources.dates import FoundDate, find_date

MAX_CHARS = 240
"""Longer lines are prose, unless a standfirst runs on behind the date."""

_CUE = re.compile(
    r"^(?:(?:story|text|words|written|reported|reporting|analysis|review|translated)\s+)?"
    r"(?:by|von|par|por|di|door|av|af)(?:\s*:\s*|\s+)",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"^(?:(?:first|last|originally)\s+)?(?:published|posted|updated|filed|issued|modified|dated?|on|at|the"
    r"|publié|le|veröffentlicht|publiziert|erschienen|am|stand|publicado|el)\b[:\s]*",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?[,\s]*"
    r"|[,\s]*\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?[,\s]*$",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"^[T,\s]*(?:at\s+)?\d{1,2}[:.h]\d\d(?:[:.]\d\d)?(?:\.\d+)?\s*(?:[ap]\.?m\.?)?\s*"
    r"(?:Z|[A-Z]{2,4}\b|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"^\d+[\s-]*min(?:ute)?s?(?:\s+read)?$", re.IGNORECASE)
_FIELD = re.compile(
    r"^(From|Author|Source|URL|To|Subject|Reply-To|Words?|Location)\s?:\s+(\S.{0,160})$", re.IGNORECASE
)
_INITIALS = re.compile(r"(?:[^\W\d_][^\W\d_]*[ -])?(?:[^\W\d_]\.[ -]?)+")
_ENDS_IN_INITIAL = re.compile(r"[\s.](?:[^\W\d_]|[JS]r|Esq)\.\Z", re.IGNORECASE)
_LOUD = re.compile(r"[^\W\d_a-z](?:[^\W\d_a-z]|['’ -])+")
"""A surname in capitals, as in "DOE, Jane"; one alone may be a body and its town: NATO, Brussels."""
_MIXED = re.compile(r"\b(?:Ma?c|[DL]e|La|Fitz)(?=[A-Z])")
"""What of a name stands in small letters where all else is in capitals: McDONALD."""
_BEHIND_NAMES = frozenset(
    "jr jr. sr sr. ii iii iv esq esq. md m.d. phd ph.d. dphil d.phil. ma m.a. mp m.p. obe cbe".split()
)
_GENERATION = re.compile(r",? \b([JS]r\.?|I{2,3}|IV)(?=,|$)")
_HANDLE = re.compile(r"\s+\(?@\w{2,30}\)?(?=\s*(?:,|and\b|&|$))")
_SEAT_OF_ONE = re.compile(
    r"\s+in\s+[^\W\d_a-z][\w’'.-]{0,30}(?:\s[^\W\d_a-z][\w’'.-]{0,30}){0,2}"
    r"(?=(?:,|,?\s+and|\s+&)\s+(?:[^\W\d_a-z][\w’'.-]{0,30}\s+){1,4}in\s)"
)
"""Where one of several wrote: "Jane Doe| in Oslo| and Jon Roe in Rome"."""
_UNNAMED = re.compile(
    r"(?:the|our|a|an)\s+(?:(?:own|special|staff)\s+)?(?:editorial\s+(?:board|staff|team)|editors?|correspondents?|reporters?|writers?|staff|newsroom)",
    re.IGNORECASE,
)
"""Who signs without a name: "By |the editorial board|"."""
_SEPARATORS = " \t,;|·•/–—-()[]"
_JOINED = re.compile(r"\s*(?:,\s*and\s|\band\b|\bund\b|\bet\b|&|,)\s*")
_PARTICLES = frozenset(
    "de del della di da dos das du von van der den ter ten la le al el bin ibn y e zu zur".split()
)
_PLACES = frozenset(
    "new york|los angeles|san francisco|san diego|buenos aires|hong kong|tel aviv|kuala lumpur|new delhi|mexico city"
    "|cape town|abu dhabi|rio de janeiro|são paulo|sao paulo|saint petersburg|st petersburg|st. petersburg|the hague"
    "|las vegas|washington d.c.|new orleans|phnom penh|addis ababa|el salvador|san juan|santa fe|united nations".split(
        "|"
    )
)
_AGENCIES = frozenset(
    "reuters|ap|afp|associated press|the associated press|agence france-presse|bloomberg|bloomberg news|dpa|upi|pa|pa media"
    "|press association|efe|ansa|xinhua|kyodo news|interfax|ips|axios|bbc|bbc news|the guardian|the new york times".split(
        "|"
    )
)
_BODIES = frozenset(
    "nato unesco unicef unhcr undp unep who wto imf oecd opec asean nasa esa fbi cia eu un iaea ilo fao osce wwf msf ioc fifa uefa"
    " tass ria itar-tass cnn nbc abc cbs npr pbs itv sky rt dw zdf ard rtl orf srf rai rtve nhk wsj nyt ft irna anp sid kna epd idn".split()
)
"""Those that are written in capitals and sign what they publish."""
_DESKS = frozenset(
    "paris london brussels geneva moscow washington berlin vienna tokyo beijing rome madrid nairobi kyiv cairo beirut jerusalem tehran"
    " baghdad kabul delhi mumbai seoul sydney canberra ottawa lisbon athens ankara istanbul warsaw prague budapest stockholm oslo helsinki"
    " copenhagen dublin zurich zürich hamburg frankfurt munich milan barcelona singapore bangkok jakarta manila hanoi lagos accra"
    " johannesburg pretoria caracas bogotá lima santiago havana chicago boston houston miami seattle shanghai taipei doha dubai riyadh"
    " damascus amman tunis algiers rabat khartoum kampala harare".split()
)
"""Towns from which agencies write."""


class Byline(Struct, frozen=True):
    """What a byline says; `rest` is the standfirst that ran straight into it."""

    author: str | None
    published: date | None
    line: str
    rest: str = ""


def parse_byline(line: str) -> Byline | None:
    """Read a line as byline, or None where it is anything else."""
    return _parsed_again(line) if len(line) <= MAX_CHARS else _parsed(line)


def _parsed(line: str) -> Byline | None:
    line = line.strip()
    field = _FIELD.match(line)
    if field is not None:
        return Byline(_field_author(field[1].casefold(), field[2]), None, line)
    when = find_date(line[:MAX_CHARS])  # further behind stands prose, and to search all of it takes long
    if when is not None and when.start <= MAX_CHARS // 2:
        dated = _dated(line, when)
        if dated is not None:
            return dated
    if _MINUTES.match(line):
        return Byline(None, None, line)
    cue = _CUE.match(line)
    is_sentence = line.endswith((".", "?", "!", ":")) and not (
        cue is not None and _ENDS_IN_INITIAL.search(line)
    )
    if len(line) > MAX_CHARS or is_sentence:
        return None
    if cue is None:
        return _of_agency(line)
    author = _names(line[cue.end() :])
    is_byline = author is not None or _UNNAMED.fullmatch(line, cue.end()) is not None
    return Byline(author, None, line) if is_byline else None


def _of_agency(line: str) -> Byline | None:
    """Read a name and, behind it, nothing but an agency, as in "Jane Doe, Reuters" and its kin."""
    who, _, agency = line.rpartition(",")
    is_byline = agency.strip().casefold() in _AGENCIES and len(who) <= 100 and _author(who) is not None
    return Byline(_author(who), None, line) if is_byline else None


def bare_name(line: str) -> Byline | None:
    """A line that is nothing but the name of a person; a byline only where a line with a date comes next."""
    is_short = 2 <= len(line.split()) <= 4 and len(line) <= 60 and "," not in line
    return Byline(line.strip(), None, line) if is_short and _author(line) == line.strip() else None


_parsed_again = lru_cache(32)(_parsed)
"""A head is looked at from several sides, line by line; long lines are not worth their memory."""


def _field_author(name: str, value: str) -> str | None:
    if name not in ("from", "author"):
        return None
    return re.sub(r"\s*<[^<>]*>\s*$", "", value).strip('" ') or None


def _dated(line: str, when: FoundDate) -> Byline | None:
    before = line[: when.start].strip(_SEPARATORS)
    who = _WEEKDAY.sub("", before)
    who = _WHEN.sub("", _WHEN.sub("", who)).strip(_SEPARATORS)
    who = re.split(
        r"[\s,;|·•–—-]+(?:published|posted|updated|publiziert|veröffentlicht|publié)\b",
        who,
        flags=re.IGNORECASE,
    )[0]
    after = line[when.end :]
    glued = bool(after) and after[0].isalpha() and not _TIME.match(after)
    if glued and len(after) >= 20:
        head = Byline(_author(who), when.value, line[: when.end], after.strip())
        return head if _may_stand_before(who) else None
    tail = _TIME.sub("", after).strip(_SEPARATORS)
    if not _may_stand_before(who) or not _may_stand_after(tail):
        return None
    return Byline(_author(who) or _author(tail), when.value, line)


def _may_stand_before(who: str) -> bool:
    if not who or _CUE.match(who):
        return True
    return len(who) <= 100 and all(
        _is_name(part) for part in re.split(r"\s*[,;|·•–—/]\s*|\s+-\s+", who) if part
    )


def _may_stand_after(tail: str) -> bool:
    if not tail or _MINUTES.match(tail):
        return True
    if _CUE.match(tail):
        return _names(_CUE.sub("", tail)) is not None
    parts = [part.strip() for part in re.split(r"[,;|·•–—()]|\s-\s", tail)]
    if len(tail) > 90 or tail.endswith((".", "?", "!", ":")):
        return False
    kinds = ("updated", "last updated", "published", "first published")
    return all(
        not part
        or _is_name(part)
        or _MINUTES.match(part)
        or part.casefold().startswith(kinds)
        or find_date(part) is not None
        or _TIME.fullmatch(part)
        for part in parts
    )


def _author(who: str) -> str | None:
    cue = _CUE.match(who)
    if cue is not None:
        return _names(who[cue.end() :])
    first = re.split(r"\s*[,;|·•–—/]\s*|\s+-\s+", who)[0]
    several = _JOINED.split(first)
    if not all(
        _is_name(part) and len(part.split()) >= 2 and part.casefold() not in _PLACES for part in several
    ):
        if len(several) == 1 and _is_caseless(first) and 2 <= len(first) <= 12:
            return first
        return None
    return first or None


def _names(text: str) -> str | None:
    """The names at the start of a text: up to a role, a place, an outlet or the end."""
    if index_names := in_usual_order(text):
        return " and ".join(index_names)
    text = _SEAT_OF_ONE.sub("", _HANDLE.sub("", text))
    text, slash, agency = text.partition("/")
    if slash and agency.strip().casefold() not in _AGENCIES:
        text = f"{text}/{agency}"
    text = re.split(r"\s*[|·•–—;(]\s*|\s+(?:in|for|at|from|with)\s+|\s+-\s+", text.strip())[0]
    parts = re.split(r"(\s*,\s*(?:and\s+|&\s*)?|\s+(?:and|und|et|y|e|&)\s+)", text)
    if not parts or not _is_name(parts[0]):
        return None
    kept = parts[0]
    for joint, part in zip(parts[1::2], parts[2::2], strict=True):
        is_joint = joint.strip() != ","
        if not is_joint and re.fullmatch(r"[JS]r\.?", part):
            kept += f" {part}"
            continue
        if not _is_name(part) or (not is_joint and (len(part.split()) < 2 or _is_role(part))):
            break
        kept += joint + part
    return kept.strip(" ,")


def in_usual_order(text: str) -> list[str]:
    """Names with the surname first, as "DOE, JANE" or "Doe, J. A.; Roe, Jon, Jr.", in their usual order; none: it is not that."""
    parts = re.split(r"\s*;\s*", text) if ";" in text else re.split(r"\s+(?:and|und|et|y|e|&)\s+", text)
    names: list[str] = []
    for part in parts:
        generation = _GENERATION.search(part)
        surname, comma, given = _GENERATION.sub("", part, count=1).strip().partition(", ")
        is_sure = (
            (len(parts) > 1 and ";" in text)
            or (generation is not None and len(surname.split()) == 1)
            or (given.isupper() and _MIXED.sub("", surname).isupper())
            or _INITIALS.fullmatch(given)
            or (
                _LOUD.fullmatch(surname)
                and given.istitle()
                and (
                    len(parts) > 1
                    or (surname.casefold() not in _BODIES and given.casefold() not in _DESKS | _PLACES)
                )
            )
        )
        if not (comma and is_sure and _is_index_name(surname, given)):
            return []
        names.append(f"{given} {surname}{f' {generation[1]}' if generation else ''}")
    return names


def _is_index_name(surname: str, given: str) -> bool:
    if not (_is_name(surname) and _is_name(given)) or "," in given:
        return False
    words = [word for word in surname.casefold().split() if word not in _PARTICLES]
    return (
        max(len(words), len(given.split())) <= 2
        and _AGENCIES.isdisjoint((surname.casefold(), given.casefold()))
        and given.casefold() not in _BEHIND_NAMES
        and not _is_role(given)
    )


def _is_role(part: str) -> bool:
    words = frozenset(part.casefold().split())
    roles = "editor reporter writer correspondent staff chief senior bureau press news desk special columnist critic"
    return not words.isdisjoint(roles.split())


def _is_name(part: str) -> bool:
    """One to six words, each capitalised but for the particles: "Ludwig van Beethoven", "AFP", "李小龍"."""
    words = part.split()
    if not 1 <= len(words) <= 6 or part[0].isdigit():
        return False
    return all(_is_name_word(word) for word in words) and any(
        word.casefold() not in _PARTICLES for word in words
    )


def _is_name_word(word: str) -> bool:
    if word.casefold() in _PARTICLES or word in ("and", "&", "of", "the", "for"):
        return True
    if not word[0].isalpha() or word[0].islower():
        return word.startswith(("al-", "d'", "d’", "O'", "O’"))
    return not any(ch in word for ch in ':;!?"“”<>=_{}[]\\')


def _is_caseless(text: str) -> bool:
    return bool(text) and text.isalpha() and text.upper() == text.lower()
