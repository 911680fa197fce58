"""Marks on a plot where hyperparameters were changed during training."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFont, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsPathItem

from core.hyperparameters.fields import Value
from core.hyperparameters.schema import display_rounded, short_all, short_name
from gui.training.curves.downsampled_series import Values
from gui.training.curves.mark_labels import MarkLabels

_LONGEST = 4


class HyperparameterChange(NamedTuple):
    """A change of one or more hyperparameters at one moment."""

    epoch: float
    values: Mapping[str, Value]


class Mark(NamedTuple):
    """A mark for changes that are too close to each other to be drawn separately."""

    changes: tuple[HyperparameterChange, ...]

    @property
    def epoch(self) -> float:
        """The epoch of the first change."""
        return self.changes[0].epoch

    @property
    def label(self) -> str:
        """The short text beside the mark."""
        if len(self.changes) > 1:
            return f"{len(self.changes)} changes"
        values = self.changes[0].values
        return short_all(values) if len(values) <= 2 else f"{len(values)} settings"

    @property
    def text(self) -> str:
        """The whole text: of each field, its last value."""
        last: dict[str, Value] = {}
        for change in self.changes:
            last.update(change.values)
        count = len(self.changes)
        first_epoch, last_epoch = self.epoch, self.changes[-1].epoch
        if count == 1:
            return f"{short_all(last)} @ {first_epoch:.3f}"
        return (
            f"{count} changes @ {first_epoch:.3f} to {last_epoch:.3f}: "
            f"{', '.join(_change(name, value) for name, value in last.items())}"
        )


def merged(
    changes: Sequence[tuple[float, HyperparameterChange]], least: float
) -> list[tuple[float, Mark]]:
    """Return marks with their places, at least `least` apart; `changes` are in order of place.

    Changes that follow each other closely, as when a slider is dragged, become one mark of at most
    `_LONGEST` times that length.
    """
    groups: list[list[tuple[float, HyperparameterChange]]] = []
    for place, change in changes:
        near = groups and place - groups[-1][-1][0] < least
        if near and place - groups[-1][0][0] < _LONGEST * least:
            groups[-1].append((place, change))
        else:
            groups.append([(place, change)])
    return [(group[0][0], Mark(tuple(change for _, change in group))) for group in groups]


def _change(name: str, value: Value) -> str:
    return f"{short_name(name)} → {display_rounded(name, value)}"


_NEAREST = 8
"""Pixels between two marks: closer ones become one mark."""
_REACH = 5
"""Pixels within which the pointer is on a mark."""
_GAP = 3
_MOST_LABELS = 24


class ChangeMarks:
    """Draws marks in the pixels of a view, and lays them out again when it changes.

    Qt paints its own items without calling Python, as in `curve`.
    """

    def __init__(self, view: pg.ViewBox, *, above: bool) -> None:
        self._view = view
        self.above = above
        """Whether the texts are at the upper edge of the plot, and not at the lower one."""
        self._changes: list[HyperparameterChange] = []
        self._marks: list[tuple[float, Mark]] = []
        """The marks with their places on the axis."""
        self._places: Callable[[Values], Values] = np.asarray
        self._lines = QGraphicsPathItem(view)
        self._lines.setZValue(15)
        self._labels = MarkLabels(self._lines)
        view.sigRangeChanged.connect(self._lay_out_if_any)
        view.sigResized.connect(self._lay_out_if_any)

    def clear(self) -> None:
        """Remove all marks."""
        self._changes.clear()
        self.lay_out()

    def add(self, changes: list[HyperparameterChange]) -> None:
        """Append changes, each later than the ones before it."""
        self._changes += changes

    def set_colors(self, line: QColor, text: QColor, paper: QColor) -> None:
        """Set the colors of lines and labels, and that of the plot."""
        self._lines.setPen(QPen(line, 1))
        self._labels.set_colors(text, paper)

    def set_font(self, font: QFont) -> None:
        """Write the labels in the small size of another font."""
        self._labels.set_font(font)
        self._lay_out_if_any()

    @property
    def any(self) -> bool:
        """Whether there are marks, in view or not."""
        return bool(self._changes)

    def labels(self) -> list[str]:
        """Return the texts beside the marks, from left to right."""
        return self._labels.texts()

    def set_places(self, places: Callable[[Values], Values]) -> None:
        """Set the function that maps epochs to the axis, NaN where that is unknown."""
        self._places = places

    def near(self, place: float) -> Mark | None:
        """Return the mark that a pointer at a place on the axis is on, if any."""
        reach = _REACH * self._per_pixel()
        nearby = [(abs(at - place), mark) for at, mark in self._marks if abs(at - place) <= reach]
        return min(nearby, key=lambda pair: pair[0])[1] if nearby else None

    def lay_out(self) -> None:
        """Draw the marks in view, and the labels for which there is room."""
        left, right = self._view.viewRange()[0]
        epochs = np.array([change.epoch for change in self._changes], np.float64)
        placed = zip(self._places(epochs).tolist(), self._changes, strict=True)
        shown = [(place, change) for place, change in placed if left <= place <= right]
        self._marks = merged(shown, _NEAREST * self._per_pixel())
        columns = [self._column(place) for place, _ in self._marks]
        height, path = self._view.height(), QPainterPath()
        for column in columns:
            path.moveTo(column, 0.0)
            path.lineTo(column, height)
        self._lines.setPath(path)
        self._write([*columns, self._view.width()])

    def _write(self, columns: list[float]) -> None:
        """Show the labels that end before the next mark, or else begin after the one before."""
        used, free = 0, 0.0
        for (_, mark), column, following in zip(self._marks, columns, columns[1:], strict=False):
            width, left = self._labels.width(mark.label), column + _GAP
            if left + width + _GAP > following:
                left = column - _GAP - width
            if used < _MOST_LABELS and left >= free:
                label = self._labels.write(used, mark.label)
                low = float(self._view.height()) - label.boundingRect().height() - 1
                label.setPos(left, 1 if self.above else low)
                used += 1
                free = left + width + _GAP
            free = max(free, column + _GAP)
        self._labels.hide_from(used)

    def _column(self, place: float) -> float:
        low = self._view.viewRange()[1][0]
        point: QPointF = self._view.mapFromView(QPointF(place, low))
        return float(round(point.x()))

    def _per_pixel(self) -> float:
        left, right = self._view.viewRange()[0]
        width: float = self._view.width()
        return float(right - left) / max(width, 1.0)

    def _lay_out_if_any(self, *_: object) -> None:
        if self._changes:
            self.lay_out()
