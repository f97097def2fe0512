"""Write notes into a folder of Markdown files, as for Obsidian: `python examples/export_notes.py FOLDER [ARTICLE]`."""

import sys
import tempfile
from pathlib import Path

from annotations.library import Library
from annotations.model import TextSpan

vault = Path(sys.argv[1])
path = sys.argv[2] if len(sys.argv) > 2 else "seeds/obituary-teodoro-quispe.txt"

with tempfile.TemporaryDirectory() as folder, Library.open(store=Path(folder) / "notes.json") as library:
    article = library.read(path)
    paragraph = next(block.span for block in article.blocks if block.kind == "paragraph")
    library.annotate(
        article, TextSpan(paragraph.start, paragraph.start + 40), note="How it begins.", tags=("style",)
    )

    plan = library.export_plan([article], to=vault)  # writes nothing yet
    print("would do:", plan.report)
    print("did:     ", plan.write())
    print("again:   ", library.export([article], to=vault))  # an unchanged file is not written
