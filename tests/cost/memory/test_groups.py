"""Numbers of groups as they are typed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.cost.memory.groups import groups_text, read_groups
from mbv2calc.cost.memory.liveness import ONE_CHANNEL
from mbv2calc.errors import UsageError


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        (None, ()),
        (4, (4,)),
        ("4", (4,)),
        ("max", (ONE_CHANNEL,)),
        ("1,2,4,8,max", (1, 2, 4, 8, ONE_CHANNEL)),
        (" 2 , 3 ", (2, 3)),
        ([1, "2,max", (3, 4)], (1, 2, ONE_CHANNEL, 3, 4)),
        (range(1, 4), (1, 2, 3)),
        ([], ()),
        ("999999999", (999_999_999,)),
    ],
)
def test_groups_are_read(typed: Any, numbers: tuple[int, ...]) -> None:
    assert read_groups(typed) == numbers


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ""), ("0", "0"), (0, "0"), (-1, "-1"), ("two", "two"), ("1,,2", "1,,2"), ("1,", "1,"),
        ("01", "01"), (b"2", "b'2'"),
        ("1;2", "1;2"), ("1.5", "1.5"), (2.0, "2.0"), (True, "True"), ("٣", "٣"), ("²", "²"),
        ("Max", "Max"), ("1000000000", "1000000000"), ([1, "x"], "x"),
    ],
)  # fmt: skip
def test_what_is_no_number_of_groups_is_refused(typed: Any, found: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_groups(typed)
    assert str(caught.value) == (
        "--groups: expected numbers of groups such as 4, 1,2,4,8 or max (one channel at a time), "
        f"found {found!r}"
    )


@given(st.lists(st.integers(1, 999_999_999) | st.just(ONE_CHANNEL), min_size=1))
def test_what_is_written_can_be_read(numbers: list[int]) -> None:
    assert read_groups(",".join(map(groups_text, numbers))) == tuple(numbers)
