"""What wire services send and our corpora lack: rows and headlines of sports results, and news of firms.

Clubs go by the names of their cities in results (ORG); a country's team stays a country (GPE). Firms have invented names
or well-known ones (`tables/organisations.txt`).
"""

import random
import re
from collections.abc import Callable, Mapping
from functools import cache

from annotations.entities.rules.tables import rows
from annotations.entities.training.corpora import Sentence
from annotations.entities.training.names import Names

NATIONAL = 0.35
SPORTS = "SOCCER TENNIS CRICKET BASEBALL GOLF CYCLING RUGBY ATHLETICS BASKETBALL HOCKEY BADMINTON SWIMMING BOXING SKIING".split()
ROWS = (
    "{team} {n} {team} {n}",
    "{team} {n}, {team} {n}",
    "{team} {n} {team} {n} (halftime {n}-{n})",
    "{team} {n} ({surname} {minute}) {team} {n} ({surname} {minute}, {surname} {minute})",
    "{team} {n} {n} {n} {n} {n} {n}",
    "{rank}. {team} {n} {n} {n} {n}",
    "{rank}. {person} ({country}) {time}",
    "{rank}. {person} ({country}) {time} seconds",
    "{rank}. {person}, {country}, {time}",
    "{n} - {person} ({country}), {person} ({country})",
    "{person} ({country}) beat {person} ({country}) {sets}",
    "{rank}-{person} ({country}) beat {person} ({country}) {sets}",
    "{person} ({country}) and {person} ({country}) {sets}",
    "{TEAM} AT {TEAM}",
    "{TEAM} V {TEAM}",
    "{TEAM} vs {TEAM}",
    "{team} at {team}",
    "{team} v {team}",
    "{team} beat {team} {n}-{n}.",
    "{team} drew with {team} {n}-{n} on Saturday.",
    "{SPORT} - {TEAM} BEAT {TEAM} {n}-{n}.",
    "{SPORT} - {PERSON} WINS {EVENT}.",
    "{SPORT} - {event} RESULTS.",
    "Results of the second round of the {event} on Friday (prefix number denotes seeding):",
    "Leading scores in the {event} after {n} holes:",
    "Standings after matches on Sunday (played, won, drawn, lost, goals for, against, points):",
    "{initialled} c {surname} b {surname} {n}",
    "{initialled} not out {n}",
    "{initialled} {n}-{n}, {initialled} {n}-{n}",
    "Scorers: {team} - {surname} {minute}, {surname} {minute}; {team} - {surname} {minute}",
    "{team}: {surname}, {surname}, {surname}, {surname} ({surname} {minute})",
    "{n} {initialled} {n}, {initialled} {n}",
    "{PLACE} {date}",
    "{surname} {n} {surname} {n}",
)
FIRM_NEWS = (
    "Shares in {firm} rose {percent} percent to {price} in {place}.",
    "{firm} shares fell {percent} percent on Friday.",
    "{firm} said it had agreed to buy {firm} for ${price} million.",
    "{firm}, based in {place}, reported a net loss of {price} million.",
    "Analysts at {firm} cut their rating on {firm} to hold.",
    "{firm} gained {percent} percent, {firm} lost {percent} and {firm} was unchanged.",
    "{firm} Chairman {person} told {firm} that orders were strong.",
    "{person}, chief executive of {firm}, said {firm} would close its plant in {place}.",
    "{person}, an analyst with {firm} in {place}, expects {firm} to raise prices.",
    "A spokesman for {firm} declined to comment on a report in the {paper}.",
    "The {paper} said {firm} was in talks with {firm}.",
    "{firm}, a unit of {firm}, will supply engines to {firm}.",
    "{firm}'s bid for {firm} was rejected by the {country} government.",
    "Among the losers were {firm}, down {percent}, and {firm}, off {percent} at {price}.",
    "{FIRM} Q2 NET {price} MLN VS {price} MLN.",
    "{FIRM} TO BUY {FIRM}.",
    "Trading in {firm} was halted in {place}.",
    "{firm} competes with {firm} and {firm} in {country}.",
    "{firm} workers in {place} voted to strike, their union said.",
    "In {place}, {firm} opened at {price}; in {place} {firm} closed at {price}.",
    "He joined {firm} from {firm} in 1994.",
    "{firm} won the contract ahead of {country}'s {firm}.",
)
PAPERS = "Times Post Herald Gazette Tribune Chronicle Daily News Journal Courier".split()


def firm_news(names: Names, rng: random.Random) -> Sentence:
    return _filled_in(rng.choice(FIRM_NEWS), names, rng, national=False)


def _firm(names: Names, rng: random.Random) -> str:
    """A firm: well known, invented, or of a family and a town."""
    if rng.random() < 0.4:
        return rng.choice(_known_firms())
    return names.strange() if rng.random() < 0.6 else names.organisation()


@cache
def _known_firms() -> tuple[str, ...]:
    return tuple(sorted({name for _, forms in rows("organisations") for name in forms if len(name) > 2}))


def results_table(names: Names, rng: random.Random) -> Sentence:
    """One row or headline; what its columns are is in `ROWS`."""
    return _filled_in(rng.choice(ROWS), names, rng, national=rng.random() < NATIONAL)


def _filled_in(pattern: str, names: Names, rng: random.Random, *, national: bool) -> Sentence:
    """A pattern with every `{part}` made up."""
    text, ents = "", []
    for number, part in enumerate(re.split(r"\{(\w+)\}", pattern)):
        if number % 2 == 0:
            text += part
        elif part in _NUMBERS:
            text += _NUMBERS[part](rng)
        else:
            name, label = _named(part.lower(), names, rng, national)
            name = name.upper() if part.isupper() else name
            ents.append((len(text), len(text) + len(name), label))
            text += name
    return Sentence(text, tuple(ents))


_NUMBERS: Mapping[str, Callable[[random.Random], str]] = {
    "n": lambda rng: str(rng.choice((rng.randint(0, 9), rng.randint(0, 120)))),
    "rank": lambda rng: str(rng.randint(1, 20)),
    "minute": lambda rng: str(rng.randint(1, 90)),
    "time": lambda rng: f"{rng.uniform(9, 240):.2f}",
    "sets": lambda rng: f"6-{rng.randint(0, 4)} {rng.randint(0, 7)}-6 7-{rng.randint(5, 6)}",
    "date": lambda rng: f"{rng.randint(1994, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}",
    "percent": lambda rng: f"{rng.uniform(0, 30):.1f}",
    "price": lambda rng: f"{rng.uniform(1, 900):.2f}",
    "SPORT": lambda rng: rng.choice(SPORTS),
}


def _named(kind: str, names: Names, rng: random.Random, national: bool) -> tuple[str, str]:
    """A name for a part of a pattern, and its label."""
    match kind:
        case "team":
            return (names.country(), "GPE") if national else (names.city(), "ORG")
        case "country":
            return names.country(), "GPE"
        case "place":
            return names.city(), "GPE"
        case "person":
            return names.person(), "PERSON"
        case "surname":
            return names.person().split()[-1], "PERSON"
        case "initialled":
            return f"{rng.choice('ABCDEGHIJKLMNPRSTW')}. {names.person().split()[-1]}", "PERSON"
        case "firm":
            return _firm(names, rng), "ORG"
        case "paper":
            return f"{names.city()} {rng.choice(PAPERS)}", "ORG"
        case "event":
            return f"{names.place()} {rng.choice(('Open', 'Classic', 'Grand Prix', 'Masters'))}", "EVENT"
    raise ValueError(kind)
