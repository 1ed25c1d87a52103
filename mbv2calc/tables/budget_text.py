"""What is said of budgets in the same words, whatever is held against them."""

from mbv2calc.cost.budgets import Held

_BESIDE = "the stack, scratch of kernels, the code and the weights"


def over_text(held: Held) -> str:
    """By how much a budget is broken: 191,076 B is 180,836 B over 10,240 B."""
    amount = held.limit.amount
    return f"{amount(held.used)} is {amount(-held.slack)} over {amount(held.limit.most)}"


def compared_text(metric: str, more: str = "", kept: str = "") -> str:
    """Which memory was compared, and what is not in it.

    `more` says what the metric is, `kept` how much an interpreter keeps, which a peak leaves out.
    """
    gaps = f"gaps between tensors, what an interpreter keeps{kept}, "
    return f"Compared: {metric}{more}. Left out: {gaps if metric == 'peak_bytes' else ''}{_BESIDE}"


def batch_text(batch: int | None) -> str:
    """What multiply-adds are of; None for batches of several sizes."""
    return "of all images of a batch" if batch is None else f"of the {batch:,} images of a batch"


def flash_text(dtype: str | None) -> str:
    """What is held against a budget of flash; None for several dtypes."""
    weights = "weights" if dtype is None else f"weights in {dtype}"
    return (
        f"weight_bytes: {weights}, BatchNorm folded into biases; left out: the code, and what a"
        " file keeps beside its weights"
    )
