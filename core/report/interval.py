"""How sure an accuracy is that was counted on so many images."""

from math import sqrt

_95 = 1.959964
"""Standard deviations to either side that hold 95 % of a normal distribution."""


def wilson(right: int, images: int) -> tuple[float, float]:
    """The 95 % score interval of a fraction (Wilson 1927). `images` must not be 0."""
    share, z = right / images, _95
    divisor = 1 + z * z / images
    centre = (share + z * z / (2 * images)) / divisor
    reach = z * sqrt(share * (1 - share) / images + z * z / (4 * images * images)) / divisor
    return centre - reach, centre + reach
