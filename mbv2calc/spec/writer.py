"""An Architecture as the text of a network file, with everything inherited and every default."""

import dataclasses
import json
import re
from typing import Any

from mbv2calc.arith import Ratio
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.schema import fields_of

_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*", re.ASCII)
# Words that YAML 1.1 reads as truth values or as nothing.
_RESERVED = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


def resolved_text(architecture: Architecture) -> str:
    """A complete YAML file, without `extends`, that reads as the same architecture."""
    lines = [
        f"{name}: {_value(getattr(architecture, name))}"
        for name in fields_of(Architecture)
        if getattr(architecture, name) not in (None, "")
    ]
    lines.append("layers:")
    width = max(len(entry.block.kind) for entry in architecture.layers)
    for entry in architecture.layers:
        head = f"{entry.block.kind}:".ljust(width + 1)
        lines.append(f"  - {head} {_value(entry.block)}")
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if dataclasses.is_dataclass(value) and not isinstance(value, Ratio):
        keys = ((name, getattr(value, name)) for name in fields_of(type(value)))
        return "{" + ", ".join(f"{k}: {_value(v)}" for k, v in keys if v is not None) + "}"
    text = str(value)
    if not isinstance(value, str) or (_BARE.fullmatch(text) and text.lower() not in _RESERVED):
        return text
    # A text in JSON's quotes and escapes is the same text in YAML.
    return json.dumps(text, ensure_ascii=False)
