"""The marks on a plot: the best epoch, a divergence, changes, and values that are not in view."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette, QPen

from core.plots.limits import Limits
from gui.common.enlargement import line_width
from gui.common.theme import Theme
from gui.training.curves.change_marks import ChangeMarks, HyperparameterChange
from gui.training.curves.line_names import BEST, DIVERGED
from gui.training.curves.outside_marks import Lines, OutsideMarks
from gui.training.curves.vertical_line import VerticalLine
from gui.training.curves.x_axis_mapping import XAxisMapping, XScale


class BestEpochMark:
    """Marks the epoch with the lowest validation loss by a vertical line."""

    def __init__(self, line: VerticalLine) -> None:
        self.line = line
        self.epoch: int | None = None
        """None while no epoch has ended."""

    def draw(self, place_of: Callable[[float], float]) -> None:
        """Draw the line where the epoch has its place on the axis, if there is one."""
        place = place_of(self.epoch) if self.epoch is not None else np.nan
        self.line.move(place if np.isfinite(place) else None)


class DivergenceMark:
    """Marks where a training has diverged by a vertical line."""

    def __init__(self, line: VerticalLine) -> None:
        self.line = line
        self.at: float | None = None
        """Where the last mini-batch was, in epochs; None while the training has not diverged."""
        self.epoch = 0
        """The number of the epoch in which the training diverged."""
        self.reason = ""
        """A sentence for the user."""

    def draw(self, place_of: Callable[[float], float]) -> None:
        """Draw the line at its place on the axis, if there is one."""
        place = place_of(self.at) if self.at is not None else np.nan
        self.line.move(place if np.isfinite(place) else None)

    def near(self, place: float) -> bool:
        """Return whether a pointer at a place on the axis is on the line."""
        return self.line.place is not None and abs(place - self.line.place) <= self.line.reach()


class PlotMarks:
    """Keeps all marks of the current training, and draws those that have changed."""

    def __init__(self, view: pg.ViewBox, text_of: Callable[[float], str], *, rising: bool) -> None:
        """`rising` if the curves rise as the network learns: they end at the upper edge."""
        self._changes = ChangeMarks(view, above=not rising)
        self.best = BestEpochMark(VerticalLine(view, 13))
        self.divergence = DivergenceMark(VerticalLine(view, 13))
        self._outside = OutsideMarks(view, text_of)
        self._place_of: Callable[[float], float] = float
        self._lines_drawn = self._changes_drawn = False

    def clear(self) -> None:
        """Remove the marks of the training."""
        self.best.epoch = self.divergence.at = None
        self._changes.clear()
        self.move()

    def set_places(self, mapping: XAxisMapping, scale: XScale) -> None:
        """Set how epochs are mapped to the axis."""
        self._place_of = partial(mapping.place, scale=scale)
        self._changes.set_places(partial(mapping.places, scale=scale))
        self.move()

    def move(self) -> None:
        """Draw all marks at their places the next time; these may have changed."""
        self._lines_drawn = self._changes_drawn = False

    def mark_best(self, epoch: int | None) -> bool:
        """Mark another epoch as the best one, if any; return whether it is another."""
        changed = epoch != self.best.epoch
        if changed:
            self.best.epoch, self._lines_drawn = epoch, False
        return changed

    def mark_divergence(self, at: float, epoch: int, reason: str) -> None:
        """Mark where a training diverged, in epochs; `epoch` is the number of the epoch."""
        mark = self.divergence
        mark.at, mark.epoch, mark.reason = at, epoch, reason
        self._lines_drawn = False

    def add_changes(self, changes: list[HyperparameterChange]) -> None:
        """Mark where hyperparameters were changed, each later than the ones before it."""
        self._changes.add(changes)
        self._changes_drawn = False

    def change_labels(self) -> list[str]:
        """Return the texts beside the marks of changes, from left to right."""
        return self._changes.labels()

    def outside_texts(self) -> list[str]:
        """Return the texts of the marks for values that are not in view."""
        return self._outside.texts()

    @property
    def outside_height(self) -> float:
        """The height of a mark for values that are not in view, in pixels."""
        return self._outside.height

    def notes_at(self, place: float) -> list[str]:
        """Return what marks at a place on the axis say: of changes, and of a divergence."""
        mark = self._changes.near(place)
        notes = [mark.text] if mark is not None else []
        if self.divergence.near(place):
            notes.append(f"Diverged: {self.divergence.reason}")
        return notes

    def draw_lines(self) -> None:
        """Draw the lines of the best epoch and of the divergence, if they have changed."""
        if not self._lines_drawn:
            self.best.draw(self._place_of)
            self.divergence.draw(self._place_of)
            self._lines_drawn = True

    def draw_changes(self) -> None:
        """Draw the marks of changes, if they have changed."""
        if not self._changes_drawn:
            self._changes.lay_out()
            self._changes_drawn = True

    def draw_outside(self, lines: Sequence[Lines], limits: Limits | None) -> None:
        """Mark what of the lines of runs is outside of the limits; None for no marks."""
        self._outside.leave_free(1 if self._changes.any else 0, above=self._changes.above)
        self._outside.show(lines, limits)

    def set_font(self, font: QFont) -> None:
        """Write the texts beside the marks of changes in the small size of another font."""
        self._changes.set_font(font)

    def use_theme(self, theme: Theme, palette: QPalette, font: QFont) -> dict[str, QPen]:
        """Use the colors of a theme; return the pens of the lines, by their names."""
        pens = {
            BEST: pg.mkPen(theme.validation, width=line_width(1), style=Qt.PenStyle.DotLine),
            DIVERGED: pg.mkPen(theme.error, width=line_width(3)),
        }
        self.best.line.set_pen(pens[BEST])
        self.divergence.line.set_pen(pens[DIVERGED])
        paper = palette.color(QPalette.ColorRole.Base)
        self._outside.set_look(QColor(theme.training), paper, font)
        text = palette.color(QPalette.ColorRole.Text)
        readable = palette.color(QPalette.ColorRole.PlaceholderText)
        self._changes.set_colors(theme.quiet(text.name(), palette), readable, paper)
        return pens
