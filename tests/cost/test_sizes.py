"""Sizes of memory as they are typed: units, digits, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mbv2calc.cost.sizes import read_size
from mbv2calc.errors import UsageError


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [
        ("0", 0), ("327680", 327_680), ("320B", 320), ("320KiB", 327_680), ("320 kib", 327_680),
        ("320Ki", 327_680), ("320kB", 320_000), ("320K", 320_000), ("1.5MiB", 1_572_864),
        ("1.5M", 1_500_000), ("2GB", 2 * 10**9), ("2GiB", 2**31), ("602,112", 602_112),
        ("1_000", 1000), (" 7 ", 7), ("007", 7), ("0.5KiB", 512), ("1.KiB", 1024),
        ("0.3333333", 0), ("1.9999B", 1), ("0.1KiB", 102),
        ("1.001kB", 1001),
    ],
)  # fmt: skip
def test_sizes_are_read(text: str, bytes_: int) -> None:
    """Powers of 1000, and of 1024 with an i; a part of a byte is dropped."""
    assert read_size(text, "--max-memory") == bytes_


@pytest.mark.parametrize(
    "text",
    [
        "", "KiB", "-1", "+1", "1e3", "1.2.3", ".5KiB", "320 Ki B", "320TiB", "320bits", "3٣",
        "nan", "inf", "0x10", "True", "1.5555555555KiB", "9" * 40, "1\n2",
        "1,5MiB", "1,50", "12,3456", ",512", "1,,000", "1_0",
    ],
)  # fmt: skip
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_size(text, "--reserve")
    assert str(caught.value) == (
        f"--reserve: expected a size such as 320KiB, 512kB, 1.5MiB or 327680, found {text!r}"
    )


UNITS = {"": 1, "B": 1, "k": 10**3, "KiB": 2**10, "MB": 10**6, "MiB": 2**20, "GiB": 2**30}


@given(number=st.integers(0, 10**12), places=st.integers(0, 6), unit=st.sampled_from(list(UNITS)))
def test_sizes_are_exact(number: int, places: int, unit: str) -> None:
    """No float: 0.1 MiB is what a tenth of 1,048,576 leaves whole."""
    whole, part = divmod(number, 10**places)
    text = f"{whole}.{part:0{places}d}{unit}" if places else f"{whole}{unit}"
    assert read_size(text, "--max-memory") == number * UNITS[unit] // 10**places
