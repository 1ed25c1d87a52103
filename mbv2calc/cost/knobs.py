"""The knobs: numbers of a network, and of how it runs, that have one name each. One row a knob."""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from mbv2calc.arith import Ratio
from mbv2calc.cost.dtypes import DEFAULT_DTYPE, DTYPES, find_dtype
from mbv2calc.cost.memory.groups import MAX, read_groups
from mbv2calc.errors import MismatchError, PathError
from mbv2calc.registry import Registry
from mbv2calc.spec.architecture import Architecture, entry_path
from mbv2calc.spec.checks import COUNT
from mbv2calc.spec.paths import check_of
from mbv2calc.spec.schema import Check


class Knob(NamedTuple):
    """A number, or a word, that people turn: an option, an argument in Python, an axis of sweeps.

    `paths` are the numbers of a file that it sets; none where the network has no such knob. What
    no file holds is a field of RunConfig of its name.
    """

    name: str  # the option is --name, the argument and the column of files are the name
    metavar: str
    help: str | Callable[[], str]
    paths: Callable[[Architecture], tuple[str, ...]] = lambda architecture: ()
    lacking: str = ""  # what a network has that has no such knob: "no classifier"
    belongs_to: Literal["file", "run", "schedule"] = "file"
    check: Check | None = None  # what it may be; None: what the first of its paths may be
    words: Callable[[], tuple[str, ...]] = lambda: ()  # that it may be instead of a number
    step: Ratio = Ratio(1)  # of a range that states none
    sweep_range: str | None = None  # what a sweep ranges over where nothing is said
    fit_range: str | None = None  # what a fit does
    in_figures: bool = False  # whether published figures state it: a family differs in these alone
    every_row: bool = False  # whether a sweep's rows have it where it does not vary, too
    title: str = ""  # the heading of its column; "": the name
    format: Literal["number", "decimal", "text"] = "number"  # how tables for people show it
    range_metavar: str = "RANGE"  # where it takes several values

    @property
    def flag(self) -> str:
        """The option as it is typed."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def help_text(self) -> str:
        """What the option means."""
        return self.help if isinstance(self.help, str) else self.help()

    def parts(self, value: Any, architecture: Architecture) -> tuple[Any, ...]:
        """What each of its paths is set to: one value for all, or a size for its two sides."""
        return value if isinstance(value, tuple) else (value,) * len(self.paths(architecture))

    def check_for(self, architecture: Architecture) -> Check:
        """What it may be. Raises PathError where the architecture has no such knob."""
        if self.belongs_to == "file" and not self.paths(architecture):
            raise PathError(f"{architecture.name} has {self.lacking}; leave the flag out")
        return self.check or check_of(architecture, self.paths(architecture)[0])


def _t_paths(architecture: Architecture) -> tuple[str, ...]:
    takes = any(entry.block.takes_expansion for entry in architecture.layers)
    return ("expansion",) if takes else ()


def _classes_paths(architecture: Architecture) -> tuple[str, ...]:
    entries = enumerate(architecture.layers)
    return tuple(f"{entry_path(i, e)}.classes" for i, e in entries if hasattr(e.block, "classes"))


def _read_sides(text: str) -> tuple[int, int]:
    """A size: 224, or height x width."""
    sides = text.lower().split("x")
    try:
        numbers = [COUNT.read(side) for side in sides]
    except MismatchError:
        if text and len(sides) == 1:
            raise
        numbers = []
    if len(numbers) not in (1, 2):
        raise MismatchError("pixels such as 224 or 160x224")
    return numbers[0], numbers[-1]


KNOBS = Registry(
    (
        Knob(
            "t",
            "T",
            "Expansion of every bottleneck that states none.",
            _t_paths,
            "no block that takes its t from the file",
            sweep_range="1..10",
            in_figures=True,
            every_row=True,
        ),
        Knob(
            "width",
            "ALPHA",
            "Width multiplier, such as 0.35.",
            lambda architecture: ("width_multiplier",),
            "no width multiplier",
            step=Ratio(1, 20),
            sweep_range="0.35..1.4",
            fit_range="0.1..1.4",
            in_figures=True,
            every_row=True,
            format="decimal",
        ),
        Knob(
            "resolution",
            "R",
            "Input size: 224, or height x width 160x224.",
            lambda architecture: ("input.height", "input.width"),
            "no input",
            check=Check(_read_sides, number=True),
            step=Ratio(32),
            fit_range="96..256:16",
            in_figures=True,
            every_row=True,
        ),
        Knob(
            "groups",
            "N",
            "Groups of inner channels, such as 4; max: one channel at a time. memory, sweep and fit"
            " take several: 1,2,4,8.",
            belongs_to="schedule",
            check=Check(lambda text: read_groups(text)[0], number=True),
            words=lambda: (MAX,),
        ),
        Knob(
            "batch",
            "N",
            "Images at once; multiplies MAdds and activations.",
            belongs_to="run",
            check=COUNT,
        ),
        Knob(
            "dtype",
            "NAME",
            lambda: f"One of {', '.join(DTYPES)}; default {DEFAULT_DTYPE}.",
            belongs_to="run",
            check=Check(lambda text: find_dtype(text).name),
            words=lambda: tuple(DTYPES),
            format="text",
            range_metavar="NAMES",
        ),
        Knob(
            "classes",
            "N",
            "Outputs of the classifier.",
            _classes_paths,
            "no classifier",
            in_figures=True,
        ),
    )
)
"""Every knob, in the order of a sweep's columns. A new one is one row."""


def knob_paths(architecture: Architecture, knob: str) -> tuple[str, ...]:
    """The paths of the numbers that a knob sets; none where the network has no such knob."""
    return KNOBS[knob].paths(architecture)


def file_knobs() -> tuple[str, ...]:
    """The names of the knobs that turn numbers of a file."""
    return tuple(name for name, knob in KNOBS.items() if knob.belongs_to == "file")
