"""The findings of a comparison as sentences, computed for any networks."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from mbv2calc.api.comparison.block_widths import BlockWidths
from mbv2calc.api.comparison.result import Compared, Comparison, Part
from mbv2calc.tables.compare_parts import operator_noun
from mbv2calc.tables.wording import fraction, grouped, listed, percent, sides, times


def sentences(comparison: Comparison) -> tuple[str, ...]:
    """What each network takes against the first, what dominates, who has fewer channels."""

    def kind(name: str) -> str:
        return f"in {operator_noun(comparison, name)}"

    def size(output: tuple[int, int]) -> str:
        return f"at {sides(output)}"

    first, *others = comparison.networks
    return (
        *(_against(first, other) for other in others),
        *_accuracy(comparison.networks),
        *_dominant(comparison.by_kind, "madds", "multiply-adds", kind),
        *_dominant(comparison.by_resolution, "madds", "multiply-adds", size),
        *_dominant(comparison.by_kind, "weights", "weights", kind),
        *_widths(comparison.block_widths),
    )


def _dominant(
    parts: Sequence[Part], what: str, noun: str, place: Callable[[Any], str]
) -> Iterator[str]:
    """Where each network has the largest share; networks that have it in one place together."""
    parts_of = grouped((part.network, part) for part in parts)
    largest = [max(parts, key=lambda part: getattr(part, what)) for parts in parts_of.values()]
    shares = {part: getattr(part, f"{what}_share") for part in largest}
    texts_at = grouped(
        (place(part.group), f"{percent(share)} in {part.network}")
        for part, share in shares.items()
        if share
    )
    if texts_at:
        # Most only if it is more than half in every network that has any.
        most = min(filter(None, shares.values())) > 0.5
        subject = f"Most {noun} are" if most else f"The largest part of the {noun} is"
        places = [f"{where} ({', '.join(texts)})" for where, texts in texts_at.items()]
        yield f"{subject} {listed(places)}."


def _against(first: Compared, other: Compared) -> str:
    """What a network takes against the first one: MAdds, parameters, bytes."""
    ratios, totals = other.ratios, other.totals
    amounts = [
        _amount("MAdds", ratios.madds, totals.madds),
        _amount("parameters", ratios.params, totals.params),
        _amount("weight bytes", ratios.weight_bytes, totals.weight_bytes),
        _amount("peak bytes", ratios.peak_bytes, totals.peak_bytes),
    ]
    return f"Against {first.network}, {other.network} takes {listed(amounts)}."


def _amount(noun: str, ratio: float | None, value: int) -> str:
    if not value:
        return f"no {noun}"
    if ratio is None:
        return f"{value:,} {noun} against none"
    return f"as many {noun}" if ratio == 1 else f"{times(ratio)} the {noun}"


def _widths(widths: Sequence[BlockWidths]) -> Iterator[str]:
    """For each network with bottlenecks: its channels between blocks, and where they pay."""
    for name in dict.fromkeys(pair.bottleneck for pair in widths):
        pairs = [pair for pair in widths if pair.bottleneck == name]
        yield _fewer(name, pairs)
        yield _cheaper(name, pairs)


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

    A block without expansion is left out if others expand: it is a separable block itself.
    """
    expanding = [pair for pair in widths if pair.expands]
    pairs = expanding or widths
    costs = [pair.equal_ends_ratio for pair in pairs]
    span = " to ".join(dict.fromkeys((times(min(costs)), times(max(costs)))))
    less = listed([sides(pair.output) for pair in pairs if pair.below_break_even])
    not_less = listed([_above(pair) for pair in pairs if not pair.below_break_even])
    where = f"at {less}{f', but not at {not_less}' if not_less else ''}"
    if not less:
        where = f"nowhere: not at {not_less}"
    blocks = f"the {'expanding ' if expanding else ''}blocks of {name}"
    return (
        f"By the formulas for stride 1, {blocks} cost {span} as much as separable blocks at equal"
        f" width; at their own width they cost less {where}."
    )


def _above(pair: BlockWidths) -> str:
    """A size at which blocks are too wide to cost less."""
    width, even = fraction(pair.width_ratio), fraction(pair.break_even_width)
    return f"{sides(pair.output)} (width ratio {width}, break-even {even})"


def _accuracy(networks: Sequence[Compared]) -> Iterator[str]:
    """The published top-1 by source, and how far each network is from the first."""
    published = grouped(
        (compared.top1.source, f"{compared.top1.published} % for {compared.network}")
        for compared in networks
        if compared.top1
    )
    if not published:
        return
    figures = [f"{listed(texts)} ({source})" for source, texts in published.items()]
    if without := [compared.network for compared in networks if not compared.top1]:
        figures.append(f"none for {listed(without)} at these numbers")
    yield f"Published top-1: {'; '.join(figures)}."
    differences = [(other.network, other.ratios.top1_difference) for other in networks[1:]]
    if points := [_points(name, points) for name, points in differences if points is not None]:
        yield f"Against {networks[0].network}, top-1 is {listed(points)}."


def _points(name: str, difference: float) -> str:
    if not difference:
        return f"the same in {name}"
    amount = f"{abs(difference):.4g}"
    unit = "point" if amount == "1" else "points"
    return f"{amount} {unit} {'higher' if difference > 0 else 'lower'} in {name}"
