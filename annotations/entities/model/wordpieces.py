"""Word pieces: how the recogniser's encoder sees words.

Greedy longest-match word pieces (Wu et al. 2016; BERT's uncased normalisation, Devlin et al. 2019) on a pruned
vocabulary, plus one casing class per piece, because the encoder itself is blind to case. Pure Python and numpy.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

PAD, UNKNOWN, START, STOP = "[PAD]", "[UNK]", "[CLS]", "[SEP]"
SPECIAL = (PAD, UNKNOWN, START, STOP)

# Casing classes of a word part, in the order of the model's casing embedding.
NO_CASE, LOWER, TITLE, UPPER, MIXED, DIGIT, PUNCT, INITIAL = range(8)
CASINGS = 8

MAX_WORD_CHARS = 60
"""A longer word is cut for the model: no name is that long, a hostile text is."""
MAX_WORD_PIECES = 10
MAX_WINDOW_PIECES = 160
"""Longest row of pieces the model sees, [CLS] and [SEP] included."""

_PART = re.compile(r"[^\W_]+|[\W_]", re.UNICODE)
_CACHE_WORDS = 50_000


class Pieces(Struct, frozen=True):
    """One word for the model: piece ids and casing classes, of equal length, never empty."""

    ids: tuple[int, ...]
    casings: tuple[int, ...]


class Window(Struct, frozen=True):
    """A row of the model's input. `words` are indices of the words; `firsts` the position of each one's first piece."""

    ids: list[int]
    casings: list[int]
    words: list[int]
    firsts: list[int]


def casing_of(part: str) -> int:
    """The casing class of a part of a word (a run of letters and digits, or one other character)."""
    if not part[0].isalnum():
        return PUNCT
    if part.isdigit():
        return DIGIT
    if not any(char.isalpha() for char in part):
        return DIGIT
    if part.islower():
        return LOWER
    if part.isupper():
        return INITIAL if len(part) == 1 else UPPER
    if part[0].isupper() and part[1:].islower():
        return TITLE
    return MIXED if any(char.isupper() for char in part) else NO_CASE


def plain(part: str) -> str:
    """Lower case without accents, as the encoder was trained on."""
    if part.isascii():
        return part.lower()
    return "".join(
        char for char in unicodedata.normalize("NFD", part.lower()) if unicodedata.category(char) != "Mn"
    )


class WordPieces:
    """Cuts words into pieces of a vocabulary.

    Args:
        vocabulary: the pieces in the order of the model's embedding; holds the four special ones.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self.vocabulary = tuple(vocabulary)
        self._ids = {piece: number for number, piece in enumerate(self.vocabulary)}
        self.pad, self.unknown, self.start, self.stop = (self._ids[name] for name in SPECIAL)
        self._longest = max(len(piece) for piece in self.vocabulary)
        self._cache: dict[str, Pieces] = {}

    def word(self, text: str) -> Pieces:
        """The pieces of one word (a token's text), at most `MAX_WORD_PIECES`."""
        pieces = self._cache.get(text)
        if pieces is None:
            pieces = self._cut_word(text[:MAX_WORD_CHARS])
            if len(self._cache) >= _CACHE_WORDS:
                self._cache.clear()
            self._cache[text[:MAX_WORD_CHARS]] = pieces
        return pieces

    def _cut_word(self, text: str) -> Pieces:
        ids: list[int] = []
        casings: list[int] = []
        for match in _PART.finditer(text):
            part = match.group()
            cut = self._cut_part(plain(part))
            ids.extend(cut)
            casings.extend([casing_of(part)] * len(cut))
        if not ids:
            return Pieces((self.unknown,), (NO_CASE,))
        return Pieces(tuple(ids[:MAX_WORD_PIECES]), tuple(casings[:MAX_WORD_PIECES]))

    def _cut_part(self, part: str) -> list[int]:
        ids: list[int] = []
        at = 0
        while at < len(part):
            prefix = "##" if at else ""
            for end in range(min(len(part), at + self._longest), at, -1):
                number = self._ids.get(prefix + part[at:end])
                if number is not None:
                    break
            else:
                return [self.unknown]
            ids.append(number)
            at = end
        return ids


_ENDS = frozenset(".!?…")


def windows(
    words: Sequence[str | None], pieces: WordPieces, *, limit: int = MAX_WINDOW_PIECES
) -> Iterator[Window]:
    """Rows of at most `limit` pieces, cut where a paragraph or else a sentence ends; joins short ones for context.

    Args:
        words: texts of the words; None stands for the end of a line.
        pieces: cuts the words.
        limit: most pieces in a row, [CLS] and [SEP] included.
    """
    room = limit - 2
    start = 0
    while start < len(words):
        end, used, cut = start, 0, start
        while end < len(words):
            word = words[end]
            used += 1 if word is None else len(pieces.word(word).ids)
            if used > room:
                break
            end += 1
            if word is None or word in _ENDS:
                cut = end
        if end < len(words) and cut > start:
            end = cut
        yield _window(words, start, end, pieces)
        start = end


def _window(words: Sequence[str | None], start: int, end: int, pieces: WordPieces) -> Window:
    row = Window([pieces.start], [NO_CASE], [], [])
    for number in range(start, end):
        word = words[number]
        if word is None:
            row.ids.append(pieces.stop)
            row.casings.append(NO_CASE)
            continue
        row.words.append(number)
        row.firsts.append(len(row.ids))
        cut = pieces.word(word)
        row.ids.extend(cut.ids)
        row.casings.extend(cut.casings)
    row.ids.append(pieces.stop)
    row.casings.append(NO_CASE)
    return row
