"""The options that every command spells the same way, and the decorator that gives them to it."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, NamedTuple

import typer

from mbv2calc.api import Model


def _complete_network(incomplete: str) -> list[str]:
    from mbv2calc import data

    return [name for name in data.configs() if name.startswith(incomplete)]


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
        help="terminal, json, csv, markdown or latex; left out, the ending of FILE decides.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, whole or not at all."),
]

_KNOBS = {
    "width": Annotated[
        str | None,
        typer.Option("--width", metavar="ALPHA", help="Width multiplier, such as 0.35."),
    ],
    "t": Annotated[
        str | None,
        typer.Option("--t", metavar="T", help="Expansion of every bottleneck that states none."),
    ],
    "resolution": Annotated[
        str | None,
        typer.Option(
            "--resolution", metavar="R", help="Input size: 224, or height x width 160x224."
        ),
    ],
    "classes": Annotated[
        str | None, typer.Option("--classes", metavar="N", help="Outputs of the classifier.")
    ],
    "batch": Annotated[
        str | None,
        typer.Option(
            "--batch", metavar="N", help="Images at once; multiplies MAdds and activations."
        ),
    ],
    "dtype": Annotated[
        str | None,
        typer.Option("--dtype", metavar="NAME", help="int8 (default), fp16, bf16 or fp32."),
    ],
    "settings": Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help="Any number of the file: --set 'layers[3].bottleneck.k=5'. May be repeated.",
        ),
    ],
}


class Knobs(NamedTuple):
    """What a person turned on the command line; None where nothing was said."""

    width: str | None
    t: str | None
    resolution: str | None
    classes: str | None
    batch: str | None
    dtype: str | None
    settings: list[str] | None

    def applied(self, model: Model) -> Model:
        """The model at these numbers. Raises SpecError."""
        return model.at(
            width=self.width,
            t=self.t,
            resolution=self.resolution,
            classes=self.classes,
            batch=self.batch,
            dtype=self.dtype,
            settings=self.settings or (),
        )

    def where_had(self, model: Model) -> Model:
        """The model at these numbers, but at its own where it has no such knob."""
        architecture = model.architecture
        return self._replace(
            t=self.t if architecture.takes_expansion else None,
            classes=self.classes if architecture.classes is not None else None,
        ).applied(model)


def with_knobs(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that takes `knobs: Knobs` one option for each knob in its place."""
    signature = inspect.signature(command, eval_str=True)

    @wraps(command)
    def taking_options(**values: Any) -> None:
        knobs = Knobs(**{name: values.pop(name) for name in _KNOBS})
        command(**values, knobs=knobs)

    parameters: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        if parameter.annotation is Knobs:
            parameters += [
                inspect.Parameter(
                    name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation
                )
                for name, annotation in _KNOBS.items()
            ]
        else:
            parameters.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
    taking_options.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    taking_options.__annotations__ = {p.name: p.annotation for p in parameters}
    return taking_options
