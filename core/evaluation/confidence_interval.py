"""How well a share of counted images is known."""

from math import sqrt

_Z = 1.959963984540054
"""Of a standard normal distribution, 95 % lie between −z and z."""


def wilson_interval(right: int, images: int) -> tuple[float, float]:
    """The 95 % score interval of a proportion, as fractions; from 0 to 1 for no images.

    E. B. Wilson (1927): Probable inference, the law of succession, and statistical inference.
    Journal of the American Statistical Association 22, 209-212.
    """
    if not images:
        return 0.0, 1.0
    share, square = right / images, _Z**2 / images
    center = (share + square / 2) / (1 + square)
    reach = _Z * sqrt(share * (1 - share) / images + square / (4 * images)) / (1 + square)
    return max(0.0, center - reach), min(1.0, center + reach)
