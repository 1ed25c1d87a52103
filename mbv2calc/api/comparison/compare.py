"""Networks against the first one: totals, and the cost of each kind of operator and output size.

Everything comes from their reports; the channels between blocks are compared in `block_widths`.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain, count

from mbv2calc.api.comparison.block_widths import compare_block_widths
from mbv2calc.api.comparison.memory import largest_first, largest_tensors
from mbv2calc.api.comparison.result import Compared, Comparison, Group, Part, Ratios, Size, Top1
from mbv2calc.api.report import Report
from mbv2calc.cost.tally import layer_parameters
from mbv2calc.cost.totals import LayerCost
from mbv2calc.errors import UsageError
from mbv2calc.figures.published import Figure
from mbv2calc.model.operators import OPERATORS


def compare_reports(named: Iterable[tuple[str, Report]]) -> Comparison:
    """Two or more reports against the first, each with the name of its network.

    A repeated name gets a number. Raises UsageError for fewer than two.
    """
    given = list(named)
    if len(given) < 2:
        text = f"{given[0][0]} alone" if given else "none"
        raise UsageError(f"compare: expected two networks or more, found {text}; give two or more")
    names, reports = _distinct([name for name, _ in given]), [report for _, report in given]
    pairs, top1s = list(zip(names, reports, strict=True)), _top1s(reports)
    networks = tuple(
        Compared(name, report, top1, _ratios(name, report, top1, names[0], reports[0], top1s[0]))
        for name, report, top1 in zip(names, reports, top1s, strict=True)
    )
    sizes = {_size(cost) for report in reports for cost in report.layers}
    return Comparison(
        networks=networks,
        by_kind=_parts(networks, lambda cost: cost.kind, _counted_kinds(reports)),
        by_resolution=_parts(networks, _size, largest_first(sizes)),
        largest_tensors=largest_tensors((name, report.graph) for name, report in pairs),
        block_widths=compare_block_widths(pairs),
    )


def _distinct(names: Sequence[str]) -> list[str]:
    """The names, with a number for each repeated one: mbv2_1.0, mbv2_1.0 (2)."""
    distinct: list[str] = []
    for name in names:
        numbered = (f"{name} ({number})" for number in count(2))
        distinct.append(next(new for new in chain([name], numbered) if new not in distinct))
    return distinct


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
    """The quotient: 1 if both are 0, None if the base alone is."""
    if not base:
        return None if value else 1.0
    return value / base


def _points(top1: Top1, base: Top1) -> float:
    """Percentage points between two printed accuracies: 72.0 and 70.6 are 1.4 apart."""
    return round(float(top1.published) - float(base.published), 6)  # without the floats' remainder


def _top1s(reports: Sequence[Report]) -> list[Top1 | None]:
    """A published top-1 for each network, or None.

    Sources that measured all of the published networks come first, then papers before tools.
    """
    figures = [[check.row for check in r.published if check.row.figure == "top1"] for r in reports]
    sources = [{figure.source for figure in printed} for printed in figures if printed]
    common = set.intersection(*sources) if sources else set()

    def rank(figure: Figure) -> tuple[bool, bool]:
        return figure.source not in common, not figure.is_of_paper

    best = [min(printed, key=rank, default=None) for printed in figures]
    return [figure and Top1(figure.printed, figure.source, figure.reference) for figure in best]


def _size(cost: LayerCost) -> Size:
    return cost.layer.output.height, cost.layer.output.width


def _counted_kinds(reports: Sequence[Report]) -> list[str]:
    """The operators with multiply-adds or weights in any network, in the order of OPERATORS."""
    counted = {
        cost.layer.kind
        for report in reports
        for cost in report.layers
        if cost.madds or cost.layer.operator.weights
    }
    return [name for name in OPERATORS if name in counted]


def _parts(
    networks: Sequence[Compared], group_of: Callable[[LayerCost], Group], groups: Iterable[Group]
) -> tuple[Part, ...]:
    """One part for each group and network; a network without such layers has an empty one."""
    return tuple(
        _part(group, network, [c for c in network.report.layers if group_of(c) == group])
        for group in groups
        for network in networks
    )


def _part(group: Group, network: Compared, costs: Sequence[LayerCost]) -> Part:
    params = sum(cost.params for cost in costs)
    weights = sum(layer_parameters(cost.layer).weights for cost in costs)
    madds = sum(cost.madds for cost in costs)
    return Part(
        group,
        network.network,
        len(costs),
        params,
        weights,
        madds,
        _share(params, network.totals.params),
        _share(weights, network.report.tally.weights),
        _share(madds, network.totals.madds),
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
