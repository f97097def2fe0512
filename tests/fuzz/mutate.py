"""How inputs are changed: with the words of their format, in runs and nests, and with odd values where values stand.

Bytes that are changed one by one find little in files that are built of words (issue 14): most faults are a word in a place
where it does not belong, a value of another kind, or one sign thousands of times.
"""

import json
import random
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fuzz.targets import Target

_ODD_TEXTS = (
    "", "0", "-1", "1e999", "9" * 5_000, "0xfffffffffffffff", "1:1:1:1", "0001-01-01T00:00:00+01:00", "9999-12-31T23:59:59-23:00",
    "2026-13-45", "+9999", "&#" + "9" * 5_000 + ";", "\ud800", "\ufeff", "\u202e", "\x00", "\x1b[31m", "e\u0301\u0323", "file:///etc/passwd",
    "http://[", "javascript:alert(1)", "../../etc/passwd", "CON", "~nosuchuser/x", "\u2028", "!!int x", "&a [*a]", "%%", "null", "true",
)  # fmt: skip
_ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1 << 70,
    1e308,
    [],
    {},
    [[]],
    [None],
    {"": None},
    *_ODD_TEXTS,
)
_RUN_LENGTHS = (2, 3, 10, 30, 100, 300, 1_000, 5_000, 40_000)
_VALUE = re.compile(rb'"(?:[^"\\]|\\.){0,200}"|-?\d{1,20}|true|false|null')


class Mutator:
    """Changes the inputs of a target."""

    def __init__(self, target: "Target") -> None:
        self._words = [*target.words, *(text.encode("utf-8", "surrogatepass") for text in _ODD_TEXTS)]
        self._samples = target.samples

    def mutate(self, data: bytes, max_size: int, seed: int) -> bytes:
        """Change an input once to three times.

        Args:
            data: the input.
            max_size: in bytes, of what comes of it.
            seed: chooses how.
        """
        chance = random.Random(seed)
        for _ in range(chance.randint(1, 3)):
            data = chance.choice(_WAYS)(self, data, chance)[:max_size]
        return data

    def insert_word(self, data: bytes, chance: random.Random) -> bytes:
        at = chance.randint(0, len(data))
        return data[:at] + chance.choice(self._words) + data[at:]

    def insert_run(self, data: bytes, chance: random.Random) -> bytes:
        unit = chance.choice(self._words)[:40] if chance.random() < 0.7 else _some(data, chance, 12)
        at = chance.randint(0, len(data))
        return data[:at] + unit * chance.choice(_RUN_LENGTHS) + data[at:]

    def nest(self, data: bytes, chance: random.Random) -> bytes:
        opening, closing = chance.choice(self._words)[:40], chance.choice(self._words)[:40]
        start = chance.randint(0, len(data))
        end = chance.randint(start, len(data))
        times = chance.choice(_RUN_LENGTHS)
        return data[:start] + opening * times + data[start:end] + closing * times + data[end:]

    def replace_value(self, data: bytes, chance: random.Random) -> bytes:
        """Another kind of value where a value of JSON, or a number, stands."""
        values = list(_VALUE.finditer(data))
        if not values:
            return self.insert_word(data, chance)
        match = chance.choice(values)
        odd = json.dumps(chance.choice(_ODD_VALUES), ensure_ascii=chance.random() < 0.5)
        return data[: match.start()] + odd.encode("utf-8", "surrogatepass") + data[match.end() :]

    def drop(self, data: bytes, chance: random.Random) -> bytes:
        start = chance.randint(0, len(data))
        return data[:start] + data[chance.randint(start, len(data)) :]

    def double(self, data: bytes, chance: random.Random) -> bytes:
        part = _some(data, chance, 400)
        at = chance.randint(0, len(data))
        return data[:at] + part + data[at:]

    def cross(self, data: bytes, chance: random.Random) -> bytes:
        other = chance.choice(self._samples)
        return data[: chance.randint(0, len(data))] + other[chance.randint(0, len(other)) :]

    def change_bytes(self, data: bytes, chance: random.Random) -> bytes:
        changed = bytearray(data)
        for _ in range(chance.randint(1, 8) if data else 0):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        return bytes(changed)


_WAYS: tuple[Callable[[Mutator, bytes, random.Random], bytes], ...] = (
    Mutator.insert_word, Mutator.insert_word, Mutator.insert_run, Mutator.nest, Mutator.replace_value, Mutator.replace_value,
    Mutator.drop, Mutator.double, Mutator.cross, Mutator.change_bytes,
)  # fmt: skip


def _some(data: bytes, chance: random.Random, most: int) -> bytes:
    start = chance.randint(0, len(data))
    return data[start : start + chance.randint(1, most)]
