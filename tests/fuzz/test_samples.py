"""The targets of `make fuzz` work: what they begin with is whole, and a little changed it costs no more than itself."""

import random

import pytest

from tests.fuzz.mutate import Mutator
from tests.fuzz.targets import TARGETS
from tests.fuzz.watch import Watched

_CHANGES = 4


@pytest.mark.parametrize("name", TARGETS)
def test_a_target_runs(name: str) -> None:
    target = TARGETS[name]
    run, mutator, chance = Watched(target.run), Mutator(target), random.Random(name)
    for sample in target.samples:
        run(sample)
    for _ in range(_CHANGES):
        run(mutator.mutate(chance.choice(target.samples), 2_000, chance.randrange(1 << 30)))
