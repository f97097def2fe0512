"""Characters that HTML writes by name or number."""

import html
import re
from typing import Final

_LONG_NUMBER: Final = r"&#(?:\d{8}\d*+|[xX][0-9a-fA-F]{7}[0-9a-fA-F]*+);?"
"""No character's: Python refuses to read a number of thousands of digits."""
_IN_TEXT: Final = re.compile(_LONG_NUMBER)
_IN_BYTES: Final = re.compile(_LONG_NUMBER.encode())


def unescape(text: str) -> str:
    """Put characters in the place of `&amp;`, `&#228;` and the like; U+FFFD for a number that is beyond all characters."""
    return html.unescape(_IN_TEXT.sub("\ufffd", text))


def drop_long_numbers(raw: bytes) -> bytes:
    """U+FFFD, by its number, for all that are beyond all characters; the others stay as they are written."""
    return _IN_BYTES.sub(b"&#65533;", raw)
