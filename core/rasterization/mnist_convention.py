"""MNIST's convention for placing a digit in 28 × 28 pixels.

They were scaled into a box of 20 × 20 pixels, aspect kept and antialiased, and placed so that
their center of mass is the center of the 28 × 28 field: pixel index 14.0 (LeCun, Bottou, Bengio
and Haffner 1998, section III-A; the index measured on the images).
"""

from typing import NamedTuple

from core.drawing.strokes import Points

BOX = 20.0
"""The longest side of the ink, in pixels."""
PEN_WIDTH = 2.5
"""The width of a line in pixels, with half-covered edges counted half: real pen strokes then hold
as much ink as MNIST's digits do on average (26,900 to 26,500)."""
CENTER = 14.0
"""The pixel index of the center of mass."""


class Placement(NamedTuple):
    """The placement of a drawing in 28 × 28 pixels: `pixel = scale * point + offset`.

    These are pixel indices: the center of the first pixel is 0.0.
    """

    scale: float
    offset: Points
    """(2,) float64; x, y."""
