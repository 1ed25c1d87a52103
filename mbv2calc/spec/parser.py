"""A YAML text as a tree of nodes. The one home of PyYAML, which takes 16 ms to load.

It reads parse events and builds no objects of YAML, so that tags, duplicate keys, alias bombs and
deep nesting are refused before they can do harm.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from mbv2calc.errors import Fault, SpecError
from mbv2calc.spec.nodes import Mapping, Node, Scalar, Sequence, describe, position

MAX_DEPTH = 32
MAX_NODES = 20_000
_TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels; flatten the file"
_FORBIDDEN_IN_ASCII = "[^\t\n\r\x20-\x7e]"
_FORBIDDEN = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
"""Characters that YAML 1.1 forbids: controls, surrogates, a byte order mark inside the text."""

# The loader in C is many times as fast, but not every build of PyYAML has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def parse(text: str, name: str, faults: list[Fault]) -> Node:
    """The root node of one YAML document; `name` stands before line and column in every origin.

    Duplicate keys and tags are added to the faults. Raises SpecError, with the faults so far, if
    reading cannot go on: at a syntax error, or if the file is larger than any network.
    """
    composer = _Composer(name, faults)
    # The whole pattern takes 4 ms to compile, and nearly every file is ASCII.
    if bad := re.search(_FORBIDDEN_IN_ASCII if text.isascii() else _FORBIDDEN, text):
        origin = f"{name}:{position(text, bad.start())}"
        message = f"the character {bad[0]!r} is not allowed in YAML; remove it"
        raise SpecError([*faults, Fault(origin, "", message)])
    try:
        root = composer.document(yaml.parse(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        origin = composer.origin(mark) if mark else name
        problem = getattr(error, "problem", None) or str(error)
        # Newer parsers, which read ahead, have a limit of their own.
        message = _TOO_DEEP if "nesting depth" in problem else f"not YAML: {problem}"
        raise SpecError([*faults, Fault(origin, "", message)]) from None
    if root is None:
        message = "the file is empty; expected a mapping with `layers:`"
        raise SpecError([*faults, Fault(name, "", message)])
    return root


class _Composer:
    """Turns parse events into nodes; recursion is bounded by MAX_DEPTH, size by MAX_NODES."""

    def __init__(self, name: str, faults: list[Fault]) -> None:
        self.name = name
        self.faults = faults
        self.anchors: dict[str, tuple[Node, int]] = {}
        self.nodes = 0

    def origin(self, mark: Any) -> str:
        return f"{self.name}:{mark.line + 1}:{mark.column + 1}"

    def fail(self, event: Any, message: str) -> SpecError:
        return SpecError([*self.faults, Fault(self.origin(event.start_mark), "", message)])

    def document(self, events: Iterator[Any]) -> Node | None:
        root: Node | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if root is not None:
                    raise self.fail(event, "a second document; expected one document in a file")
                root = self.node(next(events), events, 0)
        if isinstance(root, Scalar) and root.plain and root.text == "":
            return None
        return root

    def node(self, event: Any, events: Iterator[Any], depth: int) -> Node:
        if depth > MAX_DEPTH:
            raise self.fail(event, _TOO_DEEP)
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        origin = self.origin(event.start_mark)
        if event.tag is not None and event.tag != "!":
            message = f"the tag {event.tag!r} is not allowed; remove it"
            self.faults.append(Fault(origin, "", message))
        before = self.nodes
        self.count(event, 1)
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = Scalar(origin, event.value, event.style not in ("'", '"'))
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Sequence(origin, tuple(self.items(events, depth)))
        else:
            node = self.mapping(origin, events, depth)
        # Noted only when the node is complete, so that an alias inside it names nothing yet.
        if event.anchor is not None:
            self.anchors[event.anchor] = (node, self.nodes - before)
        return node

    def items(self, events: Iterator[Any], depth: int) -> Iterator[Node]:
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                return
            yield self.node(event, events, depth + 1)

    def mapping(self, origin: str, events: Iterator[Any], depth: int) -> Mapping:
        items: dict[str, Node] = {}
        keys: dict[str, str] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self.faults.append(Fault(key.origin, "", f"expected a key, found {describe(key)}"))
            elif key.text in items:
                first = keys[key.text].removeprefix(f"{self.name}:").partition(":")[0]
                message = f"duplicate key {key.text!r}, first given in line {first}; remove one"
                self.faults.append(Fault(key.origin, "", message))
            else:
                items[key.text], keys[key.text] = value, key.origin
        return Mapping(origin, items, keys)

    def alias(self, event: Any) -> Node:
        if event.anchor not in self.anchors:
            message = f"the alias *{event.anchor} names nothing above it, or itself; write it out"
            raise self.fail(event, message)
        node, size = self.anchors[event.anchor]
        # An alias counts as all that it stands for: a few nested ones can stand for billions.
        self.count(event, size)
        return node

    def count(self, event: Any, size: int) -> None:
        self.nodes += size
        if self.nodes > MAX_NODES:
            raise self.fail(event, f"more than {MAX_NODES} values, aliases written out; shorten it")
