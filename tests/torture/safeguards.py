"""Do the tests notice when a safeguard is gone? `python -m tests.torture.safeguards`

Takes each one out of a copy of the code and runs the tests of its part on it: they must fail. With names as arguments:
only those.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[2]

TIMEOUT_S = 1800
NOTHING = "nothing"
SAFEGUARDS: dict[str, tuple[str, str, str]] = {
    # name: (file, in `annotations` unless it says `tui/`; what stands there; what is put in its place)
    NOTHING: ("store/lock.py", "TIMEOUT_S", "TIMEOUT_S"),
    "the lock": (
        "store/lock.py",
        "        self._let_others_in()\n",
        "        return\n",
    ),
    "turns at the lock": ("store/lock.py", "        self._let_others_in()\n", ""),
    "sync of the file": ("files/disk.py", "    os.fsync(descriptor)\n", "    return\n"),
    "sync of the folder": (
        "store/saving.py",
        "            self._files.sync_folder(self._folder)\n",
        "            pass\n",
    ),
    "the temporary file": (
        "store/saving.py",
        "self._files.replace(temporary, self._path)",
        "backups.copy(self._files, temporary, self._path)",
    ),
    "backups": (
        "store/backups.py",
        "    for kind in kinds:\n        make(",
        "    for kind in ():\n        make(",
    ),
    "a backup before a new schema": ("store/saving.py", "        if demanded:\n", "        if False:\n"),
    "rotation of backups": ("store/backups.py", "            files.unlink(old.path)", "            pass"),
    "the check of the cache": (
        "store/storage.py",
        "return self._files.stamp(self.path) != self._stamp",
        "return False",
    ),
    "dropping the cache after a failure": (
        "store/storage.py",
        "        self._tables = self._encoded = self._stamp = None",
        "        return",
    ),
    "asking for the next number anew": (
        "store/tinydb.py",
        "            self._next_id = None",
        "            pass",
    ),
    "the damaged file kept": (
        "store/storage.py",
        "kept = recovery.set_aside(self._files, self.path, self._clock())",
        'kept = "x"',
    ),
    "reading out of the damaged file": (
        "store/recovery.py",
        "itertools.chain(salvage(damaged), ",
        "itertools.chain((), ",
    ),
    "numbers that stand twice": ("store/document.py", "tables = _load_with_twins(raw)", "pass"),
    "the newer schema": ("store/migrations.py", "    if version <= SCHEMA:\n", "    if True:\n"),
    "write protection": ("store/saving.py", "if not self._files.may_write(self._path):", "if False:"),
    "clearing up after a failure": (
        "store/saving.py",
        "        with contextlib.suppress(OSError):\n            self._files.unlink(temporary)",
        "        pass",
    ),
    "permissions": ("store/saving.py", "old.mode if old else PRIVATE", "PRIVATE"),
    "symbolic links": ("store/storage.py", "os.path.realpath(path)", "str(path)"),
    "no word, no write, without the lock": (
        "store/lock.py",
        "        except Timeout:\n            raise StoreError(",
        "        except Timeout:\n            return\n            raise StoreError(",
    ),
    "the look whether somebody wrote meanwhile": (
        "store/storage.py",
        "if data and known not in (None, self.generation):",
        "if False:",
    ),
    "the trash": (
        "store/repository.py",
        'change.put("trash", {"id": annotation_id,',
        '({"id": annotation_id,',
    ),
    "30 days in the trash": ("store/transactions.py", "moment is not None and moment < limit", "True"),
    "copies for whoever asks": (
        "store/tinydb.py",
        "_deep_copy(dict(value)) if isinstance(value, Mapping)",
        "value if isinstance(value, Mapping)",
    ),
    "the refusal to undo another's change": (
        "store/transactions.py",
        "index.find(*key) != record for",
        "False for",
    ),
    "the rival test": ("anchoring/accept.py", "for r in places[1:2]\n", "for r in places[1:1]\n"),
    "the twin from where the note was made": (
        "anchoring/accept.py",
        "    if pattern.twin is not None:\n",
        "    if False:\n",
    ),
    "the floor": ("anchoring/accept.py", "    if not is_good(pattern, best):\n", "    if False:\n"),
    "no place that tears a word": (
        "anchoring/accept.py",
        "return not _tears_a_word(text, pattern, place)",
        "return True",
    ),
    "no place without a word": (
        "anchoring/accept.py",
        "if _is_bare(text[place.start : place.end]) and not _is_bare(pattern.quote):",
        "if False:",
    ),
    "what would be taken for the quote if it were deleted": (
        "anchoring/accept.py",
        "    others += [place for place in left if is_good(pattern, place)]\n",
        "",
    ),
    "the gap beside words that are little alike": (
        "anchoring/accept.py",
        "or (is_doubtful and gap <= limit)",
        "or False",
    ),
    "the look for a gap": (
        "anchoring/accept.py",
        "not _is_closed(prepared, pattern, places, seeds)",
        "True",
    ),
    "a twin looked for when the note is made": (
        "anchoring/describe.py",
        "replace(quote, twin=_twin(text, span, quote))",
        "replace(quote)",
    ),
    "the edge between a quote's paragraphs": (
        "anchoring/candidates.py",
        ", *parted(prepared, pattern, seeds)]",
        "]",
    ),
    "the stored selector left as it was": (
        "library.py",
        "        anchored = [(note, self._anchors.anchor(article, note)) for note in notes]\n",
        "        anchored = [(note, self._anchors.anchor(article, note)) for note in notes]\n"
        "        for note, anchor in anchored:\n"
        "            if anchor.span and anchor.quality != 'exact':\n"
        "                self.note_edits.reattach(note.id, article, anchor.span)\n",
    ),
    "a draft while it is written": (
        "tui/drafts.py",
        "            self._keep(unfinished, unfinished.words())\n",
        "            return\n",
    ),
    "a draft of what did not get to the store": (
        "tui/drafts.py",
        "unfinished.saving is not None and self._is_there(unfinished)",
        "unfinished.saving is not None",
    ),
    "a draft beside a store that can't be written": (
        "tui/drafts.py",
        "self._spare.save(replace(draft, id=old)).id",
        "old",
    ),
    "the sheet that stays until the note is saved": (
        "tui/screens/note_editor.py",
        "        if not isinstance(made, AnnotationsError):\n",
        "        if True:\n",
    ),
    "the question before another's words are written over": (
        "notes/body.py",
        "        if words != seen.note:\n",
        "        if False:\n",
    ),
    "the context at the old place": (
        "anchoring/resolve.py",
        "        and text[before:start] == quote.prefix\n",
        "",
    ),
}


SUITES = {
    "anchoring/": "tests/anchoring",
    "library.py": "tests/notes/test_selectors_stay.py",
    "notes/body.py": "tests/notes/test_conflicts.py",
    "tui/screens/": "tests/screens/test_save_note.py",
    "tui/drafts.py": "tests/screens/test_save_note.py tests/screens/test_note_editor.py",
    "store/": "tests/store",
    "files/": "tests/store tests/files",
}
"""Which tests are of a file's part."""
SLOW = ("test_codec.py", "test_edited_prose.py", "test_faults.py", "test_killing.py")


def suite_of(file: str) -> str:
    """The tests that must notice what is gone from a file."""
    return next(suite for part, suite in SUITES.items() if file.startswith(part))


def files_of(root: Path, suite: str) -> list[str]:
    """The files of a suite, paths from `root`."""
    paths = [root / part for part in suite.split()]
    found = [file for path in paths for file in (path.glob("test_*.py") if path.is_dir() else [path])]
    return [str(file.relative_to(root)) for file in found]


def slow_last(file: str) -> tuple[bool, str]:
    """The first test that fails ends a run: what takes minutes comes after what takes seconds."""
    return file.endswith(SLOW), file


def path_of(file: str, root: Path = ROOT) -> Path:
    """Where a file of the list lies."""
    return root / file if file.startswith("tui/") else root / "annotations" / file


def notices(name: str) -> tuple[bool, str]:
    """Do the tests fail without this safeguard? And which one failed first."""
    file, old, new = SAFEGUARDS[name]
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("annotations", "tui", "tests", "seeds"):
            shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "pyproject.toml", copy)
        path = path_of(file, copy)
        text = path.read_text(encoding="utf-8")
        if old not in text:
            return False, f"{file} has changed: say anew how to take this safeguard out"
        path.write_text(text.replace(old, new), encoding="utf-8")
        suites = sorted({*SUITES.values()}) if name == NOTHING else [suite_of(file)]
        files = sorted({file for suite in suites for file in files_of(copy, suite)}, key=slow_last)
        command = [sys.executable, "-m", "pytest", *files, "-q", "-x", "-p", "no:cacheprovider"]
        # the copy is compiled once: the tests start many processes
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        try:
            ran = subprocess.run(
                command, cwd=copy, capture_output=True, text=True, env=env, timeout=TIMEOUT_S, check=False
            )
        except subprocess.TimeoutExpired:
            return False, f"no answer within {TIMEOUT_S} s: try again when the machine is quiet"
        failed = [line for line in ran.stdout.splitlines() if line.startswith(("FAILED", "ERROR"))]
        return ran.returncode == 1, failed[0].split(" - ")[0] if failed else ran.stdout[-300:]


def main(names: list[str]) -> int:
    """Print a line for each; returns how many went unnoticed."""
    missed = 0
    for name in names or SAFEGUARDS:
        noticed, which = notices(name)
        noticed = noticed != (name == NOTHING)  # with all in place the tests must pass
        missed += not noticed
        print(f"{'ok ' if noticed else 'BAD'} without {name}: {which}", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(min(main(sys.argv[1:]), 1))
