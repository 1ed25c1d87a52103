"""The heading of a result of many networks: what does not vary over a grid."""

from mbv2calc.cost.dtypes import find_dtype
from mbv2calc.cost.network_config import NetworkConfig
from mbv2calc.grid.plan import Grid
from mbv2calc.plain import keys_of
from mbv2calc.tables.heading import network_facts
from mbv2calc.tables.neutral import Fact
from mbv2calc.tables.sweep_columns import varying


def grid_config(grid: Grid) -> NetworkConfig:
    """The network that a grid starts from."""
    running = grid.running
    return NetworkConfig(grid.architecture, running.batch, find_dtype(running.dtype))


def swept_numbers(grid: Grid) -> tuple[str, ...]:
    """The numbers of that network which are axes of the grid."""
    knobs = {name: name for name in keys_of(NetworkConfig) or ()} | {"input": "resolution"}
    return tuple(name for name, knob in knobs.items() if varying(grid, knob))


def grid_facts(grid: Grid, own: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """What the networks of a grid have in common; `own` are facts of the result."""
    return network_facts(grid_config(grid), own, without=swept_numbers(grid))
