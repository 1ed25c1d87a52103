"""The public Python API, which the command line uses too."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mbv2calc import data
from mbv2calc.arith import Ratio
from mbv2calc.cost import (
    DEFAULT_CONVENTION,
    DEFAULT_DTYPE,
    TRAINING_DTYPE,
    Report,
    Totals,
    find_convention,
    find_dtype,
    make_report,
    network_tally,
    network_totals,
    whole_peak,
)
from mbv2calc.errors import Fault, SpecError, UsageError, shown
from mbv2calc.model import KINDS, Network, build_network
from mbv2calc.spec import Architecture, Source, read_architecture, with_knobs
from mbv2calc.spec.checks import COUNT
from mbv2calc.spec.schema import MismatchError

if TYPE_CHECKING:
    from mbv2calc.cost.compare import Contrast
    from mbv2calc.cost.memory.result import Memory
    from mbv2calc.grid import Grid, Sweep


@dataclass(frozen=True, slots=True, repr=False)
class Model:
    """A network file at given numbers; `at` gives it at others, `report` what it costs.

    >>> load("mbv2_1.0").at(width=0.35, resolution=96).totals().madds
    11934128
    """

    architecture: Architecture
    batch: int = 1
    stated_dtype: str | None = None

    @property
    def dtype(self) -> str:
        """The dtype of activations and weights: int8 unless one was stated."""
        return self.stated_dtype or DEFAULT_DTYPE

    def at(
        self,
        *,
        width: Any = None,
        t: Any = None,
        resolution: Any = None,
        classes: Any = None,
        batch: Any = None,
        dtype: Any = None,
        settings: Any = (),
    ) -> "Model":
        """The same network at other numbers.

        `width` and `t` may be ints, floats or texts, and are kept exactly as written: 0.35 is
        7/20; a Fraction has to be a decimal. `resolution` is pixels, (height, width) or "160x224".
        `settings` sets any number of the file: {"layers[3].bottleneck.k": 5}. Raises SpecError with
        every value that is invalid.
        """
        faults: list[Fault] = []
        architecture = self.architecture
        try:
            architecture = with_knobs(
                architecture,
                width=width,
                t=t,
                resolution=resolution,
                classes=classes,
                settings=settings,
            )
        except SpecError as error:
            faults += error.faults
        images = self.batch if batch is None else _batch(batch, faults)
        name = self.stated_dtype if dtype is None else _dtype(dtype, faults)
        if faults:
            raise SpecError(faults)
        return Model(architecture, images, name)

    def network(self) -> Network:
        """The layers and tensors. Raises SpecError where the numbers make no network."""
        return build_network(self.architecture)

    def totals(self, convention: str = DEFAULT_CONVENTION) -> Totals:
        """Parameters, multiply-adds and bytes of the whole network.

        Raises SpecError where the numbers make no network, UsageError for an unknown convention.
        """
        network = self.network()
        rule = find_convention(convention)
        dtype = find_dtype(self.dtype)
        peak = whole_peak(network, dtype, self.batch)
        return network_totals(network_tally(network), dtype, rule, peak, self.batch)

    def report(self, convention: str = DEFAULT_CONVENTION) -> Report:
        """Every layer's cost, the totals, and the figures published for this very network.

        Raises SpecError where the numbers make no network, UsageError for an unknown convention.
        """
        rule = find_convention(convention)
        return make_report(self.network(), find_dtype(self.dtype), rule, self.batch)

    def memory(
        self,
        schedule: str | None = None,
        *,
        groups: Any = None,
        accumulator: str | None = None,
        training: bool = False,
        max_memory: int | str | None = None,
        reserve: int | str | None = None,
    ) -> "Memory":
        """What the network needs while it runs: whole, in place, grouped or as is best (auto).

        `groups` is a number, "max" (one channel at a time), a text such as "1..4,8,max", or an
        iterable of these; `max_memory` and `reserve` are bytes, or texts such as "320KiB". What
        training keeps is in fp32 unless a dtype was stated. Raises UsageError for what is none of
        these, SpecError where the numbers make no network.

        >>> load("mbv2_1.0").memory("auto").plans[0].peak_bytes
        602112
        """
        from mbv2calc.cost.memory.budget import read_budget
        from mbv2calc.cost.memory.groups import read_groups
        from mbv2calc.cost.memory.result import make_memory

        trained = find_dtype(self.stated_dtype or TRAINING_DTYPE) if training else None
        return make_memory(
            self.network(),
            find_dtype(self.dtype),
            self.batch,
            schedule=schedule,
            groups=read_groups(groups, _spread),
            accumulator=accumulator,
            training=trained,
            budget=read_budget(max_memory, reserve),
        )

    def __repr__(self) -> str:
        of = self.architecture
        size = f"{of.input.height}x{of.input.width}x{of.input.channels}"
        t = f", t {of.t}" if of.t is not None else ""
        at = f"width {of.width_multiplier}{t}, batch {self.batch}, {self.dtype}"
        return f"Model({of.name!r}, {size}, {at})"


def load(network: str | os.PathLike[str] | Source) -> Model:
    """The network of a shipped name, such as mbv2_1.0, or of a YAML file.

    Raises UsageError where there is no such network, SpecError with all faults of a bad file.
    """
    source = network if isinstance(network, Source) else os.fspath(network)
    return Model(read_architecture(source, KINDS))


def sweep(network: str | os.PathLike[str] | Source | Model = "mbv2_1.0", **ranges: Any) -> "Sweep":
    """What the network costs at every combination of the numbers given.

    `t`, `width`, `resolution`, `groups`, `batch` and `classes` may each be a number, a range as a
    text ("1..10", "96..224:32", "1,3,6"), or an iterable of numbers; of a resolution, an iterable
    of pixels and of (height, width); of groups, "max" too. `settings` maps paths to the same:
    {"layers[3].bottleneck.n": "1..4"}; `dtype` is a name or several. `schedule` and `accumulator`
    are those of Model.memory; without a schedule the peak is that of whole, or of grouped where
    there are groups. With no range it sweeps t 1..10 and width 0.35..1.4. Raises SpecError with
    every fault, or naming a point that makes no network; UsageError for a schedule or an
    accumulator that is none.

    >>> [row["madds"] for row in sweep("mbv2_1.0", t="1,6").rows()]
    [63689536, 300774272]
    >>> [row["peak_bytes"] for row in sweep("mbv2_1.0", groups="2,max").rows()]
    [1404928, 1216768]
    """
    from mbv2calc.grid import make_sweep

    return make_sweep(sweep_grid(network, **ranges))


def sweep_grid(
    network: str | os.PathLike[str] | Source | Model = "mbv2_1.0",
    *,
    t: Any = None,
    width: Any = None,
    resolution: Any = None,
    groups: Any = None,
    batch: Any = None,
    dtype: Any = None,
    classes: Any = None,
    settings: Any = (),
    schedule: str | None = None,
    accumulator: str | None = None,
) -> "Grid":
    """The points of such a sweep. Raises SpecError with every fault, UsageError as a sweep does."""
    from mbv2calc.grid import Running, make_grid

    model = network if isinstance(network, Model) else load(network)
    ranges = {
        "t": t,
        "width": width,
        "resolution": resolution,
        "groups": groups,
        "batch": batch,
        "dtype": dtype,
        "classes": classes,
    }
    running = Running(model.batch, model.dtype, accumulator=accumulator)
    return make_grid(model.architecture, ranges, settings, running=running, schedule=schedule)


def compare(*networks: str | os.PathLike[str] | Source | Model) -> "Contrast":
    """Two networks or more against the first: totals and ratios, kinds, resolutions, block ends.

    Each is a shipped name, a YAML file, or a Model at any numbers. Raises UsageError for fewer than
    two or for a name that is none, SpecError where one of them makes no network.

    >>> compare("mbv1_1.0", load("mbv2_1.0").at(width=1.4)).networks[1].ratios.top1_difference
    4.1
    """
    from mbv2calc.cost.compare import compare_reports

    models = [network if isinstance(network, Model) else load(network) for network in networks]
    names = map(_called, networks, models)
    return compare_reports(zip(names, (model.report() for model in models), strict=True))


def _spread(groups: str) -> str:
    """A text of groups with its ranges written out."""
    if ".." not in groups:
        return groups
    from mbv2calc.grid.ranges import RangeError, texts

    try:
        return ",".join(texts(groups, Ratio(1)))
    except RangeError as error:
        raise UsageError(f"--groups: {error}") from None


def _called(network: str | os.PathLike[str] | Source | Model, model: Model) -> str:
    """A network's name as given, else its own."""
    if isinstance(network, str | os.PathLike):
        return shown(os.fspath(network))
    return model.architecture.name


def networks() -> tuple[str, ...]:
    """The names of the networks that ship.

    >>> "mbv2_1.0" in networks()
    True
    """
    return tuple(data.configs())


def _batch(value: Any, faults: list[Fault]) -> int:
    try:
        return int(COUNT.read(str(value)))
    except MismatchError as mismatch:
        faults.append(Fault("--batch", "", f"expected {mismatch}, found {str(value)!r}"))
        return 1


def _dtype(name: Any, faults: list[Fault]) -> str:
    try:
        return find_dtype(str(name)).name
    except UsageError as error:
        faults.append(Fault("--dtype", "", str(error)))
        return DEFAULT_DTYPE
