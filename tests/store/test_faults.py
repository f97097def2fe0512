"""The store on a disk that dies, loses power, fills up or breaks at any one call; and proof that the sweep can fail."""

import errno

import pytest

from annotations.files.disk import Stamp
from tests.torture.disk import Disk
from tests.torture.sweep import steps_of, sweep_errors, sweep_mending, sweep_session


def without_links(**options: object) -> Disk:
    return Disk(links=False, **options)


@pytest.mark.parametrize("make", [Disk, without_links])
def test_death_at_any_call_loses_nothing_acknowledged(make) -> None:
    looked, wrong = sweep_session(make)
    assert not wrong, "\n".join(wrong[:10])
    assert looked > steps_of(make, 4) * 3 * 5


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO, errno.EACCES])
def test_an_error_at_any_call_is_a_message_and_nothing_is_lost(error: int) -> None:
    looked, wrong = sweep_errors(error=error)
    assert looked and not wrong, "\n".join(wrong[:10])


@pytest.mark.parametrize("make", [Disk, without_links])
def test_death_while_mending_loses_nothing(make) -> None:
    looked, wrong = sweep_mending(make)
    assert looked > 50 and not wrong, "\n".join(wrong[:10])


class NeverSyncs(Disk):
    """A store without fsync."""

    def seal(self, descriptor: int, path: str, mtime_ns: int) -> Stamp:
        inode = self.open_files[descriptor]
        kept = inode.kept
        stamp = super().seal(descriptor, path, mtime_ns)
        inode.kept = kept
        return stamp


class NeverSyncsFolders(Disk):
    """A store that forgets that a name is data too."""

    def sync_folder(self, path: str) -> None:
        self._alive()


class WritesInPlace(Disk):
    """A store that copies the new document over the old one instead of renaming."""

    def replace(self, source: str, target: str) -> None:
        for part in self._step(f"overwrite {target}"):
            if target not in self.seen:
                self.seen[target] = self.seen[source]
            fresh = self.seen[source].seen
            self.seen[target].seen = fresh[: len(fresh) // 2] if part else fresh
            self.seen[target].kept = self.seen[target].seen


@pytest.mark.parametrize("sabotage", [NeverSyncs, NeverSyncsFolders, WritesInPlace])
def test_the_sweep_sees_a_missing_safeguard(sabotage: type[Disk]) -> None:
    _, wrong = sweep_session(sabotage, every=2)
    assert wrong
