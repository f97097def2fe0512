"""Corrections of names as JSON lines, so that a desk shares them: one a line, each by itself; the same again adds nothing.

A line holds `kind`, `text`, `scope`, and what that kind and scope need: `label`, `canonical`, `seen` (the kind that is
meant, `any_kind` if others are too, `only_now` if not those that were of it before), `article` with its `title` and
`fingerprint`, `target` (W3C Web Annotation).
"""

from collections.abc import Iterator, Sequence

import orjson
from msgspec import Struct
from msgspec.structs import replace

from annotations.articles.library_articles import Articles
from annotations.entities.corrections import Correction, squeezed
from annotations.errors import EngineError
from annotations.notes.correction_records import from_record, to_record
from annotations.notes.name_corrections import KeptCorrection, NameCorrections
from annotations.text.plurals import pluralize

_MOST_LINE_CHARS = 1_000_000


class BadLine(Struct, frozen=True):
    """A line that could not be taken in."""

    number: int
    """From 1."""
    problem: str


class TakenIn(Struct, frozen=True):
    """What an import did."""

    added: int
    known: int
    """Corrections that had been made here too, or stood there twice."""
    bad: tuple[BadLine, ...] = ()
    against: tuple[tuple[Correction, Correction], ...] = ()
    """Those that say otherwise than what had been said here, each with that: the later one holds."""


def lines_of(kept: Sequence[KeptCorrection], articles: Articles) -> Iterator[bytes]:
    """Corrections as lines with their newlines."""
    for one in kept:
        record = {name: value for name, value in to_record(one.correction).items() if value}
        if one.correction.scope == "everywhere":
            for own in ("article", "target"):  # where it was said is nobody else's business
                record.pop(own, None)
        else:
            record |= {"title": one.title, "fingerprint": articles.fingerprint_of(one.correction.article)}
        yield orjson.dumps(record) + b"\n"


def take_in(lines: str, corrections: NameCorrections, articles: Articles) -> TakenIn:
    """Keep the corrections of a file that are not there yet, in one step that can be undone.

    Raises:
        StoreError: they were not written.
    """
    own = [one.correction for one in corrections.all()]
    known = {_compared(one) for one in own}
    own_of: dict[str, list[Correction]] = {}
    for one in own:
        own_of.setdefault(squeezed(one.text), []).append(one)
    added: list[Correction] = []
    against: list[tuple[Correction, Correction]] = []
    bad: list[BadLine] = []
    count = 0
    for number, line in enumerate(lines.split("\n"), 1):
        if not line.strip():
            continue
        try:
            correction = _read_line(line, articles)
        except EngineError as error:
            bad.append(BadLine(number, error.message))
            continue
        count += 1
        if (key := _compared(correction)) not in known:
            known.add(key)
            added.append(correction)
            others = reversed(own_of.get(squeezed(correction.text), ()))
            against += [(correction, one) for one in others if _says_otherwise(correction, one)][:1]
    kept = 0
    if added:
        label = f"{pluralize(len(added), 'correction')} taken in"
        kept = corrections.include(added, label, compared=_compared)
    return TakenIn(kept, count - kept, tuple(bad), tuple(against))


def _read_line(line: str, articles: Articles) -> Correction:
    """Raises EngineError: what is the matter with the line, and what to do."""
    try:
        record = orjson.loads(line) if len(line) <= _MOST_LINE_CHARS else None
    except orjson.JSONDecodeError:
        record = None
    if not isinstance(record, dict):
        raise EngineError("it is no JSON object; `postil corrections export` writes one a line")
    correction = from_record(record)
    if correction.scope == "everywhere":
        return replace(correction, article="", selectors=())
    mark, title = record.get("fingerprint"), record.get("title")
    id = articles.known_id(correction.article, mark if isinstance(mark, str) else "")
    if not id:
        name = title if isinstance(title, str) and title else correction.article
        raise EngineError(f"its article “{name[:80]}” is not known here: open it, then import the file again")
    return replace(correction, article=id)


def _says_otherwise(new: Correction, old: Correction) -> bool:
    """Do two corrections of the same words and scope not go together?"""
    one, other = _compared(new), _compared(old)
    if (one.scope, one.article, one.selectors) != (other.scope, other.article, other.selectors):
        return False
    if not (new.means(old.seen) or not old.seen or (old.label and new.means(old.label))):
        return False  # of another kind of name
    kinds = {new.kind, old.kind}
    if kinds <= {"relabel", "add"}:
        return new.label != old.label
    return new.canonical != old.canonical if kinds == {"same-as"} else "not-entity" in kinds


def _compared(correction: Correction) -> Correction:
    """What is the same in two corrections that say the same; everywhere it does not matter where it was said."""
    article = "" if correction.scope == "everywhere" else correction.article
    label = correction.new_label if correction.kind == "same-as" else correction.label
    selectors = correction.selectors if correction.scope == "here" else ()
    return replace(
        correction, text=squeezed(correction.text), article=article, label=label, selectors=selectors
    )
