"""Rules for dates, times, sums, percentages, quantities, ordinals and cardinals (OntoNotes' value labels).

Spans hold their modifiers ("over 300 grams", "the next few weeks", "more than $3 billion") but no preposition and no
possessive. Where rules overlap the longest wins (`mentions.disjoint`).
"""

import re
from functools import cache

from annotations.entities.rules.grammar import Rule, find_matches
from annotations.entities.rules.lexer import Row, lex
from annotations.entities.rules.mentions import Mention, keep_longest
from annotations.entities.rules.tables import rows

_GROUPS = (
    ("unit", "unit length"),
    ("other", "other youth crowd now once carnival closeto upwards excess soum"),
    ("end", "end closeto"),
    ("currency", "currency bigcurrency"),
    ("anyclock", "dotclock quarterclock"),
    ("decimal", "decimal anyclock"),
    ("months", "month maymonth"),
    ("weekdays", "weekday shortday"),
    ("nexts", "next pastword"),
    ("be", "isword turned"),
    ("pronoun", "noword only which"),
    ("digit", "int decimal day year oldyear"),
    ("anyyear", "year oldyear"),
    ("bareperiod", "period"),
    ("period", "period seasonword"),
    ("numeric", "digit span days years big metres"),
    ("anydays", "day days ordinalday"),
    ("ordinals", "first second ordinal ordinalday"),
    ("spell", "dayword period weekend century season quarterword"),
    ("spells", "periods weekend century seasons"),
    ("clockunit", "timeunit second"),
    ("joint", "to dash glue"),
    (
        "countable",
        "unit percent per currency pounds cents magnitude periods timeunits code basis percentage hyphen",
    ),
    ("allnumbers", "digit span big number one"),
    (
        "rated",
        "allnumbers unit currency magnitude pounds cents code metres measure pence percent point days periods timeunits once",
    ),
)
_SPELLED = "(number (glue (number|one))?|one)"
_NUM = f"((digit|big|{_SPELLED}) (glue? (magnitude|dozen) (magnitude|dozen)? (and? {_SPELLED})?)?|a (magnitude|dozen) magnitude?)"
_COUNT = f"(span|days|{_NUM} ((to|dash|or) {_NUM})?|{_NUM} or more|(a? few of?|lots of|lots of lots of|a? few (magnitude|dozen)))"
_SOME = "(~the only|as (much|few) as|closeto to|upwards of|in excess of|well? about|(noword|only)? more than|at least|up to|a? about|just over|under|a? added|within)"
_MODS = "(as (much|few) as|closeto to|upwards of|in excess of|well? about|(noword|only)? more than|at least|up to|a? about|just? over|just|under|~the only|a? added|within)"
_AMOUNT = "sign (numeric|number|bigsum) (glue? magnitude){0,2}"
_PART = "(early|the? end of)"
_RATE = "(percent|per cent)"
_CLOCK = "((clock (ampm|timeunits)?|anyclock ampm|clockpm|(day|decimal|number) ampm) zone?|decimal zone)"
_SOON = "((just|shortly) after|about)"
_FULL_DATE = "((weekday comma? dot?)? (anydays months|months dot? anydays) comma? year)"
_DAY = "((weekday comma?)? (anydays of? months anyyear?|months dot? anydays (comma? anyyear)?)|weekday)"

_DATES = (
    "fulldate",
    "(weekdays comma?)? months dot? anydays ((to|dash) anydays)? (comma? anyyear)?",
    "(weekdays comma? the?)? the? (day|days|ordinalday) of? months (dot? comma? anyyear)?",
    f"({_PART} glue?|this|nexts|earlier this|end glue)? month (dot? of? comma? (year|oldyear))?",
    f"({_PART} glue?|nexts|this|end glue) maymonth (year|oldyear)?",
    "(in|by|since|from|between|after) <maymonth>",
    "maymonth comma? (year|oldyear)",
    "months dot? joint months dot? year?",
    "months dot? anydays and anydays (comma? year)?",
    "anydays (to|dash|and) anydays of? months year?",
    "months of (the|this|nexts) nexts? spell",
    "(nexts|this|the nexts)? weekday",
    "(on|nexts|this|from|to) <shortday>",
    "weekdays joint weekdays",
    "earlier? relday",
    "the dayword after relday",
    "the? nexts (few|few of|well? about? numeric|lots|number|one)? (spell|spells)",
    f"the? nexts {_COUNT} (spell|spells)",
    f"{_SOME}? {_COUNT} quarters (ago|earlier|after|of (year|(the|this|nexts) nexts? spell))? !of",
    "this nexts? (dayword|period|weekend|season|quarterword|century|periods)",
    "the same (dayword|period|weekend|season)",
    "the same (term|quarterword|month) ((of|in)? (year|(the|this|nexts) nexts? period|nexts period))?",
    "~by the (bareperiod|century) !of !glue",
    "earlier weekday",
    "as early as (relday|weekday|months anydays?|anydays months|year|nexts period)",
    "the weekend",
    "the? ordinals (period|dayword)",
    "the straight (period|season)",
    f"{_SOME}? {_NUM} working spells (ago|earlier|after)?",
    f"the? nexts? ({_NUM} spells|period) (to|ended) (the? end of)? months (dot? (anydays|year))? (comma? year)?",
    "every (number|few|ordinals)? (dayword|period|periods|weekend|season)",
    "earlier (this|in the|in) (nexts|period)? (dayword|period|weekend|season|months|month)",
    f"(the|{_PART}) (in|of)? (the|this|nexts) nexts? (dayword|period|weekend|season|quarterword|century)",
    "period glue end",
    f"{_SOME}? {_NUM} (straight|more) (spell|spells|quarters)",
    f"~sign {_SOME}? {_COUNT} glue? (spell|spells) (glue? old|ago|earlier|after)?",
    "months anydays (to|dash) months anydays (comma? year)?",
    f"{_SOME}? {_NUM} glue? and glue? a glue? half (spell|spells) (ago|earlier)?",
    f"{_SOME}? a? half (a|glue) (period|century|dayword)",
    f"~rated {_SOME}? a (period|century) (and a half)? (ago|earlier|after)?",
    "a dayword (ago|earlier)",
    "a dayword after",
    "<the (period|dayword) after> (dot|comma|stop|close|break)",
    f"{_SOME} a dayword",
    "the dayword after",
    "spells (ago|earlier|after)",
    "<spells> of",
    "(periods|spell) glue long",
    "rate",
    f"{_NUM} of the nexts {_NUM} spells",
    f"the? (first|nexts|final) {_NUM} spells (of (year|(the|this|nexts) nexts? spell))?",
    "the (ordinals|same|next|final) (period|dayword|weekend) of (months|(the|this) nexts? spell)",
    f"{_COUNT} spells and {_COUNT} (spells|spell)",
    "months year? until (months year?|the? nexts (spell|months))",
    "(year|oldyear) until (year|oldyear)",
    "between months year? and months year?",
    "a weekday",
    "every (weekday|months)",
    "(in|after|by|since) <season> (dot|comma|stop)",
    "(who be?|contraction) <day|int|number> (dot|comma|stop|and|close)",
    "who be <day|int|number> at",
    "name be <day|int> (dot|comma|stop|and|close)",
    "(for|over|about|in|after|since) <spells>",
    "~sign ~hash ~slash <year> !countable",
    "(in|since|by|from|after|of|about|open|between|until) <oldyear> !countable",
    "<oldyear> close",
    "years",
    "fiscalyear",
    "(year|oldyear) (to|dash|since) (year|oldyear)",
    "between (year|oldyear) and (year|oldyear)",
    f"({_PART} glue?|fiscal period?|fiscal|the period|{_PART} in) (year|oldyear)",
    "the? (season|end) (of)? (year|oldyear|years)",
    "(the|nexts|this|early) season !name",
    "in <season> !name",
    "(after|by|since|until|for|on|to|at) <carnival> !name !and",
    "the? (ordinals|final|next) glue? (quarterword) (of (the|this|nexts|other)? (year|fiscal year|(years|span)? fiscal? period year?))?",
    "the? (ordinals|nexts) half of (the|this|nexts)? (year|fiscal year|period)",
    "qword (of? year)?",
    "the? early? glue? decade",
    "the early? glue? decadeword",
    "the? early? glue? ordinals (and ordinals)? century era?",
    "early? glue? ordinals glue century",
    f"{_SOME}? (digit|big|span|years) era",
    "(int|digit) era? (to|dash) digit era",
    "between digit era? and digit era",
    "<era (int|day|oldyear)> !countable",
    "(every|this|nexts)? holiday (dayword|eve)? year?",
    "(feast|holiday) weekday",
    "(since|until|from|by|after|in) <about (year|oldyear)>",
    "aged <day|int>",
    "aged <between (day|int) and (day|int)>",
    "aged (day|int) (and|comma) <day|int>",
    "aged <(day|int) (to|dash) (day|int)|days|span>",
    "(youth|crowd) <(under|over) (day|int|number)> (dot|comma|stop|and|close|break|in|at|be)",
    "(youth|a other) of <day|int> (comma|dot|stop|who|close|be|and|from|in|on)",
    "youth of <about (day|int)> (comma|dot|stop|who|close|be|and|from|in|on)",
    "other comma <day|int> comma",
    "the? (ordinals|nexts|final) weekday (of|in) (months year?|holiday|the? nexts? period)",
    "name comma now <day|int> (comma|dot|stop|close)",
    "ageverb (at|aged) <day|int> !countable",
    "turned <day|int> (dot|comma|stop|and|close|break|in|on|this|nexts)",
    f"(~rated {_SOME})? a (period|century) (ago|earlier)",
    "name comma <day|int> comma",
    "name name comma <day|int> dot",
    "comma at <day|int> comma",
)
_TIMES = (
    "(clockpm|clock|day) joint (clockpm|clock ampm?)",
    "(number|day|one) oclock (in the daypart)?",
    "a? (half|quarterword) glue? (pastword|to) (number|one|noon)",
    "tonight",
    f"{_SOON}? (day|weekday|relday)? noon (on {_DAY})?",
    f"daypart on {_DAY}",
    "between weekdays daypart and weekdays daypart",
    "(the|this|nexts|every|early|relday|weekdays) nexts? early? (weekday)? daypart",
    f"the? nexts (few|{_NUM})? (clockunit|timeunits)",
    f"{_SOME}? {_COUNT} glue? (timeunits|timeunit|second) (ago|earlier|after)?",
    f"{_SOME}? {_NUM} glue? and glue? a glue? half timeunits (ago|earlier)?",
    f"~rated {_SOME}? half? a timeunit (and a half)? (ago|earlier|after)?",
    f"{_SOME}? (a quarterword|number quarters) of a timeunit",
    "half glue timeunit",
    "timeunits (ago|earlier|after)",
    "(int|year|oldyear) zone",
    "the ordinals timeunit",
    f"the early timeunits (of {_DAY})?",
    "early (on? weekday|relday)",
    f"about? every {_COUNT} timeunits",
    f"(the early?)? daypart of {_DAY}",
    f"{_SOON}? {_CLOCK} (in the daypart)? (on {_DAY} daypart?)?",
    f"between {_CLOCK} and {_CLOCK}",
    f"{_CLOCK} (to|dash) {_CLOCK}",
    f"{_SOME}? ({_COUNT} timeunits|(a|one) timeunit) and? {_COUNT} (timeunits|timeunit)",
    f"at <anyclock (on {_DAY} daypart?)?> !countable !over !a !to",
    "<between quarterclock and quarterclock> !countable",
    "from <quarterclock (to|until|dash) quarterclock> !countable",
    f"{_DAY} at ({_CLOCK}|noon)",
    f"{_FULL_DATE} comma? {_CLOCK}",
    f"{_CLOCK} (weekday|relday)",
    f"the? (first|nexts|final) {_NUM} timeunits",
    "(for|over|about|in|within) <timeunits>",
)
_MONEYS = (
    f"{_MODS}? {_AMOUNT}",
    f"~from {_MODS}? {_AMOUNT} (to|dash|glue|hyphen) sign? numeric (glue? magnitude)?",
    f"between {_AMOUNT} and {_AMOUNT}",
    f"{_MODS}? pence",
    f"{_MODS}? {_COUNT} cent",
    f"between {_NUM} cent? and {_NUM} cent",
    f"{_MODS}? ({_COUNT}|half a magnitude) (country{{0,2}}|code) name{{0,2}} (currency|cents) code?",
    f"{_MODS}? {_NUM} glue? and glue? a glue? half magnitude? (country{{0,2}}|code) name{{0,2}} (currency|cents|pounds)",
    f"~sign {_MODS}? (digit glue? magnitude|big|int) soum !of",
    f"{_MODS}? bigcurrency (int|decimal|day|big|span) magnitude?",
    f"{_MODS}? numeric (glue? magnitude)? sign !digit !big",
    "(number glue)? magnitude glue currency",
    "numeric glue (magnitude glue)? currency",
    f"{_MODS}? {_COUNT} ((country|name) name?)? pounds !of",
    f"between {_NUM} and {_NUM} name? (currency|pounds|cents)",
    f"<{_MODS}? (int|decimal) won> (and|comma|dot|stop|close|per|a|for|from|every|break)",
    f"{_MODS}? (digit glue? magnitude|big) won !the !a !this !ordinals !by !in !over !on",
    f"{_MODS}? code dot? numeric magnitude?",
    f"{_MODS}? codeword (numeric magnitude|big)",
    f"<{_MODS}? {_AMOUNT} country> (dot|comma|stop|close|break|and|in|on|to|from|over|a|per|at|for)",
    f"{_MODS}? numeric magnitude? code",
)
_PERCENTS = (
    f"{_MODS}? basispoints",
    f"{_MODS}? inpercent",
    f"{_MODS}? {_COUNT} bps",
    f"{_MODS}? {_NUM} {_RATE}? ((to|dash|or) {_NUM})? {_RATE}",
    f"{_MODS}? (span|days) {_RATE}",
    f"{_NUM} glue {_RATE}",
    f"(plusword or)? minus {_NUM} {_RATE}",
    f"between {_NUM} {_RATE}? and {_NUM} {_RATE}",
    f"{_MODS}? ({_COUNT}|half a|half|a quarterword|a first) glue? (of a)? (basis|percentage) glue? point",
)
_QUANTITIES = (
    f"minus {_NUM} unit scale?",
    f"{_MODS}? ({_COUNT}|half a|a? half) glue? square? unit ((per|a) timeunit|per (unit|second))? scale?",
    f"{_MODS}? {_COUNT} unit slash hourly",
    f"{_MODS}? digit scaleletter !name",
    f"{_MODS}? {_COUNT} square glue? (periods|period)",
    "day glue unit glue day",
    "(day|int) unit day unit",
    f"{_MODS}? {_NUM} glue? and glue? a glue? half unit",
    f"<{_MODS}? {_COUNT} pounds> of",
    f"{_MODS}? (measure|metres) (per (timeunit|second))? !crowd",
    f"between {_NUM} unit? and {_NUM} square? unit",
    f"~rated {_SOME}? half? a length",
    "metres unit",
)
_ORDINALS = (
    "~glue <first|ordinal|ordinalday> !percent",
    "~glue ~allnumbers ~few <second> (other|name|first|period|dayword|glue|next|half|quarterword|number)",
    "number glue (first|second)",
)
_CARDINALS = (
    f"~name ~glue ~hash ~sign ~slash ~dot {_MODS}? (int|decimal|big|oldyear) (glue? magnitude)?",
    f"~name ~glue ~hash ~sign ~slash ~dot {_MODS}? day (glue? magnitude)?",
    f"~name ~glue ~hash ~sign {_MODS}? (span|days|ratio)",
    f"~glue ~name {_SOME} (int|day|decimal|big|oldyear) (glue? magnitude)?",
    f"~name ~glue ~hash ~sign ~slash ~dot {_NUM} or more",
    f"<{_MODS}? metres> crowd",
    "numbered <number|one|day|int>",
    "~the ~a ~nexts ~ordinals ~glue <half> (of|the|their)",
    "name <days> (comma|dot|stop|close|on|at|in|for|from|and|after|break)",
    f"~name ~glue {_MODS}? {_NUM} (to|dash|or) {_NUM}",
    f"between {_NUM} and {_NUM}",
    f"~glue {_MODS}? (number|a magnitude|a dozen)",
    f"~glue {_MODS}? (number|one|a|digit) (glue (number|one))? glue? (magnitude|dozen) (magnitude)? (and? {_SPELLED})?",
    f"~glue {_MODS}? number glue (number|one)",
    "lots (of lots)?",
    "a? few (magnitude|dozen) magnitude?",
    "half a (magnitude|dozen)",
    f"{_MODS}? {_NUM} glue? and glue? a glue? half magnitude?",
    f"{_MODS}? (number|one|a|day) glue? fraction",
    f"{_MODS}? one glue first",
    "~sign (int|day|year) glue to glue (int|day|year)",
    f"{_MODS}? (number|day) glue? quarters (of a magnitude)?",
    f"{_MODS}? (number|one|day|int) out of (number|one|day|int)",
    "pronoun dot <int|day|oldyear>",
    "one glue? first",
    f"<{_MODS}? a first> (dot|comma|of|stop|since|in|from|to|by|and|than|close)",
    f"{_MODS}? (number|one) in (number|one|day|int)",
    f"{_MODS} one",
    f"{_MODS} half",
    f"<{_MODS}? a quarterword> of",
    f"{_MODS} a quarterword !ago !of",
    "~months <day in (day|int)> other",
    "~the ~this ~pronoun ~nexts ~every ~glue ~ordinals one !added !oneafter !ordinals !dot !comma !stop !close !at !and",
)

_RULES = tuple(
    Rule(label, pattern)
    for label, patterns in (
        ("DATE", _DATES),
        ("TIME", _TIMES),
        ("MONEY", _MONEYS),
        ("PERCENT", _PERCENTS),
        ("QUANTITY", _QUANTITIES),
        ("ORDINAL", _ORDINALS),
        ("CARDINAL", _CARDINALS),
    )
    for pattern in patterns
)


def find_values(text: str, row: Row | None = None) -> list[Mention]:
    """Dates, times, sums, percentages, quantities and numbers of a text, in reading order, disjoint."""
    values: dict[tuple[int, int], Mention] = {}
    for mention in find_matches(row or lex(text), _RULES, _GROUPS):
        mention = _strip_preposition(text, mention)
        if (mention.start, mention.end) not in values and _may_stand(text, mention):
            values[mention.start, mention.end] = mention  # of equally long ones the earlier rule's
    return keep_longest(values.values())


_BEFORE_AN_OBJECT = re.compile(r"\s(?:after|before)(?=\s[\w\"'“‘])", re.IGNORECASE)


_IN_HEADLINE = re.compile(r"(?:Minutes|Hours) (?:After|Before)\b")
"""A bare unit in a headline, where it says no more than that it was soon: "Envoy Leaves Hours After Blast"."""
_MANY_OF = re.compile(
    r"\ba (?:army|band|batch|cast|class|crew|crowd|fleet|force|group|majority|panel|population|queue|range|score|sample|squad|staff|team|total|workforce) of \Z"
)
"""Before a number that is no age: "a crowd of |71|", but "a carpenter of |71|"."""
_RATE_OF = re.compile("an? (?:year|month|week|day|hour|minute)")
_COUNTED_BEFORE = re.compile(
    r"\b(?!(?:is|was|has|this|spends|takes|lasts|needs|gives|serves|works|lives|stays|waits|marks|means|sees|less) )[a-z]{2,}s $"
)
"""Before a rate, which is no length of time: "90,000 visitors| a year"."""
_DOTTED = re.compile(r"\d\d\.\d\d")
_RATED_BEFORE = re.compile(
    r"\b(?:trad|pric|valu|pegg|quot|settl|stood|stand|chang|averag|rat|unchanged|remain|fix|put|steady|clos)\w* (?:up |down |flat )?at $"
)
"""Before what looks like a time and is a price or a rate: "closed at |18.47|", but "closes at |18.30|"."""
_KIND_BEFORE = re.compile(r"\b(?:Category|Form|Game|Grade|Level|Class|Paper|Phase|Stage|Page|Chapter) $")
"""Before a number with a capital: "Form |One"."""
_PLAIN_ORDINAL = re.compile(
    r"(?:first|second|third)-(?:class|hand|rate|person|string|come|born|guess)|one-(?:time|off|way|sided|on)\b|zero-(?:sum|tolerance)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r" (?:[A-Z][a-z]+ ){1,3}(?:Street|St\.|Avenue|Ave\.|Road|Boulevard|Lane|Drive)\b")


def _strip_preposition(text: str, mention: Mention) -> Mention:
    """A time without the preposition of what follows, or that opens the sentence: "ten days| after the crash", "Following |Tuesday's talks"."""
    if text.startswith("Following ", mention.start) and opens_sentence(text, mention.start):
        return mention._replace(start=mention.start + len("Following "))
    last = text.rfind(" ", mention.start, mention.end)
    if (
        mention.label not in ("DATE", "TIME")
        or last < 0
        or text[mention.start : mention.start + 4].lower() == "the "
    ):
        return mention
    behind = _BEFORE_AN_OBJECT.match(text, last)
    return mention._replace(end=last) if behind and behind.end() == mention.end else mention


def _may_stand(text: str, mention: Mention) -> bool:
    """Whether a match is what it looks like: no list marker, no part of a capitalised name, no pronoun."""
    words = mention.of(text)
    if mention.label == "DATE" and words.replace(",", "").isdigit() and len(words) != len("2026"):
        left = text[max(0, mention.start - 24) : mention.start]
        return "," not in words and 4 < int(words) < 120 and not _MANY_OF.search(left)  # an age
    if mention.label == "DATE" and words in ("Daily", "Weekly", "Monthly", "Quarterly", "Yearly"):
        return False  # "Daily Mail"
    if (
        mention.label == "TIME"
        and _DOTTED.fullmatch(words)
        and (rated := _RATED_BEFORE.search(text, max(0, mention.start - 24), mention.start))
        and not (rated[0].startswith("clos") and words[-2:] in ("00", "15", "30", "45"))
    ):
        return False
    if mention.label == "TIME" and (words == "Dawn" or _IN_HEADLINE.match(text, mention.start)):
        return False
    if _RATE_OF.fullmatch(words) and _COUNTED_BEFORE.search(text, max(0, mention.start - 24), mention.start):
        return False
    if mention.label not in ("ORDINAL", "CARDINAL"):
        return True
    if (
        _ADDRESS.match(text, mention.end)
        or words in ("9/11", "24/7")
        or _PLAIN_ORDINAL.match(text, mention.start)
    ):
        return False
    if words[0].isupper() and not _KIND_BEFORE.search(text, max(0, mention.start - 10), mention.start):
        is_spelled = not any(char.isdigit() for char in words)
        return opens_sentence(text, mention.start) and not (is_spelled and _capital_after(text, mention.end))
    if words.lower() == "one" and text[mention.end : mention.end + 2] in ("'s", "’s"):
        return False
    marker = words.isdigit() and text[mention.end : mention.end + 1] in (".", ")") and len(words) <= 3
    return not (marker and text[mention.start - 1 : mention.start] in ("", "\n"))


def _capital_after(text: str, end: int) -> bool:
    """Whether a capitalised word follows that is no acronym, people or type: "Four Seasons", not "Four U.S. banks", "Two Mi-171 helicopters"."""
    word = (text[end : end + 24].split() or [""])[0].rstrip(".,;:!?")
    is_plain = word[:1].isupper() and word[1:2].islower() and not any(char.isdigit() for char in word)
    return is_plain and word not in _peoples()


@cache
def _peoples() -> frozenset[str]:
    return frozenset(name for _, names in rows("nationalities") for name in names)


_CLOSERS = "\"'”’)]»"
_OPENERS = "\"'“‘([«¿¡-–—•*# \t"


def opens_sentence(text: str, offset: int) -> bool:
    """Does the word at `offset` open a sentence or a line, or stand behind a dash? Looks back a few characters only."""
    at = offset - 1
    if text[max(0, offset - 3) : offset] in (" – ", " — ", " - "):
        return True
    while at >= 0 and offset - at < 8 and text[at] in _OPENERS:
        at -= 1
    if at < 0 or text[at] == "\n":
        return True
    if at == offset - 1:
        return False
    while at > 0 and offset - at < 12 and text[at] in _CLOSERS:
        at -= 1
    return text[at] in ".!?…:" and not _is_short(text, at)


def _is_short(text: str, dot: int) -> bool:
    """Whether the dot ends an initial or a title ("J.", "Mr.") and no sentence."""
    start = dot
    while start > 0 and dot - start < 5 and text[start - 1].isalpha():
        start -= 1
    word = text[start:dot]
    return text[dot] == "." and (
        len(word) == 1
        or word in {"Mr", "Mrs", "Ms", "Dr", "St", "Gen", "Sen", "Rep", "Gov", "Prof", "Lt", "Col"}
    )
