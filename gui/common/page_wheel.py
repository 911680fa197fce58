"""The wheel scrolls a page, and changes only the control that has the focus."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QComboBox, QScrollBar, QWidget

_KINDS = (QAbstractSlider, QAbstractSpinBox, QComboBox)


class _PageWheel(QObject):
    """Leaves the wheel over a control to the page around it."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ignore the wheel where the control does not have the focus."""
        if (
            event.type() == QEvent.Type.Wheel
            and isinstance(watched, QWidget)
            and not watched.hasFocus()
        ):
            event.ignore()
            return True
        return False


def leave_wheel_to_page(content: QWidget) -> None:
    """Let the wheel over lists, boxes and sliders of a page scroll it, unless one has the focus.

    Else, a page that is scrolled stops where a control meets the pointer, and a setting changes.
    """
    wheel = _PageWheel(content)
    for kind in _KINDS:
        for control in content.findChildren(kind):
            if not isinstance(control, QScrollBar):
                control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not by the wheel
                control.installEventFilter(wheel)
