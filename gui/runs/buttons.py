"""Two rows of buttons below the table of runs."""

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.naming import named
from gui.runs.actions import HIDE, RunActions

_ROWS = (
    ("overlay", "newFromRun", "continueRun", "goBack"),
    ("openRun", "showRunFolder", "report", "exportRun", "deleteRun"),
)


class RunButtons(QWidget):
    """A button for each action that is wanted often."""

    def __init__(self, actions: RunActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for names in _ROWS:
            row = QHBoxLayout()
            row.setSpacing(4)
            for name in names:
                row.addWidget(self._button(name, actions))
            layout.addLayout(row)

    def _button(self, name: str, actions: RunActions) -> QToolButton:
        button = named(QToolButton(), f"{name}Button")
        button.setDefaultAction(actions[name])
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if name == "overlay":
            # As wide as its widest text.
            button.setMinimumWidth(button.fontMetrics().horizontalAdvance(HIDE) + 16)
        return button
