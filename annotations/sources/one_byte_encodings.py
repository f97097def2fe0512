"""Which one-byte encoding a text is in: the one in which its letters are those of a language and stand as letters do.

Each encoding is tried with the letters of each language that was written in it. What counts is how usual the letters are
there, and how odd it looks: capitals within words, letters of two scripts in one word, signs between letters.
A guess by single bytes works from a few letters on, where statistics of pairs of letters need a page. One foreign word in
an English text may be as good in two of them ("Erdoğan", "Erdoðan"): there the language of the user's locale decides.
"""

import locale
import re
import unicodedata
from collections import Counter
from functools import cache
from typing import Final

_SAMPLE_BYTES: Final = 1 << 14
_ASCII: Final = bytes(range(0x80))
_LEAST: Final = 0.28
"""A byte above 0x7F must be worth so much on average, or it is none of these encodings."""
_WEST = ("cp1252", "mac_roman", "cp850")
_CENTRAL = ("cp1250", "iso8859_2", "mac_latin2", "cp852")
_CYRILLIC = ("cp1251", "koi8_u", "iso8859_5", "cp866", "mac_cyrillic")
_LANGUAGES: Final = (
    ("äüöß", _WEST), ("éèàêçâîôûùëïœ", _WEST), ("óíáéñúü", _WEST), ("ãçáéóíõêâúôà", _WEST), ("èàòùìé", _WEST), ("äöåé", _WEST),
    ("åøæéòóô", _WEST), ("áíðþóæéöúý", _WEST), ("éëïèöüó", _WEST), ("àèéòóíúçïü", _WEST),
    ("łęąóżśćńź", _CENTRAL), ("íáéěřžýčšůúťďňó", _CENTRAL), ("áéíčšžýúľťňôďäóĺŕ", _CENTRAL), ("áéöóőüíúű", _CENTRAL),
    ("ăîâşţ", _CENTRAL), ("čšžćđ", _CENTRAL),
    ("ıişğüöçâ", ("cp1254",)), ("ėšžųįąčęū", ("cp1257", "iso8859_4")), ("āēīšļūņžčķģ", ("cp1257", "iso8859_4")),
    ("äõüöšž", ("cp1257", "cp1252")),
    ("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", _CYRILLIC), ("оанивіетрслкдмупязьбгчйхжїшюцщєґф", _CYRILLIC),
    ("аоиенрстувдкпмлјзгбчжшћљцхњђфџ", _CYRILLIC),
    ("αοιετσνηυρπκμλςωάίόέήώθδγύβφχζξψϊϋΐΰ", ("cp1253", "iso8859_7")),
    ("יוהלאתרבמשנדעקכפםחצטגזסןךץף", ("cp1255",)), ("النميوترهبعسدفكقحجشصطخذغضثظزءأإآىةئؤ", ("cp1256", "iso8859_6")),
    ("านรอกเ่งม้ยลวัดทสตะปบิคีหุแ์จำูพชขไใโผ็ซึธืถภศณฟๆฐษญ", ("cp874",)),
)  # fmt: skip
"""Letters beyond ASCII, the most usual first, and the encodings that they were written in, the most usual first."""
_PRIOR: Final = {"cp1252": 1.2, "cp1250": 0.6, "cp1251": 0.6}
_PRIOR_OF_OLD: Final = -0.6
"""Of what DOS and the first Macintoshes wrote."""
_OF_LOCALE: Final = {
    "tr": "cp1254", "az": "cp1254", **dict.fromkeys(("lt", "lv", "et"), "cp1257"),
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), "cp1250"),
}  # fmt: skip
_PRIOR_OF_LOCALE: Final = 1.5
"""More than cp1252 has before any other."""
_OLD: Final = ("cp850", "cp852", "cp866", "mac_latin2", "mac_cyrillic")
_LATIN: Final = frozenset((*_WEST, *_CENTRAL, "cp1254", "cp1257", "iso8859_4"))
_FEW: Final = 4
"""So many letters must speak for another script; a stray byte or two is damage."""
_SIGNS: Final = frozenset("’‘“”„‚«»‹›–—…•·€£§°©®™№½¼¾²³¹×¡¿ºª\xa0")
_JOINS: Final = "’‘·—–…\xad"
"""Signs that may stand between two letters."""
_ODD: Final = re.compile(
    r"(?P<inside>[abg](?=[BG])|[bg](?=A)|[AB](?=B[ab]))|(?P<loud>G(?=G))|(?P<mixed>[aAbB](?=[gGc])|[gGc](?=[aAbB]))|(?P<between>[aAbBgGc][stqmo](?=[aAbBgGc]))|(?P<sign>t[aAbBgGc]|o(?=[ab])|m(?=[aAbBgGc])|[aAbBgGc]m)|(?P<first>q(?=[aAbBgGc]))|(?P<none>x)"
)
_COSTS: Final = {
    "inside": 1.5, "loud": 0.2, "mixed": 2.0, "between": 2.0, "sign": 1.0, "first": 0.5, "none": 3.0,
}  # fmt: skip
_UNKNOWN_LETTER, _UNKNOWN_SIGN, _USUAL_SIGN = -0.6, -1.0, 0.3


def one_byte_encoding(sample: bytes) -> str | None:
    """The encoding of a text that is not UTF-8; None: none of those that have one byte a letter."""
    sample = _with_most_high(sample)
    high = sum(byte >= 0x80 for byte in sample)
    if not high:
        return None
    read = {name: sample.decode(name, "replace") for _, names in _LANGUAGES for name in names}
    costs = {name: _cost(text) for name, text in read.items()}
    counts = {name: Counter(char for char in text if char >= "\x80") for name, text in read.items()}
    at_home = _of_locale()

    def score(at: int, name: str) -> float:
        worth = sum(count * _worth(at, char) for char, count in counts[name].items())
        return worth - costs[name] + _prior(name, at_home)

    rated = [(score(at, name), name) for at, (_, names) in enumerate(_LANGUAGES) for name in names]
    best, name = max(rated, key=lambda one: one[0])  # of equals the first
    if high < _FEW and name not in _LATIN:
        return None
    return name if (best - _prior(name, at_home)) / high >= _LEAST else None


def _with_most_high(sample: bytes) -> bytes:
    """A stretch of a long sample with bytes above 0x7F in it."""
    if len(sample) <= _SAMPLE_BYTES:
        return sample
    starts = range(0, len(sample), _SAMPLE_BYTES)
    return max(
        (sample[at : at + _SAMPLE_BYTES] for at in starts), key=lambda part: len(part.translate(None, _ASCII))
    )


def _of_locale() -> str:
    """What files of the user's own language were written in, where that has more letters than the west of Europe."""
    try:
        language = locale.getlocale()[0] or ""
    except ValueError:  # macOS has locales of no language
        language = ""
    return _OF_LOCALE.get(language[:2], locale.getencoding())  # Windows knows no code of a language


def _prior(name: str, at_home: str) -> float:
    if name == at_home and name in _OF_LOCALE.values():
        return _PRIOR_OF_LOCALE
    return _PRIOR_OF_OLD if name in _OLD else _PRIOR.get(name, 0.0)


@cache
def _worth(language: int, char: str) -> float:
    """How much a character speaks for a language; below zero: against it."""
    letters = _LANGUAGES[language][0]
    lower = "i" if char == "İ" else char.lower()
    if lower in letters:
        return 1.0 - 0.7 * letters.index(lower) / len(letters)
    if char in _SIGNS:
        return _USUAL_SIGN
    return _UNKNOWN_LETTER if char.isalpha() else _UNKNOWN_SIGN


def _cost(text: str) -> float:
    """How odd it looks."""
    shape = "".join(map(_shape_of, text))
    return sum(_COSTS[odd.lastgroup or ""] for odd in _ODD.finditer(shape))


@cache
def _shape_of(char: str) -> str:
    """Kind of a character: a A letters of ASCII, b B other Latin, g G other scripts, c without case, s t q m signs, o ©, x none."""
    if char < "\x80":
        return "a" if char.islower() else "A" if char.isupper() else " "
    if char == "\ufffd" or unicodedata.category(char) in ("Cc", "Cn", "Co"):
        return "x"
    if char.isalpha() and char not in "ªº":
        if not char.isupper() and not char.islower():
            return "c"
        is_latin = char < "\u0250" or "\u1e00" <= char < "\u1f00"
        return ("B" if char.isupper() else "b") if is_latin else ("G" if char.isupper() else "g")
    if char in _JOINS:
        return " "
    if unicodedata.category(char)[0] == "M":  # a vowel of Thai, a point of Hebrew
        return "c"
    return (
        "t"
        if char in "³¹²‡†®"
        else "o"
        if char == "©"
        else "q"
        if char in "¿¡"
        else "m"
        if char in "£¥¼½¾"
        else "s"
    )
