"""Texts of any size, made of the sample articles' own sentences with curly quotes, always the same."""

import random
from pathlib import Path

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds"
FIRST_WORDS = "Quillmark opens here"
LAST_WORDS = "and this is its zzyzx."
SMALL, NOVEL, HUGE = 3_000, 3_200_000, 50_000_000


def paragraphs() -> list[str]:
    """Paragraphs of prose from the sample articles."""
    found = []
    for path in sorted(SEEDS.glob("*.txt")):
        for block in path.read_text(encoding="utf-8").split("\n"):
            if len(block) > 200 and not block.startswith((" ", ">", "-")):
                found.append(block.replace("'", "’"))
    return found


def write_text(path: Path, size_bytes: int, *, wrapped: bool = False, seed: int = 1) -> Path:
    """Write an article of about `size_bytes`: a title, a byline, paragraphs.

    Args:
        path: the file.
        size_bytes: of its UTF-8.
        wrapped: break lines at 72 characters, as books on the net are.
        seed: another one gives another text.
    """
    import textwrap

    pool = paragraphs()
    if wrapped:
        pool = ["\n".join(textwrap.wrap(block, 72)) for block in pool]
    sizes = [len(block.encode()) + 2 for block in pool]
    turn = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        head = f"{FIRST_WORDS}\n\nBy Ann Writer, 3 March 2026\n\n“A standfirst of number {seed} says what it is about.”\n\n"
        file.write(head)
        left = size_bytes - len(head) - 80
        while left > 0:
            at = turn.randrange(len(pool))
            block = pool[at] if sizes[at] <= left + 400 else pool[at][: max(left, 40)]
            file.write(block + "\n\n")
            left -= sizes[at]
        file.write(f"The last paragraph of all is short, {LAST_WORDS}\n")
    return path
