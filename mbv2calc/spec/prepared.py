"""Trees of the built-in networks, parsed ahead of time, so that a report loads no PyYAML.

`make networks` writes them to `data/parsed_networks.py`, by the whole text of their files: a file
that was edited is not found there, and is parsed.

A node is written as its LINE:COLUMN and its content: a text (with False after it if it is in
quotes), a list of nodes, or a mapping of each key to its own LINE:COLUMN and its node.
"""

from typing import Any

from mbv2calc.data.parsed_networks import TREES
from mbv2calc.spec.nodes import Mapping, Node, Scalar, Sequence


def prepared_tree(text: str, name: str) -> Node | None:
    """The tree of a file with this text, which messages call `name`; None if there is none."""
    tree = TREES.get(text)
    return None if tree is None else _restored(tree, f"{name}:")


def _restored(tree: Any, prefix: str) -> Node:
    place, content, *plain = tree  # `plain` is [False] in quotes, else empty: True by default
    origin = prefix + place
    if isinstance(content, str):
        return Scalar(origin, content, *plain)
    if isinstance(content, list):
        return Sequence(origin, tuple([_restored(item, prefix) for item in content]))
    items = {key: _restored(item, prefix) for key, (_, item) in content.items()}
    return Mapping(origin, items, {key: prefix + at for key, (at, _) in content.items()})


def prepare(node: Node, name: str) -> Any:
    """The tree of a file called `name` as plain data, which `prepared_tree` reads.

    >>> prepare(Scalar("x.yaml:1:4", "8"), "x.yaml")
    ('1:4', '8')
    """
    prefix = f"{name}:"
    place = node.origin.removeprefix(prefix)
    if isinstance(node, Scalar):
        return (place, node.text) if node.plain else (place, node.text, False)
    if isinstance(node, Sequence):
        return place, [prepare(item, name) for item in node.items]
    return place, {
        key: (node.keys[key].removeprefix(prefix), prepare(item, name))
        for key, item in node.items.items()
    }
