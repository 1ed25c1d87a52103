"""The options that every command spells the same way, and the decorator that gives them to it."""

import copy
import inspect
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import wraps
from typing import Annotated, Any, NamedTuple, get_type_hints

import typer

from mbv2calc.api.model import Model, load, networks
from mbv2calc.cost.conventions import conventions
from mbv2calc.cost.dtypes import DTYPES
from mbv2calc.cost.knobs import KNOBS, knob_paths
from mbv2calc.errors import Fault, PathError, SpecError, printable
from mbv2calc.render import FORMATS, STREAMED
from mbv2calc.spec.paths import check_of
from mbv2calc.tables.wording import listed


def complete_network(incomplete: str) -> list[str]:
    """What a shell offers in the place of a network."""
    return [name for name in networks() if name.startswith(incomplete)]


def complete_convention(incomplete: str) -> list[str]:
    """What a shell offers behind --convention."""
    return [name for name in conventions() if name.startswith(incomplete)]


Network = Annotated[
    str,
    typer.Argument(
        help="A shipped network (see `mbv2calc networks`) or a YAML file.",
        autocompletion=complete_network,
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
StreamFormat = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="NAME",
        help=f"One of {', '.join(FORMATS | STREAMED)}; left out, the ending of FILE decides.",
    ),
]
Output = Annotated[
    str | None,
    typer.Option("--output", "-o", metavar="FILE", help="Write to FILE, whole or not at all."),
]
Schedule = Annotated[
    str | None,
    typer.Option("--schedule", metavar="NAME", help="whole, in-place, grouped or auto."),
]
Groups = Annotated[
    str | None,
    typer.Option(
        "--groups",
        metavar="N",
        help="Groups of inner channels: 4, or 1,2,4,8 side by side; max is a channel each.",
    ),
]
Accumulator = Annotated[
    str | None,
    typer.Option(
        "--accumulator",
        metavar="NAME",
        help="Sums of groups: int32, fp32 or same; default int32 for int8, else same.",
    ),
]


Convention = Annotated[
    str,
    typer.Option(
        "--convention",
        metavar="NAME",
        help="How params and counted operations are counted: `mbv2calc conventions` lists the"
        " names.",
        autocompletion=complete_convention,
    ),
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

    def where_had(self, names: Iterable[str]) -> "Applied":
        """Networks at these numbers, each at its own where it has no such knob or no such path.

        Raises SpecError, whose faults name the network, and for what none of them has.
        """
        models = {name: load(name) for name in dict.fromkeys(names)}  # a pipe is read once
        lacks = [*self._lacking_knobs(models), *self._lacking_paths(models)]
        if faults := [fault for lack in lacks for fault in lack.faults(len(models))]:
            raise SpecError(faults)
        for name, model in models.items():
            flags = {lack.flag for lack in lacks if name in lack.reasons}
            try:
                models[name] = self._without(flags).applied(model)
                models[name].network()
            except SpecError as error:
                raise SpecError(_named(name, fault) for fault in error.faults) from None
        return Applied(models, tuple(dict.fromkeys(lack.note() for lack in lacks if lack.reasons)))

    def _lacking_knobs(self, models: Mapping[str, Model]) -> Iterator["_Lack"]:
        """For each knob that was turned, which networks have none."""
        for knob, row in KNOBS.items():
            if row.belongs_to == "file" and getattr(self, knob) is not None:
                without = (n for n, m in models.items() if not knob_paths(m.architecture, knob))
                yield _Lack(row.flag, row.lacking, dict.fromkeys(without, ""))

    def _lacking_paths(self, models: Mapping[str, Model]) -> Iterator["_Lack"]:
        """For each path that was set, which networks lack it and why."""
        for setting in self.settings or ():
            path, equals, _ = setting.partition("=")
            lack = _Lack(f"--set {setting}", f"no {printable(path.strip())}", {})
            for name, model in models.items() if equals else ():
                try:
                    check_of(model.architecture, path.strip())
                except PathError as error:
                    lack.reasons[name] = str(error)
            yield lack

    def _without(self, flags: Collection[str]) -> "Knobs":
        """These, but for some that are left alone."""
        kept = {k: value for k, value in self._asdict().items() if f"--{k}" not in flags}
        settings = [text for text in self.settings or () if f"--set {text}" not in flags]
        return Knobs(**dict.fromkeys(Knobs._fields) | kept | {"settings": settings})


class Ranges(Knobs):
    """Knobs that take ranges too, and several dtypes: their options say so."""


class Applied(NamedTuple):
    """Networks at the numbers of the knobs that they have, and notes of which have none."""

    models: Mapping[str, Model]
    notes: tuple[str, ...]


def _named(name: str, fault: Fault) -> Fault:
    """A fault of a flag with the network that it does not fit; a place in a file says which."""
    flag = fault.origin.startswith("--")
    return fault._replace(origin=f"{name}: {fault.origin}") if flag else fault


class _Lack(NamedTuple):
    """A flag, what some networks do not have, and which: each with the reason, if there is more."""

    flag: str
    nothing: str  # "no classifier"
    reasons: dict[str, str]

    def faults(self, networks: int) -> Iterator[Fault]:
        """One for each reason, where none of the networks has it."""
        if len(self.reasons) < networks:
            return
        reasons = dict.fromkeys(self.reasons.values())
        for reason in reasons:
            names = ", ".join(name for name, found in self.reasons.items() if found == reason)
            origin = self.flag if len(reasons) == 1 else f"{names}: {self.flag}"
            yield Fault(origin, "", reason or f"{self._who()}; leave the flag out")

    def note(self) -> str:
        """Which networks the flag leaves as they are."""
        rest = "it as it is" if len(self.reasons) == 1 else "them as they are"
        return f"{self._who()}: {self.flag.partition(' ')[0]} leaves {rest}"

    def _who(self) -> str:
        names = [*map(printable, self.reasons)]
        return f"{listed(names)} {'has' if len(names) == 1 else 'have'} {self.nothing}"


_RANGES = {
    "width": "RANGE", "t": "RANGE", "resolution": "RANGE", "classes": "RANGE", "batch": "RANGE",
    "groups": "RANGE", "dtype": "NAMES", "settings": "PATH=RANGE",
}  # fmt: skip


def _with_range(name: str, annotation: Any) -> Any:
    """The annotation of an option, where it takes a range."""
    if name not in _RANGES:
        return annotation
    (taken, option) = annotation.__origin__, copy.copy(annotation.__metadata__[0])
    option.metavar = _RANGES[name]
    return Annotated[taken, option]


def takes_knobs(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command that takes `knobs: Knobs` (or Ranges) one option for each in its place."""
    signature = inspect.signature(command, eval_str=True)
    kind = signature.parameters["knobs"].annotation
    knobs = get_type_hints(Knobs, include_extras=True)
    if kind is Ranges:
        knobs = {name: _with_range(name, annotation) for name, annotation in knobs.items()}

    @wraps(command)
    def taking_options(**values: Any) -> None:
        taken = kind(**{name: values.pop(name) for name in knobs})
        command(**values, knobs=taken)

    keyword = inspect.Parameter.KEYWORD_ONLY
    parameters: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        if parameter.name == "knobs":
            parameters += [
                inspect.Parameter(name, keyword, default=None, annotation=annotation)
                for name, annotation in knobs.items()
            ]
        else:
            own = parameter.annotation
            own = _with_range(parameter.name, own) if kind is Ranges else own
            parameters.append(parameter.replace(kind=keyword, annotation=own))
    taking_options.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    taking_options.__annotations__ = {p.name: p.annotation for p in parameters}
    return taking_options
