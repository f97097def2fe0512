"""A writer to be killed: `python -m tests.torture.writer STORE NAME SEED ROUNDS`.

Says on stdout what it is about to do, and that it is done, one JSON line each; the killer believes only what is done.
"""

import json
import random
import sys

from msgspec.structs import replace

from annotations.model import Annotation, Target, TextualBody
from annotations.store.codec import now
from annotations.store.repository import Repository


def say(**words: object) -> None:
    sys.stdout.write(json.dumps(words) + "\n")
    sys.stdout.flush()


def main(store: str, name: str, seed: str, rounds: str) -> None:
    chance = random.Random(f"{name} {seed}")
    mine: list[str] = []
    with Repository.open(store, lock_timeout_s=60) as repository:
        for number in range(int(rounds)):
            text = f"{name} {seed} {number}"
            kind = chance.choice(("add", "add", "edit", "remove")) if mine else "add"
            target = chance.choice(mine) if kind != "add" else ""
            say(trying=kind, id=target, text=text)
            if kind == "add":
                moment = now()
                target = repository.add(
                    Annotation("", Target("a-1"), (TextualBody(text),), moment, moment)
                ).id
                mine.append(target)
            elif kind == "edit":
                repository.edit(target, lambda old, text=text: replace(old, body=(TextualBody(text),)))
            else:
                repository.remove(target)
                mine.remove(target)
            say(done=kind, id=target, text=text)


if __name__ == "__main__":
    main(*sys.argv[1:])
