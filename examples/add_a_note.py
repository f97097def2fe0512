"""Put a note on a sentence of an article and see where it stands: `python examples/add_a_note.py [ARTICLE]`.

The notes file is a fresh one in a temporary folder; leave `store` out to use your own.
"""

import sys
import tempfile
from pathlib import Path

from annotations.library import Library
from annotations.model import TextSpan

path = sys.argv[1] if len(sys.argv) > 1 else "seeds/copper-leads-a-nervous-rally.md"

with tempfile.TemporaryDirectory() as folder, Library.open(store=Path(folder) / "notes.json") as library:
    article = library.read(path)
    block = next(block for block in article.blocks if block.kind == "paragraph")
    sentence = TextSpan(
        block.span.start, article.text.index(".", block.span.start) + 1
    )  # code points of the text

    library.annotate(article, sentence, note="Who says so?", tags=("to-verify",), color="green")
    library.annotate(article, note="Read again on Sunday.")  # on the whole article

    for note, anchor in library.notes(article):
        quote = article.text[anchor.span.start : anchor.span.end] if anchor.span else "(the whole article)"
        print(f"{anchor.quality}: {note.note} {' '.join('#' + tag for tag in note.tags)}\n    {quote}")

    library.undo()
    print(len(library.notes(article)), "note is left after one undo")
