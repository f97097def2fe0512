"""Plain sentences of well-known names from our own tables, read as the shipped recogniser reads them: what must not be forgotten.

A few articles hold too few names for that; what the sentences say does not matter.
"""

import random
from collections.abc import Iterator

from annotations.entities.rules.tables import rows, words

_SENTENCES = 400
_A_TEXT = 20
_SEED = 1
_FRAMES = (
    "Officials in {place} said that {body} would meet {person} next week.",
    "{person} of {body} flew from {place} to {place} on Monday.",
    "The talks between {country} and {country} were held in {place}, {body} said.",
    "{body} has opened an office in {place}.",
    "“We are not there yet,” {person} told {body} in {place}.",
    "Critics of {person} say that {country} has lost the trust of {body}.",
    "Shares of {body} fell after {country} closed its border with {country}.",
    "{person} and {person} were born in {place}.",
    "The {product} is sold in {country} and {country}.",
    "{place} lies two hours from {place} by train.",
    "{person}, who runs {body}, likes the {product}.",
    "In {country} the weather was fine; {person} stayed at home.",
)


def drills() -> Iterator[str]:
    """The texts, the same each time."""
    rng = random.Random(_SEED)
    given = [name for _, names in rows("given") for name in names]
    surnames = sorted(words("surnames"))
    names = {
        "country": [name for name, _ in rows("countries")],
        "body": [name for name, _ in rows("organisations")],
        "place": [name for kind, listed in rows("places") if kind.startswith("GPE") for name in listed],
        "product": [name for kind, listed in rows("products") if kind == "plain" for name in listed],
        "person": [f"{rng.choice(given)} {rng.choice(surnames)}" for _ in range(_SENTENCES)],
    }
    made = [_filled(rng.choice(_FRAMES), names, rng) for _ in range(_SENTENCES)]
    for at in range(0, len(made), _A_TEXT):
        yield " ".join(made[at : at + _A_TEXT])


def _filled(frame: str, names: dict[str, list[str]], rng: random.Random) -> str:
    """A frame with a name in each of its gaps."""
    parts = frame.split("{")
    filled = parts[0]
    for part in parts[1:]:
        kind, _, rest = part.partition("}")
        filled += rng.choice(names[kind]) + rest
    return filled
