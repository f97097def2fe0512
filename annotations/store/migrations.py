"""Migrations: the store's schema version, and how an older file becomes a newer one.

The version is `schema` in record 1 of the table `meta`. A file of a newer schema is opened read-only. Each step of
`_STEPS` takes the tables at its index to the next version; a backup `schema-N` is made before, or nothing is written.
"""

from collections.abc import Callable
from typing import Any, Final

from annotations.store.document import Record, Tables

Puts = dict[str, dict[str, Record | None]]


def _to_1(tables: Tables) -> Puts:
    """A TinyDB file that nobody versioned: say which version it is."""
    meta = tables.get("meta", {})
    old: dict[str, Any] = meta["1"] if isinstance(meta.get("1"), dict) else {}
    return {"meta": {"1": {**old, "schema": 1, "program": "postil"}}}


_STEPS: Final[tuple[Callable[[Tables], Puts], ...]] = (_to_1,)

SCHEMA: Final = len(_STEPS)
"""The schema this version writes."""


def schema_of(tables: Tables) -> int:
    """The file's schema; 0 for one that nobody versioned."""
    meta = tables.get("meta")
    record = meta.get("1") if isinstance(meta, dict) else None
    version = record.get("schema") if isinstance(record, dict) else None
    return version if type(version) is int else 0


def too_new(tables: Tables) -> str:
    """Why this version must not write to these tables; empty if it may."""
    version = schema_of(tables)
    if version <= SCHEMA:
        return ""
    return (
        f"these notes were written by a newer postil (schema {version}, this one knows {SCHEMA}); "
        "they are opened read-only. Update postil to change them."
    )


def migration(tables: Tables) -> Puts:
    """What to write to bring the tables to this version's schema; empty if they are."""
    puts: Puts = {}
    for step in _STEPS[schema_of(tables) :]:
        for name, records in step(tables).items():
            puts.setdefault(name, {}).update(records)
    return puts
