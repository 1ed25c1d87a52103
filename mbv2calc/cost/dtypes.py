"""Sizes of numbers: the bytes of a weight, a folded bias and an activation in each dtype."""

from typing import NamedTuple

from mbv2calc.arith import Number
from mbv2calc.cost.tally import Tally
from mbv2calc.errors import UsageError, unknown
from mbv2calc.plain import written_as
from mbv2calc.registry import Registry


@written_as("name")
class Dtype(NamedTuple):
    """Bytes of one activation or weight, and of one bias; the type of partial sums."""

    name: str
    bytes: int
    bias_bytes: int
    sums_in: str = "same"  # one of ACCUMULATORS
    synonyms: tuple[str, ...] = ()


DTYPES = Registry(
    (
        Dtype("int8", 1, 4, "int32", synonyms=("i8", "uint8")),
        Dtype("fp16", 2, 2, synonyms=("float16", "half")),
        Dtype("bf16", 2, 2, synonyms=("bfloat16",)),
        Dtype("fp32", 4, 4, synonyms=("float32", "float")),
    )
)
DEFAULT_DTYPE = "int8"
TRAINING_DTYPE = "fp32"


def find_dtype(name: str = DEFAULT_DTYPE) -> Dtype:
    """The dtype of a name. Raises UsageError, with the likeliest name, if there is none."""
    if name not in DTYPES:
        raise UsageError(unknown("dtype", name, DTYPES, DTYPES.synonyms()))
    return DTYPES[name]


ACCUMULATORS: dict[str, int | None] = {"int32": 4, "fp32": 4, "same": None}
"""Bytes of a partial sum while groups are added up; None: as many as an activation."""

_ACCUMULATOR_SYNONYMS = {
    "int": "int32", "i32": "int32", "float32": "fp32", "float": "fp32", "none": "same",
    "auto": "same", "int8": "same", "fp16": "same", "bf16": "same",
}  # fmt: skip


@written_as("name")
class Accumulator(NamedTuple):
    """The type of partial sums."""

    name: str  # as it is asked for: one of ACCUMULATORS
    bytes: int  # of one sum
    held_in: str  # the type in memory: the activations' for `same`


def find_accumulator(name: str | None, dtype: Dtype) -> Accumulator:
    """The accumulator of a name; by default int32 for int8 activations, else their own dtype.

    Raises UsageError, with the likeliest name, if there is none.
    """
    name = dtype.sums_in if name is None else str(name)
    if name not in ACCUMULATORS:
        message = unknown("accumulator", name, ACCUMULATORS, _ACCUMULATOR_SYNONYMS)
        raise UsageError(f"--accumulator: {message}")
    size = ACCUMULATORS[name]
    return Accumulator(name, size or dtype.bytes, name if size else dtype.name)


def weight_bytes(tally: Tally, dtype: Dtype) -> Number:
    """Bytes of the parameters as deployed: BatchNorm is folded into one bias per channel.

    weights x bytes + (biases + BatchNorm channels) x bias bytes (int8: 1 and 4).
    """
    return tally.weights * dtype.bytes + (tally.bias + tally.norm_channels) * dtype.bias_bytes
