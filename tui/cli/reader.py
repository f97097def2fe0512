"""Opens the reader: the only place of the command line that loads the screen."""

import gc
import signal
import sys
import threading
from contextlib import nullcontext, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from annotations.errors import AnnotationsError
from annotations.paths import without_dots
from annotations.sources.members import is_there
from annotations.text.canonical import showable
from tui.cli.context import CommandContext
from tui.desktop.terminal_ground import GroundQuestion
from tui.textual_patches.without_palette import load_textual
from tui.textual_patches.without_ssl import load_asyncio

if TYPE_CHECKING:
    from tui.app import PostilApp

_THREADS_TURN_SECONDS = 0.0002
"""A key waits no longer for a thread that works, each time that it lets go of the interpreter (Python's own 5 ms are felt)."""
_SETTLED_SECONDS = 2.0
_STDIN = Path("-")


def open_reader(context: CommandContext, paths: list[Path]) -> int:
    """Run the application until the user leaves it.

    Args:
        context: gives library and settings.
        paths: files and folders; none: what is piped in, else the library and the folders of the settings, else the samples.

    Returns:
        The exit code: 0, or 128 and the number of the signal that ended it.

    Raises:
        AnnotationsError: there is no terminal to draw on.
    """
    paths = [_added(context, path) if _is_address(path) else without_dots(path) for path in paths]
    if not sys.stdout.isatty():
        missing = next((path for path in paths if path != _STDIN and not is_there(path)), None)
        if missing is not None:
            raise AnnotationsError(f"there is no file and no command {missing}; see `postil --help`")
        raise AnnotationsError(
            "the reader needs a terminal; in a pipe use `postil show ARTICLE` or `postil list`"
        )
    if sys.stdin.isatty() and _STDIN not in paths:
        return _run(context, paths)
    from tui.cli.piped_text import piped_text, take_keys_from_terminal

    paths = paths or [_STDIN]
    with piped_text(context.library) if _STDIN in paths else nullcontext() as piped:
        take_keys_from_terminal()
        return _run(context, [piped if piped is not None and path == _STDIN else path for path in paths])


def open_tour(context: CommandContext) -> int:
    """Run the tour on the samples, in a library of its own that is thrown away.

    Raises:
        AnnotationsError: there is no terminal to draw on.
    """
    from tempfile import TemporaryDirectory

    from annotations.paths import samples_folder

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise AnnotationsError("the tour needs a terminal; `postil --help` lists what works without one")
    with TemporaryDirectory(prefix="postil-tour-") as folder:
        store, cache = Path(folder) / "notes.json", Path(folder) / "cache"
        own = CommandContext(store, context.config, no_color=context.no_color, cache=cache)
        try:
            return _run(own, [samples_folder()], is_tour=True)
        finally:
            own.close()


def _run(context: CommandContext, paths: list[Path], *, is_tour: bool = False) -> int:
    gc.disable()  # nothing of the start is rubbish
    sys.setswitchinterval(_THREADS_TURN_SECONDS)
    settled = threading.Timer(_SETTLED_SECONDS, _collect)
    settled.daemon = True
    settled.start()
    app = _app_for(context, paths)
    if is_tour:
        app.tour = import_module("tui.tour").Tour(app)
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)  # asyncio takes Ctrl-C over from no other
    try:
        app.run()
    finally:
        settled.cancel()
        for line in (
            app.last_words or app.drafts.end()
        ):  # also a crash of our own takes no unfinished note along
            with suppress(OSError):  # the terminal may be gone
                print(showable(line), file=sys.stderr)
    return int(app.return_code or 0)


def _app_for(context: CommandContext, paths: list[Path]) -> "PostilApp":
    """The application; the terminal is asked for its ground while that is loaded, if it matters."""
    with GroundQuestion(is_asked=context.settings.theme == "auto") as ground:
        load_asyncio()
        load_textual()
        module = import_module("tui.app")
        is_light = ground.is_light()
    app: PostilApp = module.PostilApp(
        context.library,
        context.places(paths),
        context.settings,
        config=context.config,
        is_light=is_light,
        typed=ground.typed,
        is_first=not paths and not is_there(context.library.repository.path.parent / "remembered.json"),
    )
    return app


def _collect() -> None:
    """Look for rubbish from now on, as Python does by itself, but not among what the start has left."""
    gc.freeze()
    gc.set_threshold(700, 10, 10)
    gc.enable()


def _is_address(path: Path) -> bool:
    """Whether an address was given where a path may stand; as a path it has lost a slash."""
    return str(path).casefold().startswith(("http:/", "https:/")) and not path.exists()


def _added(context: CommandContext, path: Path) -> Path:
    """Add the article of an address to the library folder; its file.

    Raises:
        AnnotationsError: it could not be fetched or saved.
    """
    from annotations.intake.add import LibraryFolder, add_address, whole_address
    from annotations.intake.fetch import Fetcher
    from tui.config import library_folder

    library = LibraryFolder(library_folder(context.settings), context.library.listings)
    with Fetcher(may_be_private=context.settings.network.private) as fetcher:
        return add_address(whole_address(str(path)), library, fetcher).path
