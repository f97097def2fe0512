"""Whole notes, tags and searches typed in one write each, at moments that chance picks: not a letter may be lost or swapped.

`python -m tests.torture.typing [ROUNDS]` prints what came of it; the test suite runs a few rounds.
"""

import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from annotations.store.repository import Repository
from tests.terminal.session import Terminal

_SAVE = "\x13"
_LAST = "The last one"
_PAUSES_S = (0.0, 0.0, 0.001, 0.004, 0.02, 0.1)
_PARAGRAPHS = 60
_ROOT = Path(__file__).parents[2]
_PATIENT = (
    "import tui.textual_patches.typeahead as typeahead; typeahead._LONGEST_S = 600.0\n"
    "from tui.__main__ import main; main()"
)
"""postil as it is, but for a key that takes more than five seconds: on a machine that has no time for it others still wait."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What should be there, and what is."""

    wanted: tuple[str, ...]
    found: tuple[str, ...]
    seconds: float

    @property
    def wrong(self) -> list[str]:
        """A line for each that is not what was typed."""
        wanted, found = Counter(self.wanted), Counter(self.found)
        lost = [f"typed and not kept: {words!r}" for words in (wanted - found).elements()]
        return lost + [f"kept and not typed: {words!r}" for words in (found - wanted).elements()]


def postil(folder: Path, *, before: float | None = None) -> Terminal:
    """A page of many paragraphs, with a store in `folder`.

    Args:
        folder: empty, or one that this function has filled before.
        before: seconds after the start at which it is given back; None: once the page is there.
    """
    article, config = folder / "story.txt", folder / "config.toml"
    words = "has copper in it, tin and more words than one line holds, so that there is something to read"
    body = [f"Paragraph {number} {words}." for number in range(_PARAGRAPHS)]
    article.write_text("\n\n".join(["A short title", *body]), encoding="utf-8")
    config.write_text("[entities]\nenabled = false\n", encoding="utf-8")
    command = [sys.executable, "-c", _PATIENT, "--store", str(folder / "notes.json"), "--config", str(config)]
    home = {"POSTIL_CACHE": str(folder / "cache"), "HOME": str(folder)}
    terminal = Terminal([*command, str(article)], columns=100, rows=30, cwd=str(_ROOT), env=home)
    if before is None:
        terminal.wait_for("Paragraph 3")
        terminal.settle()
    else:
        terminal.rest(before)
    return terminal


def type_notes(folder: Path, rounds: int, seed: int) -> Typed:
    """A note on a paragraph, and every third time also tags and a search: `rounds` times, each in one write."""
    chance = random.Random(seed)
    wanted, began = [], time.monotonic()
    with postil(folder) as page:
        for number in range(rounds):
            letters = "".join(chance.choices("abcdefghijklmnopqrstuvwxyzJKQULDeEnN/:?1234567890 ", k=12))
            note = f"Hello world {number} {letters}."
            line = f"}}a{note}{_SAVE}"
            if number % 3 == 1:
                tag = f"tag-{number}"
                line += f"T, {tag}\r"
                wanted.append(f"#{tag}")
            if number % 3 == 2:
                word = f"Paragraph {chance.randrange(10, _PARAGRAPHS)}"
                line += f"/{word}\rnnN" + f"aAt {word}{_SAVE}"
                wanted.append(f"{word}: At {word}")
            wanted.append(note)
            page.send(line)
            page.rest(chance.choice(_PAUSES_S))
        page.send(f"}}}}a{_LAST}{_SAVE}")
        wanted.append(_LAST)
        page.wait_for(
            f"│ {_LAST}  ", 300
        )  # its card, when it is kept; silence says nothing on a busy machine
    return Typed(tuple(wanted), tuple(_kept(folder)), time.monotonic() - began)


def _kept(folder: Path) -> list[str]:
    """The notes, those on words that were looked for with their paragraph, and the tags."""
    found = []
    with Repository.open(folder / "notes.json") as repository:
        for note in repository.annotations():
            where = " ".join(note.quote.split()[:2])
            found += (
                [f"{where}: {note.note}" if note.note.startswith("At ") else note.note] if note.note else []
            )
            found += [f"#{tag}" for tag in note.tags]
    return found


def main(rounds: int) -> int:
    """Returns 1 if something was not as typed."""
    with tempfile.TemporaryDirectory() as folder:
        typed = type_notes(Path(folder), rounds, seed=7)
    print(
        f"{rounds} writes, {len(typed.wanted)} things typed, {len(typed.wrong)} wrong, {typed.seconds:.0f} s"
    )
    print("\n".join(typed.wrong[:10]))
    return 1 if typed.wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 200))
