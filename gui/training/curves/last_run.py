"""The lines of the last run, which stay behind those of the current training."""

from collections.abc import Mapping

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from core.hyperparameters.differences import differing_fields
from core.hyperparameters.fields import Value
from core.hyperparameters.schema import Hyperparameters, short_all
from gui.common.enlargement import line_width
from gui.training.curves.comparison_lines import BackgroundLine
from gui.training.curves.downsampled_series import Series
from gui.training.curves.line_names import MINI_BATCHES, TRAINING, VALIDATION
from gui.training.curves.point_markers import PointMarkers
from gui.training.curves.view_settings import ViewSettings
from gui.training.curves.x_axis_mapping import XAxisMapping

_MOST_NAMED = 2
_STYLES = {
    MINI_BATCHES: Qt.PenStyle.SolidLine,
    TRAINING: Qt.PenStyle.SolidLine,
    VALIDATION: Qt.PenStyle.DashLine,
}
"""As of all other lines, so that the styles have the same meaning everywhere."""
_WIDTH = 1.5
"""Pixels: one is too thin for a projector."""


class LastRunLines:
    """Draws the lines of one former training in a neutral color.

    Only one former training is kept, so that the memory does not grow with each new one.
    """

    def __init__(self, plot: pg.PlotWidget, markers: PointMarkers) -> None:
        self._plot, self._markers = plot, markers
        self._color = QColor(Qt.GlobalColor.gray)
        self._kept: dict[str, BackgroundLine] = {}
        self._hidden = False
        self.title = ""
        """What the legend says of the former training; empty while there is none."""

    @property
    def lines(self) -> Mapping[str, BackgroundLine]:
        """Its lines that are shown, by their names."""
        return {} if self._hidden else self._kept

    def set_hidden(self, *, hidden: bool) -> None:
        """Hide the lines, or show them again; `draw` must follow."""
        self._hidden = hidden
        if hidden:
            for line in self._kept.values():
                line.erase()

    def keep(self, curves: Mapping[str, Series], mapping: XAxisMapping) -> bool:
        """Replace the lines by those of a training, unless it has none; return whether it has any.

        Mini-batches are only shown if nothing else is known.
        """
        if not any(len(series) for series in curves.values()):
            return False
        self.clear()
        ends = len(curves[TRAINING])
        names = [MINI_BATCHES] if not ends else [TRAINING, VALIDATION]
        self._kept = {
            name: BackgroundLine(self._plot, curves[name], mapping)
            for name in names
            if len(curves[name])
        }
        self.set_color(self._color)
        return True

    def clear(self) -> None:
        """Remove the lines."""
        for line in self._kept.values():
            line.remove()
        self._kept, self.title = {}, ""

    def set_color(self, color: QColor) -> None:
        """Set the color of all lines."""
        self._color = color
        for name, line in self._kept.items():
            line.item.setPen(self.pen(name))
            line.item.setZValue(-2)
            line.mark(self._markers, None, pg.mkPen(color, width=line_width(1)), QBrush(color))

    def pen(self, name: str) -> QPen:
        """Return the pen of the line with a name."""
        pen: QPen = pg.mkPen(self._color, width=line_width(_WIDTH), style=_STYLES[name])
        return pen

    def draw(self, places: tuple[float, float], view: ViewSettings) -> None:
        """Draw what lies between two places on the axis."""
        for line in self.lines.values():
            line.draw(places, view)


def title_of_last_run(
    name: str,
    settings: Hyperparameters,
    now: Hyperparameters | None = None,
    changed: Mapping[str, Value] | None = None,
    *,
    diverged: bool = False,
    now_changed: bool = False,
) -> str:
    """Return what was different from now in a run that began with these settings, and its name.

    What was different comes first, since a long title is cut off. `changed` has the last values of
    what was changed during the training. With None for `now` nothing is compared. `now_changed` is
    whether settings were changed during the present training, too: `now` are those of its start.
    """
    notes = [] if now is None else [_difference(settings, now)]
    before, _, listed = name.rpartition(": ")
    if before and any(
        difference in listed.split(", ") for note in notes for difference in note.split(", ")
    ):
        name = before  # the settings in its name are said, or are the same now
    if now_changed and notes:
        notes[0] += " at the start"
    if changed:
        values = short_all(changed) if len(changed) <= _MOST_NAMED else ""
        if notes:
            notes.append(f"then {values or f'{len(changed)} changed'}")
        else:
            count = f"{len(changed)} settings changed during training"
            notes.append(f"at the end {values}" if values else count)
    if diverged:
        notes.append("diverged")
    return f"{', '.join(notes)} · {name}" if notes else name


def _difference(settings: Hyperparameters, now: Hyperparameters) -> str:
    differing = {field: values[0] for field, values in differing_fields([settings, now]).items()}
    if len(differing) > _MOST_NAMED:
        return f"{len(differing)} settings differ"
    return short_all(differing) or "same settings"
