"""The points that no other is better than in everything asked for."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

import numpy as np

Array = Any

_BLOCK = 512
"""How many points are compared with the front, and with each other, at once."""


def front(objectives: Sequence[Array]) -> Array:
    """Which points no other one dominates, in their order. Every objective is minimised.

    A point dominates one that it nowhere exceeds and somewhere undercuts: equals are kept together.
    A point that lacks a number (NaN) is left out, since nobody can compare it.
    """
    known = np.flatnonzero(~np.any([objective != objective for objective in objectives], axis=0))
    columns = [_plain(objective[known]) for objective in objectives]
    if not len(known):
        return known
    # lexsort sorts by its last key first.
    order = np.lexsort(columns[::-1])
    points = [column[order] for column in columns]
    best = {1: _of_one, 2: _of_two, 3: _of_three}.get(len(points), _of_many)
    return np.sort(known[order[best(points)]])


def _plain(objective: Array) -> Array:
    """Numbers that NumPy sorts fast: Python's ints become their ranks."""
    if objective.dtype == object:
        return np.unique(objective, return_inverse=True)[1]
    return objective


def _of_one(points: Sequence[Array]) -> Array:
    """The sorted points that equal the first."""
    return points[0] == points[0][0]


def _of_two(points: Sequence[Array]) -> Array:
    """The front of sorted points: the least second of each first, if below all seconds before."""
    first, second = points
    begins = np.flatnonzero(np.concatenate([[True], first[1:] != first[:-1]]))
    least = second[begins]  # of each first
    undercuts = np.ones(len(begins), bool)
    undercuts[1:] = least[1:] < np.minimum.accumulate(least)[:-1]
    lengths = np.diff([*begins, len(first)])
    return (second == np.repeat(least, lengths)) & np.repeat(undercuts, lengths)


def _of_three(points: Sequence[Array]) -> Array:
    """The front of sorted points, by the staircase of second and third objectives so far: along it
    the seconds rise and the thirds fall.
    """
    seconds: list[Any] = []
    thirds: list[Any] = []
    best = np.zeros(len(points[0]), bool)
    last: tuple[Any, ...] = ()
    # Python's own numbers: bisect compares them faster than NumPy's.
    for place, point in enumerate(zip(*(column.tolist() for column in points), strict=True)):
        _, second, third = point
        step = bisect_right(seconds, second)
        if point == last:
            best[place] = best[place - 1]
        elif not step or thirds[step - 1] > third:
            best[place] = True
            begin = end = bisect_left(seconds, second)
            while end < len(seconds) and thirds[end] >= third:
                end += 1
            seconds[begin:end], thirds[begin:end] = [second], [third]
        last = point
    return best


def _of_many(points: Sequence[Array]) -> Array:
    """The front of sorted points, block by block: no point dominates one before it, so each block
    is compared with the front so far and with itself.
    """
    # Ranks: one array of ints and floats together would make all of them floats, not exact.
    rows = np.stack([np.unique(column, return_inverse=True)[1] for column in points], axis=1)
    best = np.zeros(len(rows), bool)
    ahead = rows[:0]
    for start in range(0, len(rows), _BLOCK):
        block = rows[start : start + _BLOCK]
        left = np.arange(len(block))
        for begin in range(0, len(ahead), _BLOCK):
            left = left[~_dominated(block[left], ahead[begin : begin + _BLOCK])]
        left = left[~_dominated(block[left], block[left])]
        best[start + left] = True
        ahead = np.unique(np.concatenate([ahead, block[left]]), axis=0)
    return best


def _dominated(points: Array, by: Array) -> Array:
    """Which points some other one nowhere exceeds."""
    below = (by[None] <= points[:, None]).all(axis=2)
    same = (by[None] == points[:, None]).all(axis=2)
    return (below & ~same).any(axis=1)
