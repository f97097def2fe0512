"""What the doctor looks at besides the notes file: caches, the engine, notes whose words are gone."""

import contextlib
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from annotations.doctor.store_checks import Finding
from annotations.errors import EngineError
from annotations.files.disk import RealFiles
from annotations.files.presence import is_file
from annotations.files.sqlite_cache import throw_away
from annotations.notes.query import AnchoredNote
from annotations.sources import find_articles
from annotations.sources.front_matter import problems_of_head
from annotations.store.repository import UNFILED
from annotations.text.plurals import pluralize

_SHOWN_CHARS = 200
_PROBE = "Ana Ruiz of the Harbour Trust met Steve Witkoff in Moscow."


def check_caches(folder: Path) -> list[Finding]:
    """Look into every cache file. Nothing is written; a damaged cache costs no note."""
    files = _cache_files(folder)
    findings = []
    for file in files:
        if reason := _damage(file):
            step = "Run `postil doctor --repair`: it is thrown away and made anew."
            findings.append(
                Finding("note", f"a cache is damaged: {reason}", str(file), step, repairable=True)
            )
    stamps = (RealFiles().stamp(str(file)) for file in files)  # another may have begun one anew meanwhile
    size = sum(stamp.size for stamp in stamps if stamp is not None)
    findings.append(
        Finding(
            "good",
            f"{pluralize(len(files), 'file')}, {pluralize(size, 'byte')}; caches can be thrown away at any time",
            str(folder),
        )
    )
    return findings


def repair_caches(folder: Path) -> list[str]:
    """Throw damaged caches away; returns what was done, in words."""
    done = []
    for file in _cache_files(folder):
        if not _damage(file):
            continue
        if throw_away(file):
            done.append(f"Threw away {file}, which was damaged; it is made anew when it is needed.")
    return done


def _cache_files(folder: Path) -> list[Path]:
    return [file for file in sorted(folder.glob("*.sqlite")) if is_file(file)] if folder.is_dir() else []


def _damage(file: Path) -> str:
    """What is wrong with a cache file; empty: nothing, or another process holds it just now."""
    try:
        with contextlib.closing(sqlite3.connect(file, timeout=1)) as db:
            said = db.execute("pragma quick_check(1)").fetchone()
    except sqlite3.OperationalError:
        return ""
    except sqlite3.DatabaseError as error:
        return str(error)
    except UnicodeDecodeError:  # in what SQLite says of it
        return "its schema is no text"
    return "" if said and said[0] == "ok" else str(said[0] if said else "it says nothing")


def check_heads(paths: Iterable[Path]) -> list[Finding]:
    """Look for lines of front matter that can't be read; they cost nothing but themselves."""
    step = "Mend the line in the file; all else of it is read as it stands."
    return [
        Finding("note", f"line {problem.line}: {problem.what}", str(path), step)
        for path in find_articles(paths)
        if isinstance(path, Path)
        for problem in problems_of_head(path)
    ]


def check_engine(model: str) -> Finding:
    """Load the engine and let it read a sentence.

    Args:
        model: name of an installed spaCy pipeline; empty for ours.
    """
    from annotations.entities.engine.spacy_engine import load_engine
    from annotations.entities.engine_version import engine_key

    key = str(engine_key(model or None))
    since = time.monotonic()
    try:
        names = load_engine(model or None).entities(_PROBE)
    except EngineError as error:
        return Finding("bad", error.message, key)
    except ImportError as error:
        said = " ".join(str(error).split())[:_SHOWN_CHARS]
        return Finding(
            "bad",
            f"a library can't be loaded ({said})",
            key,
            "Close other programs, or install postil again.",
        )
    took = f"loads in {time.monotonic() - since:.1f} s"
    why = "set as [entities] model in the settings" if model else "the one that postil brings; none is set"
    if not names:
        return Finding("note", f"{why}; {took}, but finds no name in a plain sentence", key)
    return Finding("good", f"{why}; {took} and finds names", key)


def check_places(notes: list[AnchoredNote]) -> list[Finding]:
    """Say of all notes whether they still have their words, and their articles a file."""
    unfiled = sum(noted.annotation.target.source == UNFILED for noted in notes)
    notes = [noted for noted in notes if noted.annotation.target.source != UNFILED]
    orphans = [noted for noted in notes if noted.anchor.quality == "orphan" and noted.path is not None]
    gone = Counter(noted.title for noted in notes if noted.path is None)
    findings = []
    if unfiled:
        step = "`postil notes --unfiled` lists them, `postil attach` puts them to an article."
        findings.append(Finding("note", f"{pluralize(unfiled, 'note')} without an article", "", step))
    for title, count in Counter(noted.title for noted in orphans).items():
        what = f"{pluralize(count, 'note')} whose words are gone from the article"
        step = "Open it: the shelf of orphans (key 2, then Tab) shows the best places; one key puts a note there."
        findings.append(Finding("note", what, title, step))
    for title, count in gone.items():
        what = f"{pluralize(count, 'note')} on an article whose file is not where it was"
        step = (
            "Open the folder it was moved to once; until then the notes are listed and exported without it."
        )
        findings.append(Finding("note", what, title, step))
    doubted = Counter(noted.title for noted in notes if noted.anchor.quality == "fuzzy")
    for title, count in doubted.items():
        what = f"{pluralize(count, 'note')} whose words have changed: shown where they most likely stand"
        step = "Look at them in the list of notes (key 2, marked “about here?”); a keeps that place."
        findings.append(Finding("note", what, title, step))
    kept = len(notes) - len(orphans) - sum(gone.values()) - sum(doubted.values())
    return [
        *findings,
        Finding("good", f"{pluralize(kept, 'note')} on {'its' if kept == 1 else 'their'} words", ""),
    ]
