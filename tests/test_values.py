"""Our quick dataclass is the standard library's in all that anybody can see."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from typing import Any, ClassVar

import pytest

from annotations import values


def point(make: Callable[..., Any]) -> Any:
    @make(frozen=True, slots=True, order=True)
    class Point:
        """Two numbers and more."""

        KINDS: ClassVar[int] = 3
        x: int
        y: int = 0
        seen: list[int] = dataclasses.field(default_factory=list, compare=False)
        hidden: str = dataclasses.field(default="h", repr=False)

        def __post_init__(self) -> None:
            if self.x < 0:
                raise ValueError(self.x)

        def __len__(self) -> int:
            return self.x

        @property
        def both(self) -> int:
            """The sum."""
            return self.x + self.y

    return Point


Theirs, Ours = point(dataclasses.dataclass), point(values.dataclass)


@values.dataclass(frozen=True, slots=True)
class Kept:
    """Can be pickled, being at the top of a module."""

    name: str
    tags: tuple[str, ...] = ()


@values.dataclass(frozen=True, slots=True)
class Described:
    """Has a word of its own to say."""

    name: str

    def __repr__(self) -> str:
        return "its own"

    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 1


@pytest.mark.parametrize("kind", [Theirs, Ours])
def test_what_can_be_seen_of_it(kind: Any) -> None:
    a, b, c = kind(1, 2), kind(1, y=2, seen=[9]), kind(1, 3)
    assert a == b and hash(a) == hash(b) and a != c and a < c <= c and c > a >= a and a != (1, 2)
    assert repr(b).endswith("Point(x=1, y=2, seen=[9])") and "<locals>" in repr(b)
    assert str(inspect.signature(kind.__init__)).startswith("(self, x")  # from the first value on
    assert (kind.KINDS, len(a), a.both, kind(4).seen, kind(4).seen is kind(4).seen) == (3, 1, 3, [], False)
    assert [field.name for field in dataclasses.fields(a)] == ["x", "y", "seen", "hidden"]
    assert dataclasses.replace(a, x=5) == kind(5, 2) and dataclasses.is_dataclass(kind)
    assert dataclasses.asdict(a) == {"x": 1, "y": 2, "seen": [], "hidden": "h"}
    assert kind.__match_args__ == ("x", "y", "seen", "hidden") == kind.__slots__
    assert not hasattr(a, "__dict__") and copy.deepcopy(b) == b and sorted([c, a]) == [a, c]
    with pytest.raises(dataclasses.FrozenInstanceError):
        a.x = 3
    with pytest.raises(dataclasses.FrozenInstanceError):
        del a.x
    with pytest.raises(ValueError, match="-1"):
        kind(-1)
    with pytest.raises(TypeError):
        kind()
    with pytest.raises(TypeError):
        assert a < 3
    match a:
        case kind(x, 2):
            assert x == 1


@pytest.mark.parametrize("make", [dataclasses.dataclass, values.dataclass])
def test_one_that_is_not_frozen(make: Callable[..., Any]) -> None:
    @make(slots=True)
    class Loose:
        """Two that may change."""

        a: int
        more: list[int] = dataclasses.field(default_factory=list)

    one = Loose(1)
    one.a = 2
    one.more.append(3)
    assert (
        one == Loose(2, [3]) and one != Loose(2) and Loose.__hash__ is None and not hasattr(one, "__dict__")
    )
    assert dataclasses.replace(one, a=5) == Loose(5, [3]) and copy.deepcopy(one) == one
    with pytest.raises(AttributeError):
        one.b = 1


def test_it_is_pickled_and_may_have_methods_of_its_own() -> None:
    assert pickle.loads(pickle.dumps(Kept("a", ("b",)))) == Kept("a", ("b",))
    assert (
        repr(Described("x")) == "its own" and Described("x") == Described("y") and hash(Described("x")) == 1
    )
    assert "__eq__" in vars(Described) and Kept.__qualname__ == "Kept" and Kept.__module__ == __name__


def test_what_is_out_of_the_ordinary_is_left_to_the_standard_library() -> None:
    @values.dataclass(frozen=True)
    class Open:
        """No slots."""

        a: int

    @values.dataclass(frozen=True, slots=True)
    class Heir(Kept):
        """A base with fields."""

        more: int = 0

    @values.dataclass(frozen=True, slots=True)
    class Keyed:
        """Keywords only."""

        a: int = dataclasses.field(kw_only=True)

    assert Open(1).__dict__ == {"a": 1}
    assert Heir("n", (), 3) == Heir("n", more=3) and repr(Heir("n")).endswith(
        "Heir(name='n', tags=(), more=0)"
    )
    with pytest.raises(TypeError):
        Keyed(1)  # type: ignore[misc]
