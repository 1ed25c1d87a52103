"""Frozen dataclasses as the grammar of a file: each field is a key, with its check beside it.

    @dataclass(frozen=True, kw_only=True)
    class Bottleneck(Block):
        c: Number = key(COUNT, "output channels before the width multiplier")

`read_section` makes an instance of such a class from a mapping node, or reports all its faults.
"""

import dataclasses
import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, TypeAlias, TypeVar

from mbv2calc.errors import Fault, MismatchError, unknown
from mbv2calc.spec.nodes import Mapping, Node, Scalar, describe

T = TypeVar("T")

# What papers and other tools call the keys of a network file, for "did you mean".
SYNONYMS = {
    "channels": "c", "out_channels": "c", "filters": "c",
    "kernel": "k", "kernel_size": "k", "stride": "s", "strides": "s",
    "repeat": "n", "repeats": "n", "depth": "n",
    "expand": "t", "expand_ratio": "t", "expansion": "t", "t": "expansion",
    "g": "conv_groups", "groups": "conv_groups",
    "alpha": "width_multiplier", "width": "width_multiplier", "width_mult": "width_multiplier",
    "depth_multiplier": "width_multiplier", "resolution": "input", "num_classes": "classes",
    "blocks": "layers", "layer": "layers", "mid": "inner", "<<": "extends", "extend": "extends",
    "conv2d": "conv", "convolution": "conv", "pointwise": "conv", "dwconv": "depthwise",
    "inverted_residual": "bottleneck", "fc": "classifier", "dense": "classifier",
    "linear": "classifier", "pool": "avgpool",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """What a key accepts: `read` turns its text into a value or raises MismatchError."""

    read: Callable[[str], Any]
    quotes: bool = False  # whether the text may be in quotes
    number: bool = False  # whether the value is a number, over which a sweep can range
    shapes: bool = False  # whether the number decides which layers there are: no symbol can be it


def key(check: Check, doc: str, *, default: Any = dataclasses.MISSING) -> Any:
    """A field of a grammar class: a key of the file that holds one value."""
    return dataclasses.field(default=default, metadata={"check": check, "doc": doc})


def section(cls: type, doc: str, *, default: Any = dataclasses.MISSING) -> Any:
    """A field of a grammar class: a key of the file that holds a mapping of its own."""
    return dataclasses.field(default=default, metadata={"section": cls, "doc": doc})


KINDS: dict[str, type["Block"]] = {}
"""The kinds of blocks by name: every subclass of Block that has a `kind` of its own."""


@dataclass(frozen=True, kw_only=True)
class Block(ABC):
    """One entry of `layers:`. A kind is a subclass; its fields are the keys of the entry."""

    kind: ClassVar[str]

    def __init_subclass__(cls) -> None:
        # A common base of several kinds, such as Repeated, has no kind of its own.
        if "kind" not in vars(cls):
            return
        if cls.kind in KINDS:
            raise ValueError(f"two kinds are called {cls.kind!r}")
        KINDS[cls.kind] = cls

    @abstractmethod
    def build(self, builder: Any) -> None:
        """Add the layers of this entry to a network; `builder` is the model room's Builder."""

    @property
    def blocks(self) -> int:
        """How many blocks the entry makes."""
        return 1

    @property
    def takes_expansion(self) -> bool:
        """Whether the entry states no t of its own and follows the file's `expansion`."""
        return False


Kinds: TypeAlias = dict[str, type[Block]]
"""The kinds of blocks by name."""


def fields_of(cls: type) -> dict[str, "dataclasses.Field[Any]"]:
    """The keys of a grammar class by name, its own before those of its bases."""
    return _fields_of(cls)


@cache  # a sweep asks at every point; apart from `fields_of` since mypy finds a class unhashable
def _fields_of(cls: type) -> dict[str, "dataclasses.Field[Any]"]:
    own_names = inspect.get_annotations(cls)
    fields = sorted(dataclasses.fields(cls), key=lambda f: f.name not in own_names)
    return {f.name: f for f in fields if f.metadata}


def read_value(check: Check, node: Node, path: str, faults: list[Fault]) -> Any:
    """The value of a scalar node; None, and a fault, if it is not what the check expects."""
    try:
        nothing = describe(node) == "nothing"
        if isinstance(node, Scalar) and (node.plain or check.quotes) and not nothing:
            return check.read(node.text)
        check.read("")  # no check accepts an empty text: its error says what is expected
    except MismatchError as mismatch:
        message = f"expected {mismatch}, found {describe(node)}{_yaml_trap(node)}"
        faults.append(Fault(node.origin, path, message))
    return None


def _yaml_trap(node: Node) -> str:
    """Why a text that looks like a number is refused: YAML 1.1 reads it as another number."""
    text = node.text if isinstance(node, Scalar) and node.plain else ""
    if text.startswith("0") and text[1:].replace("_", "").replace("o", "").isdigit():
        return " (octal in YAML 1.1; write the number without a leading 0)"
    if ":" in text and text.replace(":", "").replace(".", "").isdigit():
        return " (sexagesimal in YAML 1.1; write a plain number)"
    if "_" in text and text.replace("_", "").isdigit():
        return " (write the number without _)"
    return ""


def read_section(cls: type[T], node: Node, path: str, faults: list[Fault]) -> T | None:
    """An instance of a grammar class from a mapping node; None, and faults, if it has any."""
    before = len(faults)
    values = read_fields(fields_of(cls), node, path, faults)
    return cls(**values) if len(faults) == before else None


def read_fields(
    fields: "dict[str, dataclasses.Field[Any]]",
    node: Node,
    path: str,
    faults: list[Fault],
    others: Iterable[str] = (),
) -> dict[str, Any]:
    """The values of the fields that a mapping node has; None for each value with a fault.

    Adds the faults to `faults`. `others` are keys that the caller reads itself.
    """
    if describe(node) == "nothing":
        node = Mapping(node.origin, {}, {})  # `avgpool:` is `avgpool: {}`
    if not isinstance(node, Mapping):
        keys = ", ".join([*fields, *others])
        expected = f"a mapping of {keys}" if keys else "{}, since it takes no keys"
        message = f"expected {expected}, found {describe(node)}"
        faults.append(Fault(node.origin, path, message))
        return {}
    known = [*fields, *others]
    for name in node.items:
        if name not in known:
            message = unknown("key", name, known, SYNONYMS)
            faults.append(Fault(node.keys[name], join(path, name), message))
    values: dict[str, Any] = {}
    for name, field in fields.items():
        if name in node.items:
            values[name] = _read_field(field, node.items[name], join(path, name), faults)
        elif field.default is dataclasses.MISSING:
            message = f"the key {name!r} is missing: {field.metadata['doc']}"
            faults.append(Fault(node.origin, path, message))
    return values


def _read_field(field: "dataclasses.Field[Any]", node: Node, path: str, faults: list[Fault]) -> Any:
    if cls := field.metadata.get("section"):
        return read_section(cls, node, path, faults)
    return read_value(field.metadata["check"], node, path, faults)


def join(path: str, name: str) -> str:
    """The path of a key below another."""
    return f"{path}.{name}" if path else name
