"""The labels: OntoNotes 5's eighteen, the four classes they are judged in, and what people call them.

Source of the scheme: Weischedel et al., OntoNotes Release 5.0 (LDC2013T19), section on names.
"""

from typing import Literal

from msgspec import Struct

EntityClass = Literal["person", "organisation", "place", "other", "number"]
ExportClass = Literal[
    "people", "organizations", "places", "groups", "events", "works", "products", "laws", "languages"
]
EXPORT_KINDS: dict[ExportClass, str] = {
    "people": "person",
    "organizations": "organization",
    "places": "place",
    "groups": "group",
    "events": "event",
    "works": "work",
    "products": "product",
    "laws": "law",
    "languages": "language",
}
"""The lists of names in exports, in their order, each with what its pages say of one: `kind: person`."""


class Label(Struct, frozen=True):
    """One kind of entity."""

    name: str
    """As OntoNotes and spaCy write it."""
    human: str
    """For people, singular, lower case."""
    group: EntityClass
    """The class it counts in; "number" for what rules find and the four classes leave out."""
    export: ExportClass | None = None
    """The list of the exported front matter that it goes to; None: dates, sums and numbers, which are no names."""


_TABLE = (
    Label("PERSON", "person", "person", "people"),
    Label("ORG", "organisation", "organisation", "organizations"),
    Label("GPE", "country or town", "place", "places"),
    Label("LOC", "region", "place", "places"),
    Label("FAC", "building or road", "place", "places"),
    Label("NORP", "nationality, faith or party", "other", "groups"),
    Label("EVENT", "event", "other", "events"),
    Label("WORK_OF_ART", "work", "other", "works"),
    Label("PRODUCT", "product", "other", "products"),
    Label("LAW", "law or treaty", "other", "laws"),
    Label("LANGUAGE", "language", "other", "languages"),
    Label("DATE", "date", "number"),
    Label("TIME", "time", "number"),
    Label("MONEY", "sum of money", "number"),
    Label("PERCENT", "percentage", "number"),
    Label("QUANTITY", "quantity", "number"),
    Label("ORDINAL", "ordinal", "number"),
    Label("CARDINAL", "number", "number"),
)

LABELS: dict[str, Label] = {label.name: label for label in _TABLE}
"""By name, in the order in which they are shown."""

NAME_LABELS = frozenset(label.name for label in _TABLE if label.group != "number")
"""Labels of names, as against dates, sums and numbers."""


def human_name(label: str) -> str:
    """What people call a label; a label of a user's own pipeline in lower case."""
    known = LABELS.get(label)
    return known.human if known else label.lower().replace("_", " ")


def one_of(label: str) -> str:
    """One name with a label, as people say it: "an event"."""
    words = human_name(label)
    return f"{'an' if words[:1] in 'aeiou' else 'a'} {words}"


def class_of(label: str) -> EntityClass:
    """The class a label counts in; "other" for one we do not know."""
    known = LABELS.get(label)
    return known.group if known else "other"


def kind_of(label: str) -> str:
    """The kind that tells one name from another of the same words: people, organisations and places by class, all else by label."""
    group = class_of(label)
    return group if group in ("person", "organisation", "place") else label


def export_class(label: str) -> ExportClass | None:
    """The list of the exported front matter for a label, or None."""
    known = LABELS.get(label)
    return known.export if known else None
