"""The rows of the screen that a sheet takes."""

from textual.containers import Center


class Band(Center):
    """Blank beside the sheet: no bits of what lies behind stand at its sides."""

    DEFAULT_CSS = "Band { width: 100%; height: auto; background: $background; }"
