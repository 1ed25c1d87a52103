"""mbv2calc formula: what blocks and networks cost, in symbols."""

from typing import Annotated

import typer

from mbv2calc.cli.knobs import Knobs
from mbv2calc.cli.options import Option, Output, completing, format_option
from mbv2calc.cost.knobs import KNOBS, file_knobs
from mbv2calc.errors import UsageError
from mbv2calc.formulas.topics import MEMORY, NETWORK, TOPICS, known_topic
from mbv2calc.render.formulas.formats import FORMULA_FORMATS, PRETTY, formula_format

DEFAULT_NETWORK = "mbv2_1.0"


def _symbols_help() -> str:
    return f"Symbols of a network: {','.join(file_knobs())} or paths of the file."


Topic = Annotated[
    str,
    typer.Argument(
        help=f"One of {', '.join(TOPICS)}; default: an overview.",
        autocompletion=completing(lambda: TOPICS),
    ),
]
OfNetwork = Annotated[
    str,
    typer.Argument(
        help="A built-in network or a YAML file: with the topic network for its costs (default"
        f" {DEFAULT_NETWORK}), with the topic memory for its peaks.",
    ),
]
Metric = Annotated[
    str | None,
    Option(
        "NAME",
        "With --solve: madds (default) or params; also separable_over_conv for ratio; whole,"
        " in-place, grouped or auto for memory.",
    ),
]


def formula(
    knobs: Knobs,
    topic: Topic = "",
    network: OfNetwork = "",
    symbols: Annotated[str | None, Option("NAMES", _symbols_help, ("--in",))] = None,
    rounded: Annotated[bool, Option("", "Round channels and sizes as a report does.")] = False,
    at: Annotated[list[str] | None, Option("NUMBERS", "Numbers for symbols: t=6,M=32.")] = None,
    diff: Annotated[str | None, Option("SYMBOL", "The derivative by a symbol.")] = None,
    solve: Annotated[
        str | None, Option("SYMBOL", "The values of a symbol at which the cost is --equals.")
    ] = None,
    equals: Annotated[str | None, Option("FIGURE", "With --solve: 300M, 3.4M or 7/20.")] = None,
    metric: Metric = None,
    format: Annotated[str | None, format_option(lambda: FORMULA_FORMATS)] = None,
    output: Output = None,
) -> None:
    """Print costs in symbols: of the blocks, or of a whole network.

    mbv2calc formula bottleneck --solve t --equals 50M --at D_F=14,M=96,N=96,D_K=3

    mbv2calc formula network mbv2_1.0 --in width,resolution
    """
    from mbv2calc.api.formula import formula as block_formula
    from mbv2calc.cli.output import deliver_text, screen_for

    row = formula_format(format, output)
    queries = {"diff": diff, "solve": solve, "equals": equals, "metric": metric}
    if known_topic(topic) == NETWORK or (topic == MEMORY and network):
        if topic == NETWORK and knobs.get("dtype") is not None:
            message = "a formula counts params and MAdds, not bytes; leave the flag out"
            raise UsageError(f"--dtype: {message}")
        model = knobs.load(network or DEFAULT_NETWORK)
        formula_set = model.formula(topic, names=symbols, rounded=rounded, at=at, **queries)
    else:
        _refuse_network(knobs, topic, network, {"--in": symbols, "--rounded": rounded})
        formula_set = block_formula(topic, at=at, dtype=knobs.get("dtype"), **queries)
    text = row.render(formula_set, screen_for(output))
    deliver_text(text, output, lossy=row.name == PRETTY)


def _refuse_network(
    knobs: Knobs, topic: str, network: str, switches: dict[str, str | bool | None]
) -> None:
    """Raise UsageError for what only a network has, if the formulas are those of a block."""
    what = f"the topic {topic}" if topic else "the overview"
    named = "name the topic `network`"
    numbers = "give numbers with --at, such as --at t=6,M=32"
    if topic == MEMORY:
        named = f"name a network: `mbv2calc formula memory {DEFAULT_NETWORK}`"
        numbers = f"{numbers}, or {named}"
        knobs = Knobs({**knobs, "dtype": None})  # the memory of a block depends on the dtype too
    if network:
        raise UsageError(f"{what} takes no network, found {network!r}; leave it out")
    for knob, value in knobs.items():
        if value:
            flag = KNOBS[knob].flag if knob in KNOBS else "--set"
            raise UsageError(f"{flag}: {what} has symbols and no network; {numbers}")
    for flag, given in switches.items():
        if given is not None and given is not False:
            raise UsageError(f"{flag}: {what} has no network; leave the flag out, or {named}")
