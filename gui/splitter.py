"""The three columns of the window: the form, the main tabs, and the drawing panel."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QWidget

from gui.common.widgets import container, vbox

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
    return container(vbox((drawing, 1), label_bar, (questions, 1), spacing=4, margins=(4, 0, 8, 0)))
