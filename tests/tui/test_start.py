"""What stands before the first page: nothing that it does not need."""

import subprocess
import sys
from pathlib import Path

HEAVY = (
    "spacy numpy onnxruntime thinc charset_normalizer dateutil yaml markdown_it jinja2 rapidfuzz py3langid click tomllib"
    " importlib.metadata email.message textual.widgets._text_area annotations.entities.engine.spacy_engine"
    " annotations.entities.process.client annotations.exporters annotations.search annotations.importers tui.screens.note_editor"
    " tui.screens.library tui.screens.palette tui.widgets.filter_bar _ssl _hashlib tui.reader.names tui.reader.share"
    " tui.screens.base_sheet"
)


LIST_NEEDS_NONE = (
    "textual.command textual.widgets._input textual.widgets._option_list annotations.entities.article_entities"
    " annotations.sources.decoding annotations.text.line_ends annotations.search tui.find_ahead tui.page.entity_feed"
    " tui.reader"
)


def _printed(code: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": "."},
    )
    return done.stdout.split()


def test_the_page_loads_nothing_that_the_first_frame_does_not_show() -> None:
    code = (
        "import sys, tui.cli.error_border, tui.cli.reader\n"
        "tui.cli.reader.load_asyncio()\n"
        "import tui.app, tui.reader.screen, annotations.sources.plain\n"
        f"print(*(name for name in {HEAVY!r}.split() if name in sys.modules))\n"
        "import ssl; ssl.create_default_context()  # whoever fetches has it as ever"
    )
    assert _printed(code) == []


def test_the_list_loads_nothing_that_the_first_frame_does_not_show() -> None:
    code = (
        "import sys, tui.cli.reader\n"
        "tui.cli.reader.load_asyncio(); tui.cli.reader.load_textual()\n"
        "import tui.app, tui.screens.library\n"
        f"print(*(name for name in {LIST_NEEDS_NONE!r}.split() if name in sys.modules))\n"
        "import textual.command  # whoever asks for it has it as ever\n"
        "print(issubclass(textual.command.SimpleProvider, textual.command.Provider))"
    )
    assert _printed(code) == ["True"]
