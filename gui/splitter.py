"""The three columns of the window: the form, the main tabs, and the drawing panel."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

_LEFT, _RIGHT = 316, 340
"""Minimum widths in pixels."""


class WindowSplitter(QSplitter):
    """Three columns side by side, none of which can be collapsed."""

    def __init__(self, left: QWidget, center: QWidget, right: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        for number, (column, stretch) in enumerate(((left, 0), (center, 3), (right, 2))):
            self.addWidget(column)
            self.setCollapsible(number, False)
            self.setStretchFactor(number, stretch)
        left.setMinimumWidth(_LEFT)
        right.setMinimumWidth(max(_RIGHT, right.minimumSizeHint().width()))


def right_column(drawing: QWidget, label_bar: QWidget, questions: QWidget) -> QWidget:
    """Put the drawing above the label bar and the tabs."""
    right = QWidget()
    column = QVBoxLayout(right)
    column.setContentsMargins(4, 0, 8, 0)
    column.setSpacing(4)
    column.addWidget(drawing, stretch=1)
    column.addWidget(label_bar)
    column.addWidget(questions, stretch=1)
    return right
