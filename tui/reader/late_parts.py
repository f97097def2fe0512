"""Commands of the page that no first frame waits for: what opens sheets, jumps, and leaves the page."""

from tui.reader.correct_names import NameCorrections
from tui.reader.jump import JumpCommands
from tui.reader.names import NameCommands
from tui.reader.names_panel import NamesPanel
from tui.reader.notes import NoteCommands
from tui.reader.notes_list import NotesList
from tui.reader.open_page import OpenPage
from tui.reader.outline import OutlineCommands
from tui.reader.share import ShareCommands


def late_parts(page: OpenPage, notes: NoteCommands) -> tuple[object, ...]:
    """All of them, for one page."""
    corrections = NameCorrections(page)
    names = NameCommands(page, notes, corrections)
    return (
        NotesList(page, notes),
        names,
        NamesPanel(page, names),
        corrections,
        JumpCommands(page),
        OutlineCommands(page),
        ShareCommands(page),
    )
