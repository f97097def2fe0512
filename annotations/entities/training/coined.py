"""Invented names of organisations and towns, so that an unknown name is not taken for a person's by default.

Most strange names in the corpora are people's. A reader of local news meets as many strange firms, schools and villages.
"""

import random

_FIRST = (
    "Al Am Ar Bel Bran Cal Cor Dal Del Dor El Fal Fen Gal Gren Hal Har Hol Ira Jar Kal Kel Kor Lan Lin Lor Mar Mel Mor Nar Nor Ol Or "
    "Pal Per Pol Quin Ral Ren Ros Sal Sel Sol Tal Tan Tor Ul Val Vel Ver Vor Wal Wes Yar Zan Zel Hav Os Brim Thorn Crom Stav Ing"
).split()
_MIDDLE = "a e i o u an en in on ar er or al el ol ad id as is ov iv et".split()
_FIRM_END = "ix on um ex is ia tek soft gen data net corp max pay bio med ron tra va nex zon sys lex ora ium io ly".split()
_TOWN_END = (
    "ton ford burg ville stad berg ham bury mouth field wick by dale port haven grad ovo ice ina ino ano ara ira "
    "pur abad nagar hausen dorf vik holm sund lund minster stead worth ley hrad ivka ovka yansk insk pil iv kot garh kent tepe shahr "
    "giri yama polis mouth wice owo any haza lahti järvi nes fjord gowa ngo beni"
).split()

HEADS = (
    "Bank|Group|Holdings|Motors|Energy|Steel|Foods|Airlines|Airways|Logistics|Shipping|Insurance|Pharma|Pharmaceuticals|Labs|"
    "Laboratories|Robotics|Software|Systems|Technologies|Partners|Capital|Ventures|Media|Press|Books|Records|Pictures|Studios|"
    "Brewery|Dairy|Mills|Foundry|Shipyard|Quarries|Farms|Stores|Supermarkets|Hotels|Rail|Railways|Ferries|Water|Gas|Electric|"
    "Telecom|Mobile|Housing|Homes|Construction|Engineering|Chemicals|Mining|Oil|Textiles|Ceramics|Instruments|Optics|Institute|"
    "Foundation|Trust|Society|Association|Federation|Union|League|Alliance|Council|Committee|Commission|Authority|Agency|Board|"
    "Academy|College|School|High School|Grammar School|Primary School|Hospital|Clinic|Court|High Court|District Court|Church|Choir|"
    "Orchestra|Theatre|Museum|Library|Gallery|Rovers|United|City|Town|Athletic|Wanderers|Tigers|Lions|Eagles|Bears|Hawks|Herald|"
    "Times|Post|Gazette|Chronicle|Courier|Tribune|Observer|Cooperative|Credit Union|Fire Service|Police|Sheriff's Office|"
    "City Council|County Council|Town Council|Harbour Board|Port Authority|Chamber of Commerce|Historical Society|Rowing Club|"
    "Football Club|Cricket Club|Garden Club|Heritage Trust|Wildlife Trust|Workers' Union|Teachers' Union|Residents' Association"
).split("|")
SUBJECTS = (
    "Agriculture|Finance|Health|Education|Justice|Defense|Foreign Affairs|the Interior|Energy|Transport|Labor|Trade|Fisheries|"
    "Public Works|Tourism|Culture|Homeland Security|Veterans Affairs|Environmental Protection|Human Rights|Nuclear Safety|"
    "Food Safety|Aviation|Migration|Statistics|Ways and Means|Armed Services|Refugees|Elections|Water Resources|Forestry"
).split("|")
OFFICES = (
    "Ministry of|Department of|Department for|Office of|Office for|Bureau of|Committee on|House Committee on|"
    "Senate Committee on|Commission on|Council on|Institute for|Center for|Centre for|Agency for|Federal Agency for|"
    "National Institute of|Royal Society of|International Agency for|Board of|Directorate of|Campaign for|Coalition for"
).split("|")
IDEAS = (
    "Democratic Liberal Labour Socialist Communist Conservative Republican National Progressive Green Workers' People's Peasants' "
    "Christian Islamic Justice Freedom Unity Reform Independence Centre Homeland Development Liberation Patriotic Popular United"
).split()
BODIES = "Party Front Movement Alliance Congress Union Coalition Bloc League Army Forum".split()
LEGAL = "Inc.|Inc|Corp.|Corp|Ltd|Ltd.|PLC|plc|LLC|AG|GmbH|SA|S.A.|NV|AB|ASA|Oy|SpA|Co.|& Co.|Group plc|Holdings Ltd".split(
    "|"
)


_PLAIN_FIRST = (
    "Common Open Blue Red Green Silver Golden First True Clear Bright High Deep Still North Second Good Fair Safe Swift Quiet Iron "
    "Stone River Ocean Harvest Summit Global Urban Smart Simple Next New Rapid Prime Royal Everyday Human Hidden Wild Field"
).split()
_PLAIN_LAST = (
    "Harbour Lantern Door Ground Water Table Bridge Horizon Path House Hands Voices Light Garden Wheel Compass Anchor Orchard Sky "
    "Wave Spring Root Tree Point Circle Signal Bean Kitchen Thread Loop Hope Ledger Shelter Future Works Crossing Current Oven Nest"
).split()


def _stem(rng: random.Random) -> str:
    return rng.choice(_FIRST) + (rng.choice(_MIDDLE) if rng.random() < 0.6 else "")


def firm(rng: random.Random) -> str:
    """A firm's one-word name: "Veltrix"."""
    return _stem(rng) + rng.choice(_FIRM_END)


def town(rng: random.Random) -> str:
    """A town's name: "Corinstad", now and then with a word before it."""
    name = _stem(rng) + rng.choice(_TOWN_END)
    if rng.random() < 0.12:
        return (
            rng.choice(("North", "South", "East", "West", "New", "Old", "Upper", "Port", "St.", "San"))
            + " "
            + name
        )
    return name


def acronym(rng: random.Random) -> str:
    """Two to five capitals, at times with dots."""
    letters = [rng.choice("ABCDEFGHIKLMNOPRSTUWN") for _ in range(rng.choice((2, 3, 3, 3, 4, 4, 5)))]
    return ".".join(letters) + "." if len(letters) < 4 and rng.random() < 0.1 else "".join(letters)


def body(rng: random.Random) -> str:
    """An office or a party by what it is for: "Ministry of Fisheries", "National Reform Party"."""
    if rng.random() < 0.5:
        return f"{rng.choice(OFFICES)} {rng.choice(SUBJECTS)}"
    return " ".join((*rng.sample(IDEAS, rng.choice((1, 2, 2))), rng.choice(BODIES)))


def unheaded(rng: random.Random, family: str, other: str) -> str:
    """A firm's or a group's name of two words, neither of which says what it is: "Lindqvist Harrow", "Veltrix Corinstad"."""
    return rng.choice(
        (f"{family} {other}", f"{firm(rng)} {family}", f"{town(rng)} {firm(rng)}", f"{family} {town(rng)}")
    )


def plain_firm(rng: random.Random) -> str:
    """A firm's or a charity's name of plain words: "Common Harbour", "The Open Lantern"."""
    name = f"{rng.choice(_PLAIN_FIRST)} {rng.choice(_PLAIN_LAST)}"
    return f"The {name}" if rng.random() < 0.1 else name


def headed(stem: str, rng: random.Random) -> str:
    """A stem (a family, a town, an invented word) with the noun of an organisation, or with its legal form."""
    if rng.random() < 0.25:
        return f"{stem} {rng.choice(LEGAL)}"
    return f"{stem} {rng.choice(HEADS)}"
