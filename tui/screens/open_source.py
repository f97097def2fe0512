"""Open a source outside of postil: an address in the browser, a file in its program; or say that nothing opens it."""

import contextlib
from pathlib import Path

from annotations.errors import AnnotationsError
from tui.base_app import BaseApp
from tui.desktop.open_external import open_outside


def open_or_tell(app: BaseApp, target: Path | str) -> None:
    """Open a file or a web address; where nothing opens it here, say so and copy where it is."""
    where = str(target.absolute()) if isinstance(target, Path) else target

    def unopened() -> None:
        app.toasts.hush()
        app.copy_to_clipboard(where)
        app.system_clipboard.copy(where)
        app.tell(f"No program here opens it. Copied, to be pasted elsewhere: {where}")

    def failed() -> None:
        with contextlib.suppress(RuntimeError):  # postil has ended meanwhile
            app.call_from_thread(unopened)

    try:
        open_outside(target, failed)
    except AnnotationsError as error:
        app.tell_error(error)
    else:
        app.tell(f"Opening {target.name if isinstance(target, Path) else target}")
