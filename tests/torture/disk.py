"""A disk in memory that forgets what was not synced, and can die or fail at any chosen step.

It answers the same calls as `annotations.files.disk.RealFiles`. Contents and names each have two states: what the
running system sees, and what is on the platter; only `seal` and `sync_folder` carry over.
"""

import copy
import errno
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from annotations.files.disk import Stamp

When = Literal["before", "in", "after"]


class Death(BaseException):
    """The process is gone: nothing may catch it and go on."""


@dataclass
class Inode:
    number: int
    mode: int
    seen: bytes = b""
    kept: bytes = b""
    mtime_ns: int = 0


@dataclass
class Disk:
    """`die_at` counts changing calls from 0; with `error` the call fails with it instead of ending the process."""

    seen: dict[str, Inode] = field(default_factory=dict)
    kept: dict[str, Inode] = field(default_factory=dict)
    die_at: int = -1
    when: When = "before"
    error: int = 0
    links: bool = True
    steps: list[str] = field(default_factory=list)
    dead: bool = False
    made: int = 0
    open_files: dict[int, Inode] = field(default_factory=dict)

    def _step(self, what: str) -> Iterator[bool]:
        """Yields whether the call happens only in part; dies before, in or after it."""
        self._alive()
        here = len(self.steps) == self.die_at
        self.steps.append(what)
        if not here:
            yield False
            return
        if self.error:
            yield from [True] if self.when == "in" else []
            raise OSError(self.error, "made up")
        if self.when != "before":
            yield self.when == "in"
        self.dead = True
        raise Death

    def _alive(self) -> None:
        if self.dead:
            raise Death

    def stamp(self, path: str) -> Stamp | None:
        self._alive()
        inode = self.seen.get(path)
        return inode and Stamp(inode.number, len(inode.seen), inode.mtime_ns, inode.mode)

    def read(self, path: str) -> tuple[bytes, Stamp]:
        self._alive()
        if path not in self.seen:
            raise FileNotFoundError(errno.ENOENT, "not there", path)
        stamp = self.stamp(path)
        assert stamp is not None
        return self.seen[path].seen, stamp

    def create(self, path: str, mode: int) -> int:
        for part in self._step(f"create {path}"):
            if part:
                continue
            if path in self.seen:
                raise FileExistsError(errno.EEXIST, "there", path)
            self.made += 1
            self.seen[path] = self.open_files[self.made] = Inode(self.made, mode)
        return self.made

    def write(self, descriptor: int, pieces: Iterable[bytes]) -> None:
        for piece in pieces:
            for part in self._step("write"):
                self.open_files[descriptor].seen += piece[: len(piece) // 2] if part else piece

    def seal(self, descriptor: int, path: str, mtime_ns: int) -> Stamp:
        inode = self.open_files[descriptor]
        for part in self._step(f"sync {path}"):
            inode.mtime_ns = mtime_ns
            inode.kept = inode.seen[: len(inode.seen) // 2] if part else inode.seen
        del self.open_files[descriptor]
        return Stamp(inode.number, len(inode.seen), mtime_ns, inode.mode)

    def abandon(self, descriptor: int) -> None:
        self._alive()
        self.open_files.pop(descriptor, None)

    def replace(self, source: str, target: str) -> None:
        for part in self._step(f"replace {target}"):
            if not part:
                self.seen[target] = self.seen.pop(source)

    def link(self, source: str, target: str) -> None:
        for part in self._step(f"link {target}"):
            if not self.links:
                raise OSError(errno.EPERM, "no links here")
            if target in self.seen:
                raise FileExistsError(errno.EEXIST, "there", target)
            if not part:
                self.seen[target] = self.seen[source]

    def unlink(self, path: str) -> None:
        for part in self._step(f"unlink {path}"):
            if not part:
                self.seen.pop(path, None)

    def sync_folder(self, path: str) -> None:
        for part in self._step(f"sync folder {path}"):
            if part:
                continue
            for name in {*self.seen, *self.kept}:
                if str(PurePath(name).parent) == path:
                    if name in self.seen:
                        self.kept[name] = self.seen[name]
                    else:
                        del self.kept[name]

    def make_folder(self, path: str) -> None:
        self._alive()

    def names(self, path: str) -> list[str]:
        self._alive()
        return sorted(PurePath(name).name for name in self.seen if str(PurePath(name).parent) == path)

    def may_write(self, path: str) -> bool:
        self._alive()
        return True

    def images(self) -> Iterator[tuple[str, "Disk"]]:
        """What may be found after the death: of the process alone, or of the power too.

        After a power loss names and contents may each be as last synced or as last seen, per folder for names.
        """
        folders = sorted({str(PurePath(name).parent) for name in {*self.seen, *self.kept}})
        yield "process killed", self._image(folders, contents_synced=False)
        for lost_contents in (True, False):
            for count in range(2 ** len(folders)):
                fresh = [folder for bit, folder in enumerate(folders) if count >> bit & 1]
                word = "contents lost" if lost_contents else "contents kept"
                yield (
                    f"power lost, {word}, names kept in {fresh}",
                    self._image(fresh, contents_synced=lost_contents),
                )

    def _image(self, fresh_folders: list[str], *, contents_synced: bool) -> "Disk":
        names: dict[str, Inode] = {}
        for name in {*self.seen, *self.kept}:
            source = self.seen if str(PurePath(name).parent) in fresh_folders else self.kept
            if name in source:
                names[name] = source[name]
        found = copy.deepcopy(names)
        for inode in found.values():
            if contents_synced:
                inode.seen = inode.kept
            inode.kept = inode.seen
        return Disk(found, dict(found), made=self.made, links=self.links)


class NoLock:
    """The disk in memory has one user."""

    def acquire(self) -> None: ...

    def release(self) -> None: ...
