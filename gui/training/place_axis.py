"""The axis below the curves."""

from collections.abc import Sequence

import pyqtgraph as pg

from gui.training.progress import Against

_SIZES = ((1e9, " G"), (1e6, " M"), (1e3, " k"))


class PlaceAxis(pg.AxisItem):
    """Numbers of images are written in thousands and millions."""

    def __init__(self) -> None:
        super().__init__(orientation="bottom")
        self._against = Against.EPOCHS

    def set_against(self, against: Against) -> None:
        """What the axis counts."""
        self._against = against
        self.setLabel(against.value, units=against.unit or None)

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        if self._against is Against.IMAGES:
            return [_count(value) for value in values]
        return list(super().tickStrings(values, scale, spacing))


def _count(images: float) -> str:
    for size, letter in _SIZES:
        if abs(images) >= size:
            return f"{images / size:g}{letter}"
    return f"{images:g}"
