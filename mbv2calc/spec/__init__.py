"""A YAML file, with positions, as an Architecture: frozen, checked, merged with what it extends."""

from mbv2calc.spec.architecture import (
    Architecture,
    ChannelRule,
    Entry,
    Input,
    entry_path,
)
from mbv2calc.spec.knobs import KNOBS, knob_paths, put, with_knobs
from mbv2calc.spec.reader import Source, read_architecture, read_source, read_text
from mbv2calc.spec.schema import Block, key

__all__ = [
    "KNOBS",
    "Architecture",
    "Block",
    "ChannelRule",
    "Entry",
    "Input",
    "Source",
    "entry_path",
    "key",
    "knob_paths",
    "put",
    "read_architecture",
    "read_source",
    "read_text",
    "with_knobs",
]
