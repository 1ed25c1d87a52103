"""Sentences about budgets that several commands share."""

from mbv2calc.cost.budgets import BudgetUse

_BESIDE = "the stack, scratch of kernels, the code and the weights"


def over_text(use: BudgetUse) -> str:
    """By how much a budget is broken: 191,076 B is 180,836 B over 10,240 B."""
    amount = use.limit.amount
    return f"{amount(use.used)} is {amount(-use.slack)} over {amount(use.limit.maximum)}"


def compared_note(metric: str, more: str = "", kept: str = "") -> str:
    """Which memory was compared, and what is not in it.

    `more` says what the metric is, `kept` how much an interpreter keeps, which a peak leaves out.
    """
    gaps = f"gaps between tensors, what an interpreter keeps{kept}, "
    return f"Compared: {metric}{more}. Left out: {gaps if metric == 'peak_bytes' else ''}{_BESIDE}"


def batch_note(batch: int | None) -> str:
    """What multiply-adds are of; None for batches of several sizes."""
    return "of all images of a batch" if batch is None else f"of the {batch:,} images of a batch"


def flash_note(dtype: str | None) -> str:
    """What is compared with a budget of flash; None for several dtypes."""
    weights = "weights" if dtype is None else f"weights in {dtype}"
    return (
        f"weight_bytes: {weights}, BatchNorm folded into biases; left out: the code, and what a"
        " file keeps beside its weights"
    )
