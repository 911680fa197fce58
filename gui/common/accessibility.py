"""What assistive technology is told about a widget: its name, its role and what it shows.

Qt knows no role for a widget that paints itself. Such a widget has an attribute `accessible_role`
and, where what it shows changes, a method `accessible_contents` that says it in words. Qt may ask
for the words as soon as the widget has its name.
"""

from functools import cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAccessibleWidget,
    QComboBox,
    QGroupBox,
    QLabel,
    QLineEdit,
    QScrollArea,
    QTabBar,
    QWidget,
)

Role = QAccessible.Role


class PaintedInterface(QAccessibleWidget):
    """Tells assistive technology the role and the contents of a widget that paints itself."""

    def text(self, kind: QAccessible.Text) -> str:
        """Return the name or another text of the widget; its description is what it shows now."""
        contents = getattr(self.object(), "accessible_contents", None)
        if kind is QAccessible.Text.Description and contents is not None and (text := contents()):
            return str(text)
        return super().text(kind)


@cache
def install_roles() -> None:
    """Let Qt ask for the roles of widgets. It does so only while assistive technology is in use."""
    QAccessible.installFactory(_interface)


def _interface(name: str, thing: QObject) -> QAccessibleInterface | None:
    """Return the interface of a widget with a role of its own; None leaves it to Qt."""
    usual = Role.Pane if isinstance(thing, QScrollArea) else None  # for which Qt has no role either
    role = getattr(thing, "accessible_role", usual)
    if isinstance(thing, QWidget) and isinstance(role, Role):
        return PaintedInterface(thing, role, "")
    return None


def report_contents(widget: QWidget) -> None:
    """Report to assistive technology that a widget shows something else."""
    if QAccessible.isActive():
        event = QAccessibleEvent(widget, QAccessible.Event.DescriptionChanged)
        QAccessible.updateAccessibility(event)


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
