"""The points that no other is better than in everything asked for."""

from collections.abc import Sequence
from typing import Any

import numpy as np

Array = Any

_BLOCK = 512
"""Points that are held against the front, and against each other, at once."""


def front(objectives: Sequence[Array]) -> Array:
    """Which points no other one dominates, in their order. Every objective is minimised.

    A point dominates one that it nowhere exceeds and somewhere undercuts: equals are kept together.
    A point that lacks a number (NaN) is left out, since nobody can compare it.
    """
    known = np.flatnonzero(~np.any([objective != objective for objective in objectives], axis=0))
    if not len(known):
        return known
    ranks = [np.unique(objective[known], return_inverse=True)[1] for objective in objectives]
    distinct, which = np.unique(np.stack(ranks, axis=1), axis=0, return_inverse=True)
    best = _of_two(distinct) if len(ranks) <= 2 else _of_many(distinct)
    return known[best[which.reshape(-1)]]


def _of_two(distinct: Array) -> Array:
    """Of distinct pairs by the first and then the second: those below all seconds before them."""
    last = distinct[:, -1]
    before = np.minimum.accumulate(np.concatenate([[last[0] + 1], last[:-1]]))
    if distinct.shape[1] == 1:
        return np.arange(len(distinct)) == 0
    return last < before


def _of_many(distinct: Array) -> Array:
    """Of distinct points in lexical order, in which none dominates one before it."""
    best = np.zeros(len(distinct), bool)
    ahead = distinct[:0]
    for start in range(0, len(distinct), _BLOCK):
        block = distinct[start : start + _BLOCK]
        left = np.arange(len(block))
        for some in range(0, len(ahead), _BLOCK):
            left = left[~_dominated(block[left], ahead[some : some + _BLOCK])]
        left = left[~_dominated(block[left], block[left])]
        best[start + left] = True
        ahead = np.concatenate([ahead, block[left]])
    return best


def _dominated(points: Array, by: Array) -> Array:
    """Which points some other of distinct ones nowhere exceeds."""
    below = (by[None] <= points[:, None]).all(axis=2)
    same = (by[None] == points[:, None]).all(axis=2)
    return (below & ~same).any(axis=1)
