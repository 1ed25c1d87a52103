"""What a comparison shows, in sentences that are computed from it and right for any networks."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mbv2calc.api.comparison.block_widths import Ends
from mbv2calc.api.comparison.compare import Compared, Comparison, Part
from mbv2calc.tables.compare_parts import operator_noun
from mbv2calc.tables.wording import fraction, listed, percent, times


def sentences(comparison: Comparison) -> tuple[str, ...]:
    """What dominates, what each network takes against the first, whose ends are narrower."""

    def kind(name: str) -> str:
        return f"in {operator_noun(comparison, name)}"

    return (
        *(_against(one, comparison.networks[0]) for one in comparison.networks[1:]),
        *_accuracy(comparison.networks),
        *_dominant(comparison.by_kind, "madds", "multiply-adds", kind),
        *_dominant(comparison.by_resolution, "madds", "multiply-adds", _at),
        *_dominant(comparison.by_kind, "weights", "weights", kind),
        *_without("multiply-adds", [one for one in comparison.networks if not one.totals.madds]),
        *_without("weights", [one for one in comparison.networks if not one.report.tally.weights]),
        *_ends(comparison.ends),
    )


def _at(size: tuple[int, int]) -> str:
    return f"at {size[0]}x{size[1]}"


def _dominant(
    parts: Sequence[Part], what: str, noun: str, place: Callable[[Any], str]
) -> Iterator[str]:
    """Where each network has the largest share; those that have it in one place together."""
    largest: dict[str, Part] = {}
    for part in parts:
        best = largest.setdefault(part.network, part)
        if getattr(part, what) > getattr(best, what):
            largest[part.network] = part
    places: dict[str, list[tuple[str, float]]] = {}
    for name, part in largest.items():
        if share := getattr(part, f"{what}_share"):
            places.setdefault(place(part.group), []).append((name, share))
    if places:
        shares = [share for found in places.values() for _, share in found]
        of = f"Most {noun} are" if min(shares) > 0.5 else f"The largest part of the {noun} is"
        yield f"{of} {listed([_shares(where, found) for where, found in places.items()])}."


def _without(noun: str, networks: Sequence[Compared]) -> Iterator[str]:
    if networks:
        names = listed([one.network for one in networks])
        yield f"{names} {'has' if len(networks) == 1 else 'have'} no {noun}."


def _shares(where: str, found: Sequence[tuple[str, float]]) -> str:
    shares = (f"{percent(share)} in {name}" for name, share in found)
    return f"{where} ({', '.join(shares)})"


def _against(one: Compared, first: Compared) -> str:
    """What a network takes against the first one: MAdds, parameters, bytes."""
    bytes_of, peak = "weight bytes", "peak bytes"
    if one.report.network.dtype == first.report.network.dtype:
        bytes_of = f"weight bytes ({one.report.network.dtype.name})"
    amounts = {
        "MAdds": (one.ratios.madds, one.totals.madds),
        "parameters": (one.ratios.params, one.totals.params),
        bytes_of: (one.ratios.weight_bytes, one.totals.weight_bytes),
        peak: (one.ratios.peak_bytes, one.totals.peak_bytes),
    }
    if {ratio for ratio, _ in amounts.values()} == {1.0}:
        return f"{one.network} takes as many {listed([*amounts])} as {first.network}."
    told = [_amount(noun, *amount) for noun, amount in amounts.items()]
    return f"Against {first.network}, {one.network} takes {listed(told)}."


def _amount(noun: str, ratio: float | None, value: int) -> str:
    if not value:
        return f"no {noun}"
    if ratio is None:
        return f"{value:,} {noun} against none"
    return f"as many {noun}" if ratio == 1 else f"{times(ratio)} the {noun}"


def _ends(ends: Sequence[Ends]) -> Iterator[str]:
    """For each network with bottlenecks: how wide their ends are, and where that is below beta."""
    for name in dict.fromkeys(end.bottleneck for end in ends):
        found = [end for end in ends if end.bottleneck == name]
        yield _width(name, found)
        yield _beta(found)


def _width(name: str, found: Sequence[Ends]) -> str:
    """Whose blocks end in fewer channels, and by how much."""
    least, most = (pick(found, key=lambda end: end.width_ratio) for pick in (min, max))
    low, high, other = least.width_ratio, most.width_ratio, found[0].separable
    if low == high == 1:
        return f"{name} is as wide as {other} at the ends of its blocks."
    how = "narrower at some ends of blocks, and wider at others, than"
    if high <= 1:
        how = f"{'narrower' if high < 1 else 'no wider'} at the ends of its blocks than"
    elif low >= 1:
        how = f"{'wider' if low > 1 else 'no narrower'} at the ends of its blocks than"
    span = fraction(low)
    if low != high:
        span = f"{fraction(low)} ({_size(least)}) to {fraction(high)} ({_size(most)})"
    return f"{name} is {how} {other}: {span} times the channels."


def _size(end: Ends) -> str:
    return "x".join(map(str, end.output))


def _beta(found: Sequence[Ends]) -> str:
    """What equal ends would cost, and where the real ones are narrow enough to cost less.

    A block without expansion is left out where others expand: it is a separable block itself.
    """
    expanding = [end for end in found if end.expands]
    told = expanding or found
    costs = [end.equal_ends_ratio for end in told]
    span = " to ".join(dict.fromkeys((times(min(costs)), times(max(costs)))))
    blocks = f"the {'expanding ' if expanding else ''}blocks of {found[0].bottleneck}"
    at_equal = f"By the formulas, {blocks} would cost {span} what separable blocks do at equal ends"
    below = [_size(end) for end in told if end.below_break_even]
    above = listed(
        [
            f"{_size(end)} ({fraction(end.width_ratio)}, beta {fraction(end.break_even_width)})"
            for end in told
            if not end.below_break_even
        ]
    )
    where = f"nowhere: at {above}"
    if below:
        where = f"at {listed(below)}{f', but not at {above}' if above else ''}"
    if max(costs) <= 1:
        return f"{at_equal}; their ends are below beta {where}."
    return f"{at_equal}, and less with ends below beta, which they have {where}."


def _accuracy(networks: Sequence[Compared]) -> Iterator[str]:
    """The published top-1 of those that have one, by source, and how far each is from the first."""
    sources: dict[str | None, list[str]] = {}
    for one in networks:
        if one.top1:
            figure = f"{one.top1.printed} % for {one.network}"
            sources.setdefault(one.top1.source, []).append(figure)
    if not sources:
        return
    told = [f"{listed(figures)} ({source})" for source, figures in sources.items()]
    if without := [one.network for one in networks if not one.top1]:
        told.append(f"none for {listed(without)} at these numbers")
    yield f"Published top-1: {'; '.join(told)}."
    away = [(one.network, one.ratios.top1_difference) for one in networks[1:]]
    if told := [_points(name, points) for name, points in away if points is not None]:
        yield f"Against {networks[0].network}, top-1 is {listed(told)}."


def _points(name: str, difference: float) -> str:
    if not difference:
        return f"the same in {name}"
    amount = f"{abs(difference):.4g}"
    unit = "point" if amount == "1" else "points"
    return f"{amount} {unit} {'higher' if difference > 0 else 'lower'} in {name}"
