"""Sizes of numbers: what a weight, a folded bias and an activation take in each dtype."""

from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.tally import Tally
from mbv2calc.errors import UsageError, unknown
from mbv2calc.plain import written_as


@written_as("name")
class Dtype(NamedTuple):
    """Bytes of one activation or weight, and of one bias; what partial sums are held in."""

    name: str
    bytes: int
    bias_bytes: int
    sums_in: str = "same"  # one of ACCUMULATORS


DTYPES = {
    dtype.name: dtype
    for dtype in (
        Dtype("int8", 1, 4, "int32"),
        Dtype("fp16", 2, 2),
        Dtype("bf16", 2, 2),
        Dtype("fp32", 4, 4),
    )
}
DEFAULT_DTYPE = "int8"
TRAINING_DTYPE = "fp32"


_SYNONYMS = {"float32": "fp32", "float": "fp32", "float16": "fp16", "half": "fp16",
             "bfloat16": "bf16", "i8": "int8", "uint8": "int8"}  # fmt: skip


def find_dtype(name: str = DEFAULT_DTYPE) -> Dtype:
    """A dtype by its name; UsageError, with the likeliest meant one, where no dtype has it."""
    if name not in DTYPES:
        raise UsageError(unknown("dtype", name, DTYPES, _SYNONYMS))
    return DTYPES[name]


ACCUMULATORS: dict[str, int | None] = {"int32": 4, "fp32": 4, "same": None}
"""Bytes of a sum while groups are added into an output; None: those of an activation."""

_ACCUMULATORS_MEANT = {
    "int": "int32", "i32": "int32", "float32": "fp32", "float": "fp32", "none": "same",
    "auto": "same", "int8": "same", "fp16": "same", "bf16": "same",
}  # fmt: skip


@written_as("name")
class Accumulator(NamedTuple):
    """What partial sums are held in: `name` as it is asked for, `held_in` what that comes to."""

    name: str
    bytes: int
    held_in: str


def find_accumulator(name: str | None, of: Dtype) -> Accumulator:
    """An accumulator by its name; without one int32 for int8 activations, else as these.

    UsageError, with the likeliest meant one, where there is none of that name.
    """
    name = of.sums_in if name is None else str(name)
    if name not in ACCUMULATORS:
        message = unknown("accumulator", name, ACCUMULATORS, _ACCUMULATORS_MEANT)
        raise UsageError(f"--accumulator: {message}")
    own = ACCUMULATORS[name]
    return Accumulator(name, own or of.bytes, name if own else of.name)


def weight_bytes(tally: Tally, of: Dtype) -> Number:
    """Bytes of the parameters as deployed: BatchNorm folded into one bias a channel.

    weights x bytes + (biases + BatchNorm channels) x bias bytes (int8: 1 and 4).
    """
    return tally.weights * of.bytes + (tally.bias + tally.norm_channels) * of.bias_bytes
