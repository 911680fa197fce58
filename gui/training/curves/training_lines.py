"""The lines of the current training on a plot: mini-batches, training and validation."""

from collections.abc import Mapping

import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QPalette, QPen

from gui.common.enlargement import line_width
from gui.common.theme import Theme
from gui.training.curves.curve import Curve
from gui.training.curves.downsampled_series import Series
from gui.training.curves.line_names import MINI_BATCHES, NAMES, TRAINING, VALIDATION
from gui.training.curves.point_markers import PointMarkers
from gui.training.curves.view_settings import ViewSettings
from gui.training.curves.x_axis_mapping import XAxisMapping

_MARKERS = {MINI_BATCHES: ("o", 4.0), TRAINING: ("o", 7.0), VALIDATION: ("s", 8.0)}
"""Shapes and sizes, in pixels, of the markers of few points."""


class TrainingLines:
    """Draws the lines that have new points; `use_theme` comes before the first drawing."""

    def __init__(self, plot: pg.PlotWidget, markers: PointMarkers) -> None:
        self._markers = markers
        self._curves = {
            name: Curve(name, plot, markers, z) for z, name in enumerate(NAMES, start=1)
        }
        self._changed = set(NAMES)
        self.mapping = XAxisMapping()
        """The mapping from epochs of the training to the axis."""
        self.pens: dict[str, QPen] = {}
        """The pens of the lines, by their names."""

    @property
    def series(self) -> Mapping[str, Series]:
        """The points of the lines, by their names."""
        return {name: curve.series for name, curve in self._curves.items()}

    @property
    def curves(self) -> list[Curve]:
        """The lines as they were drawn last."""
        return list(self._curves.values())

    @property
    def first_batch(self) -> float | None:
        """Where the first mini-batch is, in epochs, if those of whole epochs before are missing."""
        batches, ends = (self._curves[name].series.values[0] for name in (MINI_BATCHES, TRAINING))
        missing = len(batches) and len(ends) and ends[0] < batches[0]
        return float(batches[0]) if missing else None

    def begin(self, mapping: XAxisMapping, *, keep_batches: bool = False) -> None:
        """Start new lines, but keep that of the mini-batches if it goes on."""
        self.mapping = mapping
        for name, curve in self._curves.items():
            if name != MINI_BATCHES or not keep_batches:
                curve.series = Series()
        self.redraw()

    def keep_batches(self, first: float, gap: float) -> None:
        """Keep the mini-batches before `first`, where the training goes on, in epochs.

        Keep none if some are missing in between: the next one is farther away than `gap`.
        """
        curve = self._curves[MINI_BATCHES]
        kept = curve.series.before(first)
        known = len(kept) and first - kept.values[0][-1] <= gap
        curve.series = kept if known else Series()
        self._changed.add(MINI_BATCHES)

    def extend(self, name: str, epochs: npt.ArrayLike, values: npt.ArrayLike) -> None:
        """Append points to a line."""
        self._curves[name].series.extend(epochs, values)
        self._changed.add(name)

    def last_batch(self) -> float:
        """Return where the last mini-batch was, in epochs."""
        batches, _ = self._curves[MINI_BATCHES].series.values
        return float(batches[-1]) if len(batches) else 0.0

    def redraw(self) -> None:
        """Draw all lines the next time."""
        self._changed.update(self._curves)

    def draw_new(self, places: tuple[float, float], view: ViewSettings) -> None:
        """Draw what lies between two places on the axis, of the lines that have changed."""
        for name in self._changed:
            self._curves[name].draw(places, self.mapping, view)
        self._changed.clear()

    def use_theme(self, theme: Theme, palette: QPalette, *, smoothing: bool) -> None:
        """Use the colors of a theme. The raw lines are faint behind smoothed ones."""
        faint = theme.quiet(theme.training, palette).name()
        solid, dotted = Qt.PenStyle.SolidLine, Qt.PenStyle.DashDotLine
        looks = {
            MINI_BATCHES: (theme.training, 1, dotted) if smoothing else (faint, 1, solid),
            TRAINING: (theme.training, 2, solid),
            VALIDATION: (theme.validation, 2, Qt.PenStyle.DashLine),
        }
        paper = QBrush(palette.color(QPalette.ColorRole.Base))
        for name, (color, width, style) in looks.items():
            pen = pg.mkPen(color, width=line_width(width), style=style)
            behind = pg.mkPen(theme.faint(color, palette), width=line_width(1))
            self._curves[name].set_pens(behind if smoothing else pen, pen)
            self.pens[name] = pen
            shape, size = _MARKERS[name]
            strong = theme.training if name == MINI_BATCHES else color
            outline = pg.mkPen(strong, width=line_width(min(width, 1.5)))
            fill = paper if name == VALIDATION else QBrush(outline.color())
            self._markers.style(name, shape, line_width(size), outline, fill)
