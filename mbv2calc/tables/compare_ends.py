"""The ends of two kinds of blocks as a table: how wide they are, and how wide they may be."""

from collections.abc import Sequence

from mbv2calc.api.comparison.block_widths import Ends
from mbv2calc.tables.neutral import Audience, Column, Field, Table, table
from mbv2calc.tables.wording import fraction, listed

FORMULAS = (
    "separable: D_F^2 M (k^2 + N); bottleneck: D_F^2 M t (M + k^2 + N), without the M in the sum"
    " at t = 1"
)


def ends_table(ends: Sequence[Ends]) -> Table:
    """One row for each output size at which both networks have such a block; hidden without any."""
    narrow = list(dict.fromkeys(end.bottleneck for end in ends))
    several: Audience = "all" if len(narrow) > 1 else "machines"
    unlike: Audience = "machines"
    if any(end.kernel_size != end.separable_kernel_size for end in ends):
        unlike = "all"
    title = (
        f"ends of blocks: bottleneck in {listed(narrow)}, separable in {ends[0].separable}"
        if ends
        else ""
    )
    fields: list[Field[Ends]] = [
        Field(
            Column("bottleneck", "bottleneck", audience=several, style="accent", once=True),
            lambda e: e.bottleneck,
        ),
        Field(Column("separable", "separable", audience="machines"), lambda e: e.separable),
        Field(Column("output", "output", "shape", style="accent"), lambda e: e.output),
        Field(
            Column("separable_channels", "separable N", "count", keep=2),
            lambda e: e.separable_channels,
        ),
        Field(
            Column("bottleneck_channels", "bottleneck N", "count", keep=2),
            lambda e: e.bottleneck_channels,
        ),
        Field(
            Column("separable_kernel_size", "separable k", "count", audience=unlike),
            lambda e: e.separable_kernel_size,
        ),
        Field(Column("kernel_size", "k", "count", keep=3), lambda e: e.kernel_size),
        Field(Column("t", "t", "number", keep=4), lambda e: e.t),
        Field(
            Column("equal_ends_ratio", "equal ends", "times", keep=1),
            lambda e: e.equal_ends_ratio,
        ),
        Field(Column("width_ratio", "N ratio", "fraction"), lambda e: e.width_ratio),
        Field(Column("break_even_width", "beta", "fraction"), lambda e: e.break_even_width),
        Field(
            Column("below_break_even", "below beta", "agrees", style="verdict"),
            lambda e: e.below_break_even,
        ),
    ]
    return table(
        "ends",
        fields,
        ends,
        title=title,
        section="bottleneck",
        block="bottleneck",
        notes=(FORMULAS, _explained(ends)) if ends else (),
        shown=bool(ends),
    )


def _explained(ends: Sequence[Ends]) -> str:
    """What the columns mean, with the limit of beta at each t that expands."""
    limits = {str(end.t): end.break_even_limit for end in ends if end.expands}
    at = listed([f"{fraction(limit)} at t = {t}" for t, limit in limits.items()]) if limits else ""
    return (
        "equal ends: what a bottleneck costs for each separable at M = N = the separable's N;"
        " beta: the N ratio at which it costs the same"
        + (f", near 1 / sqrt(2 t) where N is large: {at}" if at else "")
    )
