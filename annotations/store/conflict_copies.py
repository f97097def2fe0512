"""What a folder service (Syncthing, Dropbox, Nextcloud, Resilio) lays beside the notes when two machines wrote them at once.

Such a copy holds what the other machine wrote. It is never read by itself; `postil doctor --repair` puts it together with the
notes (`annotations.doctor.conflict_merge`).
"""

import contextlib
import re
from pathlib import Path
from typing import Final

from annotations.files.disk import Files
from annotations.store.document import was_notes_file

_CONFLICT: Final = re.compile(r"[ck]onfli[ckt]|конфликт|競合|冲突|衝突|충돌", re.IGNORECASE)
"""Dropbox and Nextcloud name the copies in the language of the machine: "Konflikt", "conflit", "conflitto", "conflito"."""


def conflict_copies(files: Files, path: str) -> list[str]:
    """Paths of the conflict copies of a notes file: `notes.sync-conflict-….json`, `notes (conflicted copy …).json`."""
    notes, copies = Path(path), []
    for name in files.names(str(notes.parent)):
        if name.startswith(notes.stem) and name.endswith(notes.suffix) and _CONFLICT.search(name):
            copy = str(notes.parent / name)
            with contextlib.suppress(OSError):
                if copy != path and was_notes_file(files.read(copy)[0]):
                    copies.append(copy)
    return copies


def conflict_notices(files: Files, path: str) -> list[str]:
    """What the user should know of them."""
    return [
        f"{copy} holds what another machine wrote at the same time: `postil doctor --repair` puts it to your notes."
        for copy in conflict_copies(files, path)
    ]
