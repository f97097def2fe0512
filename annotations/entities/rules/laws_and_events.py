"""Sections and decrees, law cases, wars, contests, feast days and firms, by the way they are written; acts and treaties the model knows."""

import re
from collections.abc import Iterable, Iterator, Sequence

from annotations.entities.rules.gazetteer import label_of
from annotations.entities.rules.match_scores import is_on_sport
from annotations.entities.rules.mentions import Mention, keep_free, keep_longest
from annotations.entities.rules.name_lists import given_names
from annotations.entities.rules.works_and_products import find_prizes_and_products, find_quoted_titles

_CAP = r"(?:[A-Z][\w’'&-]{1,25})"
_IN_BRACKETS = rf"\({_CAP}(?:\ (?:and\ )?{_CAP}){{0,3}}\)"
"""What an act amends or concerns: "Criminal Law |(Codification and Reform)| Act"."""
_YEAR = r"(?:,?\ (?:of\ )?(?:1[5-9]|20)\d\d)?"
_LAW = re.compile(
    rf"""
    \b(?:
      (?:Berne|Vienna|Hague|Paris|Minsk|Oslo|Dayton|Abraham|Schengen|Good\ Friday|Belfast|Camp\ David|Kyoto|Geneva|Warsaw)\ (?:agreements?|accords?|protocols?|conventions?|pact)
    | (?:[Aa]rticle|[Ss]ection|[Cc]lause|[Cc]hapter|Title)s?\ (?:\d{{1,4}}|[IVX]{{1,5}})(?:\([a-z0-9]\))?\ of\ the\ (?:(?:{_CAP}\ |(?:of|and|for|on|to)\ |{_IN_BRACKETS}\ ){{0,8}}?(?:Act|Law|Treaty|Constitution|Code|Ordinance|Charter|Decree|Statutes?|Regulations){_YEAR}(?:\ \(Act\ \d{{1,4}}\))?|constitution)(?!\w|\ {_IN_BRACKETS}\ Act)
    | (?:Article|Section|Clause|Title|Proposition)\ (?:\d{{1,4}}|[IVX]{{1,5}})(?:\([a-z0-9]\))?(?!\w)
    | (?:Regulation|Directive)\ \((?:EU|EC)\)\ \d{{4}}/\d{{1,4}}
    | (?:(?:Supreme|Presidential|Legislative|Executive|Royal|Emergency|Ministerial)\ )?(?:Decree|Decree-Law|Law|Proclamation|Ordinance|Resolution|Order)\ (?:No\.?\ ?)?\d{{1,5}}(?:[/.-]\d{{2,4}})?(?!\w|[.,]\d)
    )
    """,
    re.VERBOSE,
)
_EVENT = re.compile(
    r"\b(?:World War (?:I{1,3}|One|Two|Three)|(?:Cold|Gulf|Civil|Great|Korean|Vietnam|Iraq|Six[- ]Day|Falklands) Wars?"
    r"|(?:(?:19|20)\d\d )?(?:FIFA |Rugby |Cricket |Women['’]s )?World (?:Cup|Series|Championships?)|[23]\. (?:Bundesliga|Liga))(?!\w)"
)
_FEAST = re.compile(
    r"""
    \b(?:(?:[Ee]ach|[Ee]very)\ )?(?:
      (?:Independence|(?:International\ )?Women['’]s|Labou?r|Memorial|Veterans|Columbus|Mother['’]s|Father['’]s|Victory|Bastille|May
      |St\.?\ Patrick['’]s|Boxing|New\ Year['’]s|Presidents['’]?|Martin\ Luther\ King(?:\ Jr\.?)?|Republic|Anzac|ANZAC|Remembrance
      |Armistice|Valentine['’]s|Earth|Election|Inauguration)\ Day
    | (?:New\ Year['’]s|Christmas)\ Eve | (?<![\d/])9/11(?![\d/]) | Eid[- ]al[- ](?:Fitr|Adha) | Yom\ Kippur | Rosh\ Hashanah | (?:Lunar|Chinese)\ New\ Year | Nowruz | Ashura
    | (?:Stone|Bronze|Iron|Ice)\ Age | (?:Middle|Dark)\ Ages
    )(?!\w)
    """,
    re.VERBOSE,
)
_DAY = re.compile(
    rf"\b(?:[Oo]n|until|till|by|since|before|after|for|[Ee]very|[Ee]ach|[Ll]ast|[Nn]ext|[Tt]his|mark(?:s|ed|ing)?|celebrat(?:es?|ed|ing)|observ(?:es?|ed|ing)) "
    rf"({_CAP}(?: {_CAP}){{0,2}} Day)(?![\w-]| [A-Z])"
)
"""Days that a country keeps, behind what comes before days: "until |Waitangi Day|"."""
_OPENER = r"(?!(?:The|An?|In|At|By|For|From|With|To|On|See|Under|After|Before|Since|As|Like|When|But|And|Of|Also|Both|While|Unlike|Then|He|She|Cf\.?)\ )"
"""What may open a sentence before a name of several words is none of it."""
_WHOLE = r"(?:[A-Z][\w’'&-]{1,25}+)"
_MORE = rf" (?:(?:of|and|for|&|the) )?{_WHOLE}"
_PARTY = rf"(?:{_WHOLE}|(?:[A-Z]\.)+)(?:{_MORE}(?! v\.)){{0,5}}+"
_CASE = re.compile(
    rf"\b{_OPENER}(?:{_PARTY}(?:{_MORE})? v\.|R v) (?:the )?{_PARTY}(?! [^.\n]{{0,20}}\d[-–]\d)"
)
"""Two parties at law; without its dot the "v" is that of a match as often."""
_BARE_CASE = re.compile(rf"\b{_OPENER}(?P<first>{_PARTY}) v (?:the )?(?P<second>{_PARTY})")
"""The same without its dot, as a match is written too."""
_LEADS_TO_CASE = re.compile(
    r"\b(?:[Cc]ase|[Rr]uling|[Dd]ecision|[Jj]udge?ment|[Dd]octrine|[Pp]recedent) (?:of|in) $"
)
_REPORTED = re.compile(r" \[[12]\d{3}\]| \([12]\d{3}\) \d{1,3} [A-Z]{2,5}\b")
_COURTS = re.compile(
    r"\b(?:plaintiffs?|defendants?|appellants?|respondents?|[Jj]ustices|judge?ments?|overturn(?:ed|s)?|overrul(?:ed|es|ing)|precedents?|negligence"
    r"|statutes?|jurisdiction|lawsuits?|attorneys?|unconstitutional|(?:Supreme|High|Appeals?|District|Circuit) Court|House of Lords)\b"
)
_LEAST_OF_COURTS = 2
_TRADE = (
    r"(?:Hotels?|Resorts?|Oil|Gas|Power|Light|Water|Steel|Iron|Coal|Coke|Savings|Loan|Trust|Casualty|Life|Fire|Marine|Foods?|Beverages?|Leisure|Spas?"
    r"|Entertainment|Gaming|Casinos?|Sons?|Daughters?|Brothers|Partners|Associates|Company|Co|Railroad|Navigation|Shipping|Trading|Chemicals?|Plastics"
    r"|Pulp|Paper|Mining|Smelting|Refining|Metals|Tool|Die|Arms|Drug|Dairy|Grain|Engineering|Construction|Telephone|Telegraph|Cable|Wireless)"
)
_FIRM = re.compile(
    rf"\b{_OPENER}{_CAP}(?: {_CAP}){{0,3}}?(?: {_TRADE} (?:and|&) {_TRADE}| (?:and|&) (?:Sons|Daughters|Associates|Partners|Co\.))(?: {_TRADE}| Inc| Ltd| Corp)?(?![\w-])"
)
"""Firms that are called after two trades: "Four Seasons Hotels and Resorts", or after people: "Barnes and Sons"."""
_BODY = re.compile(rf"(?<=\b[Tt]he )(?:House of )?Commons(?!\w|[ -][A-Z])|\b1\. (?:FC|FSV|FFC) {_CAP}(?!\w)")
_REALM = re.compile(r"(?<=\b[Tt]he )(?:Kingdom|Sultanate)(?!\w| of|[ -][A-Z])")
_PATTERNS = (
    (_BODY, "ORG"),
    (_REALM, "GPE"),
    (_FIRM, "ORG"),
    (_LAW, "LAW"),
    (_CASE, "LAW"),
    (_EVENT, "EVENT"),
    (_FEAST, "DATE"),
)


def find_patterns(text: str, names: Sequence[Mention] = ()) -> list[Mention]:
    """Sections, contests, feast days, works and products of a text, without leading article, in reading order, disjoint."""
    mentions = [
        Mention(match.start(), match.end(), label, "rule")
        for pattern, label in _PATTERNS
        for match in pattern.finditer(text)
    ]
    mentions += _find_bare_cases(text)
    days = (match for match in _DAY.finditer(text) if match[1].split()[0] not in given_names())
    mentions += [Mention(*match.span(1), "DATE", "rule") for match in days]
    return keep_longest([*mentions, *find_prizes_and_products(text), *find_quoted_titles(text, names)])


def _find_bare_cases(text: str) -> Iterator[Mention]:
    """Cases without a dot: where a word of law leads to them or a report stands behind, or the text is about courts and not sport."""
    cases = list(_BARE_CASE.finditer(text))
    is_at_court = (
        bool(cases)
        and len({match.group() for match in _COURTS.finditer(text)}) >= _LEAST_OF_COURTS
        and not is_on_sport(text)
    )
    for case in cases:
        is_sure = _REPORTED.match(text, case.end()) or _LEADS_TO_CASE.search(
            text, max(0, case.start() - 20), case.start()
        )
        is_match = label_of(case["first"]) and label_of(case["second"])
        if is_sure or (is_at_court and not is_match):
            yield Mention(*case.span(), "LAW", "rule")


_ITS_NUMBER = re.compile(
    r"(?:(?:(?<= No)\.?|(?<= No\.)| No\.?) ?\d{1,5}(?:[/-]\d{2,4}| of \d{4})?| \d{1,3} of (?:19|20)\d\d|,? (?:of )?(?:1[5-9]|20)\d\d)(?!\w|[.,]\d)"
)


def _with_number(text: str, mention: Mention) -> Mention:
    """A law with its year or number: "Ferries Bill|, 2026", "Republic Act| No. 11199"."""
    is_law = mention.label == "LAW" and mention.origin == "model"
    number = _ITS_NUMBER.match(text, mention.end) if is_law else None
    return mention._replace(end=number.end()) if number else mention


def add_patterns(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Adds what has a pattern; it takes the place of shorter names that it holds ("Vietnam" in "Vietnam War")."""
    held = [_with_number(text, m) for m in mentions]
    patterns = find_patterns(text, held)
    outgrown = (
        [m for m in held if any(f.start <= m.start and m.end <= f.end for f in patterns)] if patterns else []
    )
    rest = [m for m in held if m not in outgrown]
    return _join_sections(text, rest + keep_free(patterns, rest))


_SECTION = re.compile(
    r"(?:[Aa]rticle|[Ss]ection|[Cc]lause|[Cc]hapter|[Pp]aragraph|[Rr]egulation|Schedule|Title|Part)s? (?:\d{1,4}|[IVX]{1,5})[A-Z]?(?:\([a-z0-9]{1,3}\)){0,3}"
)
_OF_LAW = re.compile(r" of (?:the )?")


def _join_sections(text: str, mentions: list[Mention]) -> list[Mention]:
    """A section and the law that it is of, as one: "Article 44 of the Workers' Statute"."""
    joined: list[Mention] = []
    for mention in sorted(mentions):
        if mention.label == "LAW" and (section := _section_before(text, mention.start)) is not None:
            joined = [m for m in joined if m.end <= section]
            mention = Mention(section, mention.end, "LAW", "rule")
        joined.append(mention)
    return joined


def _section_before(text: str, start: int) -> int | None:
    """Where the section begins that stands with an "of" before a law."""
    left = max(0, start - 40)
    for section in _SECTION.finditer(text, left, start):
        if (
            _OF_LAW.fullmatch(text, section.end(), start)
            and not text[section.start() - 1 : section.start()].isalnum()
        ):
            return section.start()
    return None
