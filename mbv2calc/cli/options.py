"""The options that every command spells the same way, and the decorator that gives them to it."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, NamedTuple, get_type_hints

import typer

from mbv2calc.api import Model, load, networks
from mbv2calc.cost import DTYPES
from mbv2calc.errors import SpecError
from mbv2calc.render import FORMATS
from mbv2calc.spec import KNOBS, knob_paths


def _complete_network(incomplete: str) -> list[str]:
    return [name for name in networks() if name.startswith(incomplete)]


Network = Annotated[
    str,
    typer.Argument(
        help="A shipped network (see `mbv2calc networks`) or a YAML file.",
        autocompletion=_complete_network,
        show_default=True,
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="NAME",
        help=f"One of {', '.join(FORMATS)}; left out, the ending of FILE decides.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, whole or not at all."),
]


class Knobs(NamedTuple):
    """What a person turned on the command line; None where nothing was said."""

    width: Annotated[
        str | None,
        typer.Option("--width", metavar="ALPHA", help="Width multiplier, such as 0.35."),
    ]
    t: Annotated[
        str | None,
        typer.Option("--t", metavar="T", help="Expansion of every bottleneck that states none."),
    ]
    resolution: Annotated[
        str | None,
        typer.Option(
            "--resolution", metavar="R", help="Input size: 224, or height x width 160x224."
        ),
    ]
    classes: Annotated[
        str | None, typer.Option("--classes", metavar="N", help="Outputs of the classifier.")
    ]
    batch: Annotated[
        str | None,
        typer.Option(
            "--batch", metavar="N", help="Images at once; multiplies MAdds and activations."
        ),
    ]
    dtype: Annotated[
        str | None,
        typer.Option("--dtype", metavar="NAME", help=f"One of {', '.join(DTYPES)}; default int8."),
    ]
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Any number of the file: --set 'layers[3].bottleneck.k=5'. May be repeated.",
        ),
    ]

    def applied(self, model: Model) -> Model:
        """The model at these numbers. Raises SpecError."""
        return model.at(**self._asdict() | {"settings": self.settings or ()})

    def where_had(self, name: str) -> Model:
        """A shipped network at these numbers, but at its own where it has no such knob.

        Raises SpecError, whose faults name the network.
        """
        model = load(name)
        has = {knob: knob_paths(model.architecture, knob) for knob in KNOBS}
        kept = {knob: value for knob, value in self._asdict().items() if has.get(knob, True)}
        try:
            at = Knobs(**dict.fromkeys(Knobs._fields) | kept).applied(model)
            at.network()
        except SpecError as error:
            faults = (fault._replace(origin=f"{name}: {fault.origin}") for fault in error.faults)
            raise SpecError(faults) from None
        return at


def takes_knobs(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that takes `knobs: Knobs` one option for each knob in its place."""
    signature = inspect.signature(command, eval_str=True)
    knobs = get_type_hints(Knobs, include_extras=True)

    @wraps(command)
    def taking_options(**values: Any) -> None:
        taken = Knobs(**{name: values.pop(name) for name in knobs})
        command(**values, knobs=taken)

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        if parameter.annotation is Knobs:
            parameters += [
                inspect.Parameter(name, keyword, default=None, annotation=annotation)
                for name, annotation in knobs.items()
            ]
        else:
            parameters.append(parameter.replace(kind=keyword))
    taking_options.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    taking_options.__annotations__ = {p.name: p.annotation for p in parameters}
    return taking_options
