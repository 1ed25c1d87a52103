"""Closed forms of the two blocks, as a person writes them on paper.

All give the multiply-adds of one image (1 MAdd = 2 FLOPs). Sizes are pixels a side of a square map,
D_F of the input and D_G = ceil(D_F / s) of the output; M and N are the channels at the ends,
E = t M those inside, k the kernel size. They follow from the sum over a block's layers; the tests
prove each equal to it, with symbols.
"""

from mbv2calc.arith import Number, ceil_div
from mbv2calc.cost.tally import conv_weights


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
    return (
        out_size
        * out_size
        * conv_weights(inner_channels, inner_channels, kernel_size, inner_channels)
    )


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
    stride: int,
) -> Number:
    """All three terms; at stride 1 their sum is D_F^2 M t (M + k^2 + N).

    Source: arXiv:1801.04381, section 3.3, with D_G = ceil(D_F / s).

    >>> bottleneck_madds(14, 64, 64, 384, 3, 1), 14**2 * 64 * 6 * (64 + 9 + 64)
    (10311168, 10311168)
    """
    out_size = ceil_div(in_size, stride)
    return (
        expand_madds(in_size, in_channels, inner_channels)
        + depthwise_madds(out_size, inner_channels, kernel_size)
        + project_madds(out_size, inner_channels, out_channels)
    )


def separable_madds(
    in_size: Number, in_channels: Number, out_channels: Number, kernel_size: Number, stride: int
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
