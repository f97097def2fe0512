"""How a note is shown whose words have changed, so that its place is likely, not sure."""

from annotations.model import Anchor


def doubt(anchor: Anchor) -> str:
    """The sign beside such a note, with how much of it is still there; empty for a note that is sure, and for a lost one."""
    if anchor.quality != "fuzzy":
        return ""
    return f"about here? {anchor.score:.0%}".replace("%", "\u00a0%")
