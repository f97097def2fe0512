"""How wide a text is on a terminal, as Rich measures it; the core does without Rich."""

from functools import lru_cache

from annotations.text.boundaries import graphemes

_JOINER, _AS_EMOJI = "\u200d", "\ufe0f"


def cells_of(text: str) -> int:
    if text.isascii():
        return len(text)
    if _JOINER not in text and _AS_EMOJI not in text:
        return sum(map(_cells_of_char, text))
    from wcwidth import wcswidth

    whole = (text[start:end] for start, end in graphemes(text))
    return sum(
        max(wcswidth(one), 0) if _JOINER in one or _AS_EMOJI in one else cells_of(one) for one in whole
    )


@lru_cache(maxsize=4096)
def _cells_of_char(char: str) -> int:
    from wcwidth import wcwidth

    if "\U0001f1e6" <= char <= "\U0001f1ff":  # half a flag
        return 1
    if "\U0001f3fb" <= char <= "\U0001f3ff":  # a colour of the skin before it
        return 0
    return max(wcwidth(char), 0)
