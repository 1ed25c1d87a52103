"""The public Python API, which the command line uses too."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mbv2calc.cost import (
    DEFAULT_DTYPE,
    DTYPES,
    Report,
    Totals,
    convention,
    dtype,
    make_report,
    network_tally,
    network_totals,
)
from mbv2calc.errors import Fault, SpecError
from mbv2calc.model import KINDS, Network, build_network
from mbv2calc.spec import Architecture, read_architecture, with_knobs
from mbv2calc.spec.checks import COUNT
from mbv2calc.spec.schema import MismatchError


@dataclass(frozen=True, slots=True)
class Model:
    """A network file at given numbers; `at` gives it at others, `report` what it costs.

    >>> load("mbv2_1.0").at(width=0.35, resolution=96).totals().madds
    11934128
    """

    architecture: Architecture
    batch: int = 1
    dtype: str = DEFAULT_DTYPE

    def at(
        self,
        *,
        width: Any = None,
        t: Any = None,
        resolution: Any = None,
        classes: Any = None,
        batch: Any = None,
        dtype: str | None = None,
        settings: Mapping[str, Any] | Iterable[str] = (),
    ) -> "Model":
        """The same network at other numbers.

        `width` and `t` may be ints, floats or texts, and are kept exactly as written: 0.35 is
        7/20; a Fraction has to be a decimal. `resolution` is pixels, (height, width) or "160x224".
        `settings` sets any number of the file: {"layers[3].bottleneck.k": 5}. Raises SpecError with
        every value that is none.
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
        name = self.dtype if dtype is None else _dtype(dtype, faults)
        if faults:
            raise SpecError(faults)
        return Model(architecture, images, name)

    def network(self) -> Network:
        """The layers and tensors. Raises SpecError where the numbers make no network."""
        return build_network(self.architecture)

    def totals(self, counting: str = "paper") -> Totals:
        """Parameters, multiply-adds and bytes of the whole network."""
        tally = network_tally(self.network())
        return network_totals(tally, dtype(self.dtype), convention(counting), self.batch)

    def report(self, counting: str = "paper") -> Report:
        """Every layer's cost, the totals, and the figures published for this very network."""
        return make_report(
            self.network(), batch=self.batch, dtype_name=self.dtype, counting=counting
        )


def load(name_or_path: str | os.PathLike[str]) -> Model:
    """The network of a shipped name, such as mbv2_1.0, or of a YAML file.

    Raises UsageError where there is no such network, SpecError with all faults of a bad file.
    """
    return Model(read_architecture(os.fspath(name_or_path), KINDS))


def _batch(value: Any, faults: list[Fault]) -> int:
    try:
        return int(COUNT.read(str(value)))
    except MismatchError as mismatch:
        faults.append(Fault("--batch", "", f"expected {mismatch}, found {str(value)!r}"))
        return 1


def _dtype(name: Any, faults: list[Fault]) -> str:
    if str(name) not in DTYPES:
        known = ", ".join(DTYPES)
        faults.append(Fault("--dtype", "", f"expected one of {known}, found {str(name)!r}"))
    return str(name)
