"""Networks against each other: their totals, and what each kind of operator and output size takes.

Everything is taken from their reports; whose blocks have the narrower ends is in `compare_ends`.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeAlias

from mbv2calc.api.comparison.block_widths import Ends, compare_ends
from mbv2calc.api.comparison.memory import LargestAt, largest_tensors
from mbv2calc.api.report import Report
from mbv2calc.arith import Ratio
from mbv2calc.cost.conventions import Convention
from mbv2calc.cost.tally import layer_parameters
from mbv2calc.cost.totals import LayerCost, Totals
from mbv2calc.errors import UsageError
from mbv2calc.figures.published import Figure
from mbv2calc.model.layers import Layer
from mbv2calc.model.operators import OPERATORS

Group: TypeAlias = Any
"""A kind of operator, or an output size: a tuple of height and width in pixels."""


class Ratios(NamedTuple):
    """What a network takes for each one that another takes: None where the other takes none."""

    params: float | None
    madds: float | None
    counted: float | None
    weight_bytes: float | None
    peak_bytes: float | None
    top1_difference: float | None  # percentage points; None unless both are published


class Compared(NamedTuple):
    """One network: what it is called, its report, its published top-1, and against the first."""

    network: str
    report: Report
    top1: Figure | None
    ratios: Ratios

    @property
    def totals(self) -> Totals:
        """The totals of its report."""
        return self.report.totals


class Part(NamedTuple):
    """What the layers of one group take of one network. Shares are of that network's own totals.

    `params` are under the report's convention, `weights` leave BatchNorm and biases out, as the
    shares in arXiv:1704.04861, Table 2, do; `madds` are for the whole batch.
    """

    group: Group
    network: str
    layers: int
    params: int
    weights: int
    madds: int
    params_share: float
    weights_share: float
    madds_share: float


class Comparison(NamedTuple):
    """What `mbv2calc compare` shows. Parts stand group by group, a row for each network in each."""

    networks: tuple[Compared, ...]
    by_kind: tuple[Part, ...]
    by_resolution: tuple[Part, ...]  # largest first
    ends: tuple[Ends, ...]
    largest: tuple[LargestAt, ...]  # tensors by output size, largest first

    @property
    def convention(self) -> Convention:
        """By which all of them are counted."""
        return self.networks[0].report.convention

    def __repr__(self) -> str:
        return f"Comparison({', '.join(one.network for one in self.networks)})"


def compare_reports(named: Iterable[tuple[str, Report]]) -> Comparison:
    """Two reports or more against the first, each with what its network is called.

    A name that comes again gets a number. Raises UsageError for fewer than two.
    """
    pairs = list(named)
    if len(pairs) < 2:
        found = f"found {pairs[0][0]} alone" if pairs else "found none"
        raise UsageError(f"compare: expected two networks or more, {found}; give two or more")
    reports = [report for _, report in pairs]
    figures = _top1s(reports)
    networks = tuple(
        Compared(name, report, figure, _ratios(report, reports[0], figure, figures[0]))
        for name, report, figure in zip(_distinct(pairs), reports, figures, strict=True)
    )
    sizes = {_size(cost.layer) for report in reports for cost in report.layers}
    return Comparison(
        networks,
        _parts(networks, lambda layer: layer.kind, _counted_kinds(reports)),
        _parts(networks, _size, sorted(sizes, key=_pixels, reverse=True)),
        compare_ends([(one.network, one.report) for one in networks]),
        largest_tensors([(one.network, one.report.graph) for one in networks]),
    )


def _distinct(pairs: Sequence[tuple[str, Report]]) -> list[str]:
    """The names, each that comes again with a number: mbv2_1.0, mbv2_1.0 (2)."""
    found: list[str] = []
    for name, _ in pairs:
        number, distinct = 1, name
        while distinct in found:
            number += 1
            distinct = f"{name} ({number})"
        found.append(distinct)
    return found


def _ratios(report: Report, first: Report, figure: Figure | None, against: Figure | None) -> Ratios:
    totals, base = report.totals, first.totals
    return Ratios(
        _over(totals.params, base.params),
        _over(totals.madds, base.madds),
        _over(totals.counted, base.counted),
        _over(totals.weight_bytes, base.weight_bytes),
        _over(totals.peak_bytes, base.peak_bytes),
        None if figure is None or against is None else _points(figure, against),
    )


def _over(value: int, base: int) -> float | None:
    """The quotient; equal where both are 0, None where the base alone is."""
    if not base:
        return None if value else 1.0
    return value / base


def _points(figure: Figure, against: Figure) -> float:
    """Printed less printed, without the rest that floats would leave: 72.0 - 70.6 is 1.4."""
    one, other = Ratio.parse(figure.printed), Ratio.parse(against.printed)
    return float((one.num * other.den - other.num * one.den) / (one.den * other.den))


def _top1s(reports: Sequence[Report]) -> list[Figure | None]:
    """A published top-1 for each network, or None.

    Best is a source that has measured all of them that were; then papers before tools.
    """
    found = [[check.row for check in r.published if check.figure == "top1"] for r in reports]
    sources = [{figure.source for figure in figures} for figures in found if figures]
    common = set.intersection(*sources) if sources else set()

    def rank(figure: Figure) -> tuple[bool, bool]:
        return figure.source not in common, not figure.is_of_paper

    return [min(figures, key=rank, default=None) for figures in found]


def _size(layer: Layer) -> tuple[int, int]:
    return layer.output.height, layer.output.width


def _pixels(size: tuple[int, int]) -> tuple[int, int]:
    height, width = size
    return height * width, height


def _counted_kinds(reports: Sequence[Report]) -> list[str]:
    """The operators that have multiply-adds or weights in some network, in the table's order."""
    counted = {
        cost.layer.kind
        for report in reports
        for cost in report.layers
        if cost.madds or cost.layer.operator.weights
    }
    return [name for name in OPERATORS if name in counted]


def _parts(
    networks: Sequence[Compared], group_of: Callable[[Layer], Group], groups: Iterable[Group]
) -> tuple[Part, ...]:
    """One part for each group that any network has, and each network."""
    found: dict[Group, list[list[LayerCost]]] = {}
    for place, one in enumerate(networks):
        for cost in one.report.layers:
            group = group_of(cost.layer)
            found.setdefault(group, [[] for _ in networks])[place].append(cost)
    return tuple(
        _part(group, one, costs)
        for group in groups
        if group in found
        for one, costs in zip(networks, found[group], strict=True)
    )


def _part(group: Group, one: Compared, costs: Sequence[LayerCost]) -> Part:
    params = sum(cost.params for cost in costs)
    weights = sum(layer_parameters(cost.layer).weights for cost in costs)
    madds = sum(cost.madds for cost in costs)
    return Part(
        group,
        one.network,
        len(costs),
        params,
        weights,
        madds,
        _share(params, one.totals.params),
        _share(weights, one.report.tally.weights),
        _share(madds, one.totals.madds),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
