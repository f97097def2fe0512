"""Find a quote again in a text that was edited: `python examples/follow_a_quote.py`. Needs no file and no store."""

from annotations.anchoring import describe, resolve
from annotations.model import TextSpan

BEFORE = "The ferry left at four in the morning. Nobody stood at the rail to wave. The lamps were lit."
AFTER = "It was cold. At four in the morning the ferry left. Nobody was standing at the rail to wave. The lamps were out."

start = BEFORE.index("Nobody")
selectors = describe(BEFORE, TextSpan(start, BEFORE.index(" The lamps")))
anchor = resolve(AFTER, selectors)
print(
    anchor.quality,
    round(anchor.score, 2),
    AFTER[anchor.span.start : anchor.span.end] if anchor.span else "gone",
)

gone = resolve("An article about something else altogether, with no ferry in it.", selectors)
print(gone.quality, gone.span)
