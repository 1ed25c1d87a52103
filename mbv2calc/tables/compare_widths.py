"""Channels between two kinds of blocks as a table: how many, and where that is cheaper."""

from collections.abc import Sequence
from operator import attrgetter

from mbv2calc.api.comparison.block_widths import BlockWidths
from mbv2calc.tables.neutral import Column, Table, table
from mbv2calc.tables.wording import fraction, listed

FORMULAS = (
    "separable: D_F^2 M (k^2 + N); bottleneck: D_F^2 M t (M + k^2 + N), without the M in the sum"
    " at t = 1"
)
_COSTS = (
    Column("kernel_size", "k", "count", keep=3),
    Column("t", format="number", keep=4),
    Column("equal_ends_ratio", "at equal width", "times", keep=2),
    Column("width_ratio", format="fraction"),
    Column("break_even_width", "break-even", "fraction"),
    Column("below_break_even", "cheaper?", "agrees", style="verdict"),
)


def widths_table(widths: Sequence[BlockWidths]) -> Table:
    """A row for each output size at which both networks have such a block."""
    bottlenecks = list(dict.fromkeys(pair.bottleneck for pair in widths))
    network = Column("bottleneck", "network", style="accent", once=True)
    unlike = any(pair.kernel_size != pair.separable_kernel_size for pair in widths)
    columns = (
        *((network,) if len(bottlenecks) > 1 else ()),
        Column("output", format="shape", style="accent"),
        Column("separable_channels", "separable", "count", keep=1),
        Column("bottleneck_channels", "bottleneck", "count", keep=1),
        *((Column("separable_kernel_size", "separable k", "count"),) if unlike else ()),
        *_COSTS,
    )
    return table(
        columns,
        widths,
        title=f"Channels between blocks: separable in {widths[0].separable},"
        f" bottleneck in {listed(bottlenecks)}",
        section=attrgetter("bottleneck"),
        notes=(FORMULAS, _explained(widths)),
    )


def _explained(widths: Sequence[BlockWidths]) -> str:
    """What the columns mean, with the limit of the break-even ratio at each t that expands."""
    limits = {str(pair.t): pair.break_even_limit for pair in widths if pair.expands}
    at = listed([f"{fraction(limit)} at t = {t}" for t, limit in limits.items()])
    return (
        "at equal width: the cost of a bottleneck over that of a separable block, both with the"
        " separable's N before and behind them; break-even: the width ratio (beta) at which the two"
        " cost the same" + (f", near 1 / sqrt(2 t) where N is large: {at}" if at else "")
    )
