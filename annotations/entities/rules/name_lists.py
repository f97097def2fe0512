"""First names and towns of the tables, and the places that people are called after."""

from functools import cache

from annotations.entities.rules.tables import rows

CAPITALS_THAT_ARE_NAMES = frozenset({"Washington", "Georgia", "Chad", "Jordan"})
"""Places that the tables leave out because people are called so too."""


@cache
def given_names() -> frozenset[str]:
    """First names of many cultures that are no towns or plain words."""
    return frozenset(name for _, names in rows("given") for name in names)


@cache
def towns() -> frozenset[str]:
    """Towns of 50,000 people and more that are nobody's name."""
    return frozenset(name for _, names in rows("towns") for name in names)
