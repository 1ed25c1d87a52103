"""A Network as numbers: the tally of each layer, conventions over it, totals and closed forms."""

from mbv2calc.cost.closed import (
    bottleneck_madds,
    depthwise_madds,
    expand_madds,
    project_madds,
    separable_madds,
)
from mbv2calc.cost.conventions import Convention, Rule, convention, conventions
from mbv2calc.cost.dtypes import DEFAULT_DTYPE, DTYPES, Dtype, dtype, weight_bytes
from mbv2calc.cost.published import Comparison, Figure, Printed, figures, published
from mbv2calc.cost.report import (
    GROUPINGS,
    GroupCost,
    LayerCost,
    Report,
    Totals,
    make_report,
    network_totals,
)
from mbv2calc.cost.tally import Tally, conv_weights, layer_tally, network_tally, total

__all__ = [
    "DEFAULT_DTYPE",
    "DTYPES",
    "GROUPINGS",
    "Comparison",
    "Convention",
    "Dtype",
    "Figure",
    "GroupCost",
    "LayerCost",
    "Printed",
    "Report",
    "Rule",
    "Tally",
    "Totals",
    "bottleneck_madds",
    "conv_weights",
    "convention",
    "conventions",
    "depthwise_madds",
    "dtype",
    "expand_madds",
    "figures",
    "layer_tally",
    "make_report",
    "network_tally",
    "network_totals",
    "project_madds",
    "published",
    "separable_madds",
    "total",
    "weight_bytes",
]
