"""The rules of the house: short files and functions, docstrings, nothing twice, no circle."""

import ast
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import mbv2calc

PACKAGE = Path(mbv2calc.__file__).parent
SOURCES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): path.read_text("utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
}
TREES = {module: ast.parse(source) for module, source in SOURCES.items()}

LONGEST_FILE = 250  # lines
LONGEST_FUNCTION = 40  # lines, without its docstring
SHORTEST_COPY = 8  # lines that hold code

Function = ast.FunctionDef | ast.AsyncFunctionDef
Documented = Function | ast.ClassDef


def length(function: Function) -> int:
    """The lines of a function without its docstring."""
    first, last = function.lineno, function.end_lineno or function.lineno
    if ast.get_docstring(function) is None:
        return last - first + 1
    text = function.body[0]
    return last - first + 1 - ((text.end_lineno or text.lineno) - text.lineno + 1)


def long_functions(tree: ast.Module) -> list[str]:
    functions = [node for node in ast.walk(tree) if isinstance(node, Function)]
    return [f"{f.name}: {length(f)} lines" for f in functions if length(f) > LONGEST_FUNCTION]


def public(tree: ast.Module | ast.ClassDef) -> Iterator[Documented]:
    """The public functions and classes of a module, and the public methods of these."""
    for node in tree.body:
        if isinstance(node, Documented) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


def undocumented(tree: ast.Module, classes: Mapping[str, ast.ClassDef]) -> list[str]:
    """What is public and says nothing of itself; a method's base among these classes may say it."""

    def inherits(cls: ast.ClassDef, method: str) -> bool:
        bases = [classes[name] for base in cls.bases if (name := ast.unparse(base)) in classes]
        return any(
            inherits(base, method)
            or any(n.name == method and ast.get_docstring(n) is not None for n in public(base))
            for base in bases
        )

    owners = {n: cls for cls in tree.body if isinstance(cls, ast.ClassDef) for n in public(cls)}
    silent = [node for node in public(tree) if ast.get_docstring(node) is None]
    return [
        f"{node.name}, line {node.lineno}"
        for node in silent
        if node not in owners or not inherits(owners[node], node.name)
    ]


def code(source: str) -> list[tuple[int, str]]:
    """The lines that hold code besides imports and lone brackets, with their numbers."""
    tree, skipped = ast.parse(source), set[int]()
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if is_text or isinstance(node, ast.Import | ast.ImportFrom):
            assert isinstance(node, ast.stmt)
            skipped.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = enumerate((line.strip() for line in source.splitlines()), 1)
    return [
        (number, line)
        for number, line in lines
        if number not in skipped and not line.startswith("#") and any(map(str.isalnum, line))
    ]


def copies(sources: Mapping[str, str]) -> list[str]:
    """Places of several modules in which the same lines stand, each named by its first line."""
    places: dict[str, dict[str, int]] = defaultdict(dict)
    for module, source in sources.items():
        lines = code(source)
        for start in range(len(lines) - SHORTEST_COPY + 1):
            run = lines[start : start + SHORTEST_COPY]
            places["\n".join(line for _, line in run)][module] = run[0][0]
    same = [where for where in places.values() if len(where) > 1]
    return [" = ".join(f"{module}:{line}" for module, line in where.items()) for where in same]


def imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The names of modules and of what stands in them that these statements import."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module is not None, "imports are absolute here"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def running(node: ast.AST) -> Iterator[ast.AST]:
    """What may run: all but what stands under TYPE_CHECKING."""
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)):
            yield child
            yield from running(child)


def circle(trees: Mapping[str, ast.Module]) -> list[str]:
    """The modules of a circle of imports, the first again at its end; none if there is none.

    Imports inside functions count: putting one there hides a circle, and cuts none.
    """
    graph = {
        module: {name for name in imported(running(tree)) if name in trees} - {module}
        for module, tree in trees.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_files_are_short() -> None:
    lengths = {module: len(source.splitlines()) for module, source in SOURCES.items()}
    assert {m: n for m, n in lengths.items() if n > LONGEST_FILE} == {}


def test_functions_are_short() -> None:
    functions = [f"{module}.{f}" for module, tree in TREES.items() for f in long_functions(tree)]
    assert functions == []


def test_what_is_public_has_a_docstring() -> None:
    classes = {n.name: n for t in TREES.values() for n in t.body if isinstance(n, ast.ClassDef)}
    silent = {module: undocumented(tree, classes) for module, tree in TREES.items()}
    assert {m: names for m, names in silent.items() if names} == {}


def test_nothing_stands_twice() -> None:
    assert copies(SOURCES) == []


def test_modules_import_each_other_in_no_circle() -> None:
    modules = {module.removesuffix(".__init__"): tree for module, tree in TREES.items()}
    del modules["mbv2calc"]  # the door, which fetches what is asked for
    assert circle(modules) == []


def test_the_rules_see_a_fault() -> None:
    body = "\n".join(f"    x{number} = {number}" for number in range(LONGEST_FUNCTION))
    long = f"def f():\n{body}\n"
    assert long_functions(ast.parse(long)) == ["f: 41 lines"]
    assert long_functions(ast.parse(long.replace("    x0 = 0", '    """Text."""'))) == []
    silent = ast.parse("def f(): ...\ndef _g(): ...\nclass B(A):\n    'It.'\n    def h(self): ...")
    assert undocumented(silent, {}) == ["f, line 1", "h, line 5"]
    base = ast.parse("class A:\n    def h(self):\n        'What it does.'").body[0]
    assert isinstance(base, ast.ClassDef)
    assert undocumented(silent, {"A": base}) == ["f, line 1"]
    assert copies({"a": long, "b": long[: len(long) // 2]})
    assert copies({"a": "\n".join(long.splitlines()[:8]), "b": "def g(): ..."}) == []
    for back, found in (
        ("def f():\n    import a", True),
        ("if TYPE_CHECKING:\n    import a", False),
    ):
        both = {"a": ast.parse("from b import c"), "b": ast.parse(back)}
        assert bool(circle(both)) is found
