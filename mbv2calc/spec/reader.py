"""From a name or a path to an Architecture: find the file, follow `extends`, check every value."""

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from mbv2calc import data
from mbv2calc.errors import Fault, SpecError, UsageError, printable, unknown
from mbv2calc.spec.architecture import Architecture, Entry
from mbv2calc.spec.nodes import Mapping, Node, Scalar, Sequence, describe, position
from mbv2calc.spec.prepared import prepared_tree
from mbv2calc.spec.schema import SYNONYMS, Kinds, fields_of, read_fields, read_section

MAX_BYTES = 1 << 20
MAX_BASES = 32
A_NETWORK = "a YAML file"


class Source(NamedTuple):
    """A network file as it was read: its path, its name in messages, its text."""

    path: str
    label: str
    text: str


def read_source(name_or_path: str) -> Source:
    """The text of a built-in network or of a file, read once.

    Raises UsageError if there is no such network, SpecError if the file cannot be read.
    """
    path, label = _locate(name_or_path)
    return Source(path, label, read_text(path, label))


def read_architecture(network: str | Source, kinds: Kinds) -> Architecture:
    """The Architecture of a network: of a name, of a path, or of a file that was read already.

    `kinds` are the blocks that a file may use. Raises UsageError if there is no such network,
    SpecError with all faults of a bad file.
    """
    source = read_source(network) if isinstance(network, str) else network
    reader = _Reader(kinds, source.label)
    root = reader.merged(source, ())
    root.items.setdefault("name", Scalar(root.origin, _stem(source.path), plain=False))
    return reader.architecture(root)


def _stem(path: str) -> str:
    """The name of a network without a `name`: that of its file, without the extension."""
    stem = os.path.splitext(os.path.basename(path))[0]
    return printable(stem).strip()[:200] or "network"


def _locate(name_or_path: str) -> tuple[str, str]:
    """The path of a network, and its name in messages."""
    built_in = data.configs()
    if name_or_path in built_in:
        return built_in[name_or_path], name_or_path
    is_path = os.sep in name_or_path or name_or_path.endswith((".yaml", ".yml"))
    if is_path or os.path.lexists(name_or_path):
        return name_or_path, name_or_path
    message = unknown("network", name_or_path, built_in)
    family = [name for name in built_in if name.startswith(name_or_path)]
    if len(family) > 1:
        message = f"unknown network {name_or_path!r}; did you mean one of {', '.join(family)}?"
    elif os.path.exists(f"{name_or_path}.yaml"):
        message = f"unknown network {name_or_path!r}; did you mean the file {name_or_path}.yaml?"
    raise UsageError(f"{message} (`mbv2calc networks` lists them; or give the path of a YAML file)")


def read_text(path: str, label: str, what: str = A_NETWORK) -> str:
    """The text of a UTF-8 file, which messages call `label`; `what` says what it should hold.

    Raises SpecError if the file cannot be read.
    """
    origin = label
    try:
        with open(path, "rb") as file:
            # One byte too many is enough to know that a file is too large.
            content = file.read(MAX_BYTES + 1)
        if len(content) <= MAX_BYTES:
            return content.decode("utf-8-sig")  # some editors put a byte order mark in front
        small = "; a network needs a few KiB" if what == A_NETWORK else ""
        message = f"the file is over 1 MiB{small}"
    except UnicodeDecodeError as error:
        origin = f"{label}:{position(error.object, error.start)}"
        message = "not UTF-8; save the file as UTF-8 text"
    except FileNotFoundError:
        stem = os.path.splitext(os.path.basename(path))[0]
        fix = f"; did you mean the built-in {stem!r}?" if stem in data.configs() else ""
        message = f"no such file; expected {what}{fix}"
    except IsADirectoryError:
        message = f"a folder; expected {what}"
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        message = f"cannot be read: {getattr(error, 'strerror', None) or error}"
    raise SpecError([Fault(origin, "", message)])


def _base(node: Node, source: Source) -> tuple[str, str]:
    """The path of what a file extends, and its name in messages.

    `extends` names a built-in network, or a file by its path from the folder of this one. Raises
    SpecError if there is neither.
    """
    built_in = data.configs()
    if not isinstance(node, Scalar) or not node.text or describe(node) == "nothing":
        message = f"expected the name of a network or a path, found {describe(node)}"
        raise _bad_base(node, message)
    if node.text in built_in:
        return built_in[node.text], node.text
    path = os.path.join(os.path.dirname(source.path), node.text)
    label = os.path.normpath(os.path.join(os.path.dirname(source.label), node.text))
    if os.path.isdir(path):
        raise _bad_base(node, f"{label} is a folder; expected a YAML file")
    if not os.path.exists(path):
        near = unknown("network or file", node.text, built_in)
        raise _bad_base(node, f"{near} (a path starts at the folder of {source.label})")
    return path, label


def _bad_base(node: Node, message: str) -> SpecError:
    return SpecError([Fault(node.origin, "extends", message)])


def _merged(below: Mapping, above: Mapping) -> Mapping:
    """Two mappings merged key by key: a mapping into a mapping, any other value replaces."""
    items = dict(below.items)
    for name, node in above.items.items():
        under = items.get(name)
        if isinstance(node, Mapping) and isinstance(under, Mapping):
            node = _merged(under, node)
        items[name] = node
    return Mapping(above.origin, items, below.keys | above.keys)


def _place(fault: Fault) -> tuple[str, int, int]:
    """The file, line and column of a fault; a fault of a whole file comes first."""
    match = re.fullmatch(r"(.*):(\d+):(\d+)", fault.origin, re.S)
    return (match[1], int(match[2]), int(match[3])) if match else (fault.origin, 0, 0)


class _Reader:
    """Reads a file and the files that it extends, and collects the faults."""

    def __init__(self, kinds: Kinds, label: str) -> None:
        self.kinds = kinds
        self.label = label
        self.faults: list[Fault] = []
        self.lacks_base = False

    def merged(self, source: Source, seen: tuple[str, ...]) -> Mapping:
        """The root mapping of a file, merged with the files that it extends.

        `seen` are the files that lead to it through `extends`.
        """
        root = prepared_tree(source.text, source.label)
        if root is None:
            from mbv2calc.spec.parser import parse  # PyYAML, which a report does not load

            root = parse(source.text, source.label, self.faults)
        if not isinstance(root, Mapping):
            message = f"expected a mapping with `layers:` or `extends:`, found {describe(root)}"
            raise SpecError([*self.faults, Fault(root.origin, "", message)])
        base = root.items.pop("extends", None)
        if base is None:
            return root
        try:
            below = self.base(base, source, (*seen, os.path.realpath(source.path)))
        except SpecError as error:  # go on without the base, to report the faults of this file too
            self.faults += error.faults
            self.lacks_base = True
            return root
        # A name belongs to one network: one that extends it is called after its own file.
        below.items.pop("name", None)
        if "layers" in root.items:  # the base's publication describes layers that are replaced
            below.items.pop("source", None)
        return _merged(below, root)

    def base(self, node: Node, source: Source, chain: tuple[str, ...]) -> Mapping:
        """The root mapping of what `extends` names; `chain` are the files that lead to it."""
        path, label = _base(node, source)
        # Real paths, since a cycle may lead through links, or through `..`.
        if os.path.realpath(path) in chain:
            raise _bad_base(node, f"a cycle: {label} extends this file again; remove one `extends`")
        if len(chain) >= MAX_BASES:
            raise _bad_base(node, f"a chain of more than {MAX_BASES} files; merge some of them")
        return self.merged(Source(path, label, read_text(path, label)), chain)

    def architecture(self, root: Mapping) -> Architecture:
        """The Architecture of a merged tree; raises SpecError with every fault in it."""
        origins = {name: node.origin for name, node in root.items.items()} | {"": self.label}
        layers = root.items.pop("layers", None)
        fields = fields_of(Architecture)
        values = read_fields(fields, root, "", self.faults, ("extends", "layers"))
        if isinstance(layers, Sequence) and layers.items:
            values["layers"] = tuple(self.entries(layers))
        elif layers is not None:
            content = "an empty list" if isinstance(layers, Sequence) else describe(layers)
            self.fault(layers.origin, "layers", f"expected a list of layers, found {content}")
        elif not self.lacks_base:  # the base may have had them
            self.fault(root.origin, "", "the key 'layers' is missing: a list of layers")
        if self.faults:
            raise SpecError(sorted(self.faults, key=_place))
        return Architecture(**values, origins=origins)

    def entries(self, layers: Sequence) -> Iterator[Entry]:
        """The entries of `layers:`, each a mapping of one kind to its keys."""
        for index, item in enumerate(layers.items):
            path = f"layers[{index}]"
            if not isinstance(item, Mapping) or len(item.items) != 1:
                content = f"{len(item.items)} keys" if isinstance(item, Mapping) else describe(item)
                expected = "expected one kind with its keys, such as conv: {c: 32}"
                self.fault(item.origin, path, f"{expected}, found {content}")
                continue
            ((kind, keys),) = item.items.items()
            if kind not in self.kinds:
                self.fault(item.keys[kind], path, unknown("kind", kind, self.kinds, SYNONYMS))
            elif block := read_section(self.kinds[kind], keys, f"{path}.{kind}", self.faults):
                yield Entry(block, item.keys[kind])

    def fault(self, origin: str, path: str, message: str) -> None:
        self.faults.append(Fault(origin, path, message))
