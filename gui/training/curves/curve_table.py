"""The data of a plot of curves as a table."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from gui.training.curves.downsampled_series import Series, Values
from gui.training.curves.x_axis_mapping import XAxis, XAxisMapping

Row = Sequence[str | float]


class TableLine(NamedTuple):
    """All points of a line, as they were when the table was asked for."""

    run: str
    line: str
    places: tuple[Values, Values, Values]
    """Epochs, images seen and seconds."""
    values: Values

    @classmethod
    def of(cls, run: str, line: str, series: Series, mapping: XAxisMapping) -> "TableLine":
        """Take the points that a line has now."""
        epochs, values = series.values
        images, seconds = (mapping.values(epochs, axis) for axis in (XAxis.IMAGES, XAxis.TIME))
        return cls(run, line, (epochs, np.round(images), seconds), values)


def table_rows(lines: Sequence[TableLine], name: str) -> Iterator[Row]:
    """Yield a header and a row for each point; a time that is not known is an empty text."""
    yield ("run", "line", "epoch", "images_seen", "seconds", name)
    for line in lines:
        columns = (*line.places, line.values)
        for epoch, images, seconds, value in zip(*(c.tolist() for c in columns), strict=True):
            time = round(seconds, 6) if np.isfinite(seconds) else ""
            yield (line.run, line.line, epoch, int(images), time, value)
