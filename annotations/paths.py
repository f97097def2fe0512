"""Where postil keeps what: one place decides, environment variables win."""

import os
import re
from pathlib import Path

import platformdirs


def store_path(named: Path | None = None) -> Path:
    """The notes file: the one named, else `$POSTIL_STORE`, else `notes.json` in the platform's data folder."""
    if path := named or os.environ.get("POSTIL_STORE"):
        return expand_home(path)
    return platformdirs.user_data_path("postil", False) / "notes.json"


def config_path(named: Path | None = None) -> Path:
    """The settings: the file named, else `$POSTIL_CONFIG`, else `config.toml` in the platform's config folder."""
    if path := named or os.environ.get("POSTIL_CONFIG"):
        return expand_home(path)
    return platformdirs.user_config_path("postil", False) / "config.toml"


def cache_folder() -> Path:
    """What can be thrown away at any time: `$POSTIL_CACHE`, else the platform's cache folder."""
    if path := os.environ.get("POSTIL_CACHE"):
        return expand_home(path)
    return platformdirs.user_cache_path("postil", False)


def documents_folder() -> Path:
    """Where added articles go if no setting says otherwise: `postil` among the user's documents."""
    return platformdirs.user_documents_path() / "postil"


def expand_home(path: str | Path) -> Path:
    """A path with its `~` replaced, which shells leave in `--store=~/notes.json` and in quotes; one that nobody owns stays."""
    return without_dots(Path(os.path.expanduser(path)))  # noqa: PTH111  # the method fails where there is no home


def without_dots(path: Path) -> Path:
    """A path that has `..` as it is without; as it was where that leads elsewhere, as it may behind a link, or nowhere."""
    if ".." not in path.parts:
        return path
    plain = Path(os.path.abspath(path))  # noqa: PTH100  # the method keeps them
    try:
        return plain if plain.samefile(path) else path
    except (OSError, ValueError):
        return path


def samples_folder() -> Path:
    """The sample articles: beside the packages in a checkout, inside `annotations` when installed."""
    here = Path(__file__).parent
    return here / "seeds" if (here / "seeds").is_dir() else here.parent / "seeds"


def gold_folder() -> Path:
    """The marked texts that `postil train` is judged by: among the tests in a checkout, inside `annotations` when installed."""
    here = Path(__file__).parent
    return here / "gold" if (here / "gold").is_dir() else here.parent / "tests" / "golden" / "entities"


PIPED_FOLDER = "piped"
"""Where a text from standard input is kept, below what can be thrown away."""
PIPED_NAME = "standard-input-"
"""How its name begins."""


def is_piped(path: Path) -> bool:
    """Is a file what came on standard input, and no file of the reader's?"""
    return path.name.startswith(PIPED_NAME) and path.parent.name == PIPED_FOLDER


def path_key(path: Path) -> str:
    """A path as databases can hold it: absolute; of a name that is not UTF-8 each odd byte is written out."""
    text = str(path.absolute())
    return (
        text
        if text.isascii()
        else os.fsdecode(os.fsencode(text)).encode("utf-8", "backslashreplace").decode()
    )


_ODD_BYTE = re.compile(r"\\udc([89a-f][0-9a-f])")


def name_of_key(key: str) -> str:
    """The path that `path_key` wrote down, as text."""
    return _ODD_BYTE.sub(lambda match: chr(0xDC00 + int(match[1], 16)), key) if "\\udc" in key else key


def path_of_key(key: str) -> Path:
    """The path that `path_key` wrote down."""
    return Path(name_of_key(key))
