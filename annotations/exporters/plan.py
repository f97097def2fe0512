"""A dry run as a value: which files an export would write, with what in them; and the writing itself."""

import contextlib
import difflib
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import Struct, field

from annotations.errors import ExportError
from annotations.exporters.items import ExportReport
from annotations.files.disk import RealFiles
from annotations.files.read import read_bytes
from annotations.files.write import WrittenMeanwhileError, sweep, write_file
from annotations.paths import cache_folder
from annotations.text.canonical import showable

_LOCK_SECONDS = 60


class ChangedMeanwhileError(ExportError):
    """A file is not any more as it was when the export was planned: plan again."""


class PlannedFile(Struct, frozen=True):
    """One file that an export would make, change or take away."""

    path: Path
    before: bytes | None
    """As it is now; None: it is not there yet."""
    after: bytes | None
    """As it is to be; None: it goes away."""

    def diff(self) -> str:
        """The change as a unified diff, ends of lines apart."""
        old, new = _lines(self.before), _lines(self.after)
        name = showable(str(self.path))
        here = name if self.before is not None else "/dev/null"
        there = name if self.after is not None else "/dev/null"
        return "".join(f"{line}\n" for line in difflib.unified_diff(old, new, here, there, lineterm=""))


def _lines(raw: bytes | None) -> list[str]:
    lines = (raw or b"").decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
    return [showable(line) for line in (lines if lines[-1] else lines[:-1])]


class ExportPlan(Struct, frozen=True):
    """What an export would do. Nothing is written until `write` is called."""

    folder: Path | None
    """Where it goes; None: the text is in the report."""
    report: ExportReport
    files: tuple[PlannedFile, ...] = field(default=())
    """Only those that change, in the order in which they are written."""

    def diff(self) -> str:
        """All changes as one unified diff."""
        return "".join(file.diff() for file in self.files)

    def write(self, *, is_held: bool = False) -> ExportReport:
        """Write the planned files, each whole or not at all, and say what was done.

        Args:
            is_held: the caller holds the folder already (`writing_to`).

        Raises:
            ChangedMeanwhileError: a file was changed after the plan was made; it and those after it were not written.
            ExportError: a file can't be written; says which, and how many others were.
        """
        if self.folder is None or not self.files:
            return self.report
        with contextlib.nullcontext() if is_held else writing_to(self.folder):
            waiting = [file for file in self.files if _is_to_be_written(file)]
            for folder in {file.path.parent for file in waiting}:
                sweep(folder)
            failed = [problem for file in waiting if (problem := _problem_of_writing(file))]
        if failed:
            others = len(self.files) - len(failed)
            raise ExportError(f"{failed[0]}; {others} of {len(self.files)} files were written")
        return self.report


def plan_of(folder: Path | None, files: Sequence[PlannedFile], report: ExportReport) -> ExportPlan:
    """A plan of what changes among `files`."""
    changing = tuple(file for file in files if file.before != file.after)
    report.paths = [file.path for file in changing]
    return ExportPlan(folder, report, changing)


def bytes_of(path: Path) -> bytes | None:
    """What stands in a file; None where there is none.

    Raises:
        ExportError: it can't be read.
    """
    try:
        return read_bytes(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as problem:
        raise ExportError(
            f"{path} can't be read: {problem.strerror or problem}; move it or choose another folder"
        ) from problem


@contextlib.contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder; it lies in the cache, since a lock file in a vault would be synchronised.

    Raises:
        ExportError: another export holds it for a minute.
    """
    from filelock import FileLock, Timeout

    name = hashlib.blake2b(os.fsencode(folder.resolve()), digest_size=8).hexdigest()
    locks = cache_folder() / "locks"
    try:
        locks.mkdir(parents=True, exist_ok=True)
        lock = FileLock(locks / f"export-{name}.lock", timeout=_LOCK_SECONDS)
        lock.acquire()
    except Timeout:
        raise ExportError(
            f"another export to {folder} has been running for {_LOCK_SECONDS} s; try again later"
        ) from None
    except OSError:
        yield  # no folder for caches: the check of each file before it is replaced has to do
        return
    try:
        yield
    finally:
        lock.release()


def _is_to_be_written(file: PlannedFile) -> bool:
    """Whether the file is as it was when the plan was made; false where another export has done the same meanwhile."""
    now = bytes_of(file.path)
    if now not in (file.before, file.after):
        raise _changed(file)
    return now == file.before


def _changed(file: PlannedFile) -> ChangedMeanwhileError:
    return ChangedMeanwhileError(f"{file.path} was changed while the export was being prepared; export again")


def _problem_of_writing(file: PlannedFile) -> str:
    """Write one file; returns what is in the way, if anything."""
    try:
        stamp = RealFiles().stamp(str(file.path))  # before it is read: to write and sync takes its time too
        if not _is_to_be_written(file):  # many files take their time, and an editor is open beside
            return ""
        if file.after is None:
            file.path.unlink(missing_ok=True)
        else:
            write_file(file.path, file.after, is_private=False, over=(stamp,))
    except WrittenMeanwhileError as problem:
        raise _changed(file) from problem
    except OSError as problem:
        return f"{file.path} can't be written: {problem.strerror or problem}"
    return ""
