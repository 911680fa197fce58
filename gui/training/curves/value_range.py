"""The range of the axis of the values: which part of the curves a plot shows."""

from core.plots.limits import Limits, steady_limits
from gui.common.enlargement import line_width
from gui.training.curves.view_settings import ViewSettings

_MUCH_HIGHER = 1.25
"""A view that is so many times as high needs much less room for markers at the ends of an axis."""
_HALF_MARKER, _MOST = 6.0, 0.2
"""Pixels from the middle of a marker to its end, and the largest share of the axis that stays empty
for marks at its end."""


def marker_room(pixels: float) -> float:
    """Return the share of an axis of this length that half of a marker needs at its end, where it
    would be cut off."""
    return min(line_width(_HALF_MARKER) / max(pixels, 1.0), _MOST)


class ValueRange:
    """Fits the axis to the values, in few steps, until the user moves it."""

    def __init__(self) -> None:
        self.fitting = True
        """Whether the axis follows the values; it does not once the user has moved it."""
        self.shown: Limits | None = None
        """The ends of the axis; None before they are chosen."""
        self._height = 0.0
        """The height of the view, in pixels, for which the axis has room."""
        self._whole: dict[ViewSettings, Limits] = {}
        """The ends for all of the curves, with each kind of axes used so far."""

    def fit(self) -> None:
        """Choose the ends anew."""
        self.fitting, self.shown = True, None

    def forget(self) -> None:
        """Forget what was chosen for all of the curves: there will be others."""
        self._whole.clear()

    def choose(
        self,
        limits: Limits,
        height: float,
        marks: float,
        settings: ViewSettings,
        *,
        following: bool,
    ) -> Limits:
        """Return the ends of the axis for values with these limits.

        `height` and `marks` are the pixels of the axis, and those of the marks at its ends for
        values outside of it. Those for all of the curves, which are shown while the plot is
        `following` them, are kept, so that it comes back to them from a zoom.
        """
        room = max(marker_room(height), min(marks / max(height, 1.0), _MOST))
        if not following:
            return steady_limits(self.shown, limits, room)
        axes = settings._replace(smoothing=0.0)
        values = steady_limits(self._whole.get(axes), limits, room)
        self._whole[axes] = values
        return values

    def fit_height(self, height: float) -> None:
        """Have room for whole markers in a view of another height, and no more than that."""
        if height > _MUCH_HIGHER * self._height:
            self._whole.clear()
            self.shown = None if self.fitting else self.shown
            self._height = height
        # A window grows in many small steps, of which none is much: they are added up.
        self._height = min(self._height, height)
