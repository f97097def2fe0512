"""From corrected articles to examples: words as the recogniser's last layer sees them, and the tags they should have had."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct
from spacy.language import Language

from annotations.entities.model.bio_tags import (
    LABELS,
    OUTSIDE,
    begin,
    best_path,
    inside,
    lawful_steps,
    spans_of,
)
from annotations.entities.model.recogniser import (
    PIPELINE,
    load_runtime,
    recogniser_of,
    says_something,
    words_of,
)
from annotations.entities.model.tuned_head import TunedHead, with_features
from annotations.entities.model.wordpieces import WordPieces, windows
from annotations.model import Entity, TextSpan
from annotations.text.spans import overlaps

Matrix = npt.NDArray[np.float32]
Tags = npt.NDArray[np.int64]
FOLDS = 4
"""So many parts of the corrected words are kept out of training one after the other, to see what was learnt."""
_SURE = 0.995
_EASY_EVERY = 6
"""Of words that are surely no names every so many are rehearsed."""


class Place(Struct, frozen=True):
    """Words that the reader corrected."""

    span: TextSpan
    label: str
    """What they are; empty: no name."""
    words: str


def corrected_places(before: Iterable[Entity], after: Iterable[Entity], tags: int) -> list[Place]:
    """Where the reader's names are others than the engine's.

    Args:
        before: what the engine says.
        after: what the reader says.
        tags: so many of its tags the recogniser knows; what has a label beyond them can't be learnt.
    """
    said = {(entity.span, entity.label) for entity in before}
    theirs = list(after)
    places = [
        Place(entity.span, entity.label, entity.text)
        for entity in theirs
        if (entity.span, entity.label) not in said and entity.label in LABELS and inside(entity.label) < tags
    ]
    kept = [entity.span for entity in theirs]
    places += [
        Place(entity.span, "", entity.text)
        for entity in before
        if entity.label in LABELS and not any(overlaps(entity.span, span) for span in kept)
    ]
    return places


class Window(Struct):
    """A stretch of a text as the recogniser reads it."""

    features: Matrix
    """(words, features)."""
    logits: Matrix
    """(words, tags), of the shipped weights."""
    spans: Sequence[TextSpan]
    """Of the words, in code points of the text."""

    def names(self, outside_bias: float, head: TunedHead | None = None) -> list[tuple[int, int, str]]:
        """(first word, end word, label) of the names in it, without the treatment that follows."""
        scores = self.logits if head is None else self.logits + self.features @ head.weight + head.bias
        scores = log_softmax(scores)
        scores[:, OUTSIDE] += outside_bias
        return list(spans_of(best_path(scores, lawful_steps())))

    def words_in(self, span: TextSpan) -> list[int]:
        return [at for at, word in enumerate(self.spans) if span.start <= word.start and word.end <= span.end]


def log_softmax(scores: Matrix) -> Matrix:
    """Log-probabilities of scores, row by row."""
    shifted: Matrix = scores - scores.max(axis=1, keepdims=True)
    logs: Matrix = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return logs


class Reader:
    """Reads texts with the shipped recogniser and keeps what its last layer sees."""

    def __init__(self, nlp: Language) -> None:
        """Take the shipped pipeline."""
        self.outside_bias = recogniser_of(nlp).outside_bias
        self._nlp = nlp
        self._pieces = WordPieces((PIPELINE / "vocabulary.txt").read_text(encoding="utf-8").split("\n"))
        runtime = load_runtime()
        options = runtime.SessionOptions()
        options.intra_op_num_threads, options.log_severity_level = 2, 3
        model = with_features((PIPELINE / "model.onnx").read_bytes())
        self._session = runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def windows(self, text: str) -> Iterator[Window]:
        doc = self._nlp.make_doc(text)
        words, tokens = words_of(doc)
        for window in windows(words, self._pieces):
            if not window.words or not says_something(window, words):
                continue
            rows = {"ids": window.ids, "casings": window.casings, "real": [1] * len(window.ids)}
            fed = {name: np.array([row], dtype=np.int32) for name, row in rows.items()}
            logits, features = self._session.run(None, fed)
            there = [doc[tokens[word]] for word in window.words]
            spans = [TextSpan(token.idx, token.idx + len(token)) for token in there]
            yield Window(features[0][window.firsts], logits[0][window.firsts], spans)


class Lesson(Struct, frozen=True):
    """What a head is fitted to."""

    features: Matrix
    """(words, features), the corrected words first."""
    logits: Matrix
    """(words, tags), of the shipped weights."""
    tags: Tags
    """Wanted of the corrected words; all others must stay as they are."""


class Examples:
    """What is learnt, what must stay as it is, and what shows whether anything was learnt.

    Corrected words are in folds: to see what a head makes of words that it has not seen, it is fitted without one of them.
    The same words are all in one fold, so that none is judged that was learnt by heart.
    """

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._corrected: list[tuple[Matrix, Matrix, Tags, Tags]] = []
        """Features, scores, wanted tags and folds of the corrected words of each window."""
        self._rehearsed: list[tuple[Matrix, Matrix]] = []
        self._numbers: dict[str, int] = {}
        """Of the corrected words, in the order in which they came."""
        self.places: list[tuple[Window, Place]] = []
        """What was corrected."""

    @property
    def different_words(self) -> int:
        """How many different names were corrected."""
        return len(self._numbers)

    def add(self, text: str, places: Sequence[Place]) -> None:
        """Take in a text: what was corrected is learnt, all else is rehearsed."""
        for window in self._reader.windows(text):
            tags, folds = self._targets(window, places)
            learnt = tags >= 0
            if learnt.any():
                self._corrected.append(
                    (window.features[learnt], window.logits[learnt], tags[learnt], folds[learnt])
                )
            rehearsed = ~learnt & _worth_rehearsing(window.logits)
            self._rehearsed.append((window.features[rehearsed], window.logits[rehearsed]))

    def _targets(self, window: Window, places: Sequence[Place]) -> tuple[Tags, Tags]:
        """The tag of each corrected word, else -1; and its fold."""
        tags = np.full(len(window.spans), -1, dtype=np.int64)
        folds = np.zeros_like(tags)
        names = window.names(self._reader.outside_bias)
        for place in places:
            words = window.words_in(place.span)
            if not words:
                continue
            self.places.append((window, place))
            for start, end, _ in names:
                if start <= words[-1] and words[0] < end:
                    tags[start:end], folds[start:end] = OUTSIDE, self._fold(place)
            tags[words], folds[words] = inside(place.label) if place.label else OUTSIDE, self._fold(place)
            if place.label:
                tags[words[0]] = begin(place.label)
        return tags, folds

    def _fold(self, place: Place) -> int:
        return self._numbers.setdefault(place.words.casefold(), len(self._numbers)) % FOLDS

    def lesson(self, without: int = -1) -> Lesson:
        """All there is to learn; `without`: a fold that is left out."""
        kept = [folds != without for *_, folds in self._corrected]
        features = [part[0][keep] for part, keep in zip(self._corrected, kept, strict=True)]
        logits = [part[1][keep] for part, keep in zip(self._corrected, kept, strict=True)]
        tags = [part[2][keep] for part, keep in zip(self._corrected, kept, strict=True)]
        features += [part[0] for part in self._rehearsed]
        logits += [part[1] for part in self._rehearsed]
        return Lesson(np.concatenate(features), np.concatenate(logits), np.concatenate(tags))

    def right(self, head: TunedHead | None, fold: int) -> tuple[int, int]:
        """How many of a fold's corrected words are read as the reader says, and how many there are."""
        right = count = 0
        for window, place in self.places:
            if self._fold(place) != fold:
                continue
            words = window.words_in(place.span)
            names = window.names(self._reader.outside_bias, head)
            labels = {word: label for start, end, label in names for word in range(start, end)}
            right += sum(labels.get(word, "") == place.label for word in words)
            count += len(words)
        return right, count


def _worth_rehearsing(logits: Matrix) -> npt.NDArray[np.bool_]:
    """Words that may be names, and some of the others."""
    is_hard = np.exp(log_softmax(logits)[:, OUTSIDE]) < _SURE
    worth: npt.NDArray[np.bool_] = is_hard | (np.arange(len(logits)) % _EASY_EVERY == 0)
    return worth
