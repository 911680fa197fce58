"""The lines of the last run, which stay behind those of the current training."""

from collections.abc import Mapping

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from core.datasets.dataset import CLASSES, PIXELS
from core.hyperparameters.presets import title_of
from core.hyperparameters.schema import FIELDS, Hyperparameters, short_all
from gui.common.enlargement import line_width
from gui.training.curves.comparison_lines import BackgroundLine
from gui.training.curves.downsampled_series import Series
from gui.training.curves.line_names import MINI_BATCHES, TRAINING, VALIDATION
from gui.training.curves.point_markers import PointMarkers
from gui.training.curves.view_settings import ViewSettings
from gui.training.curves.x_axis_mapping import XAxisMapping

_MOST_NAMED = 2
_STYLES = {
    MINI_BATCHES: Qt.PenStyle.DashDotDotLine,
    TRAINING: Qt.PenStyle.DashDotDotLine,
    VALIDATION: Qt.PenStyle.DashLine,
}


class LastRunLines:
    """Draws the lines of one former training in a neutral color.

    Only one former training is kept, so that the memory does not grow with each new one.
    """

    def __init__(self, plot: pg.PlotWidget, markers: PointMarkers) -> None:
        self._plot, self._markers = plot, markers
        self._color = QColor(Qt.GlobalColor.gray)
        self.title = ""
        """The title of the former training; empty while there is none."""
        self.lines: dict[str, BackgroundLine] = {}
        """Its lines by their names."""

    def keep(self, title: str, curves: Mapping[str, Series], mapping: XAxisMapping) -> None:
        """Replace the lines by those of a training, unless it has none.

        Mini-batches are only shown if nothing else is known.
        """
        if not any(len(series) for series in curves.values()):
            return
        self.clear()
        ends = len(curves[TRAINING])
        names = [MINI_BATCHES] if not ends else [TRAINING, VALIDATION]
        self.title = title
        self.lines = {
            name: BackgroundLine(self._plot, curves[name], mapping)
            for name in names
            if len(curves[name])
        }
        self.set_color(self._color)

    def clear(self) -> None:
        """Remove the lines."""
        for line in self.lines.values():
            line.remove()
        self.lines, self.title = {}, ""

    def set_color(self, color: QColor) -> None:
        """Set the color of all lines."""
        self._color = color
        for name, line in self.lines.items():
            line.item.setPen(self.pen(name))
            line.item.setZValue(-2)
            line.mark(self._markers, None, pg.mkPen(color, width=line_width(1)), QBrush(color))

    def pen(self, name: str) -> QPen:
        """Return the pen of the line with a name."""
        pen: QPen = pg.mkPen(self._color, width=line_width(1), style=_STYLES[name])
        return pen

    def draw(self, places: tuple[float, float], view: ViewSettings) -> None:
        """Draw what lies between two places on the axis."""
        for line in self.lines.values():
            line.draw(places, view)


def title_of_last_run(settings: Hyperparameters, now: Hyperparameters) -> str:
    """Return the title of a run with these settings, and what was different from now if it is
    little."""
    layers = "-".join(map(str, (PIXELS, *settings.hidden_layers, CLASSES)))
    title = title_of(settings) or layers
    before = {name: getattr(settings, name) for name in FIELDS}
    differing = {name: value for name, value in before.items() if value != getattr(now, name)}
    short = 0 < len(differing) <= _MOST_NAMED
    return f"{title} ({short_all(differing)})" if short else title
