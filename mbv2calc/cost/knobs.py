"""The knobs: the numbers of a network, and of how it runs, that have a name. One row per knob."""

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
    """A number or a word that people set: an option, an argument in Python, an axis of sweeps.

    A knob that belongs to the file sets the numbers at its `paths`. Any other knob is the field of
    RunConfig with its name.
    """

    name: str  # the option is --name, the argument and the column of files are the name
    metavar: str
    help: str | Callable[[], str]
    paths: Callable[[Architecture], tuple[str, ...]] = lambda architecture: ()  # (): none there
    lacking: str = ""  # "no classifier": a network without the knob has this
    belongs_to: Literal["file", "run", "schedule"] = "file"
    check: Check | None = None  # how its value is read; None: as the first of its paths
    words: Callable[[], tuple[str, ...]] = lambda: ()  # the values that are words
    step: Ratio = Ratio(1)  # of a range without a step
    sweep_range: str | None = None  # the default range of a sweep
    fit_range: str | None = None  # the default range of a fit
    in_figures: bool = False  # published figures state it: networks of a family differ only here
    every_row: bool = False  # the rows of a sweep have it even if it does not vary
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
        """The value of each of its paths: the same for all, or each side of a size."""
        return value if isinstance(value, tuple) else (value,) * len(self.paths(architecture))

    def check_for(self, architecture: Architecture) -> Check:
        """How its value is read. Raises PathError if the architecture has no such knob."""
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
    """(height, width) in pixels of 224 or 160x224. Raises MismatchError for any other text."""
    sides = text.lower().split("x")
    try:
        numbers = [COUNT.read(side) for side in sides]
    except MismatchError:
        # What is wrong with one number, its check says best.
        if text and len(sides) == 1:
            raise
        numbers = []
    if len(numbers) not in (1, 2):
        raise MismatchError("pixels such as 224 or 160x224")
    return numbers[0], numbers[-1]


KNOBS = Registry(
    (
        Knob("t", "T", "Expansion of every bottleneck without a t of its own.", _t_paths,
             "no block that takes its t from the file",
             sweep_range="1..10", in_figures=True, every_row=True),
        Knob("width", "ALPHA", "Width multiplier, such as 0.35.",
             lambda architecture: ("width_multiplier",), "no width multiplier",
             step=Ratio(1, 20), sweep_range="0.35..1.4", fit_range="0.1..1.4",
             in_figures=True, every_row=True, format="decimal"),
        Knob("resolution", "R", "Input size: 224, or height x width 160x224.",
             lambda architecture: ("input.height", "input.width"), "no input",
             check=Check(_read_sides, number=True), step=Ratio(32), fit_range="96..256:16",
             in_figures=True, every_row=True),
        Knob("groups", "N",
             "Groups of inner channels, such as 4; max: one channel at a time. memory, sweep and"
             " fit take several: 1,2,4,8.",
             belongs_to="schedule", check=Check(lambda text: read_groups(text)[0], number=True),
             words=lambda: (MAX,)),
        Knob("batch", "N", "Images at once; multiplies MAdds and activations.",
             belongs_to="run", check=COUNT),
        Knob("dtype", "NAME", lambda: f"One of {', '.join(DTYPES)}; default {DEFAULT_DTYPE}.",
             belongs_to="run", check=Check(lambda text: find_dtype(text).name),
             words=lambda: tuple(DTYPES), format="text", range_metavar="NAMES"),
        Knob("classes", "N", "Outputs of the classifier.", _classes_paths, "no classifier",
             in_figures=True),
    )
)  # fmt: skip
"""Every knob, in the order of a sweep's columns. A new one is one row."""


def knob_paths(architecture: Architecture, knob: str) -> tuple[str, ...]:
    """The paths of the numbers that a knob sets; none if the network has no such knob."""
    return KNOBS[knob].paths(architecture)


def file_knobs() -> tuple[str, ...]:
    """The names of the knobs that set numbers of a file."""
    return tuple(name for name, knob in KNOBS.items() if knob.belongs_to == "file")
