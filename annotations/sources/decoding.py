"""Bytes to characters: UTF-8 and UTF-16 by their own signs, legacy encodings guessed; nothing is ever dropped.

What can't be decoded becomes U+FFFD. Pieces keep the memory of a 50 MB article at its text plus a megabyte or two.
"""

import codecs
import locale
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from annotations.errors import SourceError
from annotations.text.canonical import canonical, canonical_utf8
from annotations.text.line_ends import drop_soft_hyphens

Tabs = Callable[[str], str]
PIECE_BYTES = 1 << 18
"""A quarter of a megabyte: what is made on the way stays in the processor's cache and out of fresh memory."""
SAMPLE_BYTES = 1 << 16
_SOFT_HYPHEN = "\u00ad".encode()
_MEANT = {
    **dict.fromkeys(("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "x-cp1252", "ansi"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb-2312-80"), "gb18030"),
    **dict.fromkeys(("shift-jis", "shiftjis", "sjis", "x-sjis", "ms-kanji", "windows-31j"), "cp932"),
    **dict.fromkeys(
        ("euc-kr", "euckr", "ks-c-5601-1987", "ks-c-5601-1989", "ksc5601", "windows-949"), "cp949"
    ),
    **dict.fromkeys(("big5", "x-x-big5", "cn-big5", "big5-hkscs"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("tis-620", "iso-8859-11", "windows-874"), "cp874"),
    "x-cp1251": "cp1251",
}
"""Names of encodings and what is in them that bears those names (WHATWG Encoding, 4.2)."""

_UTF_7 = re.compile(rb"\+[A-Za-z0-9+/]{3}")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"BZh", "a compressed file"),
    (b"\xfd7zXZ\x00", "a compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a compressed file"),
    (b"\x28\xb5\x2f\xfd", "a compressed file"),
    (b"Rar!\x1a\x07", "a compressed file"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF87a", "a picture"),
    (b"GIF89a", "a picture"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\x00asm", "a program"),
    (b"SQLite format 3\x00", "a database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an office document"),
    (b"ID3", "a sound file"),
    (b"OggS", "a sound file"),
    (b"fLaC\x00", "a sound file"),
)
# Text may hold any of these (a saved terminal session does); more of the others means data.
_TEXTUAL = bytes(range(0x20, 0x7F)) + bytes(range(0x80, 0x100)) + b"\t\n\r\f\v\b\a\x1b\x0e\x0f"


def refuse_binary(raw: bytes, path: Path) -> None:
    """Refuse what is no text.

    Raises:
        SourceError: one sentence that says what the file is.
    """
    kind = next((kind for magic, kind in _MAGIC if raw.startswith(magic)), None)
    if kind is None and raw[257:262] == b"ustar":
        kind = "an archive"
    if kind is None and _is_data(raw[:SAMPLE_BYTES]):
        kind = "a binary file"
    if kind is None:
        return
    if kind == "a binary file" and _may_be_wide(raw[:SAMPLE_BYTES]):
        how = "postil show FILE --encoding utf-16-le (or utf-16-be)"
        raise SourceError(f"{path} is a binary file, or text in UTF-16 that does not say so: then {how}")
    raise SourceError(f"{path} is {kind}, not text; convert it to text or Markdown first")


def _may_be_wide(sample: bytes) -> bool:
    """Could it be UTF-16 without its mark: all of it code points that are in use, line ends and blanks among them?"""
    even = sample[: len(sample) & ~1]
    for encoding in ("utf-16-le", "utf-16-be"):
        text = codecs.getincrementaldecoder(encoding)("replace").decode(even)
        odd = sum(not (char.isprintable() or char.isspace()) or char == "\ufffd" for char in text)
        if text and odd * 50 < len(text) and any(char in " \n\u3000\u3001\u3002" for char in text):
            return True
    return False


def encoding_meant_by(name: str) -> str:
    """What a page or mail that bears the name of an encoding is in: "Shift_JIS" is written with Windows' letters too."""
    lowered = name.strip().casefold()
    return _MEANT.get(lowered.replace("_", "-"), lowered)


def decoded(raw: bytes, tabs: Tabs | None = None) -> Iterator[str]:
    """Yield canonical text in pieces, each ending with a line.

    Args:
        raw: the bytes of a file.
        tabs: puts blanks in the place of tabs; soft hyphens go as well. None: a tab is one blank, soft hyphens stay.
    """
    bom, encoding = next(((bom, name) for bom, name in _BOMS if raw.startswith(bom)), (b"", "utf-8"))
    if not bom and (told := _wide_encoding(raw[:4096]) or _escaped_encoding(raw[:SAMPLE_BYTES])):
        encoding = told
    if encoding != "utf-8":
        yield from _decoded_as(encoding, raw, len(bom), tabs)
        return
    seen_utf8 = bool(bom)
    start = len(bom)
    while start < len(raw):
        stop = _line_end(raw, start + PIECE_BYTES)
        piece = raw if stop - start == len(raw) else raw[start:stop]
        try:
            is_odd = tabs is not None and (b"\t" in piece or _SOFT_HYPHEN in piece)
            text = clean_text(piece.decode("utf-8"), tabs) if is_odd else canonical_utf8(piece)
        except UnicodeDecodeError as error:
            other = None if seen_utf8 else _legacy_encoding(piece, error.start)
            if other is not None:  # all before was ASCII, which every legacy encoding reads alike
                yield from _decoded_as(other, raw, start, tabs)
                return
            text = clean_text(piece.decode("utf-8", "replace"), tabs)
        seen_utf8 = seen_utf8 or not text.isascii()
        yield text
        start = stop


def decode(raw: bytes, tabs: Tabs | None = None) -> str:
    """Decode all of a small file; see `decoded`."""
    return "".join(decoded(raw, tabs))


def clean_text(text: str, tabs: Tabs | None) -> str:
    """Characters made canonical; `tabs` as in `decoded`."""
    if tabs is not None:
        text = tabs(text) if "\t" in text else text
        text = drop_soft_hyphens(text) if "\u00ad" in text else text
    return canonical(text)


def _line_end(raw: bytes, wanted: int) -> int:
    """Find the first line end from `wanted` on: combining marks and CRLF never cross a newline."""
    if wanted >= len(raw):
        return len(raw)
    newline = raw.find(b"\n", wanted)
    if newline < 0:
        newline = raw.find(b"\r", wanted)  # an old Macintosh wrote it
    return len(raw) if newline < 0 else newline + 1


def _decoded_as(encoding: str, raw: bytes, start: int, tabs: Tabs | None) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    carry = ""
    for at in range(start, len(raw), PIECE_BYTES):
        carry += decoder.decode(raw[at : at + PIECE_BYTES], at + PIECE_BYTES >= len(raw))
        cut = carry.rfind("\n") + 1
        if cut:
            yield clean_text(carry[:cut], tabs)
            carry = carry[cut:]
    if carry:
        yield clean_text(carry, tabs)


def _is_data(sample: bytes) -> bool:
    if not sample or sample.startswith(tuple(bom for bom, _ in _BOMS)) or _wide_encoding(sample[:4096]):
        return False
    odd = len(sample.translate(None, _TEXTUAL)) / len(sample)
    if odd == 0:
        return False
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return odd > 0.05 or _may_be_wide(sample)
    return odd > 0.3


def _wide_encoding(sample: bytes) -> str | None:
    """UTF-16 without a mark, where nearly every second byte of Latin text is NUL; UTF-32, and other scripts, by what is read."""
    half = len(sample) // 2
    if half < 8 or not sample.translate(None, _TEXTUAL):
        return None
    even, odd = sample[0::2].count(0) / half, sample[1::2].count(0) / half
    if odd > 0.6 and even < 0.02:
        return "utf-16-le"
    if even > 0.6 and odd < 0.02:
        return "utf-16-be"
    from annotations.sources.unmarked_encodings import wide_encoding  # its tables are not for the first paint

    return wide_encoding(sample)


def _escaped_encoding(sample: bytes) -> str | None:
    """What old mails are in: seven bits a byte, and signs that say which letters come (ISO 2022, HZ, UTF-7)."""
    if not sample.isascii():
        return None
    if b"~{" in sample or _UTF_7.search(sample):
        from annotations.sources.unmarked_encodings import seven_bit_encoding

        return seven_bit_encoding(sample)
    if b"\x1b$" not in sample:
        return None
    for name in ("iso2022_jp_2", "iso2022_kr"):
        try:
            if not codecs.getincrementaldecoder(name)().decode(sample).isascii():
                return name
        except UnicodeDecodeError:
            pass
    return None


def _legacy_encoding(piece: bytes, error_at: int) -> str | None:
    """Guess the encoding of text that is not UTF-8; None where it is UTF-8 with damage."""
    sample = piece
    if len(piece) > SAMPLE_BYTES:
        half = SAMPLE_BYTES // 2
        sample = piece[:half] + b"\n" + piece[max(error_at - 4096, 0) : error_at + half]
    tried = sample.decode("utf-8", "replace")
    bad = tried.count("\ufffd")
    good = sum(len(run) for run in re.findall(r"[^\x00-\x7f\ufffd]+", tried))
    if good >= bad:
        return None
    if _is_cut(piece[error_at:]):
        return None
    # Their tables are not for the first paint.
    from annotations.sources.multi_byte_encodings import multi_byte_encoding
    from annotations.sources.one_byte_encodings import one_byte_encoding

    line_start = piece.rfind(b"\n", 0, error_at) + 1
    if sure := multi_byte_encoding(piece[line_start:]) or one_byte_encoding(sample):
        return sure
    high = sum(byte >= 0x80 for byte in sample)
    return (_guessed(sample) if high >= 4 else None) or _of_locale(sample)


def _is_cut(tail: bytes) -> bool:
    """Whether all that is wrong with UTF-8 is that its last character is cut; `Ã` or `Â` ends no text either."""
    if len(tail) > 3 or (len(tail) == 1 and tail not in (b"\xc2", b"\xc3")):
        return False
    try:
        return not codecs.getincrementaldecoder("utf-8")().decode(tail)
    except UnicodeDecodeError:
        return False


def _guessed(sample: bytes) -> str | None:
    """What statistics say of the rare ones, where what is read looks like words of one script."""
    from charset_normalizer import from_bytes  # 30 ms to load, for the few that need it

    best = from_bytes(sample, threshold=0.3).best()
    if best is None or best.encoding == "ascii":
        return None
    odd = [char for char in str(best) if char >= "\x80"]
    scripts = Counter(unicodedata.name(char, "?").split()[0] for char in odd if char.isalpha())
    is_of_one = max(scripts.values(), default=0) >= 0.8 * len(odd)
    return best.encoding if is_of_one and scripts.keys().isdisjoint(("CJK", "HANGUL", "CYRILLIC")) else None


def _of_locale(sample: bytes) -> str | None:
    """The user's own encoding, where it can be that; None: UTF-8, with what is wrong in it shown."""
    name = locale.getencoding()
    try:
        sample.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None
    return name
