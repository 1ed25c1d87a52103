"""The options of commands as rows, and how a command gets those that it takes.

A command is a plain function. A parameter whose type is a group, such as `knobs: Knobs`, stands for
one option for each row of the group; any other option has its row in its annotation. A help that
lists other rows, such as that of --format, is made when the command is built.
"""

import inspect
from collections.abc import Callable, Iterable, Iterator
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


def completing(names: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """What a shell calls to complete the beginning of one of these names."""

    def complete(incomplete: str) -> list[str]:
        return [name for name in names() if name.startswith(incomplete)]

    return complete


class Option(NamedTuple):
    """An option of a command: one row."""

    metavar: str  # "" for a switch, which takes no value
    help: str | Callable[[], str]
    flags: tuple[str, ...] = ()  # none: --NAME, after the parameter
    range_metavar: str = ""  # in commands that take ranges; "": the same
    repeats: bool = False  # whether it may be given several times
    names: Callable[[], Iterable[str]] | None = None  # its possible values, for completion

    def built(self, name: str, ranges: bool) -> Any:
        """Typer's option for the parameter `name`; `ranges` says that the command takes ranges."""
        return typer.Option(
            *(self.flags or (flag_of(name),)),
            metavar=(ranges and self.range_metavar) or self.metavar or None,
            help=self.help if isinstance(self.help, str) else self.help(),
            autocompletion=completing(self.names) if self.names else None,
        )


class Options(dict[str, Any]):
    """The values of a group of options by their names; None for an option that was not given."""

    ranges: ClassVar[bool] = False  # whether the command takes ranges

    @classmethod
    def rows(cls) -> dict[str, Option]:
        """The options of the group by the names of their parameters."""
        raise NotImplementedError

    @classmethod
    def parameters(cls) -> Iterator[inspect.Parameter]:
        """The parameters of a command that the group stands for, one for each row."""
        for name, row in cls.rows().items():
            kind: Any = list[str] | None if row.repeats else str | None
            annotation = Annotated[kind, row]
            yield inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation
            )

    def given(self) -> dict[str, Any]:
        """The options that were given."""
        return {name: value for name, value in self.items() if value is not None}


def knob_option(knob: Knob) -> Option:
    """The option of a knob."""
    return Option(knob.metavar, knob.help, (), knob.range_metavar, names=knob.words)


def _or(names: Iterable[str]) -> str:
    """The names as an English list of alternatives: a, b or c."""
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
    """The budgets of a network, and what is reserved from them."""

    names: ClassVar[Iterable[str] | None] = None  # None: all budgets

    @classmethod
    def rows(cls) -> dict[str, Option]:
        """An option for each budget, and one for what is reserved from it."""
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


def format_option(names: Callable[[], Iterable[str]]) -> Option:
    """The option --format of a command that writes these formats."""
    return Option(
        "NAME",
        lambda: f"One of {', '.join(names())}; default: from FILE's extension.",
        ("--format", "-f"),
        names=names,
    )


Network = Annotated[
    str,
    typer.Argument(
        help="A built-in network (see `mbv2calc networks`) or a YAML file.",
        autocompletion=completing(networks),
    ),
]
Format = Annotated[str | None, format_option(document_formats)]
StreamFormat = Annotated[str | None, format_option(lambda: FORMATS)]
Output = Annotated[str | None, Option("FILE", "Write to FILE atomically.", ("--output", "-o"))]
Convention = Annotated[
    str,
    Option(
        "NAME",
        "How to count params and operations: `mbv2calc conventions` lists the names.",
        names=conventions,
    ),
]
Top = Annotated[str | None, Option("N", "Only the first N.")]


def _is_group(annotation: Any) -> bool:
    """Whether a parameter stands for a group of options."""
    return isinstance(annotation, type) and issubclass(annotation, Options)


def _built(parameter: inspect.Parameter, ranges: bool) -> inspect.Parameter:
    """A parameter as Typer knows it: its row becomes an option."""
    annotation = parameter.annotation
    if get_origin(annotation) is Annotated and isinstance(get_args(annotation)[1], Option):
        kind, row = get_args(annotation)
        annotation = Annotated[kind, row.built(parameter.name, ranges)]
    return parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY, annotation=annotation)


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """The function of a command with an option for each row of its groups, for Typer to build."""
    signature = inspect.signature(command, eval_str=True)
    groups = {n: p.annotation for n, p in signature.parameters.items() if _is_group(p.annotation)}
    ranges = any(group.ranges for group in groups.values())
    parameters: list[inspect.Parameter] = []
    for name, parameter in signature.parameters.items():
        options = groups[name].parameters() if name in groups else (parameter,)
        parameters += [_built(option, ranges) for option in options]

    @wraps(command)
    def taking_options(**values: Any) -> None:
        # Typer passes every option by its name; the command gets those of a group as one dict.
        for name, group in groups.items():
            values[name] = group({option: values.pop(option) for option in group.rows()})
        command(**values)

    # Typer reads the options from the signature, and their types from the annotations.
    taking_options.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    taking_options.__annotations__ = {p.name: p.annotation for p in parameters}
    return taking_options
