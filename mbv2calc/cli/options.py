"""The options of commands as rows, and how a command gets those that it takes.

A command is a plain function. A parameter of a group, such as `knobs: Knobs`, stands for one option
for each row of the group; any other has its row in its annotation. What lists other rows, such as
the help of --format, is made when the command is built.
"""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Annotated, Any, ClassVar, NamedTuple, get_args, get_origin

import typer

from mbv2calc.api.model import networks
from mbv2calc.cost.budgets import BUDGETS, flag_of
from mbv2calc.cost.conventions import conventions
from mbv2calc.cost.dtypes import ACCUMULATORS
from mbv2calc.cost.knobs import KNOBS, Knob
from mbv2calc.cost.memory.schedules import MEANINGS
from mbv2calc.render.formats import FORMATS, document_formats


class Option(NamedTuple):
    """An option of a command: one row. Without a flag it is --NAME of its parameter."""

    metavar: str
    help: str | Callable[[], str]
    flags: tuple[str, ...] = ()
    range_metavar: str = ""  # in commands that take ranges; "": the same
    repeats: bool = False  # whether it may be given several times
    names: Callable[[], Iterable[str]] | None = None  # that it may be, which a shell completes

    def complete(self, incomplete: str) -> list[str]:
        """What a shell offers in the place of the beginning of a name."""
        return [name for name in (self.names or tuple)() if name.startswith(incomplete)]

    def built(self, name: str, *, ranges: bool) -> Any:
        """Typer's option for a parameter of a name."""
        return typer.Option(
            *(self.flags or (flag_of(name),)),
            metavar=self.range_metavar or self.metavar if ranges else self.metavar,
            help=self.help if isinstance(self.help, str) else self.help(),
            autocompletion=self.complete if self.names else None,
        )


class Options(dict[str, Any]):
    """The values of a group of options by their names; None where nothing was said."""

    ranges: ClassVar[bool] = False  # whether the command takes ranges

    @classmethod
    def rows(cls) -> dict[str, Option]:
        """The options of the group by the names of their parameters."""
        raise NotImplementedError

    def given(self) -> dict[str, Any]:
        """Those of which something was said."""
        return {name: value for name, value in self.items() if value is not None}


def knob_option(knob: Knob) -> Option:
    """The option of a knob."""
    return Option(knob.metavar, knob.help, (knob.flag,), knob.range_metavar, names=knob.words)


def _or(names: Iterable[str]) -> str:
    """Names of which one is chosen."""
    *others, last = names
    return f"{', '.join(others)} or {last}"


class RunOptions(Options):
    """How a network runs: its schedule, and the knobs that only a schedule has."""

    @classmethod
    def rows(cls) -> dict[str, Option]:
        """The schedule, its knobs, the accumulator."""
        return {
            "schedule": Option("NAME", lambda: f"{_or(MEANINGS)}.", names=lambda: MEANINGS),
            **{k.name: knob_option(k) for k in KNOBS.values() if k.belongs_to == "schedule"},
            "accumulator": Option(
                "NAME",
                lambda: f"Sums of groups: {_or(ACCUMULATORS)}; default int32 for int8, else same.",
                names=lambda: ACCUMULATORS,
            ),
        }


class BudgetOptions(Options):
    """The budgets of a network, and what is reserved of them."""

    names: ClassVar[Iterable[str] | None] = None  # None: all budgets

    @classmethod
    def rows(cls) -> dict[str, Option]:
        """An option for each budget, and one for what is reserved of it."""
        rows: dict[str, Option] = {}
        for name in BUDGETS if cls.names is None else cls.names:
            budget = BUDGETS[name]
            rows[budget.argument] = Option("SIZE" if budget.unit else "COUNT", budget.help)
            if budget.reserve:
                rows[budget.reserve] = Option("SIZE", budget.reserve_help)
        return rows


class MemoryBudgetOptions(BudgetOptions):
    """The budget of memory alone."""

    names = ("memory",)


def complete_network(incomplete: str) -> list[str]:
    """What a shell offers in the place of a network."""
    return [name for name in networks() if name.startswith(incomplete)]


def _format(names: Callable[[], Iterable[str]]) -> Option:
    """The option of a format of these names."""
    return Option(
        "NAME",
        lambda: f"One of {', '.join(names())}; default: from FILE's extension.",
        ("--format", "-f"),
        names=names,
    )


CONVENTION = Option(
    "NAME",
    "How params and counted operations are counted: `mbv2calc conventions` lists the names.",
    names=conventions,
)

Network = Annotated[
    str,
    typer.Argument(
        help="A built-in network (see `mbv2calc networks`) or a YAML file.",
        autocompletion=complete_network,
        show_default=True,
    ),
]
Format = Annotated[str | None, _format(document_formats)]
StreamFormat = Annotated[str | None, _format(lambda: FORMATS)]
Output = Annotated[str | None, Option("FILE", "Write to FILE atomically.", ("--output", "-o"))]
Convention = Annotated[str, CONVENTION]
Top = Annotated[str | None, Option("N", "Only the first N.")]


def _group(annotation: Any) -> type[Options] | None:
    """The group of options that a parameter stands for, if it does."""
    is_group = isinstance(annotation, type) and issubclass(annotation, Options)
    return annotation if is_group else None


def _built(parameter: inspect.Parameter, *, ranges: bool) -> inspect.Parameter:
    """A parameter as Typer knows it: its row becomes an option."""
    annotation = parameter.annotation
    if get_origin(annotation) is Annotated and isinstance(get_args(annotation)[1], Option):
        kind, row = get_args(annotation)
        annotation = Annotated[kind, row.built(parameter.name, ranges=ranges)]
    return parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=annotation)


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """The function of a command with all its options as they are now, for Typer to build."""
    signature = inspect.signature(command, eval_str=True)
    groups = {name: _group(p.annotation) for name, p in signature.parameters.items()}
    kinds = {name: kind for name, kind in groups.items() if kind is not None}
    ranges = any(kind.ranges for kind in kinds.values())
    rows = {name: kind.rows() for name, kind in kinds.items()}
    parameters: list[inspect.Parameter] = []
    for name, parameter in signature.parameters.items():
        if name not in kinds:
            parameters.append(_built(parameter, ranges=ranges))
            continue
        for option, row in rows[name].items():
            taken: Any = list[str] | None if row.repeats else str | None
            own = inspect.Parameter(
                option, parameter.kind, default=None, annotation=Annotated[taken, row]
            )
            parameters.append(_built(own, ranges=ranges))

    @wraps(command)
    def taking_options(**values: Any) -> None:
        values |= {
            name: kind({option: values.pop(option) for option in rows[name]})
            for name, kind in kinds.items()
        }
        command(**values)

    taking_options.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    taking_options.__annotations__ = {p.name: p.annotation for p in parameters}
    return taking_options
