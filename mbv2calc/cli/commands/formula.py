"""mbv2calc formula: what blocks and networks cost, in symbols."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from mbv2calc.api.model import load, networks
from mbv2calc.cli.options import Knobs, Output, takes_knobs
from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.errors import QuantityError, UsageError
from mbv2calc.render.formulas.formats import FORMULA_FORMATS, PRETTY, FormulaFormat, formula_format

if TYPE_CHECKING:
    from mbv2calc.formulas.formula_set import FormulaSet, FormulaSource

DEFAULT_NETWORK = "mbv2_1.0"

_FORMAT_HELP = f"One of {', '.join(FORMULA_FORMATS)}; default: from FILE's extension."


def _complete_topic(incomplete: str) -> list[str]:
    topics = ("bottleneck", "separable", "conv", "ratio", "memory", "network")
    return [topic for topic in topics if topic.startswith(incomplete)]


@takes_knobs
def formula(
    knobs: Knobs,
    topic: Annotated[
        str,
        typer.Argument(
            help="bottleneck, separable, conv, ratio, memory or network; left out: an overview.",
            autocompletion=_complete_topic,
        ),
    ] = "",
    network: Annotated[
        str,
        typer.Argument(
            help=f"With the topic network: a shipped one or a YAML file ({DEFAULT_NETWORK});"
            " with the topic memory: its peaks.",
        ),
    ] = "",
    symbols: Annotated[
        str | None,
        typer.Option(
            "--in",
            metavar="NAMES",
            help="Symbols of a network: t,width,resolution,classes or paths of the file.",
        ),
    ] = None,
    rounded: Annotated[
        bool, typer.Option("--rounded", help="Round channels and sizes as a report does.")
    ] = False,
    at: Annotated[
        list[str] | None,
        typer.Option("--at", metavar="NUMBERS", help="Numbers for symbols: t=6,M=32."),
    ] = None,
    diff: Annotated[
        str | None, typer.Option("--diff", metavar="SYMBOL", help="The derivative by a symbol.")
    ] = None,
    solve: Annotated[
        str | None,
        typer.Option("--solve", metavar="SYMBOL", help="Where the formula is that of --equals."),
    ] = None,
    equals: Annotated[
        str | None,
        typer.Option("--equals", metavar="FIGURE", help="With --solve: 300M, 3.4M or 7/20."),
    ] = None,
    metric: Annotated[
        str | None,
        typer.Option(
            "--metric",
            metavar="NAME",
            help="With --solve: madds (default) or params; of a ratio also separable_over_conv;"
            " of memory whole, in-place, grouped or auto.",
        ),
    ] = None,
    format: Annotated[
        str | None, typer.Option("--format", "-f", metavar="NAME", help=_FORMAT_HELP)
    ] = None,
    output: Output = None,
) -> None:
    """Costs in symbols: mbv2calc formula bottleneck, mbv2calc formula network mbv2_1.0."""
    row = formula_format(format, output)
    _check_flags(diff, solve, equals, metric)
    names = None if symbols is None else [part.strip() for part in symbols.split(",")]
    if topic == "network":
        source = _network(knobs, network or DEFAULT_NETWORK, names, rounded)
    elif topic == "memory" and network:
        source = _peaks(knobs, network, names, rounded)
    else:
        source = _block(knobs, topic, network, symbols is not None, rounded)
    asked = _asked(source, at or [], diff, solve, equals, metric, of_bytes=topic == "memory")
    _deliver(asked, row, output)


def _check_flags(
    diff: str | None, solve: str | None, equals: str | None, metric: str | None
) -> None:
    """Refuse flags that mean nothing without one another, or contradict each other."""
    if diff is not None and solve is not None:
        raise UsageError("--diff, --solve: one question at a time; leave one out")
    if solve is not None and equals is None:
        raise UsageError("--solve: what is it to equal? add --equals, such as --equals 300M")
    for flag, value in (("--equals", equals), ("--metric", metric)):
        if value is not None and solve is None:
            raise UsageError(f"{flag}: nothing is solved; add --solve, such as --solve t")


def _network(knobs: Knobs, network: str, names: list[str] | None, rounded: bool) -> "FormulaSource":
    """The formulas of a network, at the numbers of the knobs."""
    from mbv2calc.formulas.network import network_source

    if knobs.dtype is not None:
        raise UsageError("--dtype: a formula counts params and MAdds, no bytes; leave the flag out")
    model = knobs.applied(load(network))
    return network_source(
        model.architecture, names=names, turned=_turned(knobs), rounded=rounded, batch=model.batch
    )


def _peaks(knobs: Knobs, network: str, names: list[str] | None, rounded: bool) -> "FormulaSource":
    """The peaks of a network, likewise; a dtype gives bytes numbers."""
    from mbv2calc.formulas.peaks import peak_source

    if rounded:
        fix = f"leave the flag out, or see `mbv2calc memory {network}`"
        raise UsageError(f"--rounded: floors keep peaks from being compared; {fix}")
    model = knobs.applied(load(network))
    dtype = None if knobs.dtype is None else find_dtype(model.dtype)
    return peak_source(
        model.architecture, names=names, turned=_turned(knobs), batch=model.batch, dtype=dtype
    )


def _turned(knobs: Knobs) -> tuple[str, ...]:
    """The knobs that have set numbers."""
    return tuple(knob for knob, value in knobs._asdict().items() if value is not None)


def _block(
    knobs: Knobs, topic: str, network: str, in_symbols: bool, rounded: bool
) -> "FormulaSource":
    """The formulas of a block, which has no network and no knobs."""
    if topic in networks() or topic.endswith((".yaml", ".yml")) or os.sep in topic:
        fix = f"write `mbv2calc formula network {topic}`"
        raise UsageError(f"{topic!r} is a network, no topic; {fix}")
    from mbv2calc.formulas.memory import memory_source
    from mbv2calc.formulas.topics import block_source

    what = f"the topic {topic}" if topic else "the overview"
    source = block_source(topic)
    named = "name the topic `network`"
    if topic == "memory":
        named = f"name a network: `mbv2calc formula memory {DEFAULT_NETWORK}`"
        if knobs.dtype is not None:
            source = memory_source(find_dtype(knobs.dtype))
            knobs = knobs._replace(dtype=None)
    if network:
        raise UsageError(f"{what} takes no network, found {network!r}; leave it out")
    for knob, value in knobs._asdict().items():
        if value:
            flag = "set" if knob == "settings" else knob
            fix = "give numbers with --at, such as --at t=6,M=32"
            fix += f", or {named}" if topic == "memory" else ""
            raise UsageError(f"--{flag}: {what} has symbols and no network; {fix}")
    for flag, value in (("--in", in_symbols), ("--rounded", rounded)):
        if value:
            fix = f"leave the flag out, or {named}"
            raise UsageError(f"{flag}: {what} has no network; {fix}")
    return source


def _asked(
    source: "FormulaSource",
    at: list[str],
    diff: str | None,
    solve: str | None,
    equals: str | None,
    metric: str | None,
    *,
    of_bytes: bool,
) -> "FormulaSet":
    """The formulas at the numbers given, or the answer to what is asked of them.

    `of_bytes` says that a B of --equals is of bytes, not a billion.
    """
    from mbv2calc.formulas.queries import derivative, figure, numbers, resolve_symbol
    from mbv2calc.formulas.solve import solved

    values = numbers(source, at)
    if solve is not None:
        try:
            target = figure(str(equals), size=of_bytes)
        except QuantityError as error:
            raise UsageError(f"--equals: {error}") from None
        variable = resolve_symbol(source, solve, "--solve", values)
        return solved(source, values, variable, target, metric)
    if diff is not None:
        return derivative(source.at(values), resolve_symbol(source, diff, "--diff", values))
    return source.at(values)


def _deliver(formula_set: "FormulaSet", row: FormulaFormat, output: str | None) -> None:
    import sys

    from mbv2calc.cli.output import deliver_text, is_standard_output
    from mbv2calc.render.screen import Screen

    screen = Screen.of(sys.stdout) if is_standard_output(output) else Screen()
    deliver_text(row.render(formula_set, screen), output, lossy=row.name == PRETTY)
