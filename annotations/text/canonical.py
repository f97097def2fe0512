"""Canonical text, and text that is safe to show. Sentences and words are in `annotations.text.boundaries`.

Article text is hostile until it went through here: Textual and Rich hand escape sequences through to the terminal.
All replacements are one character for one character, so offsets survive.
"""

import re
import unicodedata
from functools import cache

from annotations.text.digests import blake2b

WORD_JOINER = "\u2060"
SOFT_HYPHEN = "\u00ad"
REPLACEMENT = "\ufffd"
_JOINER = "\u034f"
"""The combining grapheme joiner: of no effect but that marks are not ordered across it."""
_MOST_MARKS = 31
"""So many marks in a row and more are parted."""

_HASHED_CHARS = 1 << 18

_BIDI = "\u200e\u200f\u202a-\u202e\u2066-\u2069\u061c\ufff9-\ufffb"
_BREAKS = "\x0b\x0c\x1c-\x1e\x85\u2028\u2029"
_CONTROLS = "\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
_SHORT_CHARS = 100_000
"""Up to here a text is looked at with what is there already; patterns, slow to compile, are made for longer ones."""


@cache
def _unclean(also: str = "") -> re.Pattern[str]:
    """What a text may not hold; made when `str.isprintable` is in doubt, for it takes milliseconds."""
    return re.compile(f"[{also}{_CONTROLS}{_BIDI}{_BREAKS}]")


@cache
def _clean() -> dict[int, str]:
    """One harmless character for each that would command a terminal instead of being read. Made when one is found."""
    table = {code: chr(0x2400 + code) for code in range(0x20)}  # control pictures: ␛ for ESC
    table[0x7F] = "\u2421"
    table |= dict.fromkeys(range(0x80, 0xA0), REPLACEMENT)
    table |= dict.fromkeys(range(0xD800, 0xE000), REPLACEMENT)
    table |= dict.fromkeys((0xFFFE, 0xFFFF), REPLACEMENT)
    table |= dict.fromkeys(_codes(_BIDI), WORD_JOINER)
    table |= dict.fromkeys(_codes(_BREAKS), "\n")
    table[ord("\t")] = " "
    del table[ord("\n")]
    return table


@cache
def _shown() -> dict[int, str]:
    """The same for a single line."""
    return _clean() | {ord("\n"): " ", **dict.fromkeys(_codes(_BREAKS), " ")}


def _codes(ranges: str) -> list[int]:
    """The code points of what stands in a regular expression's brackets."""
    codes: list[int] = []
    for part in re.findall(".-.|.", ranges, re.DOTALL):
        codes += range(ord(part[0]), ord(part[-1]) + 1)
    return codes


_PLAIN_BYTES = bytes(range(0x20, 0x7F)) + b"\n"


@cache
def _inert() -> re.Pattern[str]:
    """Characters that no neighbour composes with and that are no controls: signs, Latin, Cyrillic, kana, Han."""
    return re.compile(
        "[\u00a0-\u02ff\u0400-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2190-\u21ff"
        "\u3000-\u3029\u3041-\u3096\u30a0-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff65]*"
    )


def canonical_utf8(raw: bytes) -> str:
    """Decode UTF-8 and make it canonical; looks at bytes first, which is three times as fast on clean text.

    Raises:
        UnicodeDecodeError: where the bytes are not UTF-8.
    """
    high = raw.translate(None, _PLAIN_BYTES)
    text = raw.decode("utf-8")
    if not high:
        return text
    if len(text) <= _SHORT_CHARS:
        return canonical(text)
    # What is left of valid UTF-8 is whole characters, but they have lost their neighbours.
    return text if _inert().fullmatch(high.decode("utf-8", "replace")) else canonical(text)


def canonical(text: str) -> str:
    """Make text canonical: LF newlines, NFC, no control, bidi or surrogate characters.

    Idempotent. Text that is already canonical is returned as it is, so offsets into it hold.
    """
    if "\r" in text:
        text = single_line_ends(text)
    text = composed(text)
    if "\t" in text:
        text = text.replace("\t", " ")
    if len(text) <= _SHORT_CHARS and text.replace("\n", "").isprintable():
        return text
    return text.translate(_clean()) if _unclean().search(text) else text


def single_line_ends(text: str) -> str:
    """LF for the line ends of Windows, of old Macintoshes, and for those of Windows that were converted once too often."""
    return text.replace("\r\r\n", "\n").replace("\r\n", "\n").replace("\r", "\n")


def one_line(text: str) -> str:
    """A title or a name: canonical, single blanks, no soft hyphens."""
    return " ".join(canonical(text.replace(SOFT_HYPHEN, "")).split())


def composed(text: str) -> str:
    """NFC, in linear time whatever marks stand in the text."""
    text = _cap_runs(text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _cap_runs(text: str) -> str:
    """Part long runs of marks that are out of order, which take quadratic time to be ordered (UAX #15, stream-safe format)."""
    if text.isascii() or not any(map(unicodedata.combining, text[::_MOST_MARKS])):
        return text
    pieces, done = [], 0
    for at in range(0, len(text), _MOST_MARKS):  # a longer run holds one of these places
        if at < done or not unicodedata.combining(text[at]):
            continue
        start = end = at
        while start > done and unicodedata.combining(text[start - 1]):
            start -= 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        pieces += [text[done:start], _capped(text[start:end])]
        done = end
    return "".join([*pieces, text[done:]])


def _capped(run: str) -> str:
    classes = [*map(unicodedata.combining, run)]
    if len(run) < _MOST_MARKS or classes == sorted(classes):
        return run
    return _JOINER.join(run[at : at + _MOST_MARKS - 1] for at in range(0, len(run), _MOST_MARKS - 1))


def showable(text: str) -> str:
    """Make any string safe for one line of a terminal; as long as it came in.

    Every sink calls this for what it did not write itself: titles, file names, tags, notes, error messages.
    Canonical text needs it only for its newlines.
    """
    if text.isprintable():
        return text
    return text.translate(_shown()) if _unclean("\n").search(text) else text


def showable_lines(text: str) -> str:
    """Like `showable`, but newlines stay."""
    if text.isprintable():
        return text
    return text.translate(_clean()) if _unclean().search(text) else text


def fingerprint(text: str) -> str:
    """Hash of a canonical text: 32 hex digits of BLAKE2b over its UTF-8."""
    digest = blake2b(digest_size=16)
    for start in range(0, len(text), _HASHED_CHARS):  # in pieces: no second copy of 50 MB
        digest.update(text[start : start + _HASHED_CHARS].encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
