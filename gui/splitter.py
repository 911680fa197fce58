"""The window's three columns: settings, what is trained, and what one draws and asks."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabWidget, QVBoxLayout, QWidget

from gui.common.object_names import named

_LEFT, _RIGHT = 316, 340
"""Least widths in pixels."""


class WindowSplitter(QSplitter):
    """None of them can be pushed out of sight."""

    def __init__(self, left: QWidget, centre: QWidget, right: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        for number, (column, stretch) in enumerate(((left, 0), (centre, 3), (right, 2))):
            self.addWidget(column)
            self.setCollapsible(number, False)
            self.setStretchFactor(number, stretch)
        left.setMinimumWidth(_LEFT)
        right.setMinimumWidth(max(_RIGHT, right.minimumSizeHint().width()))


def right_column(drawing: QWidget, label_bar: QWidget, questions: dict[str, QWidget]) -> QWidget:
    """Drawing above, and under it a tab for each question that one can ask."""
    right = QWidget()
    column = QVBoxLayout(right)
    column.setContentsMargins(4, 0, 8, 0)
    column.setSpacing(4)
    column.addWidget(drawing, stretch=1)
    column.addWidget(label_bar)
    tabs = named(QTabWidget(documentMode=True), "questions")
    for title, panel in questions.items():
        tabs.addTab(panel, title)
    column.addWidget(tabs, stretch=1)
    return right
