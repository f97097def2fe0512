"""Clubs in reports of matches: a name with a score at it ("Ajax 2-1 Porto", "lost 3-0 to Lyon") or that takes a plural verb.

British sports prose gives clubs plural verbs ("Galway Harbour win the cup"), which no town or person takes. Countries stay
countries: the tables are sure of them.
"""

import re
from collections.abc import Iterator, Sequence

from annotations.entities.rules.gazetteer import entries
from annotations.entities.rules.mentions import Mention
from annotations.entities.rules.name_lists import given_names

STRONG, FAIR = 5, 3
"""Votes in the article's count (`consistency`), where two are one mention as the recogniser has it."""
_LEFT_CHARS, _RIGHT_CHARS = 40, 40
_LEAST_WORDS = 3
_SPORT = re.compile(
    r"\b(?:match(?:es)?|goals?|goalkeeper|goalless|strikers?|midfielders?|defenders?|penalty|kick-off|half-time|league|cup|tournament|fixtures?"
    r"|quarter-?finals?|semi-?finals?|playoffs?|innings?|wickets?|touchdowns?|relegat\w+|promoted|referee|scored?|scoring|coxe?d?|crews?|regatta"
    r"|rowers?|rowing|sculls?|lap|season|home run|overtime|try|tries|rugby|football|soccer|hockey|basketball|baseball|cricket|champions)\b",
    re.IGNORECASE,
)
_SCORE = r"\d{1,3}[-–]\d{1,3}"
_THEN_SCORE = re.compile(rf" {_SCORE} [A-ZÀ-Þ]")
_AFTER_SCORE = re.compile(rf"[A-ZÀ-Þ][\w.’'-]+ {_SCORE} $")
_IN_TABLE = re.compile(rf" {_SCORE}, (?:and )?[A-ZÀ-Þ][\w.’' -]{{2,30}} {_SCORE}(?![\w%-])")
_ITS_SCORE = re.compile(rf" {_SCORE}(?![\w%-])")
_AFTER_TABLE = re.compile(rf"[A-ZÀ-Þ][\w.’' -]{{2,30}} {_SCORE}, (?:and )?$")
"""Two of a row of clubs with what they have won and lost: "Budućnost 13-4, |Igokea| 8-9"."""
_BEATS = re.compile(
    r" (?:beat|beats|thrash(?:es|ed)|edge[sd]|hammer(?:s|ed)|stun(?:s|ned)|dr[ae]ws?|los[et]s?|won|rout(?:s|ed)|crush(?:es|ed)|downs|downed"
    rf"|defeat(?:s|ed)|overcame|saw off|swept) (?:[^.\n]{{0,34}}\b)?{_SCORE}(?![\w%-])"
)
_BEATEN = re.compile(
    rf"(?:\b{_SCORE} (?:(?:\w+ )?(?:win|victory|defeat|loss|draw) )?(?:over|against|by|to|with|at home to|away to)"
    r"|\b(?:beat|beating|beaten by|thrashed|thrashing|edged|hammered|stunned|drew with|lost to|win over|victory over|defeat (?:by|to|of)"
    r"|draw with|signed from|on loan (?:from|to)|transfer (?:from|to)|crew from)) $"
)
_PLURAL = re.compile(
    r" (?:win|lead|take|beat|face|lose|go|meet|play|host|have|are|were|finish|remain|travel|need|top|sit|stay|trail|sign|visit)"
    r"(?= (?:a|an|the|their|to|in|on|at|by|for|it|out|up|level|second|third|\d|[A-Z])\b)"
)
_WHO_PLAYS = re.compile(
    r", (?:the|a|last year['’]s) (?:[\w’'-]+ ){0,3}?(?:clubs?|side|students|holders|champions|crew|team|leaders|visitors|hosts|leaguers)\b"
)
_HELPER = re.compile(
    r"\b(?:let|lets|help|helps|helped|make|makes|made|see|saw|seen|watch|watched|did|do|does|can|could|will|would|should|may|might|must|and|or|"
    r"if|that|than|as|where|what|how|whether|[Nn]or|&) $|, $"
)


def find_clubs(text: str, names: Sequence[Mention]) -> Iterator[tuple[Mention, str, int]]:
    """(mention, "ORG", votes) for towns and persons that are clubs, in a text on sport. Linear in the text."""
    doubtful = [m for m in names if m.label in ("GPE", "PERSON", "LOC", "FAC") and _may_be_club(m.of(text))]
    if not doubtful or not is_on_sport(text):
        return
    for mention in doubtful:
        left = text[max(0, mention.start - _LEFT_CHARS) : mention.start].rpartition("\n")[2]
        right = text[mention.end : mention.end + _RIGHT_CHARS].partition("\n")[0]
        if _is_told(left, right):
            yield mention, "ORG", STRONG
        elif _BEATEN.search(left):
            yield mention, "ORG", FAIR


def _is_told(left: str, right: str) -> bool:
    if any(said.match(right) for said in (_THEN_SCORE, _BEATS, _WHO_PLAYS)) or _AFTER_SCORE.search(left):
        return True
    if _IN_TABLE.match(right) or (_ITS_SCORE.match(right) and _AFTER_TABLE.search(left)):
        return True
    return _PLURAL.match(right) is not None and not _HELPER.search(left)


def _may_be_club(name: str) -> bool:
    entry = entries().get(name)
    said = name.split()
    return not (entry is not None and entry.sure) and not (len(said) > 1 and said[0] in given_names())


def is_on_sport(text: str) -> bool:
    """Whether a text has three words of sports or more. Looks at 400 of them."""
    said = (match.group().lower() for match, _ in zip(_SPORT.finditer(text), range(400), strict=False))
    return len(set(said)) >= _LEAST_WORDS
