"""What assistive technology is told about a widget."""

from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QTabBar,
    QWidget,
)


def accessible_name(widget: QWidget) -> str:
    """Return the name of a control: its own, its text, or that of the label for it."""
    name = widget.accessibleName() or _text_of(widget)
    if name:
        return name.replace("&", "").strip()
    parent = widget.parentWidget()
    if isinstance(widget, QLineEdit) and isinstance(parent, QComboBox):
        return accessible_name(parent)
    labels = widget.window().findChildren(QLabel)
    text = next((label.text() for label in labels if label.buddy() is widget), "")
    return text.replace("&", "").strip()


def _text_of(widget: QWidget) -> str:
    if isinstance(widget, QAbstractButton):
        return widget.text()
    if isinstance(widget, QGroupBox):
        return widget.title()
    if isinstance(widget, QLabel):
        return widget.text()
    if isinstance(widget, QTabBar):
        return widget.tabText(widget.currentIndex())
    return ""
