"""`dataclass` of the standard library, for values with slots, made in a third of the time.

Until Python 3.12 each method of a dataclass is compiled by itself: half a millisecond a class, a tenth of the time to the
first page. Here only `__init__` is compiled, with the first value that is made: many a class waits for it long. Python
3.13 is quick by itself; there, and to type checkers, this is the standard library's own. `tests/test_values.py` holds the
two against each other.
"""

import dataclasses
import operator
import sys
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or sys.version_info >= (3, 13):
    from dataclasses import dataclass as dataclass
else:

    def dataclass(
        cls: Any = None, /, *, frozen: bool = False, slots: bool = False, order: bool = False
    ) -> Any:
        """Make a dataclass; what has no slots, or is out of the ordinary, the standard library makes."""

        def make(cls: type) -> type:
            if not slots or _is_odd(cls):
                return dataclasses.dataclass(frozen=frozen, slots=slots, order=order)(cls)
            return _quickly(cls, frozen, order)

        return make if cls is None else make(cls)


def _is_odd(cls: type) -> bool:
    """Fields that are not simply given to `__init__` in order, or come from a base."""
    given = [value for value in vars(cls).values() if isinstance(value, dataclasses.Field)]
    return (
        any(not field.init or field.kw_only is True or field.hash is not None for field in given)
        or any(dataclasses.is_dataclass(base) for base in cls.__mro__[1:])
        or any("InitVar" in str(kind) or kind is dataclasses.KW_ONLY for kind in cls.__annotations__.values())
        or not cls.__doc__
    )


def _quickly(cls: type, frozen: bool, order: bool) -> type:
    """Let the standard library find the fields; compile `__init__` alone, when it is called, and share the rest."""
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
    made.__dataclass_params__.frozen = frozen
    fields = dataclasses.fields(made)
    names = tuple(field.name for field in fields)
    has_post_init = hasattr(cls, "__post_init__")

    def compiled_now(self: object, *args: object, **named: object) -> None:
        value.__init__ = made = _init(value, fields, has_post_init)  # type: ignore[misc]
        made.__qualname__ = f"{cls.__qualname__}.__init__"
        made(self, *args, **named)

    written: dict[str, Any] = _methods(fields, order) | {"__init__": compiled_now}
    for name, method in written.items():
        method.__qualname__ = f"{cls.__qualname__}.{name}"
    if frozen:
        written |= {"__setattr__": _unsettable, "__delattr__": _undeletable}
        written |= {"__getstate__": _state, "__setstate__": _restored}
    else:
        written["__hash__"] = None
    body = {
        name: value for name, value in vars(made).items() if name not in (*names, "__dict__", "__weakref__")
    }
    if body.get("__hash__") is None:  # Python's own sign for "an __eq__ without a hash"
        body.pop("__hash__", None)
    value: type = type(made)(cls.__name__, cls.__bases__, written | body | {"__slots__": names})
    value.__qualname__ = cls.__qualname__
    return value


def _init(value: type, fields: tuple["dataclasses.Field[Any]", ...], has_post_init: bool) -> Any:
    """Slots are filled by their own setters: a quarter quicker than `object.__setattr__`, which looks for them by name."""
    known: dict[str, Any] = {"_missing": dataclasses.MISSING}
    given, kept = [], []
    for field in fields:
        name = field.name
        known[f"_set_{name}"] = vars(value)[name].__set__
        if field.default_factory is not dataclasses.MISSING:
            known[f"_default_{name}"] = field.default_factory
            given.append(f"{name}=_missing")
            kept.append(f"_set_{name}(self, _default_{name}() if {name} is _missing else {name})")
        else:
            known[f"_default_{name}"] = field.default
            given.append(name if field.default is dataclasses.MISSING else f"{name}=_default_{name}")
            kept.append(f"_set_{name}(self, {name})")
    kept += ["self.__post_init__()"] if has_post_init else []
    exec(f"def __init__({', '.join(['self', *given])}):\n " + "\n ".join(kept or ["pass"]), known)
    return known["__init__"]


def _methods(fields: tuple["dataclasses.Field[Any]", ...], order: bool) -> dict[str, Any]:
    shown = [field.name for field in fields if field.repr]
    compared = [field.name for field in fields if field.compare]
    key: Any = attrgetter(*compared) if compared else lambda _: ()

    def comparison(compare: Callable[[Any, Any], Any]) -> Any:
        return lambda one, other: (
            compare(key(one), key(other)) if type(other) is type(one) else NotImplemented
        )

    def described(value: Any) -> str:
        return (
            f"{type(value).__qualname__}({', '.join(f'{name}={getattr(value, name)!r}' for name in shown)})"
        )

    names = ("eq", "lt", "le", "gt", "ge") if order else ("eq",)
    found = {f"__{name}__": comparison(getattr(operator, name)) for name in names}
    return found | {"__repr__": described, "__hash__": lambda value: hash((key(value),))}


def _unsettable(self: object, name: str, value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _undeletable(self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restored(self: Any, state: list[object]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
