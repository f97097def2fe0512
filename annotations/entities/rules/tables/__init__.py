"""Short tables of our own: plain text beside this file, `name: words` a line, `#` starts a comment."""

from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> tuple[tuple[str, str], ...]:
    """The (key, value) lines of `tables/<name>.txt`, in order; keys may come again."""
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    lines = (line.split("#", 1)[0].strip() for line in text.splitlines())
    pairs = (line.partition(":") for line in lines if line)
    return tuple((key.strip(), value.strip()) for key, _, value in pairs)


@cache
def rows(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Like `table`, with each value cut at its commas."""
    return tuple(
        (key, tuple(part.strip() for part in value.split(",") if part.strip())) for key, value in table(name)
    )


@cache
def words(name: str) -> frozenset[str]:
    """All words of `tables/<name>.txt`, whatever their keys."""
    return frozenset(word for _, line in table(name) for word in line.split())
