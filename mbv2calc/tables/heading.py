"""The heading of a result of one network: which network, at which numbers."""

from collections.abc import Collection

from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.tables.neutral import Fact


def network_facts(
    network: NetworkConfig, *result_facts: Fact, without: Collection[str] = ()
) -> tuple[Fact, ...]:
    """The numbers of a network, `without` those that vary, then facts of the result."""
    facts = {
        "name": Fact(network.name),
        "input": Fact(network.input, "", "shape"),
        "width": Fact(network.width, "width", "decimal"),
        "t": Fact(network.t, "t"),
        "batch": Fact(network.batch if network.batch != 1 else None, "batch", "count"),
        "dtype": Fact(network.dtype.name),
        "classes": Fact(network.classes, "classes"),
    }
    settings = ", ".join(network.architecture.settings)
    return (
        *(fact for name, fact in facts.items() if name not in without),
        *result_facts,
        *(() if "settings" in without else (Fact(settings or None, "set"),)),
    )
