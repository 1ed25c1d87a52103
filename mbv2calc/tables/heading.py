"""The heading of a result of one network: which network, at which numbers."""

from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.tables.neutral import Fact


def network_facts(network: NetworkConfig, own: tuple[Fact, ...] = ()) -> tuple[Fact, ...]:
    """What a network is reported at; `own` are what else a heading has to say of a result."""
    size = network.input
    sides = {"height": size.height, "width": size.width, "channels": size.channels}
    return (
        Fact("name", network.name, ""),
        Fact("input", sides, "", "shape"),
        Fact("width", network.width, "width", "decimal"),
        Fact("t", network.t, "t" if network.t is not None else None),
        Fact("batch", network.batch, "batch" if network.batch != 1 else None, "count"),
        Fact("dtype", network.dtype.name, ""),
        Fact("classes", network.classes, "classes"),
        *own,
        Fact("", ", ".join(network.architecture.settings) or None, "set"),
    )
