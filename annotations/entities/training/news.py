"""Self-training: trained recognisers label news that nobody labelled, and what they are sure of together is learnt from.

What the teachers doubt, or see differently, is left unsaid (`Sentence.missing`: no loss there). The reader's treatment
comes after them, so that titles stay out of names and listed names have their label. Over all of the news a name is then held
against its other mentions: where nearly all sure ones agree, a doubtful one takes their label, and a sure one that
contradicts them is left unsaid.

After Yarowsky (1995), and Xie et al. (2020, "noisy student"): the teacher reads the text as it is, the student its
variations.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from annotations.entities.engine.treatment import TREATMENT
from annotations.entities.labels import NAME_LABELS
from annotations.entities.model.bio_tags import LABELS, OUTSIDE, best_path, lawful_steps, spans_of
from annotations.entities.model.recogniser import Matrix, Scorer, words_of
from annotations.entities.model.wordpieces import Window, WordPieces, windows
from annotations.entities.rules.gazetteer import entries
from annotations.entities.rules.mentions import Mention
from annotations.entities.training.corpora import Sentence

SURE = 0.75
"""A name or a word outside names that the teacher holds less likely is left unsaid."""
VOTES, AGREEMENT = 5, 0.9
MOST_DOUBT = 0.25
"""A sentence with a larger share of doubtful words is left out."""
TEXTS_A_BATCH = 512

Doubt = tuple[int, int]


def together(scorers: Sequence[Scorer]) -> Scorer:
    """One scorer out of several: the mean of their probabilities, so that where they disagree no tag is sure."""

    def score(given: Sequence[Window]) -> Iterator[Matrix]:
        for matrices in zip(*(one(given) for one in scorers), strict=True):
            yield np.log(np.mean(np.exp(np.stack(matrices)), axis=0))

    return score


def label_news(
    texts: Iterable[str],
    nlp: Language,
    pieces: WordPieces,
    score: Scorer,
    say: Callable[[str], None] = print,
) -> list[Sentence]:
    """Sentences with the names that the teacher is sure of."""
    labelled: list[Sentence] = []
    given = iter(texts)
    while batch := list(islice(given, TEXTS_A_BATCH)):
        labelled.extend(_labelled([nlp.make_doc(text) for text in batch], pieces, score))
        if len(labelled) % (16 * TEXTS_A_BATCH) < TEXTS_A_BATCH:
            say(f"{len(labelled)} sentences of news labelled")
    agreed = list(with_votes(labelled))
    kept = [sentence for sentence in agreed if _is_clear(sentence)]
    say(
        f"{len(kept)} of {len(labelled)} sentences of news kept, {sum(len(one.ents) for one in kept)} names, {sum(len(one.missing) for one in kept)} doubts"
    )
    return kept


def _labelled(docs: Sequence[Doc], pieces: WordPieces, score: Scorer) -> Iterator[Sentence]:
    rows: list[tuple[int, list[int], Window]] = []
    for number, doc in enumerate(docs):
        words, tokens = words_of(doc)
        rows.extend((number, tokens, window) for window in windows(words, pieces) if window.words)
    paths: list[dict[int, int]] = [{} for _ in docs]
    chances: list[dict[int, float]] = [{} for _ in docs]
    names: list[list[Mention]] = [[] for _ in docs]
    steps = lawful_steps()
    for (number, tokens, window), scores in zip(rows, score([row[2] for row in rows]), strict=True):
        path = best_path(scores, steps)
        for place, (word, tag) in enumerate(zip(window.words, path, strict=True)):
            paths[number][tokens[word]] = tag
            chances[number][tokens[word]] = float(np.exp(scores[place, tag]))
        for first, end, label in spans_of(path):
            a, b = docs[number][tokens[window.words[first]]], docs[number][tokens[window.words[end - 1]]]
            names[number].append(Mention(a.idx, b.idx + len(b), label, "model"))
    for doc, mentions, path_of, chance in zip(docs, names, paths, chances, strict=True):
        yield _sentence(doc, treated(doc.text, mentions), path_of, chance)


def treated(text: str, mentions: list[Mention]) -> list[Mention]:
    """The names after the reader's treatment of a chunk (no dates, sums and numbers)."""
    for name, step in TREATMENT:
        if name != "postil_values":
            mentions = list(step(text, mentions))
    return [mention for mention in mentions if mention.label in NAME_LABELS]


def _sentence(
    doc: Doc, mentions: Sequence[Mention], path: dict[int, int], chance: dict[int, float]
) -> Sentence:
    text = doc.text
    ents: list[tuple[int, int, str]] = []
    doubts: list[Doubt] = []
    for mention in mentions:
        inside = [
            chance.get(token.i, 0.0)
            for token in doc
            if token.idx < mention.end and mention.start < token.idx + len(token)
        ]
        told = mention.origin != "model" or mention.of(text) in entries()
        if mention.label in LABELS and (told or min(inside, default=0.0) >= SURE):
            ents.append((mention.start, mention.end, mention.label))
        else:
            doubts.append((mention.start, mention.end))
    for token in doc:
        end = token.idx + len(token)
        free = not any(token.idx < m.end and m.start < end for m in mentions)
        if free and path.get(token.i) == OUTSIDE and chance[token.i] < SURE:
            doubts.append((token.idx, end))
    return Sentence(text, tuple(ents), tuple(sorted(doubts)))


def with_votes(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """Each sentence after all mentions of its names have voted, see the head of this file."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in sentences:
        for start, end, label in sentence.ents:
            votes[sentence.text[start:end]][label] += 1
    elected: dict[str, str] = {}
    for name, counted in votes.items():
        label, count = counted.most_common(1)[0]
        if count >= VOTES and count >= AGREEMENT * counted.total():
            elected[name] = label
    for sentence in sentences:
        ents, doubts = [], []
        for start, end, label in sentence.ents:
            if elected.get(sentence.text[start:end], label) == label:
                ents.append((start, end, label))
            else:
                doubts.append((start, end))
        for start, end in sentence.missing:
            name = sentence.text[start:end]
            if name in elected:
                ents.append((start, end, elected[name]))
            else:
                doubts.append((start, end))
        yield Sentence(sentence.text, tuple(sorted(ents)), tuple(sorted(doubts)))


def _is_clear(sentence: Sentence) -> bool:
    doubtful = sum(len(sentence.text[start:end].split()) for start, end in sentence.missing)
    return doubtful <= MOST_DOUBT * len(sentence.text.split())


def write_news(path: Path, sentences: Iterable[Sentence]) -> None:
    """Keeps labelled news, a sentence a line, whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="\n") as file:
        for one in sentences:
            file.write(json.dumps({"text": one.text, "ents": one.ents, "missing": one.missing}) + "\n")
    part.replace(path)


def read_labelled_news(path: Path) -> list[Sentence]:
    """What `write_news` kept; each sentence is a document of its own."""
    sentences = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")):
        if line:
            record = json.loads(line)
            ents = tuple((start, end, label) for start, end, label in record["ents"])
            missing = tuple((start, end) for start, end in record["missing"])
            sentences.append(Sentence(record["text"], ents, missing, doc=f"news-{number}"))
    return sentences
