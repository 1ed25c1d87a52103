"""Write the parsed trees of the built-in networks to mbv2calc/data. Run: make networks"""

from pathlib import Path
from typing import Any

from mbv2calc import data
from mbv2calc.spec.parser import parse
from mbv2calc.spec.prepared import prepare

TARGET = Path(data.__file__).with_name("parsed_networks.py")
DOC = "The built-in networks, parsed: spec/prepared.py. `make networks` writes it; do not edit."
HEAD = f'"""{DOC}"""\n\nfrom typing import Any\n\n'
WIDTH = 190  # a layer on each line


def module_text() -> str:
    """The text of the module, which depends on the files of the networks only."""
    trees = {}
    for name, path in data.configs().items():
        text = Path(path).read_text(encoding="utf-8")
        # By its text: a file that somebody edits is not found any more, and is parsed.
        trees[text] = prepare(parse(text, name, []), name)
    return f"{HEAD}TREES: dict[str, Any] = {laid_out(trees)}\n"


def laid_out(value: Any, indent: int = 0) -> str:
    """A value as Python writes it, an item on each line where it is too long for one."""
    if isinstance(value, str) or len(repr(value)) + indent <= WIDTH:
        return repr(value)
    inner = indent + 1
    if isinstance(value, dict):
        ends, items = "{}", [f"{key!r}: {laid_out(v, inner)}" for key, v in value.items()]
    else:
        ends = "[]" if isinstance(value, list) else "()"
        items = [laid_out(item, inner) for item in value]
    lines = "".join(f"{' ' * inner}{item},\n" for item in items)
    return f"{ends[0]}\n{lines}{' ' * indent}{ends[1]}"


if __name__ == "__main__":
    TARGET.write_text(module_text(), encoding="utf-8")
