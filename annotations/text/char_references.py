"""Characters that HTML writes by name or number."""

import html
import re
from typing import Final

_LONG_NUMBER: Final = re.compile(r"&#(?:\d{8}\d*+|[xX][0-9a-fA-F]{7}[0-9a-fA-F]*+);?")
"""No character's: Python refuses to read a number of thousands of digits."""


def unescape(text: str) -> str:
    """Put characters in the place of `&amp;`, `&#228;` and the like; U+FFFD for a number that is beyond all characters."""
    return html.unescape(_LONG_NUMBER.sub("\ufffd", text))
