"""Small parts that the steps of the recipe share: the tokenizer, the vocabulary, the rows of an epoch, the dev sets."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import spacy
from spacy.language import Language

from annotations.entities.model.recogniser import Scorer, names_in
from annotations.entities.model.tokenizer import cut_glued_words
from annotations.entities.model.wordpieces import SPECIAL, WordPieces, plain
from annotations.entities.training.augment import joined, vary
from annotations.entities.training.corpora import CORPORA, Sentence, read_corpus
from annotations.entities.training.evaluate import Finder
from annotations.entities.training.names import Names, people, places
from annotations.entities.training.rows import Row, rows_of
from annotations.entities.training.wire import firm_news, results_table

VOCABULARY = 20_480
TABLES, FIRMS = 500, 250
DEV_MOST = 300


def tokenizer() -> Language:
    """The tokenizer of training and of the reader, as an otherwise empty pipeline."""
    nlp = spacy.blank("en")
    cut_glued_words(nlp)
    return nlp


def kept_pieces(vocabulary: Sequence[str], texts: Iterable[str], size: int = VOCABULARY) -> list[int]:
    """The rows of the encoder's vocabulary that are kept.

    The special ones, single characters below U+2100, and what is most frequent in the corpora and in names of
    many cultures.
    """
    nlp, pieces = tokenizer(), WordPieces(vocabulary)
    counts: Counter[int] = Counter()
    words = Counter(token.text for text in texts for token in nlp.make_doc(text))
    for word, count in words.items():
        for number in pieces.word(word).ids:
            counts[number] += count
    names = [part for pair in people(random.Random(0)) for part in pair] + [
        name for kind in places() for name in kind
    ]
    for name in names:
        for number in pieces.word(plain(name)).ids:
            counts[number] += 1
    numbers = {piece: number for number, piece in enumerate(vocabulary)}
    first = [numbers[name] for name in SPECIAL]
    first += [
        n for piece, n in numbers.items() if len(piece.removeprefix("##")) == 1 and piece[-1] < "\u2100"
    ]
    rest = sorted(range(len(vocabulary)), key=lambda number: (-counts[number], number))
    return list(dict.fromkeys([*first, *(n for n in rest if not vocabulary[n].startswith("[unused"))]))[:size]


def grouped(sentences: Sequence[Sentence], rng: random.Random) -> list[list[Sentence]]:
    """One to six neighbours of the same document together, for context."""
    groups: list[list[Sentence]] = []
    at = 0
    while at < len(sentences):
        size = rng.choice((1, 1, 2, 3, 4, 6))
        group = [one for one in sentences[at : at + size] if one.doc == sentences[at].doc]
        groups.append(group)
        at += len(group)
    return groups


def share(sentences: Sequence[Sentence], passes: float, rng: random.Random) -> list[Sentence]:
    """The sentences `passes` times over; a fraction of a pass is a run of neighbours from a random place."""
    whole = list(sentences) * int(passes)
    part = int(len(sentences) * (passes - int(passes)))
    start = rng.randrange(max(1, len(sentences) - part))
    return [*whole, *sentences[start : start + part]]


class Diet:
    """What the model is fed: augmented rows, anew for each epoch.

    Args:
        parts: (sentences, passes per epoch).
        names: for the swaps.
        pieces: the vocabulary.
        seed: decides all.
    """

    def __init__(
        self, parts: Sequence[tuple[Sequence[Sentence], float]], names: Names, pieces: WordPieces, seed: int
    ) -> None:
        self._parts, self._names, self._pieces, self._seed = parts, names, pieces, seed
        self._nlp = tokenizer()

    def epoch(self, number: int) -> list[Row]:
        rng = random.Random(self._seed * 1000 + number)
        texts: list[Sentence] = [
            joined([results_table(self._names, rng) for _ in range(rng.randint(1, 6))], "\n")
            for _ in range(TABLES)
        ]
        for _ in range(FIRMS):
            news = [firm_news(self._names, rng) for _ in range(rng.randint(1, 3))]
            texts.append(joined([vary(one, self._names, rng) for one in news], " "))
        for sentences, passes in self._parts:
            for group in grouped(share(sentences, passes, rng), rng):
                between = "\n" if rng.random() < 0.3 else " "
                texts.append(joined([vary(sentence, self._names, rng) for sentence in group], between))
        return list(rows_of(texts, self._nlp, self._pieces))


def labelled(folder: Path) -> list[tuple[list[Sentence], float]]:
    """The labelled training parts with their passes."""
    return [(read_corpus(folder, corpus, "train"), corpus.passes) for corpus in CORPORA]


def dev_sets(folder: Path) -> dict[str, list[Sentence]]:
    sets = {}
    for corpus in CORPORA:
        sentences = read_corpus(folder, corpus, "dev")
        if sentences:
            sets[corpus.name] = sentences[:DEV_MOST]
    return sets


def finder_of(pieces: WordPieces, score: Scorer, outside_bias: float = 0.0) -> Finder:
    """A finder for `evaluate` on the bare model."""
    nlp = tokenizer()

    def find(texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
        docs = [nlp.make_doc(text) for text in texts]
        names_by_doc = names_in(docs, pieces, score, outside_bias)
        return [
            [(doc[start].idx, doc[end - 1].idx + len(doc[end - 1]), label) for start, end, label in names]
            for doc, names in zip(docs, names_by_doc, strict=True)
        ]

    return find


Say = Callable[[str], None]
