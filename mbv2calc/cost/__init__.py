"""A Network as numbers: the tally of each layer, conventions over it, totals and closed forms."""

from mbv2calc.cost.closed import (
    bottleneck_madds,
    bottleneck_over_separable,
    break_even_width,
    conv_madds,
    depthwise_madds,
    expand_madds,
    project_madds,
    separable_madds,
    separable_over_conv,
)
from mbv2calc.cost.conventions import (
    DEFAULT_CONVENTION,
    Convention,
    Rule,
    conventions,
    find_convention,
)
from mbv2calc.cost.dtypes import DEFAULT_DTYPE, DTYPES, Dtype, find_dtype, weight_bytes
from mbv2calc.cost.published import Comparison, Figure, Printed, figures, published
from mbv2calc.cost.report import (
    SUBTOTALS,
    LayerCost,
    Report,
    Subtotal,
    Totals,
    make_report,
    network_totals,
)
from mbv2calc.cost.tally import (
    Tally,
    conv_weights,
    layer_tally,
    network_tally,
    params_and_macs,
    total,
)

__all__ = [
    "DEFAULT_CONVENTION",
    "DEFAULT_DTYPE",
    "DTYPES",
    "SUBTOTALS",
    "Comparison",
    "Convention",
    "Dtype",
    "Figure",
    "LayerCost",
    "Printed",
    "Report",
    "Rule",
    "Subtotal",
    "Tally",
    "Totals",
    "bottleneck_madds",
    "bottleneck_over_separable",
    "break_even_width",
    "conv_madds",
    "conv_weights",
    "conventions",
    "depthwise_madds",
    "expand_madds",
    "figures",
    "find_convention",
    "find_dtype",
    "layer_tally",
    "make_report",
    "network_tally",
    "network_totals",
    "params_and_macs",
    "project_madds",
    "published",
    "separable_madds",
    "separable_over_conv",
    "total",
    "weight_bytes",
]
