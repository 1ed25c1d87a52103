"""A Model: one network at given numbers, what it costs, and whether it fits."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from mbv2calc import data
from mbv2calc.api.report import Report, make_report
from mbv2calc.arith import Ratio
from mbv2calc.cost.changes import read_run_knob, with_knobs
from mbv2calc.cost.conventions import DEFAULT_CONVENTION, find_convention
from mbv2calc.cost.dtypes import DEFAULT_DTYPE, TRAINING_DTYPE, find_dtype
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.cost.tally import network_tally
from mbv2calc.cost.totals import Totals, network_totals
from mbv2calc.errors import Fault, SpecError, UsageError
from mbv2calc.model.blocks import KINDS
from mbv2calc.model.builder import build_network
from mbv2calc.model.layers import Network
from mbv2calc.spec.architecture import Architecture
from mbv2calc.spec.reader import Source, read_architecture

if TYPE_CHECKING:
    from mbv2calc.api.formula import Numbers, Target
    from mbv2calc.cost.check import Checked
    from mbv2calc.cost.memory.result import Memory
    from mbv2calc.figures.waterfall import Waterfall
    from mbv2calc.formulas.formula_set import FormulaSet


@dataclass(frozen=True, slots=True, repr=False)
class Model:
    """A network at given numbers. `at` changes them, the other methods compute what it costs.

    `batch` is the number of images at once; it multiplies multiply-adds and activations.

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
        self, *, batch: Any = None, dtype: Any = None, settings: Any = (), **knobs: Any
    ) -> "Model":
        """The same network at other numbers: `width`, `t`, `resolution`, `classes`, batch, dtype.

        `width` and `t` are ints, floats or texts, and exact: 0.35 is 7/20, and a Fraction has to be
        a decimal. `resolution` is pixels, (height, width) or "160x224". `settings` sets any number
        of the file: {"layers[3].bottleneck.k": 5}. None changes nothing. Raises SpecError with
        every invalid value, TypeError for an unknown knob.
        """
        faults: list[Fault] = []
        architecture = self.architecture
        try:
            architecture = with_knobs(architecture, settings=settings, **knobs)
        except SpecError as error:
            faults += error.faults
        images = self.batch if batch is None else read_run_knob("batch", batch, faults)
        name = self.stated_dtype if dtype is None else read_run_knob("dtype", dtype, faults)
        if faults:
            raise SpecError(faults)
        return Model(architecture, images, name)

    def network(self) -> Network:
        """The layers and tensors. Raises SpecError if the numbers make no network."""
        return build_network(self.architecture)

    def config(self) -> NetworkConfig:
        """The name, numbers, batch and dtype, which every result states."""
        return NetworkConfig(self.architecture, self.batch, find_dtype(self.dtype))

    def totals(self, convention: str = DEFAULT_CONVENTION) -> Totals:
        """Parameters, multiply-adds and bytes of the whole network.

        Raises SpecError if the numbers make no network, UsageError for an unknown convention.
        """
        network, rule = self.network(), find_convention(convention)
        tally = network_tally(network, ("macs", *rule.operations.fields))
        return network_totals(network, tally, find_dtype(self.dtype), rule, self.batch)

    def report(self, convention: str = DEFAULT_CONVENTION) -> Report:
        """The cost of every layer, the totals, the published figures. Raises as `totals` does."""
        return make_report(self.network(), self.config(), find_convention(convention))

    def conventions(self) -> "Waterfall":
        """What every convention counts, and the steps from the papers' count. Raises as `network`.

        >>> counts = {c.convention.name: c for c in load("mbv2_1.0").conventions()}
        >>> counts["thop"].operations, counts["thop"].operations_steps[0].amount
        (327486720, 26712448)
        """
        # Here and below: what a report does not need is loaded by the method that needs it.
        from mbv2calc.figures.waterfall import make_waterfall

        return make_waterfall(self.network(), self.config())

    def memory(
        self,
        schedule: str | None = None,
        *,
        groups: Any = None,
        accumulator: str | None = None,
        training: bool = False,
        **budget: int | str | None,
    ) -> "Memory":
        """The memory that the network needs while it runs, in bytes, with the peak of each block.

        `schedule` is whole, in-place, grouped or auto (the best per block); without one, three of
        them stand side by side. `groups` is a number, "max" (one channel at a time), a text such as
        "1..4,8,max", or an iterable of these. `accumulator` is the type of partial sums. `training`
        adds what a training step saves, in fp32 unless a dtype was stated. `max_memory`, less
        `reserve`, is the budget, in bytes or as "320KiB". Raises UsageError for any other value,
        SpecError if the numbers make no network.

        >>> load("mbv2_1.0").memory("auto").plans[0].peak_bytes
        602112
        """
        from mbv2calc.cost.budgets import memory_limit, parse_budgets
        from mbv2calc.cost.memory.groups import read_groups
        from mbv2calc.cost.memory.result import make_memory

        trained = find_dtype(self.stated_dtype or TRAINING_DTYPE) if training else None
        return make_memory(
            self.network(),
            self.config(),
            schedule=schedule,
            groups=read_groups(groups, _spread),
            accumulator=accumulator,
            training=trained,
            budget=memory_limit(parse_budgets(**budget)),
        )

    def check(
        self,
        schedule: str | None = None,
        *,
        groups: Any = None,
        accumulator: str | None = None,
        **budgets: int | str | None,
    ) -> "Checked":
        """Whether the network fits budgets: how much it uses of each, and how much is left.

        `max_madds` and `max_params` are counts, ints or "300M". `max_memory`, less `reserve`, and
        `max_flash` are bytes, ints or "320KiB". `schedule`, `groups` and `accumulator` are as in
        `memory`, but for one schedule, by default whole, and one number of groups. Memory means the
        total of the arena, an estimate, under whole, and the peak under any other. Raises
        UsageError for any other value and without a budget, SpecError as `memory` does.

        >>> load("mbv2_1.0").check(max_madds="300M", max_flash="4MiB")
        Checked('MobileNetV2', does not fit: madds 300774272 of 300000000, flash 3541984 of 4194304)
        """
        from mbv2calc.cost.budgets import read_budgets
        from mbv2calc.cost.check import make_check
        from mbv2calc.cost.memory.groups import read_groups

        return make_check(
            self.network(),
            self.config(),
            read_budgets(**budgets),
            schedule=schedule,
            groups=read_groups(groups, _spread),
            accumulator=accumulator,
        )

    def formula(
        self,
        topic: str = "network",
        *,
        names: Iterable[str] | str | None = None,
        rounded: bool = False,
        at: "Numbers" = None,
        diff: str | None = None,
        solve: str | None = None,
        equals: "Target" = None,
        metric: str | None = None,
    ) -> "FormulaSet":
        """What the network costs in symbols: params and MAdds, or its peaks (topic `memory`).

        `names` are the symbols: t, width, resolution, classes, or paths of the file; by default all
        that the network has. Numbers that `Model.at` set stay numbers; so does a stated dtype under
        `memory`. `rounded` rounds channels and sizes as a report does. The other arguments are as
        in `mbv2calc.formula`. Raises UsageError for any other value, SpecError if the numbers make
        no network.

        >>> at = {"t": 6, "width": 1, "resolution": 224}
        >>> [f.value for f in load("mbv2_1.0").formula(at=at).formulas]
        [3504872, 300774272]
        >>> load("mbv1_1.0").formula()
        FormulaSet('network of MobileNetV1', params, madds in alpha, rho)
        """
        from mbv2calc.api.formula import Question, model_formula

        question = Question(diff, solve, equals, metric)
        return model_formula(self, topic, names, rounded, at, question)

    def __repr__(self) -> str:
        own = self.architecture
        size = f"{own.input.height}x{own.input.width}x{own.input.channels}"
        t = f", t {own.t}" if own.t is not None else ""
        at = f"width {own.width_multiplier}{t}, batch {self.batch}, {self.dtype}"
        return f"Model({own.name!r}, {size}, {at})"


AnyNetwork: TypeAlias = str | os.PathLike[str] | Source | Model
"""A built-in name, the path of a YAML file, a Source that was read before, or a Model."""


def load(network: AnyNetwork) -> Model:
    """The model of a built-in name, such as mbv2_1.0, or of a YAML file; a Model as it is.

    Raises UsageError if there is no such network, SpecError with all faults of a bad file.
    """
    if isinstance(network, Model):
        return network
    source = network if isinstance(network, Source) else os.fspath(network)
    return Model(read_architecture(source, KINDS))


def networks() -> tuple[str, ...]:
    """The names of the built-in networks, in alphabetical order.

    >>> "mbv2_1.0" in networks()
    True
    """
    return tuple(data.configs())


def _spread(groups: str) -> str:
    """A text of groups with its ranges written out: 1..3,max as 1,2,3,max."""
    if ".." not in groups:
        return groups
    # Ranges belong to the grid, which cost may not import: so this function is handed down.
    from mbv2calc.errors import RangeError
    from mbv2calc.grid.ranges import texts

    try:
        return ",".join(texts(groups, Ratio(1)))
    except RangeError as error:
        raise UsageError(f"--groups: {error}") from None
