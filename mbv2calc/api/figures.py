"""Printed figures: where one comes from, and whether the published ones are reproduced."""

import os
from typing import TYPE_CHECKING

from mbv2calc.api.model import AnyNetwork, load

if TYPE_CHECKING:
    from mbv2calc.figures.explain import Explanation
    from mbv2calc.figures.verify import Verification


def explain(figure: str, network: AnyNetwork = "mbv2_1.0") -> "Explanation":
    """Find the conventions and variants of a network that give a printed figure.

    `figure` is a text such as "314M", "0.33G" or "3.47M params". A cause has at most two deviations
    from the published network; causes with the fewest come first. If nothing gives the figure,
    `nearest` has the causes with the nearest values. Raises UsageError for a text that is no figure
    and an unknown network, SpecError for a faulty network file.

    >>> [(cause.convention.name, cause.value) for cause in explain("601.5M").causes[:2]]
    [('flops', 601548544), ('torch', 601548544)]
    >>> explain("585M", "mbv2_1.4").nearest[0].value
    582195824
    """
    from mbv2calc.figures.explain import explain as search

    return search(load(network).config(), figure)


def verify(file: str | os.PathLike[str] | None = None) -> "Verification":
    """Compute every published figure: the built-in ones, or those of a CSV file.

    Each result has the printed and the computed figure, whether they agree as its source counts and
    rounds, and whether its recorded status expects that. A file has the columns network, figure and
    printed, and any others of figures.csv. Raises SpecError with every fault of a file.

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
