"""A Comparison: networks against the first, and the cost of each kind and output size in each."""

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from mbv2calc.api.comparison.block_widths import BlockWidths
from mbv2calc.api.comparison.memory import LargestAt
from mbv2calc.api.report import Report
from mbv2calc.cost.conventions import DEFAULT_CONVENTION, Convention
from mbv2calc.cost.totals import Totals
from mbv2calc.plain import json_keys

Size: TypeAlias = tuple[int, int]
Group: TypeAlias = str | Size
"""A kind of operator, or an output size: height and width in pixels."""


class Top1(NamedTuple):
    """A published top-1 accuracy in percent, as printed, and its source."""

    published: str
    source: str | None
    reference: str | None


class Ratios(NamedTuple):
    """The totals of a network over those of the first; None if the first one's is 0."""

    network: str
    against: str  # the first
    params: float | None
    madds: float | None
    counted: float | None
    weight_bytes: float | None
    peak_bytes: float | None
    top1_difference: float | None  # percentage points; None unless both are published
    convention: Convention  # of params and counted

    @property
    def json_keys(self) -> tuple[str, ...]:
        """Under a convention other than the default, `counted` too."""
        counted = () if self.convention.name == DEFAULT_CONVENTION else ("counted",)
        return ("network", "against", "params", "madds", *counted, "weight_bytes", "peak_bytes",
                "top1_difference")  # fmt: skip


@json_keys(
    "network", "report.network.name", "report.network.input", "report.network.width",
    "report.network.t", "report.network.batch", "report.network.dtype", "report.network.classes",
    "report.network.architecture.settings", "totals", "top1",
)  # fmt: skip
@dataclass(frozen=True)
class Compared:
    """One network: its report, its published top-1, and its ratios to the first."""

    network: str  # the name, as given
    report: Report
    top1: Top1 | None
    ratios: Ratios

    @property
    def totals(self) -> Totals:
        """The totals of its report."""
        return self.report.totals


class Part(NamedTuple):
    """The cost of a group of layers in one network. Shares are of that network's own totals.

    The shares in arXiv:1704.04861, Table 2, are those of `madds` and `weights`.
    """

    group: Group
    network: str
    layers: int  # how many
    params: int  # under the report's convention
    weights: int  # without BatchNorm and biases
    madds: int  # for the whole batch
    params_share: float
    weights_share: float
    madds_share: float

    @property
    def json_keys(self) -> tuple[str, ...]:
        """The group is a `kind` of operator or an `output` size."""
        return ("kind=group" if isinstance(self.group, str) else "output=group", *self._fields[1:])


@dataclass(frozen=True, repr=False)
class Comparison:
    """Networks against the first. Parts stand group by group, with one part for each network."""

    networks: tuple[Compared, ...]
    by_kind: tuple[Part, ...]
    by_resolution: tuple[Part, ...]  # largest first
    largest_tensors: tuple[LargestAt, ...]  # by output size, largest first
    block_widths: tuple[BlockWidths, ...]

    @property
    def json_keys(self) -> tuple[str, ...]:
        """Under a convention other than the default, `convention` and `verified` too."""
        is_default = self.convention.name == DEFAULT_CONVENTION
        return ("networks", *(() if is_default else ("convention", "verified")), "by_kind",
                "by_resolution", "largest_tensors", "ratios", "ends=block_widths")  # fmt: skip

    @property
    def convention(self) -> Convention:
        """The convention that counts all of them."""
        return self.networks[0].report.convention

    @property
    def verified(self) -> bool:
        """Whether the convention's numbers were compared for all such networks."""
        return all(network.report.verified for network in self.networks)

    @property
    def ratios(self) -> tuple[Ratios, ...]:
        """Each later network against the first."""
        return tuple(network.ratios for network in self.networks[1:])

    def __repr__(self) -> str:
        return f"Comparison({', '.join(compared.network for compared in self.networks)})"
