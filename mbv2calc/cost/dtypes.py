"""Sizes of numbers: what a weight, a folded bias and an activation take in each dtype."""

from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.tally import Tally
from mbv2calc.errors import UsageError


class Dtype(NamedTuple):
    """Bytes of one activation or weight, and of one bias."""

    name: str
    bytes: int
    bias_bytes: int


DTYPES = {
    dtype.name: dtype
    for dtype in (
        Dtype("int8", 1, 4),
        Dtype("fp16", 2, 2),
        Dtype("bf16", 2, 2),
        Dtype("fp32", 4, 4),
    )
}
DEFAULT_DTYPE = "int8"


def dtype(name: str) -> Dtype:
    """A dtype by name; UsageError where there is none of it."""
    if name not in DTYPES:
        raise UsageError(f"--dtype: expected one of {', '.join(DTYPES)}, found {name!r}")
    return DTYPES[name]


def weight_bytes(tally: Tally, of: Dtype) -> Number:
    """Bytes of the parameters as deployed: BatchNorm folded into one bias a channel.

    weights x bytes + (biases + BatchNorm channels) x bias bytes (int8: 1 and 4).
    """
    return tally.weights * of.bytes + (tally.bias + tally.norm_channels) * of.bias_bytes
