"""newsboat, a terminal reader of feeds, with as many items as the library has articles: the yardstick of lists."""

import shutil
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from tests.terminal.session import Terminal

_FEED, _ITEM = "All that was written", "Report number"


def is_installed() -> bool:
    """Is it here to be measured?"""
    return shutil.which("newsboat") is not None


class Newsboat:
    """One feed, read into its cache; a home of its own."""

    def __init__(self, folder: Path, texts: Iterable[str]) -> None:
        """Write the feed, an item for each text, and have it read in."""
        folder.mkdir()
        feed, urls = folder / "feed.xml", folder / "urls"
        with feed.open("w", encoding="utf-8") as file:
            file.write(f'<rss version="2.0"><channel><title>{_FEED}</title><link>https://s.example/</link>')
            for number, text in enumerate(texts):
                place = f"<link>https://s.example/{number}</link><guid>{number}</guid>"
                said = f"<description>{escape(text)}</description>"
                file.write(f"<item><title>{_ITEM} {number}</title>{place}{said}</item>\n")
            file.write("</channel></rss>")
        urls.write_text(f"{feed.as_uri()}\n", encoding="utf-8")
        (folder / "config").touch()
        places = ("-u", urls, "-c", folder / "cache.db", "-C", folder / "config")
        self._command = ["newsboat", *map(str, places)]
        self._env = {"HOME": str(folder)}
        with Terminal([*self._command, "-x", "reload"], env=self._env) as reload:
            reload.rest_until_ended(600)

    def first_rows(self) -> float:
        """Seconds from the start until the items stand on the screen; Enter on the feed is pressed when that does."""
        with Terminal(self._command, env=self._env, columns=120, rows=40) as program:
            program.wait_for_bytes(_FEED.encode())
            program.send("\r")
            program.wait_for_bytes(_ITEM.encode())
            return time.perf_counter() - program.started


def version() -> str:
    """As it says itself: "newsboat 2.21.0"."""
    said = subprocess.run(["newsboat", "--version"], capture_output=True, text=True, check=True).stdout
    return " ".join(said.split()[:2])
