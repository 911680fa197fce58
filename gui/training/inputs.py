"""Editors for the kinds of field that a hyperparameter can be."""

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QSlider, QWidget

from core.fields import Choice, Choices
from gui.naming import named


class Input(QObject):
    """What stands in an editor, and when it changes: `committed` when the person is done.

    The widget that is edited carries the field's name as object name.
    """

    edited = Signal()
    committed = Signal()
    slider: QSlider | None = None

    def __init__(self, editor: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self.editor = editor

    def text(self) -> str:
        """What stands there, for the field to parse."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Show a text, without telling of it."""
        raise NotImplementedError


class ChoiceInput(Input):
    """A list to choose from."""

    def __init__(self, name: str, field: Choice, parent: QObject) -> None:
        self._box = _box(name, field)
        super().__init__(self._box, parent)
        for value, label in field.options.items():
            self._box.addItem(label, value)
        self._box.currentIndexChanged.connect(self._change)

    def text(self) -> str:
        return str(self._box.currentData())

    def set_text(self, text: str) -> None:
        with QSignalBlocker(self._box):
            self._box.setCurrentIndex(self._box.findData(text))

    @Slot()
    def _change(self) -> None:
        self.edited.emit()
        self.committed.emit()


class ChoicesInput(Input):
    """A list to choose one name from, or to write several, such as `relu, tanh`."""

    def __init__(self, name: str, field: Choices, parent: QObject) -> None:
        self._box, self._line = _box(name, field), QLineEdit()
        super().__init__(self._box, parent)
        self._line.setAccessibleName(field.label)
        self._box.setLineEdit(self._line)
        self._box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        for number, (value, label) in enumerate(field.options.items()):
            self._box.addItem(value, value)
            self._box.setItemData(number, label, Qt.ItemDataRole.ToolTipRole)
        # Qt's own would complete one name over the next.
        self._line.setCompleter(QCompleter([], self._line))
        self._line.textChanged.connect(self.edited)
        self._line.editingFinished.connect(self.committed)
        self._box.activated.connect(self._finish)

    def text(self) -> str:
        return self._line.text()

    def set_text(self, text: str) -> None:
        with QSignalBlocker(self._box), QSignalBlocker(self._line):
            self._box.setCurrentIndex(self._box.findText(text))
            self._line.setText(text)

    @Slot()
    def _finish(self) -> None:
        self.committed.emit()


class _Box(QComboBox):
    """A list that leaves the wheel to the form: scrolling is not choosing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Slider(QSlider):
    """A slider that leaves the wheel to the form."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def _box(name: str, field: Choice) -> QComboBox:
    box = named(_Box(), name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setAccessibleName(field.label)
    return box
