"""Counts lines of code: no docstrings, no comments, no blank lines. `lines.py [FOLDER] [--most N]`.

It prints the lines of each room and the files with the most lines for each function.
"""

import argparse
import ast
import io
import tokenize
from collections import Counter
from pathlib import Path

_NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def lines_of_code(source: str) -> set[int]:
    """The numbers of the lines that hold code."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NO_CODE and token.type != tokenize.ENDMARKER:
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            text = node.body[0]
            lines.difference_update(range(text.lineno, (text.end_lineno or text.lineno) + 1))
    return lines


def functions(source: str) -> int:
    """How many functions and methods a source defines."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef
    return sum(isinstance(node, kinds) for node in ast.walk(ast.parse(source)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=Path("mbv2calc"))
    parser.add_argument("--most", type=int, default=10, help="how many files to name")
    arguments = parser.parse_args()
    rooms: Counter[str] = Counter()
    files = []
    for path in sorted(arguments.folder.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        count = len(lines_of_code(source))
        name = path.relative_to(arguments.folder)
        rooms[name.parts[0].removesuffix(".py")] += count
        files.append((count / max(functions(source), 1), count, name))
    for room, count in rooms.most_common():
        print(f"{count:7,}  {room}")
    print(f"{rooms.total():7,}  in all, {len(files)} files")
    print("lines for each function, lines, file")
    for each, count, name in sorted(files, reverse=True)[: arguments.most]:
        print(f"{each:7.1f} {count:5}  {name}")


if __name__ == "__main__":
    main()
