"""How the curves of a plot are shown."""

from typing import NamedTuple

from gui.training.curves.x_axis_mapping import XScale


class ViewSettings(NamedTuple):
    """The axes and the smoothing that all lines of a plot have in common."""

    x_scale: XScale = XScale()
    logarithmic: bool = False
    """Whether the axis of the values is logarithmic."""
    smoothing: float = 0.0
    """The width in epochs over which lines are averaged; 0 for no smoothing."""
    whole_range: bool = False
    """Whether all values are in view, even outliers that squash the others."""
