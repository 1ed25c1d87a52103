"""The tests mirror the rooms: whoever changes a room knows which tests to change."""

from collections.abc import Iterable
from pathlib import Path

import pytest

import mbv2calc

TESTS = Path(__file__).parent
PACKAGE = Path(mbv2calc.__file__).parent
# Only data lie in data/: the rooms that read them test them.
ROOMS = {
    str(path.relative_to(PACKAGE).with_suffix(""))
    for path in PACKAGE.iterdir()
    if path.suffix == ".py" or (path / "__init__.py").exists()
} - {"__init__", "__main__", "data"}
# Tests of the house as a whole stand above the rooms.
HOUSE = {
    "test_docs", "test_extending", "test_house", "test_imports", "test_mirror", "test_start",
}  # fmt: skip


def strays(paths: Iterable[Path]) -> list[Path]:
    """The test files, by their path below tests/, that belong to no room."""
    return [
        path
        for path in paths
        if not ((PACKAGE / path.parent).is_dir() or str(path.parent) in ROOMS)
        or (path.parent == Path() and path.stem not in HOUSE | {f"test_{r}" for r in ROOMS})
    ]


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_every_room_has_its_tests(room: str) -> None:
    assert [*(TESTS / room).rglob("test_*.py"), *TESTS.glob(f"test_{room}.py")]


def test_every_test_file_belongs_to_a_room() -> None:
    assert strays(path.relative_to(TESTS) for path in TESTS.rglob("test_*.py")) == []


def test_a_stray_file_is_seen() -> None:
    assert strays([Path("test_arith.py"), Path("grid/test_fit.py")]) == []
    assert len(strays([Path("test_it.py"), Path("garden/test_fit.py")])) == 2
