"""An article calls the same thing by the same name: labels agree within it, and no mention is missed.

A surname takes the full name's label, an acronym its expansion's, a shouted headline the body's; a name seen in one
place is marked in all others.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set

from annotations.entities.coreference.canonical_names import gather_names, surname_of, tidy
from annotations.entities.coreference.short_forms import (
    find_peoples,
    label_short_forms,
)
from annotations.entities.labels import NAME_LABELS
from annotations.entities.rules.dates_and_numbers import opens_sentence
from annotations.entities.rules.families import find_families, find_named_families
from annotations.entities.rules.gazetteer import HOUSES, entries, is_place
from annotations.entities.rules.headlines import find_plain_words, in_title_case
from annotations.entities.rules.match_scores import find_clubs, is_on_sport
from annotations.entities.rules.mentions import Mention, keep_free
from annotations.entities.rules.name_lists import (
    CAPITALS_THAT_ARE_NAMES,
    given_names,
    towns,
)
from annotations.entities.rules.titles import titles

_CAPITALISED = re.compile(r"(?<![\w@#/])[^\W\d_a-z][\w.&’'-]*")
_WORD = re.compile(r"\w+")
_ECHOED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "PRODUCT", "WORK_OF_ART", "EVENT", "LAW"})
_BEFORE_A_PLACE = {
    "GPE": re.compile(r"\b(?:[Ii]n|[Nn]ear|outside) $"),
    "LOC": re.compile(r"\b(?:[Oo]n|off|across|along|around) (?:the )?$"),
}
"""What makes a mention's label surer, which tips a tie."""
_UNSURE = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC"})
_MOST_WORDS = 7
_PAIR = re.compile(r"([^\W\d_][\w’' ]+)[-–]([^\W\d_][\w’' ]+?)(?: (?:highway|road|railway|line|border))?")
_PAIRED = frozenset({"GPE", "LOC", "FAC", "ORG"})


def make_consistent(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions of an article with labels that agree, and with echoes of known names added. Linear in the text."""
    values = [m for m in mentions_of(mentions) if m.label not in NAME_LABELS]
    names = _part_pairs(text, [m for m in mentions_of(mentions) if m.label in NAME_LABELS])
    names = _add_families(text, _add_peoples(text, _agree_labels(text, names)))
    held = [*names, *values]
    echoes = _find_echoes(text, names, held)
    return sorted([*held, *echoes])


def _find_steady(text: str, names: Sequence[Mention]) -> set[Mention]:
    """Names whose label holds whatever the article's other mentions say: languages, and the town that a club plays in."""
    in_a_town = {m for m in names if m.label == "GPE" and text[max(0, m.start - 4) : m.start] == " in "}
    towns_of_clubs = in_a_town if in_a_town and is_on_sport(text) else set()
    places = {m.of(text) for m in names if m.label in ("GPE", "LOC")}
    languages = {m for m in names if m.label == "LANGUAGE" and m.of(text) not in places}
    return towns_of_clubs | languages | {m for m in names if m.of(text) in HOUSES}


def _part_pairs(text: str, names: Sequence[Mention]) -> list[Mention]:
    """Names with two places that a dash joins as two, where the article has one of them by itself: "Tabora-Kigoma" rail."""
    places = {m.of(text) for m in names if m.label in ("GPE", "LOC")}
    parted: list[Mention] = []
    for mention in names:
        pair = (
            _PAIR.fullmatch(text, mention.start, mention.end)
            if mention.label in _PAIRED and mention.of(text) not in entries()
            else None
        )
        if pair and pair[1] in places and (pair[2] in places or pair[2] in towns() or pair[2] in entries()):
            parted += [Mention(*pair.span(1), "GPE"), Mention(*pair.span(2), "GPE")]
        else:
            parted.append(mention)
    return parted


def _add_peoples(text: str, names: Sequence[Mention]) -> list[Mention]:
    """Names with the peoples and languages called after the article's own places, marked or not."""
    peoples = list(find_peoples(text, [tidy(m.of(text)) for m in names if m.label == "GPE"]))
    known = {(m.start, m.end): m for m in peoples}
    named = [m._replace(label=known[m.start, m.end].label) if (m.start, m.end) in known else m for m in names]
    plain = find_plain_words(text) if peoples else frozenset()
    return sorted([*named, *(m for m in keep_free(peoples, named) if _may_echo(text, m, plain))])


def _add_families(text: str, names: Sequence[Mention]) -> list[Mention]:
    """Names with the families in the place of what stood there: "the Obamas" for a band or a team."""
    surnames = [surname_of(forms[0]) for forms in gather_names(text, names).persons.values()]
    alone = {m.of(text) for m in names if m.label == "PERSON" and m.of(text).isalpha()} - given_names()
    bearers = alone.union(surnames)
    named = {m[:2]: m for m in find_named_families(text, bearers)}
    longer = [m for m in names if m[:2] not in named]
    families = [*find_families(text, bearers), *keep_free(named.values(), longer)]
    return sorted([*keep_free(names, families), *families]) if families else list(names)


def mentions_of(mentions: Iterable[Mention]) -> Sequence[Mention]:
    """The mentions as a sequence that can be read twice."""
    return mentions if isinstance(mentions, Sequence) else list(mentions)


def _key(words: str) -> str:
    """What two mentions of one name have in common: words, not spacing; case only where it is not shouted."""
    return tidy(words)


def _agree_labels(text: str, names: Sequence[Mention]) -> list[Mention]:
    """Each name with the label that most of its mentions have; surnames and acronyms with that of the full form."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in (m for m in names if m.label != "LANGUAGE"):  # no vote on whether a people is meant
        votes[_key(mention.of(text))][mention.label] += 2 if mention.origin == "model" else 1
        before = _BEFORE_A_PLACE.get(mention.label)
        if before and before.search(text, max(0, mention.start - 12), mention.start):
            votes[_key(mention.of(text))][mention.label] += 1
    for mention, label, counted in find_clubs(text, names):
        votes[_key(mention.of(text))][label] += counted
    known = gather_names(text, names)
    people, bodies = _part_surnames(known.persons, votes)
    chosen = {
        key: _elect_label(key, counted, people, known.expansions, votes) for key, counted in votes.items()
    }
    chosen |= {key: "ORG" for key, label in chosen.items() if key.casefold() in bodies and label in _UNSURE}
    short = label_short_forms(list(chosen.items()))
    chosen |= {key: short[key] for key, label in chosen.items() if key in short and label in _UNSURE}
    chosen |= dict.fromkeys(_find_first_words_of_firms(chosen), "ORG")
    chosen |= {key: "FAC" for key in _find_sites(chosen) if chosen.get(key) == "PERSON"}
    chosen |= dict.fromkeys(_find_places_before_people(text, names, votes, known.persons), "GPE")
    steady = _find_steady(text, names)
    return [
        m if m.origin == "rule" or m in steady else m._replace(label=chosen[_key(m.of(text))]) for m in names
    ]


def _part_surnames(
    persons: Mapping[str, tuple[str, ...]], votes: Mapping[str, Counter[str]]
) -> tuple[Mapping[str, tuple[str, ...]], frozenset[str]]:
    """The surnames of who is a person by most of the article's mentions, and those of who is a body: "Ahly" of "Al Ahly"."""
    labels = {
        name: _most_voted(votes[name]) if name in votes else "PERSON"
        for forms in persons.values()
        for name in forms
    }
    people = {key: forms for key, forms in persons.items() if "PERSON" in {labels[name] for name in forms}}
    bodies = {key for key, forms in persons.items() if {labels[name] for name in forms} == {"ORG"}}
    return people, frozenset(bodies)


def _most_voted(counted: Counter[str]) -> str:
    """The label with most votes; a people's only where no other has as many."""
    return max(counted, key=lambda label: (counted[label], label != "NORP"))


def _find_first_words_of_firms(chosen: Mapping[str, str]) -> set[str]:
    """What looks like a person and is an organisation's first word, and nobody's name in the article: "Virtus" of "Virtus Bologna"."""
    firms = {key.partition(" ")[0] for key, label in chosen.items() if label == "ORG" and " " in key}
    people = {
        word for key, label in chosen.items() if label == "PERSON" and " " in key for word in key.split()
    }
    return {key for key in firms - people - given_names() if chosen.get(key) == "PERSON"}


def _find_sites(chosen: Mapping[str, str]) -> set[str]:
    """What a site is called without its noun: "Abu Ghraib" of "Abu Ghraib prison"."""
    parts = (key.rpartition(" ") for key, label in chosen.items() if label == "FAC")
    return {name for name, _, noun in parts if name and noun.islower()}


def _find_places_before_people(
    text: str,
    names: Sequence[Mention],
    votes: Mapping[str, Counter[str]],
    surnames: Mapping[str, tuple[str, ...]],
) -> set[str]:
    """Places that somebody is called after who is named only later: "Jordan lost. Jordan Peele", "Michael Jordan"."""
    alone: dict[str, int] = {}
    in_full: dict[str, int] = {}
    for mention in names:
        first, *others = _key(mention.of(text)).split(" ")
        if not others:
            alone.setdefault(first, mention.start)
        elif mention.label == "PERSON":
            in_full.setdefault(first, mention.start)
            in_full.setdefault(others[-1], mention.start)
    return {
        key
        for key in alone.keys() & in_full.keys()
        if alone[key] < in_full[key]
        and _is_place_before_person(key, votes[key], is_surname=key.casefold() in surnames)
    }


def _is_place_before_person(key: str, counted: Counter[str], *, is_surname: bool) -> bool:
    """Headlines call people by their surname before the text names them in full: there both signs are asked for."""
    signs = (key in CAPITALS_THAT_ARE_NAMES, counted["GPE"] > counted["PERSON"])
    return all(signs) if is_surname else any(signs)


def _elect_label(
    key: str,
    counted: Counter[str],
    persons: Mapping[str, tuple[str, ...]],
    expansions: Mapping[str, str],
    votes: Mapping[str, Counter[str]],
) -> str:
    if counted["NORP"] and (counted["GPE"] or counted["LOC"]) and key not in entries():
        counted = Counter({label: votes for label, votes in counted.items() if label != "NORP"}) or counted
    if " " not in key and key.casefold() in persons and not is_place(key) and counted["NORP"] == 0:
        return "PERSON"
    expansion = expansions.get(key.replace(".", ""))
    if expansion and key.isupper() and len(key) > 1 and expansion in votes:
        return votes[expansion].most_common(1)[0][0]
    if key in entries() and entries()[key].sure and entries()[key].label in counted:
        return entries()[key].label
    return _most_voted(counted)


def _find_echoes(text: str, names: Sequence[Mention], held: Sequence[Mention]) -> list[Mention]:
    """Places where a known name stands unmarked."""
    plain = find_plain_words(text) if names else frozenset()
    labels = _labels_to_echo(text, names, plain)
    if not labels:
        return []
    shouted = {form.upper(): label for form, label in labels.items() if len(form) > 4 and not form.isupper()}
    echoes = []
    at = 0
    for match in _CAPITALISED.finditer(text):
        if match.start() < at:
            continue
        echo = _echo_at(text, match.start(), labels) or _echo_at(text, match.start(), shouted)
        if echo is not None and _may_echo(text, echo, plain):
            echoes.append(echo)
            at = echo.end
    return keep_free(echoes, held)


def _labels_to_echo(text: str, names: Sequence[Mention], plain: Set[str]) -> dict[str, str]:
    """Forms to look for, with their labels: full names, and the surnames of persons; none that is one of the `plain` words."""
    labels: dict[str, str] = {}
    for mention in names:
        form = tidy(mention.of(text))
        if mention.label not in _ECHOED or len(form) < 2 or len(form.split()) > _MOST_WORDS:
            continue
        if " " in form or not (form.lower() in plain or form.lower() in titles()):
            labels.setdefault(form, mention.label)
    for forms in gather_names(text, names).persons.values():
        surname = surname_of(forms[0])
        if len(surname) > 2 and surname.lower() not in plain and surname not in entries():
            labels.setdefault(surname, "PERSON")
    return labels


def _echo_at(text: str, start: int, labels: Mapping[str, str]) -> Mention | None:
    """The longest known form that stands at `start`, on word boundaries."""
    end = start
    best = None
    for _ in range(_MOST_WORDS):
        while end < len(text) and not text[end].isspace():
            end += 1
            whole = end == len(text) or not (text[end].isalnum() or text[end] == "_")
            if end - start > 80:
                return best
            if whole and (label := labels.get(text[start:end])):
                best = Mention(start, end, label, "echo")
        if end >= len(text) or text[end] != " ":
            break
        end += 1
    return best


def _may_echo(text: str, echo: Mention, plain: Set[str]) -> bool:
    """No echo inside a longer capitalised name ("Trump Tower", "Bank of Ireland"), nor of initials that open a sentence."""
    name = echo.of(text)
    if len(name) < 3 and opens_sentence(text, echo.start):
        return False
    if name.lower() in titles() and text[max(0, echo.start - 4) : echo.start].lower() in ("the ", " an "):
        return False
    after = re.compile(r"[- ]([A-Z][\w’']*)").match(text, echo.end)
    before = re.compile(r"([A-Z][\w’'-]*)[ -]$").search(text[max(0, echo.start - 30) : echo.start])
    if in_title_case(text, echo.start) or name.isupper():
        return True
    if after and after[1].lower() not in plain:
        return False
    if (
        before is None
        or before[1] in entries()
        or before[1].lower() in plain
        or before[1].lower() in titles()
    ):
        return True
    return opens_sentence(text, echo.start - len(before[0]))
