"""Signs of TeX's fonts for mathematics: `x0` is `x′`, and `kvk` is `∥v∥`.

A PDF names them as no other program does, so pdfium gives their bare codes. Source: the encodings OMS and OMX (The
METAFONTbook, appendix F) with the glyph names of AMS' Type 1 fonts; what Adobe's glyph list knows too comes rightly as it is.
"""

import ctypes
import re
from typing import Any, Final

_NONE: Final = "\0"
_OMS: Final = {
    **dict(zip("\x05\x07\x09\x0b\x0c\x0d\x10\x16\x17\x1c\x1d\x1e\x1f", "⋄∓⊖⊘⊙○≍⪯⪰≪≫≺≻", strict=True)),
    **dict(zip("%&'-.03457<=>]", "↗↘≃↖↙′∋△▽\0ℜℑ⊤⊎", strict=True)),
    **dict(zip("`abcdehiklmoqtuvw", "⊢⊣⌊⌋⌈⌉⟨⟩∥↕⇕≀∐⊔⊓⊑⊒", strict=True)),
}
_OMX: Final = {
    **dict(zip(map(chr, range(0x30)), "()[]⌊⌋⌈⌉{}⟨⟩|∥/\\()()[]⌊⌋⌈⌉{}⟨⟩/\\()[]⌊⌋⌈⌉{}⟨⟩/\\/\\", strict=True)),
    **dict(zip(map(chr, range(0x46, 0x62)), "⊔⊔∮∮⊙⊙⊕⊕⊗⊗∑∏∫∪∩⊎∧∨∑∏∫∪∩⊎∧∨∐∐", strict=True)),
    **dict(zip(map(chr, range(0x62, 0x75)), "ˆˆˆ˜˜˜[]⌊⌋⌈⌉{}√√√√√", strict=True)),
}
"""Large signs, and wide accents as narrow ones; what is no sign but a piece of one is left out."""
_NEGATION: Final = "6"
_FONT: Final = re.compile(rb"(?:[A-Z]{6}\+)?(?:(CMB?SY|LMMathSymbols)|(CMEX|LMMathExtension))")
_TELLTALE: Final = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f∈−→⇒·∩∪∗×≤≥⊂⊆◦∼∞∅∀∃{}|]|\r(?!\n)")
_DOUBTFUL: Final = re.compile(r"[A-Za-z][a-z]{3,}|[\0-\x09\x0b\x0c\x0e-\x1f!-~\uf8e0-\uf8ff]|\r(?!\n)")
"""A character, or a word: one that begins and ends in another font has none of these signs."""
_MOST_ASKED: Final = 12
_NAME_BYTES: Final = 64


class SymbolFonts:
    """Reads the signs of a document, once it has been seen to use TeX's fonts for them."""

    def __init__(self) -> None:
        from pypdfium2 import raw as pdfium

        self._ask: Any = pdfium.FPDFText_GetFontInfo
        self._is_used = False
        self._name = ctypes.create_string_buffer(_NAME_BYTES)

    def read_signs(self, handle: Any, text: str) -> str:
        """The characters of a page, one for one, with the signs of these fonts as what they mean."""
        if not self._is_used:
            asked = [match.start() for match in _TELLTALE.finditer(text)][:_MOST_ASKED]
            self._is_used = any(self._encoding(handle, at) is not None for at in asked)
        if not self._is_used:
            return text
        characters = list(text)
        for match in _DOUBTFUL.finditer(text):
            start, end = match.span()
            if end - start == 1 or self._encoding(handle, start) or self._encoding(handle, end - 1):
                for at in range(start, end):
                    self._read_sign(handle, at, characters)
        return "".join(characters)

    def _read_sign(self, handle: Any, at: int, characters: list[str]) -> None:
        encoding, code = self._encoding(handle, at), characters[at]
        if encoding is _OMX:
            characters[at] = _OMX.get(code, _NONE)
        elif encoding is _OMS and code == _NEGATION:  # set before the sign that it denies, or over it
            is_before = at + 1 < len(characters) and not characters[at + 1].isspace()
            characters[at : at + 1 + is_before] = (*characters[at + 1 : at + 1 + is_before], "\u0338")
        elif encoding is _OMS:
            characters[at] = _OMS.get(code, code)

    def _encoding(self, handle: Any, index: int) -> dict[str, str] | None:
        size = self._ask(handle, index, self._name, _NAME_BYTES, None)
        font = _FONT.match(self._name.value) if 0 < size <= _NAME_BYTES else None
        if font is None:
            return None
        return _OMS if font[1] else _OMX
