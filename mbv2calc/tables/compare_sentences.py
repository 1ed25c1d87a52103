"""What a comparison shows, in sentences that are computed from it and right for any networks."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mbv2calc.api.comparison.block_widths import BlockWidths
from mbv2calc.api.comparison.result import Compared, Comparison, Part
from mbv2calc.tables.compare_parts import operator_noun
from mbv2calc.tables.wording import fraction, listed, percent, times


def sentences(comparison: Comparison) -> tuple[str, ...]:
    """What each network takes against the first, what dominates, who has fewer channels."""

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
        *_widths(comparison.block_widths),
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
        shares = [share for there in places.values() for _, share in there]
        of = f"Most {noun} are" if min(shares) > 0.5 else f"The largest part of the {noun} is"
        yield f"{of} {listed([_shares(where, there) for where, there in places.items()])}."


def _without(noun: str, networks: Sequence[Compared]) -> Iterator[str]:
    if networks:
        names = listed([one.network for one in networks])
        yield f"{names} {'has' if len(networks) == 1 else 'have'} no {noun}."


def _shares(where: str, there: Sequence[tuple[str, float]]) -> str:
    shares = (f"{percent(share)} in {name}" for name, share in there)
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


def _widths(widths: Sequence[BlockWidths]) -> Iterator[str]:
    """For each network with bottlenecks: its channels between blocks, and where they pay."""
    for name in dict.fromkeys(pair.bottleneck for pair in widths):
        of_one = [pair for pair in widths if pair.bottleneck == name]
        yield _fewer(name, of_one)
        yield _cheaper(name, of_one)


def _fewer(name: str, widths: Sequence[BlockWidths]) -> str:
    """Which network has fewer channels between blocks, and by how much."""
    ratios = [pair.width_ratio for pair in widths]
    low, high, other = min(ratios), max(ratios), widths[0].separable
    if low == high == 1:
        return f"{name} has as many channels between blocks as {other}."
    how = "fewer channels between some blocks, and more between others,"
    if high <= 1:
        how = f"{'fewer' if high < 1 else 'no more'} channels between blocks"
    elif low >= 1:
        how = f"{'more' if low > 1 else 'no fewer'} channels between blocks"
    span = " to ".join(dict.fromkeys((fraction(low), fraction(high))))
    return f"{name} has {how} than {other}: {span} times as many."


def _cheaper(name: str, widths: Sequence[BlockWidths]) -> str:
    """What blocks would cost at equal width, and where they are narrow enough to cost less.

    A block without expansion is left out where others expand: it is a separable block itself.
    """
    expanding = [pair for pair in widths if pair.expands]
    told = expanding or widths
    costs = [pair.equal_ends_ratio for pair in told]
    span = " to ".join(dict.fromkeys((times(min(costs)), times(max(costs)))))
    less = listed([_size(pair) for pair in told if pair.below_break_even])
    not_less = listed([_above(pair) for pair in told if not pair.below_break_even])
    where = f"at {less}{f', but not at {not_less}' if not_less else ''}"
    if not less:
        where = f"nowhere: not at {not_less}"
    blocks = f"the {'expanding ' if expanding else ''}blocks of {name}"
    return (
        f"By the formulas for stride 1, {blocks} cost {span} as much as separable blocks at equal"
        f" width; at their own width they cost less {where}."
    )


def _size(pair: BlockWidths) -> str:
    return "x".join(map(str, pair.output))


def _above(pair: BlockWidths) -> str:
    """A size at which blocks are too wide to cost less."""
    width, even = fraction(pair.width_ratio), fraction(pair.break_even_width)
    return f"{_size(pair)} (width ratio {width}, break-even {even})"


def _accuracy(networks: Sequence[Compared]) -> Iterator[str]:
    """The published top-1 of those that have one, by source, and how far each is from the first."""
    sources: dict[str | None, list[str]] = {}
    for one in networks:
        if one.top1:
            figure = f"{one.top1.published} % for {one.network}"
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
