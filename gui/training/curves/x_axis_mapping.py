"""The mapping from the epochs of a run to images seen and to training time."""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from gui.training.curves.downsampled_series import Series, Values


class XAxis(StrEnum):
    """What the horizontal axis of the curves shows."""

    EPOCHS = "Epoch"
    IMAGES = "Images seen"
    TIME = "Training time"

    @property
    def unit(self) -> str:
        """The unit of the axis; empty where its name is enough."""
        return "s" if self is XAxis.TIME else ""

    def form(self, value: float, *, between: bool = False) -> str:
        """Return a value of the axis as text; `between` ends of epochs an epoch has a fraction."""
        match self:
            case XAxis.EPOCHS:
                return f"{value:.3f}" if between else f"{value:g}"
            case XAxis.IMAGES:
                return f"{value:,.0f}"
            case XAxis.TIME:
                return f"{value:,.2f} s"


class XScale(NamedTuple):
    """The scale of the horizontal axis, on which a place is a value or, if it is logarithmic, its
    logarithm."""

    x_axis: XAxis = XAxis.EPOCHS
    logarithmic: bool = False

    def places(self, values: Values) -> Values:
        """Return the places of values; NaN where a value has none on a logarithmic axis."""
        if not self.logarithmic:
            return values
        result = np.full_like(values, np.nan)
        np.log10(values, out=result, where=values > 0)
        return result

    def value(self, place: float) -> float:
        """Return the value at a place."""
        return float(np.power(10.0, min(place, 300.0))) if self.logarithmic else place


class XAxisMapping:
    """Maps the epochs of a run to each axis.

    Time is known at the ends of epochs. Between them it is taken to pass evenly, and after the last
    one as fast as before it; in the first epoch it is not known.
    """

    def __init__(self, images: int = 1) -> None:
        """Begin with no epochs; `images` is the number of images in an epoch."""
        self._images = images
        self._ends = Series()
        self._ends.extend([0.0], [0.0])

    def add(self, epochs: npt.ArrayLike, seconds: npt.ArrayLike) -> None:
        """Append ends of epochs, increasing, and the duration of each without pauses."""
        before = self._ends.values[1][-1]
        self._ends.extend(epochs, before + np.cumsum(np.asarray(seconds, np.float64)))

    def values(self, epochs: Values, x_axis: XAxis) -> Values:
        """Return what an axis shows for epochs; NaN where that is not known."""
        match x_axis:
            case XAxis.EPOCHS:
                return epochs
            case XAxis.IMAGES:
                return epochs * self._images
            case XAxis.TIME:
                return _mapped(epochs, *self._ends.values)

    def places(self, epochs: Values, scale: XScale) -> Values:
        """Return where epochs lie on the axis; NaN where that is not known."""
        return scale.places(self.values(epochs, scale.x_axis))

    def place(self, epoch: float, scale: XScale) -> float:
        """Return where one epoch lies on the axis."""
        return float(self.places(np.array([epoch], np.float64), scale)[0])

    def epoch(self, place: float, scale: XScale) -> float:
        """Return the epoch at a place, or the last known one where that is not known."""
        value = scale.value(place)
        match scale.x_axis:
            case XAxis.EPOCHS:
                return value
            case XAxis.IMAGES:
                return value / self._images
            case XAxis.TIME:
                epochs, seconds = self._ends.values
                found = float(_mapped(np.array([value]), seconds, epochs)[0])
                return float(epochs[-1]) if np.isnan(found) else found


def _mapped(x: Values, known_x: Values, known_y: Values) -> Values:
    """Interpolate between known points, and extrapolate from the last two."""
    y = np.interp(x, known_x, known_y)
    beyond = x > known_x[-1]
    if beyond.any():
        y[beyond] = known_y[-1] + _last_slope(known_x, known_y) * (x[beyond] - known_x[-1])
    return y


def _last_slope(x: Values, y: Values) -> float:
    if len(x) < 2 or x[-1] <= x[-2]:
        return float("nan")
    return float((y[-1] - y[-2]) / (x[-1] - x[-2]))
