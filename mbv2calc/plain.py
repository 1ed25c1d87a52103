"""Results as plain data, by one rule: JSON, CSV and other programs get what it makes.

- `json_keys` names the attributes of a class that are its keys, in order. `totals.params` is an
  attribute of an attribute: its key is the last name, and its value is None if `totals` is None.
  `mend=fix` writes the attribute `fix` under the key `mend`, the name that programs know.
- `written_as` names one attribute that stands for the whole thing: a dtype is its name.
- A NamedTuple or a dataclass without either has a key for each of its fields.
- Ratios are numbers, and tuples are lists.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from mbv2calc.arith import Ratio

Class = TypeVar("Class", bound=type)


def json_keys(*names: str) -> Callable[[Class], Class]:
    """A decorator: the attributes of a class of results that are its keys."""

    def mark(cls: Class) -> Class:
        # On the class itself: this module, which all others import, needs no list of classes.
        cls.json_keys = names  # type: ignore[attr-defined]
        return cls

    return mark


def written_as(name: str) -> Callable[[Class], Class]:
    """A decorator: the one attribute that stands for a thing."""

    def mark(cls: Class) -> Class:
        cls.json_value = name  # type: ignore[attr-defined]
        return cls

    return mark


def plain(value: Any) -> Any:
    """The value as dicts, lists, numbers and texts.

    >>> plain({"width": Ratio(7, 20), "t": Ratio(6), "output": (112, 112)})
    {'width': 0.35, 't': 6, 'output': [112, 112]}
    """
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Ratio):
        return value.num if value.den == 1 else float(value)
    if isinstance(value, Mapping):
        return {key: plain(inner) for key, inner in value.items()}
    # Before keys_of: a dtype is a NamedTuple, whose fields would become keys.
    if hasattr(type(value), "json_value"):
        return plain(getattr(value, value.json_value))
    if (keys := keys_of(value)) is not None:
        return {name_of(key): plain(value_of(value, key)) for key in keys}
    return [plain(inner) for inner in value]


def entries(result: Any) -> dict[str, Any]:
    """The keys of a result with their values, not yet plain: a dict to add others to."""
    return {name_of(key): value_of(result, key) for key in keys_of(result) or ()}


def name_of(key: str) -> str:
    """The name of a key: params for totals.params, mend for mend=fix."""
    return key.partition("=")[0].rpartition(".")[2]


def value_of(result: Any, key: str) -> Any:
    """The attribute of a result that a key names; an attribute of None is None."""
    for name in key.rpartition("=")[2].split("."):
        if result is None:
            return None
        result = getattr(result, name)
    return result


def keys_of(result: Any) -> tuple[str, ...] | None:
    """The keys of a class, or of a result, which may choose its own; None if it has none."""
    if hasattr(result, "json_keys"):
        keys: tuple[str, ...] = result.json_keys
        return keys
    if is_dataclass(result):
        return tuple(field.name for field in fields(result))
    return getattr(result, "_fields", None)
