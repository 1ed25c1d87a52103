"""Results as plain data: the rule that makes their JSON and CSV."""

from dataclasses import dataclass
from typing import NamedTuple

import pytest

from mbv2calc.arith import Ratio
from mbv2calc.plain import entries, json_keys, plain, value_of, written_as
from mbv2calc.tables.neutral import Records


class _Size(NamedTuple):
    height: int
    width: int


@written_as("name")
class _Kind(NamedTuple):
    name: str
    steps: tuple[int, ...] = ()


@json_keys("kind", "size.height", "mend=fix", "rows=size.width")
@dataclass(frozen=True)
class _Result:
    kind: _Kind
    size: _Size
    fix: str | None


RESULT = _Result(_Kind("conv"), _Size(3, 4), None)


def test_a_key_is_an_attribute_or_stands_for_one() -> None:
    assert plain(RESULT) == {"kind": "conv", "height": 3, "mend": None, "rows": 4}
    assert list(plain(RESULT)) == ["kind", "height", "mend", "rows"]


def test_entries_are_the_values_as_they_are() -> None:
    assert entries(RESULT) == {"kind": _Kind("conv"), "height": 3, "mend": None, "rows": 4}


def test_an_attribute_of_none_is_none() -> None:
    assert value_of(RESULT, "fix.text") is None
    with pytest.raises(AttributeError):
        value_of(RESULT, "size.depth")


def test_records_have_the_same_names() -> None:
    columns = Records.of(_Result, [RESULT, RESULT]).columns()
    assert columns == {
        "kind": ["conv"] * 2, "height": [3, 3], "mend": [None, None], "rows": [4, 4],
    }  # fmt: skip


def test_a_record_that_says_nothing_has_a_key_for_each_field() -> None:
    assert plain([_Size(1, 2), Ratio(7, 20)]) == [{"height": 1, "width": 2}, 0.35]
