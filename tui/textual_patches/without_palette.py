"""Textual is loaded without its command palette: ours is a screen of its own, and `ENABLE_COMMAND_PALETTE` is off.

`textual.app` and `textual.theme` load `textual.command` for the names of its classes, and that loads the input line, the tree,
the select and four more widgets, with their checks and guesses. Whoever asks for one of these later gets it as ever.
Without: 20 ms of 200 more, and 16 modules, for each start. No upstream issue is known. Private: which names are asked for.
"""

import sys
from types import ModuleType

_ASKED_FOR = (
    "CommandListItem CommandPalette DiscoveryHit Hit Hits Provider SimpleProvider"  # all that 8.2.8 asks for
).split()


def load_textual() -> None:
    """Load `textual.app`; where a Textual asks for other names, with the palette."""
    if "textual.app" in sys.modules or "textual.command" in sys.modules:
        return
    empty = ModuleType("textual.command")
    for name in _ASKED_FOR:
        setattr(empty, name, type(name, (), {}))
    sys.modules["textual.command"] = empty
    try:
        import textual.app
    except ImportError:
        for name in [name for name in sys.modules if name.partition(".")[0] == "textual"]:
            del sys.modules[name]
        import textual.app  # noqa: F401
    finally:
        if sys.modules.get("textual.command") is empty:
            del sys.modules["textual.command"]
