"""Networks against each other: their totals, and what each kind of operator and output size takes.

Everything comes from their reports; the channels between blocks are compared in `block_widths`.
"""

from collections.abc import Callable, Iterable, Sequence

from mbv2calc.api.comparison.block_widths import compare_block_widths
from mbv2calc.api.comparison.memory import largest_tensors
from mbv2calc.api.comparison.result import Compared, Comparison, Group, Part, Ratios, Size, Top1
from mbv2calc.api.report import Report
from mbv2calc.arith import Ratio
from mbv2calc.cost.tally import layer_parameters
from mbv2calc.cost.totals import LayerCost
from mbv2calc.errors import UsageError
from mbv2calc.figures.published import Figure
from mbv2calc.model.layers import Layer
from mbv2calc.model.operators import OPERATORS


def compare_reports(named: Iterable[tuple[str, Report]]) -> Comparison:
    """Two reports or more against the first, each with what its network is called.

    A name that comes again gets a number. Raises UsageError for fewer than two.
    """
    pairs = list(named)
    if len(pairs) < 2:
        given = f"{pairs[0][0]} alone" if pairs else "none"
        raise UsageError(f"compare: expected two networks or more, found {given}; give two or more")
    names, reports = _distinct([name for name, _ in pairs]), [report for _, report in pairs]
    top1s = _top1s(reports)
    networks = tuple(
        Compared(name, report, top1, _ratios(name, report, top1, names[0], reports[0], top1s[0]))
        for name, report, top1 in zip(names, reports, top1s, strict=True)
    )
    sizes: set[Size] = {_size(cost.layer) for report in reports for cost in report.layers}
    by_pixels = sorted(sizes, key=_pixels, reverse=True)
    return Comparison(
        networks=networks,
        by_kind=_parts(networks, lambda layer: layer.kind, _counted_kinds(reports)),
        by_resolution=_parts(networks, _size, by_pixels),
        largest_tensors=largest_tensors([(one.network, one.report.graph) for one in networks]),
        block_widths=compare_block_widths([(one.network, one.report) for one in networks]),
    )


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, each that comes again with a number: mbv2_1.0, mbv2_1.0 (2)."""
    names_so_far: list[str] = []
    for name in names:
        number, distinct = 1, name
        while distinct in names_so_far:
            number += 1
            distinct = f"{name} ({number})"
        names_so_far.append(distinct)
    return names_so_far


def _ratios(
    network: str, report: Report, top1: Top1 | None, against: str, first: Report, base: Top1 | None
) -> Ratios:
    totals, bases = report.totals, first.totals
    return Ratios(
        network=network,
        against=against,
        params=_over(totals.params, bases.params),
        madds=_over(totals.madds, bases.madds),
        counted=_over(totals.counted, bases.counted),
        weight_bytes=_over(totals.weight_bytes, bases.weight_bytes),
        peak_bytes=_over(totals.peak_bytes, bases.peak_bytes),
        top1_difference=None if top1 is None or base is None else _points(top1, base),
        convention=report.convention,
    )


def _over(value: int, base: int) -> float | None:
    """The quotient; equal where both are 0, None where the base alone is."""
    if not base:
        return None if value else 1.0
    return value / base


def _points(top1: Top1, base: Top1) -> float:
    """Printed less printed, without the rest that floats would leave: 72.0 - 70.6 is 1.4."""
    one, other = Ratio.parse(top1.published), Ratio.parse(base.published)
    return float((one.num * other.den - other.num * one.den) / (one.den * other.den))


def _top1s(reports: Sequence[Report]) -> list[Top1 | None]:
    """A published top-1 for each network, or None.

    Best is a source that has measured all of them that were; then papers before tools.
    """
    figures = [[check.row for check in r.published if check.row.figure == "top1"] for r in reports]
    sources = [{figure.source for figure in of_one} for of_one in figures if of_one]
    common = set.intersection(*sources) if sources else set()

    def rank(figure: Figure) -> tuple[bool, bool]:
        return figure.source not in common, not figure.is_of_paper

    best = [min(of_one, key=rank, default=None) for of_one in figures]
    return [figure and Top1(figure.printed, figure.source, figure.reference) for figure in best]


def _size(layer: Layer) -> Size:
    return layer.output.height, layer.output.width


def _pixels(size: Size) -> tuple[int, int]:
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
    costs_by_group: dict[Group, list[list[LayerCost]]] = {}
    for place, one in enumerate(networks):
        for cost in one.report.layers:
            group = group_of(cost.layer)
            costs_by_group.setdefault(group, [[] for _ in networks])[place].append(cost)
    return tuple(
        _part(group, one, costs)
        for group in groups
        if group in costs_by_group
        for one, costs in zip(networks, costs_by_group[group], strict=True)
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
