"""News of a harbour, made of frames and names: a kind of text that the recogniser reads badly; ships are products.

What is learnt from and what is judged share no frame, no ship, no port and no person.
"""

import random
import re
from collections.abc import Sequence

from annotations.entities.training.corpora import Sentence

_LEARNT = {
    "ship": "Marisol|Grey Heron|Tern of Ostra|Anna Quist|Lodestar|Bright Morning|Sancta Lucia|Old Margit|Pelagia|Norrland|"
    "Kestrel|Vela Maris|Silver Anne|Harald Brisk|Dunlin|Ocean Prudence",
    "port": "Ostra|Lillehavn|Port Sabin|Gdynia|Vigo|Esbjerg|Aalesund|Leith",
    "person": "Jan Orre|Mara Field|T. Oduya|Pilar Reyes|Nils Aker",
}
_JUDGED = {
    "ship": "Catarina|White Gannet|Star of Hvide|Ellen Moss|Polaris Dawn|Quiet Evening|Santa Brígida|Young Peder|Thalassa|"
    "Sunnmore|Merlin|Aqua Vita|Golden Ruth|Sigurd Brave|Whimbrel|Ocean Patience|Rosalind|Blue Marlin|Mary Tarn|Kittiwake",
    "port": "Rotterdam|Kiel|Bergen|Stavanger|Cork|Porto|Klaipeda|Hull",
    "person": "Ivo Brandt|Lena Sand|K. Mbeki|Rui Campos|Olav Strand",
}
_LEARNT_FRAMES = (
    "[ship] cleared Pier 4 for [port] with the morning tide.",
    "The [ship] lost an anchor off [port] on the night of the storm.",
    "[ship] took on forty crates of herring and a pilot.",
    "Berth 7 is held for [ship], due from [port] before dark.",
    "[ship] and [ship] lie side by side at the coal quay.",
    "Captain [person] brought [ship] in without a tug.",
    "A fire in the galley of [ship] was put out by her own crew.",
    "[ship] sails for [port] at six; [ship] follows at nine.",
)
_JUDGED_FRAMES = (
    "[ship] arrived from [port] with timber and one stowaway.",
    "Divers looked at the rudder of [ship] this afternoon.",
    "[ship] was towed past the mole by [ship].",
    "The hull of [ship] needs paint, says [person], her mate.",
    "Bound for [port]: [ship], in ballast, and [ship], with grain.",
    "[person] sold [ship] to a yard in [port] last week.",
    "Nobody was hurt when [ship] ran aground near [port].",
    "[ship] waits in the roads until the fog lifts.",
    "[ship] landed nine tons of cod at [port].",
    "The old ferry [ship] was broken up in [port].",
    "Two men of [ship] went ashore to see a doctor.",
)
_LABELS = {"ship": "PRODUCT", "port": "GPE", "person": "PERSON"}
_GAP = re.compile(r"\[(\w+)\]")


def learnt(count: int) -> list[Sentence]:
    """Sentences to correct."""
    return _made(_LEARNT_FRAMES, _LEARNT, count, random.Random(1))


def judged(count: int) -> list[Sentence]:
    """Sentences of the same kind that nobody has seen."""
    return _made(_JUDGED_FRAMES, _JUDGED, count, random.Random(2))


def _made(frames: Sequence[str], names: dict[str, str], count: int, rng: random.Random) -> list[Sentence]:
    return [_filled(frames[at % len(frames)], names, rng) for at in range(count)]


def _filled(frame: str, names: dict[str, str], rng: random.Random) -> Sentence:
    left = {kind: rng.sample(row.split("|"), 2) for kind, row in names.items()}
    text, found, at = "", [], 0
    for gap in _GAP.finditer(frame):
        text += frame[at : gap.start()]
        name = left[gap[1]].pop()
        found.append((len(text), len(text) + len(name), _LABELS[gap[1]]))
        text += name
        at = gap.end()
    return Sentence(text + frame[at:], tuple(found))
