"""One network at given numbers: what it costs, what it needs, whether it fits."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mbv2calc import data
from mbv2calc.api.report import Report, make_report
from mbv2calc.arith import Ratio
from mbv2calc.cost.changes import read_run_knob, with_knobs
from mbv2calc.cost.conventions import DEFAULT_CONVENTION, find_convention
from mbv2calc.cost.dtypes import DEFAULT_DTYPE, TRAINING_DTYPE, find_dtype
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.cost.tally import network_tally
from mbv2calc.cost.totals import Totals, network_totals, whole_peak
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
    """A network file at given numbers; `at` gives it at others, `report` what it costs.

    >>> load("mbv2_1.0").at(width=0.35, resolution=96).totals().madds
    11934128
    """

    architecture: Architecture
    batch: int = 1
    stated_dtype: Any = None

    @property
    def dtype(self) -> str:
        """The dtype of activations and weights: int8 unless one was stated."""
        return self.stated_dtype or DEFAULT_DTYPE

    def at(
        self,
        *,
        batch: Any = None,
        dtype: Any = None,
        settings: Any = (),
        **knobs: Any,
    ) -> "Model":
        """The same network at other numbers: the knobs `width`, `t`, `resolution` and `classes`.

        `width` and `t` may be ints, floats or texts, and are kept exactly as written: 0.35 is
        7/20; a Fraction has to be a decimal. `resolution` is pixels, (height, width) or "160x224".
        `settings` sets any number of the file: {"layers[3].bottleneck.k": 5}. Raises SpecError with
        every value that is invalid, TypeError for a name that is no knob.
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
        """The layers and tensors. Raises SpecError where the numbers make no network."""
        return build_network(self.architecture)

    def config(self) -> NetworkConfig:
        """What results say of the network: its numbers, the batch, the dtype."""
        return NetworkConfig(self.architecture, self.batch, find_dtype(self.dtype))

    def totals(self, convention: str = DEFAULT_CONVENTION) -> Totals:
        """Parameters, multiply-adds and bytes of the whole network.

        Raises SpecError where the numbers make no network, UsageError for an unknown convention.
        """
        network = self.network()
        rule = find_convention(convention)
        dtype = find_dtype(self.dtype)
        peak = whole_peak(network, dtype, self.batch)
        tally = network_tally(network, ("macs", *rule.operations.fields))
        return network_totals(tally, dtype, rule, peak, self.batch)

    def report(self, convention: str = DEFAULT_CONVENTION) -> Report:
        """Every layer's cost, the totals, and the figures published for this very network.

        Raises SpecError where the numbers make no network, UsageError for an unknown convention.
        """
        rule = find_convention(convention)
        return make_report(self.network(), self.config(), rule)

    def conventions(self) -> "Waterfall":
        """What every convention counts in the network, step by step from the papers' count.

        Raises SpecError where the numbers make no network.

        >>> counts = {c.convention.name: c for c in load("mbv2_1.0").conventions()}
        >>> counts["thop"].operations, counts["thop"].operations_steps[0].amount
        (327486720, 26712448)
        """
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
        """What the network needs while it runs: whole, in place, grouped or as is best (auto).

        `groups` is a number, "max" (one channel at a time), a text such as "1..4,8,max", or an
        iterable of these. `max_memory` and `reserve`, the budget, are bytes, or texts such as
        "320KiB". What training keeps is in fp32 unless a dtype was stated. Raises UsageError for
        what is none of these, SpecError where the numbers make no network.

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
        """Whether the network keeps budgets: what it uses of each, and what is left.

        `max_madds` and `max_params` are ints or texts such as "300M"; `max_memory`, `reserve` and
        `max_flash` are sizes as in `memory`, and so are the schedule, of which there is one, and
        the groups. Memory is the total of the arena, an estimate, under
        whole, as without a schedule, and the peak under any other. Raises UsageError for what is
        none of these and without a budget, SpecError where the numbers make no network.

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
        """What the network costs in symbols: parameters and multiply-adds; peaks under `memory`.

        `names` are the symbols: t, width, resolution, classes, or paths of the file; without any
        those that apply. Numbers that `at` of the model gave stay numbers, as does a stated dtype
        under `memory`. `rounded` rounds channels and sizes as a report does. The rest is as in
        `mbv2calc.formula`. Raises UsageError for what is none of these, SpecError where the numbers
        make no network.

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


def networks() -> tuple[str, ...]:
    """The names of the networks that ship.

    >>> "mbv2_1.0" in networks()
    True
    """
    return tuple(data.configs())


def _spread(groups: str) -> str:
    """A text of groups with its ranges written out."""
    if ".." not in groups:
        return groups
    from mbv2calc.errors import RangeError
    from mbv2calc.grid.ranges import texts

    try:
        return ",".join(texts(groups, Ratio(1)))
    except RangeError as error:
        raise UsageError(f"--groups: {error}") from None
