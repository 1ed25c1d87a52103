"""The rooms: imports go down only, each library has one home, and a report loads no heavy one."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path

import pytest

import mbv2calc
from tests.support import process

PACKAGE = Path(mbv2calc.__file__).parent
FLOORS = [
    "errors",
    "registry",
    "arith",
    "plain",
    "sequences",
    "data",
    "spec",
    "model",
    "cost",
    "formulas",
    "figures",
    "grid",
    "api",
    "tables",
    "render",
    "cluster",
    "cli",
]
HOMES = {
    "yaml": ["spec"],
    "numpy": ["grid"],
    "sympy": ["formulas", "render"],
    "rich": ["render"],
    "pyarrow": ["render"],
    "dask": ["cluster"],
    "distributed": ["cluster"],
    "typer": ["cli"],
}
TOP = {"__init__", "__main__"}  # the package's door and its back door: they see every room


def room_of(path: Path, package: Path = PACKAGE) -> str:
    return path.relative_to(package).parts[0].removesuffix(".py")


def imported(source: str) -> Iterator[str]:
    """The dotted names of all modules that a source imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield node.module or ""
            if node.module == "mbv2calc":
                yield from (f"mbv2calc.{alias.name}" for alias in node.names)


def faults(room: str, source: str) -> list[str]:
    """What a source of a room imports against the rules."""
    found = []
    for name in imported(source):
        parts = name.split(".")
        if parts[0] == "mbv2calc" and len(parts) > 1 and parts[1] in FLOORS:
            if FLOORS.index(parts[1]) > FLOORS.index(room):
                found.append(f"{room} imports {name}, which is above it")
        elif parts[0] in HOMES and room not in HOMES[parts[0]]:
            found.append(f"{room} imports {parts[0]}, whose home is {HOMES[parts[0]]}")
    return found


SOURCES = sorted(p for p in PACKAGE.rglob("*.py") if room_of(p) not in TOP)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_down_and_libraries_stay_at_home(path: Path) -> None:
    assert room_of(path) in FLOORS, "a new room needs its floor"
    assert faults(room_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("model", "from mbv2calc.cost import Tally"),
        ("spec", "def f():\n    import mbv2calc.model.builder"),
        ("cost", "from mbv2calc import tables"),
        ("tables", "from rich.text import Text"),
        ("model", "import numpy as np"),
        ("cli", "import yaml"),
    ],
)
def test_the_rule_sees_a_fault(room: str, source: str) -> None:
    assert len(faults(room, source)) == 1


LIBRARIES = ("numpy", "sympy", "typer", "rich", "yaml")
START = """
import sys
{statement}
print("loaded:", *(name for name in {libraries} if name in sys.modules), file=sys.stderr)
"""
RUN = """
from mbv2calc.__main__ import main
sys.argv = ["mbv2calc", *{arguments!r}]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
"""


def loaded_by(statement: str, libraries: tuple[str, ...] = LIBRARIES) -> str:
    """Which of some libraries a statement of Python loads in a process of its own."""
    code = START.format(statement=statement, libraries=libraries)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stderr.strip()


def loaded_by_command(*arguments: str, libraries: tuple[str, ...] = ("numpy", "sympy")) -> str:
    """Which of some libraries a run of the command line loads."""
    return loaded_by(RUN.format(arguments=arguments), libraries)


def test_every_public_name_imports() -> None:
    for name in mbv2calc.__all__:
        assert getattr(mbv2calc, name) is not None
    assert set(mbv2calc.__all__) <= set(dir(mbv2calc))
    with pytest.raises(AttributeError, match="module 'mbv2calc' has no attribute 'nosuch'"):
        _ = mbv2calc.nosuch  # type: ignore[attr-defined]


def test_every_public_result_is_a_frozen_dataclass() -> None:
    for name in mbv2calc.__all__:
        cls = getattr(mbv2calc, name)
        if isinstance(cls, type) and not issubclass(cls, Exception):
            assert is_dataclass(cls), name
            assert cls.__dataclass_params__.frozen, name  # type: ignore[attr-defined]


def test_type_checkers_see_the_public_names_that_python_sees() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    block = next(node for node in tree.body if isinstance(node, ast.If))
    homes = {
        alias.asname: str(node.module).removeprefix("mbv2calc.")
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert homes == mbv2calc._HOMES


@pytest.mark.parametrize("statement", ["import mbv2calc", "from mbv2calc import SpecError"])
def test_the_package_itself_loads_no_library(statement: str) -> None:
    assert loaded_by(statement) == "loaded:"


def test_a_built_in_network_needs_no_library() -> None:
    assert loaded_by("import mbv2calc; mbv2calc.load('mbv2_0.5').report()") == "loaded:"


def test_a_report_loads_no_reader_of_yaml() -> None:
    assert loaded_by_command("report", "mbv2_1.0", libraries=("yaml",)) == "loaded:"


def test_the_version_loads_no_library() -> None:
    assert loaded_by_command("--version", libraries=LIBRARIES) == "loaded:"
    assert process("--version") == (0, f"mbv2calc {mbv2calc.__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["report", "mbv2_1.0"],
        [
            "report",
            "mbv2_1.0",
            "--format",
            "json",
            "--t",
            "0.5",
            "--set",
            "layers[3].bottleneck.k=5",
        ],
        ["memory", "--max-memory", "20MiB", "--training"],
        ["memory", "--groups", "2,max", "--format", "json"],
        ["compare"],
        ["sweep", "--t", "1..10", "--width", "0.35..1.4"],
        ["networks"],
        ["show", "mbv2_0.5", "--resolved"],
        ["formula", "--help"],
    ],
)
def test_commands_load_neither_numpy_nor_sympy(arguments: list[str]) -> None:
    assert loaded_by_command(*arguments) == "loaded:"


def test_a_large_sweep_loads_numpy_and_no_sympy() -> None:
    assert loaded_by_command("sweep", "--resolution", "96..600:1", "--top", "3") == (
        "loaded: numpy"
    )


def test_the_watch_for_heavy_imports_sees_one() -> None:
    assert loaded_by("import mbv2calc; import numpy") == "loaded: numpy"
