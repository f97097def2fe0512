"""A library of any size, always the same: articles of 600 words in folders by year and month, half Markdown, half text."""

import random
from pathlib import Path

from tests.benchmarks.texts import paragraphs

_WORDS = 600
RARE = "quillmark"
"""A word that one article in a thousand has, and at least one."""
COMMON = "the"


def write_library(folder: Path, count: int) -> Path:
    """Write the articles; of sites, authors and tags there are several."""
    turn = random.Random(18)
    pool = [(len(text.split()), text) for text in paragraphs()]
    for number in range(count):
        place = folder / f"{2016 + number % 10}" / f"{number % 120 // 10 + 1:02}"
        if number < 120:
            place.mkdir(parents=True, exist_ok=True)
        body, words = [], 0
        while words < _WORDS:
            size, text = turn.choice(pool)
            body.append(text)
            words += size
        if number % 1000 == 7:
            body.append(f"And at last the {RARE} of number {number} was heard.")
        day = f"{2016 + number % 10}-{number % 120 // 10 + 1:02}-{number % 28 + 1:02}"
        title, author = f"Report number {number} on w{turn.randrange(5000)}", f"Author{number % 97} Doe"
        if number % 2:
            head = f"{title}\nBy {author}, {day}\n\n"
            (place / f"{number}.txt").write_text(head + "\n\n".join(body) + "\n", "utf-8")
        else:
            head = f"---\ntitle: {title}\nauthor: {author}\ndate: {day}\ntags: [t{number % 31}]\nurl: https://s{number % 13}.example/{number}\n---\n\n"
            (place / f"{number}.md").write_text(head + "\n\n".join(body) + "\n", "utf-8")
    return folder
