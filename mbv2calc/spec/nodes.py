"""A network file as a tree of nodes, each with its position in the file.

Scalars stay texts, which the checks of their keys read. So YAML 1.1 turns no text into an octal or
sexagesimal number or a bool that the person did not mean.
"""

from typing import Any, NamedTuple, TypeAlias


class Scalar(NamedTuple):
    """A text as it is written, without its quotes."""

    origin: str
    text: str
    plain: bool = True  # not in quotes


class Sequence(NamedTuple):
    """A list of nodes."""

    origin: str
    items: tuple["Node", ...]


class Mapping(NamedTuple):
    """Nodes by their keys."""

    origin: str
    items: dict[str, "Node"]
    keys: dict[str, str]  # where each key stands


Node: TypeAlias = Scalar | Sequence | Mapping


def position(text: str | bytes, place: int) -> str:
    """LINE:COLUMN of a place in a text.

    >>> position("a\\nbc", 3)
    '2:2'
    """
    newline: Any = "\n" if isinstance(text, str) else b"\n"
    line = text.count(newline, 0, place) + 1
    return f"{line}:{place - text.rfind(newline, 0, place)}"


def describe(node: Node) -> str:
    """A node as messages describe it, after "found".

    >>> describe(Scalar("x.yaml:1:1", "two"))
    "'two'"
    """
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    if not node.plain:
        return f"the text {_shortened(node.text)} in quotes"
    # YAML reads these three as null.
    return _shortened(node.text) if node.text not in ("", "~", "null") else "nothing"


def _shortened(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")
