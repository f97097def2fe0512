"""The front matter: our keys, and a three-way merge of them that leaves every line of the person's as it is.

The key `postil-keys` holds a short hash of each value as postil wrote it. A value that still has it is ours and is
replaced; any other was edited and stays (a list takes in what is new on our side). A key that was taken out stays out.
Lines of other keys, comments and the way our own values are written down are kept byte for byte.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

from msgspec import Struct

from annotations.exporters.escape import yaml_said, yaml_text
from annotations.text.yaml_fields import HeadError, yaml_fields

Value = str | date | Sequence[str]
Values = Mapping[str, Value | None]
"""Our keys in their order. None: nobody knows, so what stands in the file stays; empty: the key is not written."""

KEYS = "postil-keys"
_COMMENT_BEHIND = re.compile(r"[\w\]\"':]\s++(#.*)$")
_BEHIND_OURS = re.compile(
    r"postil-(?:(?:id|text|note):[ \t]++[^\s\"']\S*+|keys:[ \t]++\"?(?:[\w-]++ [0-9a-f]{6}(?:, )?)*+\"?)[ \t]++(\S.*?)\"?$"
)
"""What a person wrote on the line of a key that is a machine's."""
_ALWAYS_OURS = ("postil-id", "postil-text", "postil-note", "postil-entity", KEYS)
_MARK = re.compile(r"(?<![\w-])([\w-]++) ([0-9a-f]{6})")
_FRONT = re.compile(r"\A(\ufeff?)---[ \t]*\r?\n(.*?\r?\n)??(?:---|\.\.\.)[ \t]*(\r?\n|\Z)", re.DOTALL)


class Front(Struct, frozen=True):
    """A file cut behind its front matter."""

    start: str
    """A byte order mark, if there is one."""
    yaml: str | None
    """What stands between the fences; None: there is no front matter."""
    rest: str
    """All that follows."""


def split_front(text: str) -> Front:
    """Cut a file behind its front matter."""
    match = _FRONT.match(text)
    if match is None:
        start = text[: text.startswith("\ufeff")]
        return Front(start, None, text[len(start) :])
    return Front(match.group(1), match.group(2) or "", text[match.end() :])


def written(values: Values) -> str:
    """Our keys as YAML, with the hashes that tell later what was edited."""
    present = {key: value for key, value in values.items() if value}
    marks = [f"{key} {_hash(value)}" for key, value in present.items() if key not in _ALWAYS_OURS]
    lines = [_entry(key, value) for key, value in present.items()]
    return "".join([*lines, _entry(KEYS, ", ".join(marks))])


def merged_front(old: str, values: Values) -> tuple[str, bool]:
    """The front matter as it should be now, LF at its line ends.

    Args:
        old: what stands between the fences now, LF at its line ends.
        values: our keys.

    Returns:
        The new YAML, and whether the old one could be read; if not it is as it was.
    """
    fresh = written(values)
    if old == fresh:
        return old, True
    read = _read(old)
    if read is None:
        return old, False
    entries, theirs = read
    new = _Merge(entries, theirs, values).merged()
    check = _read(new)
    return (
        (new, True) if check is not None and _says_theirs_and_ours(check[1], theirs, values) else (old, False)
    )


def _says_theirs_and_ours(new: Mapping[str, object], theirs: Mapping[str, object], values: Values) -> bool:
    """Whether nothing of ours went into a text of the person's that goes on over lines which look like comments."""
    is_theirs_kept = all(new.get(key) == said for key, said in theirs.items() if key not in {*values, KEYS})
    return is_theirs_kept and all(key in new for key in _ALWAYS_OURS if values.get(key))


def is_as_written(yaml_lines: str, keys: Iterable[str]) -> bool:
    """Whether a front matter holds nothing but `keys` of ours, each as postil wrote it."""
    read = _read(yaml_lines)
    if read is None or any(not entry.key for entry in read[0]):
        return False
    values, marks = read[1], _marks(read[1].get(KEYS))
    ours = {*keys, KEYS}
    edited = (key for key in values if key not in _ALWAYS_OURS and _hash(values[key]) != marks.get(key))
    return values.keys() <= ours and not any(edited)


def values_in(yaml_lines: str) -> Mapping[str, object]:
    """The values of a front matter; none where it can't be read."""
    read = _read(yaml_lines)
    return read[1] if read is not None else {}


class _Entry(Struct, frozen=True):
    """Lines of the front matter: a key with its value, or (no key) comments and blank lines."""

    key: str
    lines: str


class _Merge:
    """One merge of our values into the entries of a file."""

    def __init__(self, entries: list[_Entry], theirs: Mapping[str, object], values: Values) -> None:
        self._entries = entries
        self._theirs = theirs
        self._values = values
        self._base = _marks(theirs.get(KEYS))

    def merged(self) -> str:
        wanted = {key: self._wanted(key) for key in self._values}
        wanted[KEYS] = ", ".join(f"{key} {mark}" for key, mark in self._new_marks().items())
        lines: list[_Entry] = []
        for entry in self._entries:
            lines += self._kept(entry, wanted)
        present = {entry.key for entry in lines}
        order = list(wanted)
        for place, key in enumerate(order):
            if wanted[key] and key not in present:
                at = _after(lines, order[:place])
                lines.insert(at, _Entry(key, _entry(key, wanted[key])))
        return "".join(entry.lines for entry in lines)

    def _wanted(self, key: str) -> Value | None:
        """The value that a key of ours should have; empty: not there; None: as it is."""
        ours, theirs, base = self._values[key], self._theirs.get(key), self._base.get(key)
        if ours is None:
            return None
        if key in _ALWAYS_OURS:
            return ours
        if key not in self._theirs:
            return "" if base is not None else ours
        if _hash(theirs) in (base, _hash(ours)):
            return ours
        if _hash(ours) == base or isinstance(ours, str | date) or not ours:
            return None
        return list(dict.fromkeys([*_texts(theirs), *ours]))

    def _kept(self, entry: _Entry, wanted: Mapping[str, Value | None]) -> list[_Entry]:
        """An entry as it stands, or written anew with the comments that stood in it."""
        if entry.key not in wanted or wanted[entry.key] is None:
            return [entry]
        value = wanted[entry.key]
        if value and _hash(value) == _hash(self._theirs.get(entry.key)):
            return [entry]
        anew = [_Entry(entry.key, _entry(entry.key, value))] if value else []
        return anew + [_Entry("", f"{comment}\n") for comment in _comments(entry)]

    def _new_marks(self) -> dict[str, str]:
        marks: dict[str, str] = {}
        for key, value in self._values.items():
            if value and key not in _ALWAYS_OURS:
                marks[key] = _hash(value)
            elif value is None and key in self._base:
                marks[key] = self._base[key]
        return marks


def _after(lines: Sequence[_Entry], before: Sequence[str]) -> int:
    """Behind the nearest of the keys that come before it in our order; else at the end."""
    places = {entry.key: index for index, entry in enumerate(lines) if entry.key}
    indexes = [places[key] for key in before if key in places]
    return indexes[-1] + 1 if indexes else len(lines) if before else 0


def _read(text: str) -> tuple[list[_Entry], Mapping[str, object]] | None:
    """Entries and values of block-style YAML with its keys at the left; None for anything else."""
    try:
        fields = yaml_fields(text)
    except (HeadError, UnicodeEncodeError):  # no YAML, or no UTF-8
        return None
    if not fields:
        return ([_Entry("", text)] if text else []), {}
    values = {one.key: one.value for one in fields}
    if any(one.column for one in fields) or len(values) != len(fields):
        return None  # indented, or one key twice
    return _cut(text.split("\n"), [(one.line, one.key) for one in fields]), values


def _cut(lines: list[str], starts: list[tuple[int, str]]) -> list[_Entry]:
    last = len(lines) - 1 if not lines[-1] else len(lines)
    entries: list[_Entry] = []
    cuts = [*starts, (last, "")]
    entries += _entries("", lines[: cuts[0][0]])
    for (start, key), (end, _) in pairwise(cuts):
        stop = end
        while stop > start + 1 and (not lines[stop - 1].strip() or lines[stop - 1].startswith("#")):
            stop -= 1
        entries += [*_entries(key, lines[start:stop]), *_entries("", lines[stop:end])]
    return entries


def _entries(key: str, lines: list[str]) -> list[_Entry]:
    return [_Entry(key, "".join(f"{line}\n" for line in lines))] if lines else []


def _comments(entry: _Entry) -> list[str]:
    """What a person wrote into an entry that is written anew: comments, and lines below a key that is a machine's."""
    comments = []
    for line in entry.lines.rstrip("\n").split("\n"):
        if re.match(r"\s*#", line):
            comments.append(line.strip())
        elif behind := _COMMENT_BEHIND.search(line, max(line.rfind('"'), line.rfind("'"), 0)):
            comments.append(behind.group(1))
        elif words := _BEHIND_OURS.match(line):
            comments.append(f"# {words.group(1)}")
        elif entry.key in _ALWAYS_OURS and line.strip() and not line.startswith(entry.key):
            comments.append(f"# {line.strip()}")
    return comments


def _entry(key: str, value: Value | None) -> str:
    if isinstance(value, str):
        return f"{key}: {yaml_text(value)}\n"
    if isinstance(value, date):
        return f"{key}: {value.isoformat()}\n"
    return f"{key}:\n" + "".join(f"  - {yaml_text(item)}\n" for item in value or ())


def _texts(value: object) -> list[str]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        return [str(value)] if value else []
    return [str(item) for item in value]


def _hash(value: object) -> str:
    """Six hex digits of what a value says, however it is written down."""
    is_one = isinstance(value, str) or not isinstance(value, Iterable)
    said = yaml_said(str(value)) if is_one else [yaml_said(item) for item in _texts(value)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:6]


def _marks(said: object) -> dict[str, str]:
    return dict(_MARK.findall(said if isinstance(said, str) else ""))
