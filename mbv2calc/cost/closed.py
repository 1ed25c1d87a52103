"""Closed forms of the two blocks, as a person writes them on paper, and how they compare.

Functions named `_madds` give the multiply-adds of one image (1 MAdd = 2 FLOPs). Sizes are pixels
per side of a square map, D_F of the input and D_G = ceil(D_F / s) of the output; M and N are the
input and output channels, E = t M the inner channels, k the kernel size. Tests prove with symbols
that each form equals the sum over the block's layers.
"""

from mbv2calc.arith import Number, Ratio, ceil_div, square_root
from mbv2calc.model.operators import conv_weights


def conv_madds(
    in_size: Number,
    in_channels: Number,
    out_channels: Number,
    kernel_size: Number,
    stride: Number,
    conv_groups: Number = 1,
) -> Number:
    """Full convolution: D_G^2 k^2 (M / g) N.

    Source: arXiv:1704.04861, equation 2, which states it for stride 1 and g = 1.

    >>> conv_madds(14, 512, 512, 3, 1)
    462422016
    """
    out_size = ceil_div(in_size, stride)
    return out_size * out_size * conv_weights(in_channels, out_channels, kernel_size, conv_groups)


def expand_madds(in_size: Number, in_channels: Number, inner_channels: Number) -> Number:
    """First pointwise convolution of a bottleneck: D_F^2 M E (none at t = 1).

    Source: arXiv:1801.04381, section 3.3.

    >>> expand_madds(14, 64, 384)
    4816896
    """
    return in_size * in_size * conv_weights(in_channels, inner_channels, 1, 1)


def depthwise_madds(out_size: Number, inner_channels: Number, kernel_size: Number) -> Number:
    """Depthwise convolution: D_G^2 E k^2.

    Source: arXiv:1704.04861, equation 4.

    >>> depthwise_madds(14, 384, 3)
    677376
    """
    weights = conv_weights(inner_channels, inner_channels, kernel_size, inner_channels)
    return out_size * out_size * weights


def project_madds(out_size: Number, inner_channels: Number, out_channels: Number) -> Number:
    """Second, linear pointwise convolution: D_G^2 E N.

    Source: arXiv:1801.04381, section 3.3.

    >>> project_madds(14, 384, 64)
    4816896
    """
    return out_size * out_size * conv_weights(inner_channels, out_channels, 1, 1)


def bottleneck_madds(
    in_size: Number,
    in_channels: Number,
    out_channels: Number,
    inner_channels: Number,
    kernel_size: Number,
    stride: Number,
    expands: bool = True,
) -> Number:
    """MobileNetV2's block, all three terms; at stride 1 they sum to D_F^2 M t (M + k^2 + N).

    A block that does not expand (t = 1) has no first term.

    Source: arXiv:1801.04381, section 3.3, with D_G = ceil(D_F / s).

    >>> bottleneck_madds(14, 64, 64, 384, 3, 1), 14**2 * 64 * 6 * (64 + 9 + 64)
    (10311168, 10311168)
    """
    out_size = ceil_div(in_size, stride)
    return (
        (expand_madds(in_size, in_channels, inner_channels) if expands else 0)
        + depthwise_madds(out_size, inner_channels, kernel_size)
        + project_madds(out_size, inner_channels, out_channels)
    )


def separable_madds(
    in_size: Number, in_channels: Number, out_channels: Number, kernel_size: Number, stride: Number
) -> Number:
    """MobileNetV1's block: D_G^2 M (k^2 + N), a bottleneck's last two terms with E = M.

    Source: arXiv:1704.04861, equation 5, which states it for stride 1.

    >>> separable_madds(14, 512, 512, 3, 1)
    52283392
    """
    out_size = ceil_div(in_size, stride)
    return depthwise_madds(out_size, in_channels, kernel_size) + project_madds(
        out_size, in_channels, out_channels
    )


def separable_over_conv(out_channels: Number, kernel_size: Number) -> Number:
    """A separable block over a full convolution with the same channels: 1 / N + 1 / k^2.

    A float for ints, exact for symbols. Source: arXiv:1704.04861, section 3.1.

    >>> round(separable_over_conv(512, 3), 4)
    0.1131
    """
    separable = separable_madds(1, 1, out_channels, kernel_size, 1)
    return separable / conv_madds(1, 1, out_channels, kernel_size, 1)


def bottleneck_over_separable(
    in_channels: Number,
    out_channels: Number,
    kernel_size: Number,
    t: Ratio,
    expands: bool = True,
    separable_kernel_size: Number | None = None,
) -> Number:
    """MobileNetV2's block over MobileNetV1's, with the same channels, at stride 1.

    t (M + k^2 + N) / (k^2 + N), without the M in the sum if the block does not expand (t = 1). The
    k in the denominator is the separable block's, by default the bottleneck's.

    >>> round(bottleneck_over_separable(512, 512, 3, Ratio(6)), 3)
    11.896
    """
    other = kernel_size if separable_kernel_size is None else separable_kernel_size
    # Both blocks have the factor M, which cancels: E = t M becomes t, and M becomes 1.
    bottleneck = bottleneck_madds(1, in_channels, out_channels, t.num, kernel_size, 1, expands)
    return bottleneck / (t.den * separable_madds(1, 1, out_channels, other, 1))


def break_even_width(
    in_channels: Number,
    out_channels: Number,
    kernel_size: Number,
    t: Ratio,
    expands: bool = True,
    separable_kernel_size: Number | None = None,
) -> Number:
    """beta: the width ratio at which a bottleneck costs as much as a separable block.

    A bottleneck with beta M and beta N channels costs as much as a separable block with M and N, at
    stride 1. beta is the positive root of t (M + N) beta^2 + t k^2 beta - (k^2 + N) = 0, without
    the M if the block does not expand; the last k is the separable block's. As M = N grows, beta
    tends to 1 / sqrt(2 t).

    >>> round(break_even_width(512, 512, 3, Ratio(6)), 4)
    0.2868
    """
    other = kernel_size if separable_kernel_size is None else separable_kernel_size
    square = t.num * ((in_channels if expands else 0) + out_channels)  # both ends shrink
    linear = depthwise_madds(1, t.num, kernel_size)
    constant = t.den * separable_madds(1, 1, out_channels, other, 1)
    return (square_root(linear * linear + 4 * square * constant) - linear) / (2 * square)
