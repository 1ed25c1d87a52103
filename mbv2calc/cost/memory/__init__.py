"""Memory while a network runs: liveness, schedules, the arena of a microcontroller, training."""

from mbv2calc.cost.memory.arena import arena_bytes, arena_total_bytes, persistent_bytes
from mbv2calc.cost.memory.blocks import Block, Inside, blocks_of
from mbv2calc.cost.memory.liveness import ONE_CHANNEL, Life, Moment, Run, lifetimes, moments_of
from mbv2calc.cost.memory.schedules import (
    AUTO,
    GROUPED,
    MEANINGS,
    SCHEDULES,
    WHOLE,
    Schedule,
    block_bytes,
    group_channels,
    one_channel,
    peak_bytes,
)
from mbv2calc.cost.memory.training import Training, training_cost

__all__ = [
    "AUTO",
    "GROUPED",
    "MEANINGS",
    "ONE_CHANNEL",
    "SCHEDULES",
    "WHOLE",
    "Block",
    "Inside",
    "Life",
    "Moment",
    "Run",
    "Schedule",
    "Training",
    "arena_bytes",
    "arena_total_bytes",
    "block_bytes",
    "blocks_of",
    "group_channels",
    "lifetimes",
    "moments_of",
    "one_channel",
    "peak_bytes",
    "persistent_bytes",
    "training_cost",
]
