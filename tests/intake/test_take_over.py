"""A whole export of another service: what waits for its text stays its own."""

import json
from pathlib import Path

import pytest

from annotations.intake.services.registry import open_export, read_export
from annotations.library import Library
from tests.sources.samples import packed

WORDS = "Nobody asked us, said the oldest of them, and nobody will."


def export(folder: Path) -> Path:
    """Two letters of a series that share a sentence; the text of the first is not in it."""
    rows = [
        {
            "slug": f"nets-{number}",
            "title": f"Letter on nets {number}",
            "url": f"https://example.org/{number}",
            "state": "Active",
        }
        for number in (6, 16)
    ]
    parts = {
        "metadata_0_to_20.json": json.dumps(rows).encode(),
        "content/nets-16.html": f"<div><p>The harbour was quiet.</p><p>{WORDS}</p></div>".encode(),
        "highlights/nets-6.md": f"> {WORDS}\n\n> What stands in the sixth alone\n".encode(),
    }
    (folder / "omnivore.zip").write_bytes(packed(parts))
    return folder / "omnivore.zip"


@pytest.mark.parametrize("dry_run", [True, False])
def test_highlights_of_a_text_that_waits_are_put_on_no_other(dry_run: bool, tmp_path: Path) -> None:
    with Library.open(tmp_path / "notes.json", cache=tmp_path / "cache") as library:
        taking = library.take_over(tmp_path / "library")
        file = export(tmp_path)
        for _ in range(2):
            report = taking.run(
                read_export(open_export(file), "omnivore"), "omnivore", file.name, dry_run=dry_run
            )
        assert report.notes.unfiled == (2 if dry_run else 0)
        assert report.notes.added == (2 if dry_run else 0)
        assert {note.target.source for note in library.repository.annotations()} == (
            set() if dry_run else {"unfiled"}
        )
