"""What a folder service (Syncthing, Dropbox, Nextcloud, Resilio) lays beside the notes when two machines wrote them at once.

Such a copy holds what the other machine wrote. It is never read by itself; `postil doctor --repair` puts it together with the
notes (`annotations.doctor.conflict_merge`).
"""

import contextlib
from pathlib import Path

from annotations.files.disk import Files
from annotations.store.document import was_notes_file


def conflict_copies(files: Files, path: str) -> list[str]:
    """Paths of the conflict copies of a notes file: `notes.sync-conflict-….json`, `notes (conflicted copy …).json`."""
    notes, copies = Path(path), []
    for name in files.names(str(notes.parent)):
        if name.startswith(notes.stem) and name.endswith(notes.suffix) and "conflict" in name.lower():
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
