"""An error of postil's own: one sentence on the terminal, and a file that says where it was.

Textual prints what all variables held, other articles' words among them. Private: `App._fatal_error`, `_handle_exception`,
`_exit`, `_exit_renderables`.
"""

import traceback

from annotations.paths import cache_folder
from annotations.text.canonical import showable

REPORT = "last-error.txt"


def report_crash(error: BaseException) -> str:
    """Write down where an error came from, for the reader alone; the sentence that says so."""
    from annotations.files.write import write_file

    what = showable(f"{type(error).__name__}: {error}")[:300]
    path = cache_folder() / REPORT
    try:
        write_file(path, "".join(traceback.format_exception(error)).encode("utf-8", "replace"))
    except OSError:
        return f"postil: an error of its own ended it: {what}. Your notes are safe."
    return f"postil: an error of its own ended it: {what}. Your notes are safe; {path} says where it was, for a bug report."
