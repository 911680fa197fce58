"""The table of the weights that training has changed most."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.datasets.dataset import IMAGE_SIDE
from core.foundation.number_text import number_column
from gui.common.enlargement import set_text_size
from gui.common.theme import SPACING, TextSize

if TYPE_CHECKING:
    from core.inside.network_change import WeightChange

_ROWS = 8
_COLUMNS = ("layer", "from", "to", "before", "after", "change")
_FIRST_NUMBER = 3
"""The column with the first number."""


class MovedWeightsTable(QWidget):
    """Shows a row for each weight, in small letters: a narrow page has room for it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("movedWeights")
        self._labels = [[QLabel(text) for text in _COLUMNS] for _ in range(_ROWS + 1)]
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACING)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        for row, labels in enumerate(self._labels):
            for column, label in enumerate(labels):
                set_text_size(label, TextSize.SMALL)
                grid.addWidget(label, row, column)
                if column >= _FIRST_NUMBER:
                    label.setAlignment(Qt.AlignmentFlag.AlignRight)
        grid.setColumnStretch(len(_COLUMNS), 1)
        self.setLayout(grid)

    def show_weights(self, moved: "Sequence[WeightChange]", layers: int) -> None:
        """Show weights of a network with so many layers of weights."""
        pairs = [(each.before, each.after) for each in moved[:_ROWS]]
        before, after = (number_column([pair[side] for pair in pairs]) for side in (0, 1))
        change = number_column([late - early for early, late in pairs], signed=True)
        for row, labels in enumerate(self._labels[1:]):
            for label in labels:
                label.setVisible(row < len(pairs))
        for labels, each, *numbers in zip(
            self._labels[1:], moved, before, after, change, strict=False
        ):
            names = (str(each.layer + 1), _source(each), _unit(each, layers))
            for label, text in zip(labels, (*names, *numbers), strict=True):
                label.setText(text)
            labels[1].setToolTip("" if each.layer else _place(each.source))


def _source(change: "WeightChange") -> str:
    return f"unit {change.source}" if change.layer else f"pixel {change.source}"


def _unit(change: "WeightChange", layers: int) -> str:
    return f"{'digit' if change.layer == layers - 1 else 'unit'} {change.unit}"


def _place(pixel: int) -> str:
    row, column = divmod(pixel, IMAGE_SIDE)
    return f"Row {row}, column {column}."
