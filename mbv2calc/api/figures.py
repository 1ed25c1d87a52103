"""Figures that others print: where they come from, and whether they are reproduced."""

import os
from typing import TYPE_CHECKING

from mbv2calc.api.model import Model, load
from mbv2calc.spec.reader import Source

if TYPE_CHECKING:
    from mbv2calc.figures.explain import Explanation
    from mbv2calc.figures.verify import Verification


def explain(
    figure: str, network: str | os.PathLike[str] | Source | Model = "mbv2_1.0"
) -> "Explanation":
    """Which conventions and variants of a network give a figure as somebody printed it.

    `figure` is a text such as "314M", "0.33G" or "3.47M params". Causes have at most two deviations
    from the published network, the fewest first; where none gives the figure, `nearest` has those
    that come nearest. Raises UsageError for what is no figure, SpecError where the network is none.

    >>> [(cause.convention.name, cause.value) for cause in explain("601.5M").causes[:2]]
    [('flops', 601548544), ('torch', 601548544)]
    >>> explain("585M", "mbv2_1.4").nearest[0].value
    582195824
    """
    from mbv2calc.figures.explain import explain as search

    model = network if isinstance(network, Model) else load(network)
    return search(model.config(), figure)


def verify(file: str | os.PathLike[str] | None = None) -> "Verification":
    """Every published figure against the computed one: the built-in ones, or those of a CSV file.

    Raises SpecError with every fault of a file.

    >>> verify().unexpected
    ()
    """
    from mbv2calc.figures import files as figure_files
    from mbv2calc.figures.verify import verify as compared

    if file is None:
        return compared(figure_files.shipped_figures(), figure_files.built_in_network)
    path = os.fspath(file)
    figures, faults = figure_files.read_figures(path)
    return compared(figures, figure_files.reader_beside(path), faults)
