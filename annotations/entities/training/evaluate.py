"""Entity-level scores: exact spans, in four classes (person, organisation, place, other), by corpus and label.

Judges any callable from text to entities: the bare recogniser as well as the whole treated pipeline.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec import Struct

from annotations.entities.training.corpora import UNSURE_PEOPLE, UNSURE_PLACE, Sentence

CLASSES = {
    "PERSON": "person",
    "ORG": "organisation",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    UNSURE_PLACE: "place",
    "NORP": "other",
    UNSURE_PEOPLE: "other",
    "EVENT": "other",
    "WORK_OF_ART": "other",
    "PRODUCT": "other",
    "LAW": "other",
    "LANGUAGE": "other",
}
Span = tuple[int, int, str]
Finder = Callable[[Sequence[str]], Iterable[Sequence[Span]]]
"""Takes texts, gives the (start, end, label) of the names in each; offsets are code points of the text."""


class Score(Struct, frozen=True):
    """Counts of right, found and wanted names. Rates are per cent."""

    right: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.found + other.found, self.wanted + other.wanted)

    @property
    def precision(self) -> float:
        """Share of the found that is right."""
        return 100 * self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the wanted that is found."""
        return 100 * self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two."""
        return 200 * self.right / (self.found + self.wanted) if self.found + self.wanted else 0.0


def spared(span: Span, sentence: Sentence) -> bool:
    """Whether the corpus cannot tell if a found span is right.

    It touches a span whose label our scheme lacks, or has a label that the corpus never gives.
    """
    if span[2] in sentence.unsaid:
        return True
    return any(span[0] < end and start < span[1] for start, end in sentence.missing)


def compare(mentions: Sequence[Span], sentence: Sentence, classes: Mapping[str, str]) -> dict[str, Score]:
    """Scores of one sentence by class; labels outside of `classes` (dates, sums) are not names and left out."""
    wanted = {(start, end, classes[label]) for start, end, label in sentence.ents if label in classes}
    given = {
        (span[0], span[1], classes[span[2]])
        for span in mentions
        if span[2] in classes
        and not (spared(span, sentence) and (span[0], span[1], classes[span[2]]) not in wanted)
    }
    right = wanted & given
    scores = {}
    for name in set(classes.values()):
        scores[name] = Score(
            *(sum(1 for span in spans if span[2] == name) for spans in (right, given, wanted)),
        )
    return scores


def evaluate(
    finder: Finder, sentences: Sequence[Sentence], classes: Mapping[str, str] = CLASSES
) -> dict[str, Score]:
    """Scores by class over sentences, each judged as a text of its own; "all" is their sum."""
    scores = {name: Score() for name in dict.fromkeys(classes.values())}
    for mentions, sentence in zip(finder([sentence.text for sentence in sentences]), sentences, strict=True):
        for name, score in compare(mentions, sentence, classes).items():
            scores[name] += score
    scores["all"] = sum(scores.values(), Score())
    return scores


def table(results: Mapping[str, Mapping[str, Score]]) -> str:
    """A Markdown table: a row for each set, P / R / F1 for each class."""
    names = list(next(iter(results.values())))
    lines = [f"| set | {' | '.join(names)} |", "| --- |" + " --- |" * len(names)]
    for set_name, scores in results.items():
        cells = [
            f"{s.precision:.1f} / {s.recall:.1f} / **{s.f1:.1f}**" if s.wanted else "-"
            for s in scores.values()
        ]
        lines.append(f"| {set_name} | {' | '.join(cells)} |")
    return "\n".join(lines)
