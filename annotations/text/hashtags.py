"""How tags are written; those that stand in the text of a note are tags like any other, and are shown once."""

import re
from collections.abc import Iterable

from annotations.text.folding import fold_case

_IN_TEXT = re.compile(r"(?<![\w#&/\\`])#(?=[\w/-]*[^\W\d])([\w][\w/-]*)")
_CODE = re.compile(r"(?s)```.*?(?:```|\Z)|`[^`\n]*`|https?://\S+")


def tags_said(text: str) -> tuple[str, ...]:
    """The `#tags` that stand in a note; not in code, addresses or numbers (`#1`)."""
    if "#" not in text:
        return ()
    plain = _CODE.sub(" ", text)
    return tuple(dict.fromkeys(match.rstrip("/-") for match in _IN_TEXT.findall(plain)))


def tags_beside(text: str, tags: Iterable[str]) -> tuple[str, ...]:
    """Those of a note's tags that its text does not say: what is left to show beside it. Case makes no difference."""
    said = {fold_case(tag) for tag in tags_said(text)}
    return tuple(tag for tag in tags if fold_case(tag) not in said)


def hashtags(tags: Iterable[str]) -> str:
    """Tags as they are written: "#style #to-verify"."""
    return " ".join(f"#{tag}" for tag in tags)
