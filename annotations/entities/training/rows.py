"""From sentences to rows of word pieces with what each word may be.

A word's target is a set of tags as a bit mask: one bit where the corpus is sure, several where it is not
("GPE or LOC"; "none of those that this corpus labels"), all where it says nothing. The loss is the negative log of the
probability of the whole set (partial annotation, Jie et al. 2019, without the transitions).
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from spacy.language import Language

from annotations.entities.model.bio_tags import LABELS, OUTSIDE, TAGS, begin, inside
from annotations.entities.model.wordpieces import Window, WordPieces, windows
from annotations.entities.training.corpora import UNSURE, Sentence

ANY = (1 << len(TAGS)) - 1


class Row(Struct, frozen=True):
    """One input of the model: the window and a mask of lawful tags for each of its words."""

    window: Window
    targets: list[int]


def word_masks(sentence: Sentence, starts: list[int], ends: list[int], capital: list[bool]) -> list[int]:
    """A mask for each word. Words at the seams of a span that the tokenizer does not cut count as unknown."""
    masks = [1 << OUTSIDE] * len(starts)
    if sentence.unsaid:
        loose = (1 << OUTSIDE) | sum(1 << begin(label) | 1 << inside(label) for label in sentence.unsaid)
        masks = [
            loose if is_capital and number else mask
            for number, (mask, is_capital) in enumerate(zip(masks, capital, strict=True))
        ]
    for start, end, label in sentence.ents:
        labels = UNSURE.get(label, (label,))
        covered = [n for n in range(len(starts)) if starts[n] < end and start < ends[n]]
        if not covered:
            continue
        clean = starts[covered[0]] == start and ends[covered[-1]] == end
        for number in covered:
            tag = begin if number == covered[0] else inside
            masks[number] = sum(1 << tag(one) for one in labels) if clean and labels[0] in LABELS else ANY
    for start, end in sentence.missing:
        for number in range(len(starts)):
            if starts[number] < end and start < ends[number]:
                masks[number] = ANY
    return masks


def rows_of(sentences: Iterable[Sentence], nlp: Language, pieces: WordPieces) -> Iterator[Row]:
    """Rows for the model; a sentence longer than a row becomes several."""
    for sentence in sentences:
        doc = nlp.make_doc(sentence.text)
        words: list[str | None] = []
        masks_at: list[int] = []
        kept = [token for token in doc if not token.is_space]
        starts = [token.idx for token in kept]
        masks = word_masks(
            sentence,
            starts,
            [token.idx + len(token) for token in kept],
            [token.text[:1].isupper() for token in kept],
        )
        given = iter(masks)
        for token in doc:
            if not token.is_space:
                words.append(token.text)
                masks_at.append(next(given))
            elif "\n" in token.text:
                words.append(None)
                masks_at.append(ANY)
        for window in windows(words, pieces):
            if window.words:
                yield Row(window, [masks_at[number] for number in window.words])
