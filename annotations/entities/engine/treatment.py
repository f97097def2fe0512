"""The treatment after the model, each step a spaCy component: `nlp.add_pipe("postil_trim")` and so on.

Components hand each other `Mention`s in `doc.user_data`, because an entity need not begin or end where a foreign
tokenizer cut ("4/26/2025Trump's"); `doc.ents` shows those that do.
"""

from collections.abc import Callable, Iterable

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from annotations.entities.coreference.consistency import make_consistent
from annotations.entities.rules.dates_and_numbers import find_values
from annotations.entities.rules.gazetteer import add_listed_names
from annotations.entities.rules.head_nouns import apply_head_nouns
from annotations.entities.rules.index_names import join_index_names
from annotations.entities.rules.laws_and_events import add_patterns
from annotations.entities.rules.match_scores import is_on_sport
from annotations.entities.rules.mentions import Mention, keep_longest
from annotations.entities.rules.places_as_first_names import join_first_names
from annotations.entities.rules.titles import trim_names

Step = Callable[[str, Iterable[Mention]], list[Mention]]

_KEY, _TEXT = "postil_mentions", "postil_text"


def add_values(text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Adds dates, times, sums and numbers; overlaps are left to `postil_overlap`, but that no name is a sum, nor a feast day an event."""
    mentions = list(mentions)
    values = find_values(text)
    ages = _find_ages(text, mentions, values)
    values = [v._replace(label="DATE") if v in ages else v for v in values]
    sure = {(v.start, v.end): v.label for v in values if v.label in ("MONEY", "PERCENT", "DATE")}
    names = [
        m for m in mentions if (told := sure.get(m[:2])) is None or (told == "DATE" and m.label != "EVENT")
    ]
    return [*names, *values]


def _find_ages(text: str, mentions: Iterable[Mention], values: Iterable[Mention]) -> set[Mention]:
    """Numbers behind a person that are ages: "Farai Gombedza (|51|)", "and Juan, |11|;". In a text on sport they are minutes."""
    people = {m.end: " " in m.of(text) for m in mentions if m.label == "PERSON"}
    ages = {
        v
        for v in values
        if v.label == "CARDINAL"
        and v.start - 2 in people
        and v.of(text).isdigit()
        and 4 < int(v.of(text)) < 110
        if (text[v.start - 2 : v.start], text[v.end : v.end + 1])
        in ((" (", ")") if people[v.start - 2] else (), (", ", ","), (", ", "."), (", ", ";"), (", ", ")"))
    }
    return set() if ages and is_on_sport(text) else ages


def drop_overlaps(_text: str, mentions: Iterable[Mention]) -> list[Mention]:
    """Applies the overlap rule (`mentions.disjoint`)."""
    return keep_longest(mentions)


TREATMENT: tuple[tuple[str, Step], ...] = (
    ("postil_trim", trim_names),
    ("postil_heads", apply_head_nouns),
    ("postil_patterns", add_patterns),
    ("postil_gazetteer", add_listed_names),
    ("postil_first_names", join_first_names),
    ("postil_index", join_index_names),
    ("postil_values", add_values),
    ("postil_overlap", drop_overlaps),
)
"""The steps that look at a chunk, in order. `postil_consistency` comes last and looks at an article."""


def read_mentions(doc: Doc) -> list[Mention]:
    """What the components before have found; at first the entities that a recogniser set."""
    held = doc.user_data.get(_KEY)
    if held is None:
        return [Mention(span.start_char, span.end_char, span.label_, "model") for span in doc.ents]
    return list(held)


def _text_of(doc: Doc) -> str:
    """`doc.text`, which spaCy joins anew from tokens on each call, kept."""
    text = doc.user_data.get(_TEXT)
    if text is None:
        text = doc.user_data[_TEXT] = doc.text
    return str(text)


def set_mentions(doc: Doc, mentions: list[Mention]) -> Doc:
    """Hands mentions on, and shows those that stand on token borders as `doc.ents`."""
    doc.user_data[_KEY] = mentions
    spans = (doc.char_span(m.start, m.end, label=m.label) for m in mentions)
    doc.ents = filter_spans([span for span in spans if span is not None])
    return doc


class Treatment:
    """One step as a spaCy component."""

    def __init__(self, step: Step, *, last: bool) -> None:
        self._step = step
        self._last = last

    def __call__(self, doc: Doc) -> Doc:
        """Applies the step to the doc's mentions."""
        mentions = self._step(_text_of(doc), read_mentions(doc))
        if self._last:
            return set_mentions(doc, mentions)
        doc.user_data[_KEY] = mentions
        return doc


def _register(name: str, step: Step) -> None:
    def make(nlp: Language, name: str) -> Treatment:
        return Treatment(step, last=name in ("postil_overlap", "postil_consistency"))

    Language.factory(name, func=make)


def register() -> None:
    """Makes the factories known to spaCy; harmless to call twice."""
    for name, step in (*TREATMENT, ("postil_consistency", make_consistent)):
        if not Language.has_factory(name):
            _register(name, step)


def add_treatment(nlp: Language) -> None:
    """Adds every step to the end of a pipeline."""
    register()
    for name, _ in TREATMENT:
        nlp.add_pipe(name)
    nlp.add_pipe("postil_consistency")
