"""The words that a newcomer looks for lead home: each stands in the name of its file or in what is said of it first."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HOME = {
    "toast": "tui/toasts.py",
    "notification": "tui/toasts.py",
    "autosave": "tui/drafts.py",
    "draft": "tui/drafts.py",
    "highlight": "tui/reader/notes.py",
    "bookmark": "tui/page/bookmarks.py",
    "tokenizer": "annotations/entities/model/tokenizer.py",
    "NER": "annotations/entities/model/recogniser.py",
    "coreference": "annotations/entities/coreference/people.py",
    "fuzzy": "annotations/anchoring/candidates.py",
    "orphan": "annotations/anchoring/accept.py",
    "trash": "annotations/store/repository.py",
    "undo": "annotations/store/transactions.py",
    "redo": "annotations/store/transactions.py",
    "backup": "annotations/store/backups.py",
    "lock": "annotations/store/lock.py",
    "tag completion": "tui/lists/tag_completion.py",
    "shutdown": "tui/desktop/signals.py",
    "open in the browser": "tui/desktop/open_external.py",
    "conflict": "annotations/notes/body.py",
    "background": "tui/background.py",
    "reading progress": "tui/page/read_progress.py",
    "duplicate": "annotations/articles/identity.py",
    "status bar": "tui/widgets/status_line.py",
    "sidebar": "tui/screens/list_screen.py",
    "clipboard": "tui/desktop/clipboard.py",
    "theme": "tui/theme.py",
    "settings": "tui/config.py",
    "key binding": "tui/keymap.py",
    "migration": "annotations/store/migrations.py",
    "concordance": "tui/widgets/mention_list.py",
    "co-occurrence": "tui/screens/company.py",
    "idle": "tui/find_ahead.py",
    "transliterations": "annotations/mentions/spelling.py",
}
MOST_FILES = 12
"""More than so many that a word leads to lead nowhere."""


def first_words(path: Path) -> str:
    """A file's name and the first paragraph of what it says of itself."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return f"{path.relative_to(ROOT)}\n{said.partition(chr(10) + chr(10))[0]}".replace("_", " ")


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    paths = (path for room in ("annotations", "tui") for path in (ROOT / room).rglob("*.py"))
    return {str(path.relative_to(ROOT)): first_words(path) for path in paths}


@pytest.mark.parametrize("word", HOME)
def test_a_word_leads_to_its_file(word: str, said: dict[str, str]) -> None:
    flags = 0 if word.isupper() else re.IGNORECASE
    looked_for = re.compile(r"\b" + r"\s+".join(word.split()), flags)
    files = [file for file, words in said.items() if looked_for.search(words)]
    assert HOME[word] in files
    assert len(files) <= MOST_FILES, files
