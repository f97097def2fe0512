"""What a name's own noun says, or the one before it: "Galway Street" is no town, nor "the ferry Galway Star" a person.

Also leaves out lower-case words beside a name, and joins an organisation with the place it is of. Joining all neighbouring
pieces of one name was tried: no gain (model card).
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from annotations.entities.labels import NAME_LABELS
from annotations.entities.rules.gazetteer import entries, label_of
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.tables import table

_DIRECTION = re.compile(
    r"(?:(?:north|south|east|west|central|northern|southern|eastern|western|upper|lower|mid)[a-z]*[ -])+(?=[^\W\d_a-z])"
)
_TRAILING = re.compile(
    r"(?: (?:province|state|city|region|district|county|island|panel|event|area|government|governorate|prefecture|municipality|township|oblast|raion"
    r"|krai|canton|voivodeship|aimag|soum|woreda|kebele|taluk|tehsil|taluka|upazila|barangay|wilaya|constituency))+$"
)
_BEHIND = re.compile(r"(?: [A-Z][a-z]+){1,3}(?![\w-]|['’]?s? [A-Z])")
_KIND_BEHIND = re.compile(
    r" (prison|jail|mosque|dam|terminal|(?:refugee )?camp|wharf|airstrip|abattoir|mill|(?:rail |road )?bridge|military (?:complex|base)|air ?base|peninsula)(?![\w-])"
)
"""What a small place is, which belongs to its name: "Uribana| prison"; not behind a town's or a country's."""
_SEAT_BEHIND = re.compile(r"-(?:based|born|listed|headquartered)\b")
"""What only a place stands before: "Piraeus|-based"."""
_OF_SOMEBODY = re.compile(
    r"['’]s (?:Bay|Point|Creek|Cross|Landing|Ferry|Hill|Head|Cove|Gap|Bridge|Corner|Peak)(?!\w| [A-Z])"
)
"""A place that is called after somebody: "Voisey|'s Bay"."""
_PART = re.compile(r"['’]s (?=[A-ZÀ-Þ])")
_NO_NAME = frozenset("AI QR IT TV PR GDP HIV VIP LNG EV IPO CEO Ebitda EBITDA".split())
"""Letters that name nobody."""
_STAGE = re.compile(
    r"(?:Group|Pool|Round|Phase|Stage|Level|Tier|Category|Grade) (?:[A-L]|[IVX]{1,4}|\d{1,2}|One|Two|Three|Four|Five|Six|Seven)"
)
"""Of a contest or a scale, which names nothing: "Group |C"."""
_FAITH = re.compile(r"Islam|[A-Z][a-z]+(?:ism|ity)")
"""A faith or a doctrine itself, which is no name."""
_NICKNAME = re.compile(r" [“\"][^“”\"\n]{1,24}[”\"] ")
_HYPHENED = re.compile(r"(?:-[A-ZÀ-Þ](?:[\w’']+|\.)?)+(?![\w-])")
_OF = re.compile(r" of (?:the )?")
_INTRODUCED = re.compile(r"\b([a-z][a-z-]*):? \Z")
_SENTENCE_END = re.compile(r"[.!?…\n]")
_SENTENCE_CHARS = 200
_WORD = re.compile(r"[^\W\d_][\w’']*")
_HONOURS = re.compile(r",? (?:KC|QC|SC|MP|MEP|MBE|OBE|CBE|PhD|MD|Esq)\.?$")


@cache
def labels_of_nouns(place: str) -> dict[str, str]:
    """Labels by head noun; `place`: "last", "first", or "before" the name."""
    labels: dict[str, str] = {}
    for key, line in table("heads"):
        where, label = key.split()
        if where == place:
            labels |= dict.fromkeys(line.split(), label)
    return labels


def apply_head_nouns(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Names without lower-case company, with the label that their own noun gives; names all in lower case are dropped."""
    labelled = (
        _label_by_noun_before(text, _label_by_noun(text, _strip_company(text, m)))
        if m.label in NAME_LABELS and m.origin == "model"
        else m
        for one in _join_places(text, sorted(mentions))
        for m in _part_at_possessive(text, one)
    )
    return [m for m in labelled if m.label not in NAME_LABELS or m.origin != "model" or _is_name(text, m)]


def _join_places(text: str, mentions: list[Mention]) -> list[Mention]:
    """An organisation and the place it is of, which the recogniser took for two: "Medical Journal" of "Australia"."""
    joined: list[Mention] = []
    for mention in _join_nicknames(text, mentions):
        last = joined[-1] if joined else None
        if last and _is_of_a_place(text, last, mention):
            joined[-1] = last._replace(end=mention.end)
        else:
            joined.append(mention)
    return [
        _extend_by_noun(text, m, joined[n + 1].start if n + 1 < len(joined) else len(text))
        for n, m in enumerate(joined)
    ]


def _is_of_a_place(text: str, last: Mention, place: Mention) -> bool:
    """Whether two neighbours are one name: "Medical Journal of Australia", "Union of Fishermen of Huarmey", "Kasbah of Taourirt"."""
    is_place_of = place.label == "GPE" or (place.label == "ORG" and label_of(place.of(text)) == "GPE")
    if last.origin != "model" or not is_place_of or not _OF.fullmatch(text, last.end, place.start):
        return False
    said = last.of(text).split()
    if last.label == "ORG":
        return (
            labels_of_nouns("last").get(said[-1]) == "ORG" or labels_of_nouns("first").get(said[0]) == "ORG"
        )
    return last.label == "FAC" and len(said) == 1


def _part_at_possessive(text: str, mention: Mention) -> list[Mention]:
    """A body and its part, which are two: "Senate|'s |Infrastructure Committee"."""
    part = _PART.search(text, mention.start, mention.end) if mention.label == "ORG" else None
    if part is None or mention.origin != "model":
        return [mention]
    whole = text[mention.start : part.start()]
    is_body = label_of(whole) in ("ORG", "GPE") or labels_of_nouns("last").get(whole.split()[-1]) == "ORG"
    if not is_body or labels_of_nouns("last").get(mention.of(text).split()[-1]) != "ORG":
        return [mention]
    label = label_of(whole) or "ORG"
    return [mention._replace(end=part.start(), label=label), mention._replace(start=part.end())]


def _join_nicknames(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """A person whose nickname stands between the names as one: "Jesús “Chuy” García"."""
    joined: list[Mention] = []
    for mention in mentions:
        for back in (1, 2):  # the nickname may be marked too
            if len(joined) < back or mention.label != "PERSON" or joined[-back].label != "PERSON":
                break
            if _NICKNAME.fullmatch(text, joined[-back].end, mention.start):
                mention = joined[-back]._replace(end=mention.end)
                del joined[-back:]
                break
        joined.append(mention)
    return joined


def _extend_by_noun(text: str, mention: Mention, limit: int) -> Mention:
    """A name with the noun behind it that makes it an organisation's: "China| Central Television", "Burma| Embassy"."""
    if mention.origin == "model" and mention.label == "PERSON":
        tail = _HYPHENED.match(text, mention.end, limit)
        return mention._replace(end=tail.end()) if tail else mention
    if mention.origin != "model" or mention.label not in ("GPE", "ORG", "NORP", "LOC", "FAC"):
        return mention
    if mention.label in ("GPE", "LOC") and (whole := _OF_SOMEBODY.match(text, mention.end, limit)):
        is_known = mention.of(text) in entries()
        return mention if is_known else mention._replace(end=whole.end())
    if mention.label in ("GPE", "LOC", "FAC") and (kind := _KIND_BEHIND.match(text, mention.end, limit)):
        if kind[1] == "peninsula":
            return mention._replace(end=kind.end(), label="LOC")
        if mention.of(text) not in entries():
            return mention._replace(end=kind.end(), label="FAC")
    if mention.label == "FAC":
        return mention
    behind = _BEHIND.match(text, mention.end, limit)
    label = labels_of_nouns("last").get(behind[0].split()[-1]) if behind else None
    if behind is None or label is None or (label != "ORG" and mention.label not in ("GPE", "LOC")):
        return mention
    return mention._replace(end=behind.end(), label=mention.label if label == "GPE" else label)


def _is_described(name: str) -> bool:
    """Whether it is a description in lower case: "health department for the state of Massachusetts"."""
    said = name.split()
    return len(said) > 3 and said[0].islower() and sum(word[0].islower() for word in said) * 2 > len(said)


def _is_name(text: str, mention: Mention) -> bool:
    """Whether it may be a name as it is written: in lower case only where all around it is ("thanks obama")."""
    name = mention.of(text)
    if (
        _is_described(name)
        or name in _NO_NAME
        or _STAGE.fullmatch(name)
        or (mention.label == "NORP" and _FAITH.fullmatch(name))
    ):
        return False
    if any(char.isupper() or not char.isascii() for char in name) and not name.islower():
        return True
    return mention.label in ("PERSON", "GPE", "ORG") and name.islower() and _all_is_small(text, mention)


def _all_is_small(text: str, mention: Mention) -> bool:
    """Whether the sentence, of some words, has no capital but at its start and in "I". Looks at 200 characters on either side."""
    first = max(0, mention.start - _SENTENCE_CHARS)
    ends = [match.end() for match in _SENTENCE_END.finditer(text, first, mention.start)]
    end = _SENTENCE_END.search(text, mention.end, mention.end + _SENTENCE_CHARS)
    stop = end.start() if end else mention.end + _SENTENCE_CHARS
    said = _WORD.findall(text, ends[-1] if ends else first, stop)
    return len(said) > 2 and not any(
        word[0].isupper() and word.split("'")[0].split("’")[0] != "I" for word in said[1:]
    )


def _strip_company(text: str, mention: Mention) -> Mention:
    """A name without directions before it, nouns behind it, and honours behind a person's."""
    name = mention.of(text)
    if mention.label in ("GPE", "LOC") and (before := _DIRECTION.match(name)):
        mention = mention._replace(start=mention.start + before.end())
    name = mention.of(text)
    if mention.label in ("GPE", "ORG", "NORP", "EVENT") and (behind := _TRAILING.search(name)):
        mention = mention._replace(end=mention.start + behind.start())
    if mention.label == "PERSON" and (honours := _HONOURS.search(name)) and honours.start():
        mention = mention._replace(end=mention.start + honours.start())
    return mention


def _label_by_noun(text: str, mention: Mention) -> Mention:
    said = mention.of(text).split()
    if len(said) < 2:
        return mention
    label = labels_of_nouns("last").get(said[-1].rstrip(".")) or (
        labels_of_nouns("first").get(said[0]) if mention.label != "PERSON" else None
    )
    if label == "ORG" and mention.label in ("PERSON", "GPE", "LOC", "NORP"):
        return mention._replace(label="ORG")
    if label in ("FAC", "LOC") and mention.label in ("GPE", "LOC", "FAC"):
        return mention._replace(label=label)
    return mention


_PUBLISHED_IN = re.compile(
    r"\b(?:publish\w*|appear\w*|printed|paper|study|article|findings|results|writing|writes?|wrote|reported|report)(?: [\w’']+){0,4}? in (?:the )?$"
)
_JOURNAL = re.compile(
    r"\b(?:Journal|Lancet|Nature|Science|Letters|Proceedings|Annals|Transactions|Reviews?|Medicine|Physics|Research|Studies|Health|Ecology|Geology"
    r"|Biology|Astronomy|Geophysics|Chemistry|Quarterly|Communications|PLOS|BMJ|JAMA|[A-Z][a-z]+(?:ics|ology|istry)|Planetary Science)\b"
)


def _is_journal(text: str, mention: Mention) -> bool:
    """Whether it is a journal that a study is published in, which is a work: "appeared in |The Lancet Global Health|"."""
    left = text[max(0, mention.start - 60) : mention.start]
    if mention.label != "ORG" or not left.endswith(("in ", "the ", "journal ")):
        return False
    return left.endswith("the journal ") or (
        _PUBLISHED_IN.search(left) is not None and _JOURNAL.search(mention.of(text)) is not None
    )


_SEAT_BEFORE = re.compile(
    r"\b(?:[Mm]embers?|MPs?|MLAs?|MPPs?|TDs?|lawmakers?|legislators?|councillors?|senators?|deput(?:y|ies)|seats?|candidates?) for (?:the )?(?:[A-Z][\w-]+(?: [A-Z][\w-]+)? and )?$"
)
"""Before what a seat in a parliament is for: "the member for |Bel Ombre|"."""
_COMPASS = re.compile(r"\b(?:North|South|East|West|Central)(?:ern)?\b")


def _label_by_noun_before(text: str, mention: Mention) -> Mention:
    """A name with the label that the words beside it give: "the ferry X" is a PRODUCT, "X-based" says that X is a place."""
    if _SEAT_BEHIND.match(text, mention.end) and mention.label in ("NORP", "ORG", "PERSON", "FAC"):
        return mention if label_of(mention.of(text)) == "NORP" else mention._replace(label="GPE")
    if mention.label in ("ORG", "PERSON", "FAC") and _SEAT_BEFORE.search(
        text, max(0, mention.start - 60), mention.start
    ):
        return mention._replace(label="LOC" if _COMPASS.search(mention.of(text)) else "GPE")
    if _is_journal(text, mention):
        return mention._replace(label="WORK_OF_ART")
    noun = _INTRODUCED.search(text, max(0, mention.start - 30), mention.start)
    label = labels_of_nouns("before").get(noun[1]) if noun and mention.label != "NORP" else None
    return mention._replace(label=label) if label else mention
