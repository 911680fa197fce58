"""The editors of the form's fields: lists, and lines of text with a slider where it helps."""

from abc import abstractmethod
from contextlib import suppress

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QLineEdit,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QStylePainter,
    QWidget,
)

from core.foundation.errors import HyperparameterError
from core.hyperparameters.fields import OFF, Choice, Choices, Field, Integer, Real, Value
from gui.common.keys import STEP_DOWN, STEP_UP
from gui.common.widgets import named


class Input(QObject):
    """Edits the text of a field, and emits `committed` when the user has finished.

    The widget that is edited has the field's name as object name.
    """

    edited = Signal()
    committed = Signal()
    slider: "Slider | None" = None

    def __init__(self, editor: QWidget, parent: QObject, line: QLineEdit | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self.line = line
        """The line of text of the editor; None for a list."""

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """The widgets that the user can edit the value with; the line may be the editor."""
        line = self.line if self.line is not self.editor else None
        return tuple(each for each in (self.editor, line, self.slider) if each is not None)

    @abstractmethod
    def text(self) -> str:
        """Return the text in the editor, for the field to parse."""

    @abstractmethod
    def set_text(self, text: str) -> None:
        """Show a text without emitting a signal."""


class ChoiceInput(Input):
    """Lets the user choose from a list."""

    def __init__(self, name: str, field: Choice, parent: QObject) -> None:
        self._box = _box(name, field)
        super().__init__(self._box, parent)
        for value, label in field.options.items():
            self._box.addItem(label, value)
        self._box.currentIndexChanged.connect(self.edited)
        self._box.currentIndexChanged.connect(self.committed)

    def text(self) -> str:
        """Return the value of the chosen item."""
        return str(self._box.currentData())

    def set_text(self, text: str) -> None:
        """Choose the item with this value without emitting a signal."""
        with QSignalBlocker(self._box):
            self._box.setCurrentIndex(self._box.findData(text))


class ChoicesInput(Input):
    """Lets the user choose one label from a list, or write several, such as “ReLU, Tanh”."""

    def __init__(self, name: str, field: Choices, parent: QObject) -> None:
        self._box, self._line = _box(name, field), QLineEdit()
        super().__init__(self._box, parent, self._line)
        self._line.setAccessibleName(field.label)
        self._line.setAcceptDrops(False)
        self._box.setLineEdit(self._line)
        self._box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._field = field
        for value, label in field.options.items():
            self._box.addItem(label, value)
        # Qt's own would complete one name over the next.
        self._line.setCompleter(QCompleter([], self._line))
        self._line.textChanged.connect(self.edited)
        self._line.editingFinished.connect(self._finish)
        self._box.activated.connect(self.committed)

    def text(self) -> str:
        """Return the text in the line."""
        return self._line.text()

    def set_text(self, text: str) -> None:
        """Show a text without emitting a signal; names are written as in the list."""
        with suppress(HyperparameterError):  # an invalid text stays as it was typed
            text = self._field.display(self._field.parse(text))
        with QSignalBlocker(self._box), QSignalBlocker(self._line):
            self._box.setCurrentIndex(self._box.findText(text))
            self._line.setText(text)
            self._line.setCursorPosition(0)

    @Slot()
    def _finish(self) -> None:
        self.set_text(self.text())
        self.committed.emit()


class _Box(QComboBox):
    """Is a list that leaves the wheel to the form, so that scrolling does not choose."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form."""
        event.ignore()


class Slider(QSlider):
    """Is a slider that leaves the wheel to the form, and has no handle while there is no value."""

    def __init__(self, orientation: Qt.Orientation) -> None:
        super().__init__(orientation)
        self.has_handle = True
        """Whether the handle is painted; without it, a drag still begins where it was."""

    def show_handle(self, *, shown: bool) -> None:
        """Paint the handle, or only the groove."""
        if shown != self.has_handle:
            self.has_handle = shown
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint an empty groove where there is no value."""
        if self.has_handle:
            super().paintEvent(event)
            return
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        option.subControls = QStyle.SubControl.SC_SliderGroove
        option.sliderPosition = self.minimum()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_Slider, option)
        painter.end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form."""
        event.ignore()


def _box(name: str, field: Choice) -> QComboBox:
    box = named(_Box(), name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setAccessibleName(field.label)
    return box


_SLIDER_STEPS = 400


class TextInput(Input):
    """Edits a line of text; arrow keys step numbers, and a slider spans the range."""

    def __init__(self, name: str, field: Field, parent: QObject) -> None:
        self._line = named(_SteppingLine(), name)
        super().__init__(self._line, parent, self._line)
        self._field = field
        self._line.setAcceptDrops(False)  # a dropped file is for the window
        self._line.setAccessibleName(field.label)
        self._line.textChanged.connect(self._change)
        self._line.editingFinished.connect(self._finish)
        self._line.stepped.connect(self._step)
        if _has_slider(field):
            self.slider = self._new_slider(name)

    def text(self) -> str:
        """Return the text in the line."""
        return self._line.text()

    def set_text(self, text: str) -> None:
        """Show a text without emitting a signal, and move the slider to it."""
        if text != self._line.text():
            with QSignalBlocker(self._line):
                self._line.setText(text)
                self._line.setCursorPosition(0)  # the end of a long number alone would mislead
        self._follow()

    def _new_slider(self, name: str) -> Slider:
        slider = named(Slider(Qt.Orientation.Horizontal), f"{name}Slider")
        slider.setRange(0, _SLIDER_STEPS)
        scale = ", logarithmic" if isinstance(self._field, Real) and _is_log(self._field) else ""
        slider.setAccessibleName(self._field.label + scale)
        slider.valueChanged.connect(self._slide)
        return slider

    @Slot()
    def _change(self) -> None:
        self._follow()
        self.edited.emit()

    @Slot()
    def _finish(self) -> None:
        """Replace a 0 that switches something off by the word."""
        try:
            value = self._field.parse(self._line.text())
        except HyperparameterError:
            pass  # an invalid text stays as it was typed
        else:
            if self._field.display(value) == OFF:
                self.set_text(OFF)
        self.committed.emit()

    @Slot(int)
    def _slide(self, position: int) -> None:
        if isinstance(self._field, Real):
            self._line.setText(self._field.display(self._field.at(position / _SLIDER_STEPS)))
            self.committed.emit()

    @Slot(int)
    def _step(self, direction: int) -> None:
        try:
            value = self._field.parse(self._line.text())
            self._line.setText(self._field.display(_stepped(self._field, value, direction)))
        except HyperparameterError:
            return  # an invalid text stays, as does a number at the end of the range
        self.committed.emit()

    def _follow(self) -> None:
        """Move the slider to the text, or show none of its places where the text is invalid."""
        if self.slider is None or not isinstance(self._field, Real):
            return
        try:
            value = self._field.parse(self._line.text())
        except HyperparameterError:
            self.slider.show_handle(shown=False)
            return
        self.slider.show_handle(shown=True)
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(self._field.position(value) * _SLIDER_STEPS))


class _SteppingLine(QLineEdit):
    stepped = Signal(int)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the word “off” as a whole, so that a number that is typed replaces it."""
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and self.text() == OFF:
            self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Emit `stepped` for the arrow keys up and down."""
        if STEP_UP.match(event):
            self.stepped.emit(1)
        elif STEP_DOWN.match(event):
            self.stepped.emit(-1)
        else:
            super().keyPressEvent(event)


def text_of(field: Field, value: Value) -> str:
    """Return the text of a field's editor for a value, which the field can parse."""
    is_list = isinstance(field, Choice) and not isinstance(field, Choices)
    return field.format(value) if is_list else field.display(value)


def field_input(name: str, field: Field, parent: QObject) -> Input:
    """Return the editor for a field."""
    match field:
        case Choices():
            return ChoicesInput(name, field, parent)
        case Choice():
            return ChoiceInput(name, field, parent)
        case _:
            return TextInput(name, field, parent)


def _stepped(field: Field, value: object, direction: int) -> int | float:
    """Return the next value up or down: by 1, by 0.1, or on a log scale by a tenth of a decade."""
    if isinstance(field, Integer) and isinstance(value, int):
        return field.check(value + direction)
    if isinstance(field, Real) and isinstance(value, float):
        if _is_log(field):
            return field.check(float(f"{value * 10 ** (direction / 10):.3g}"))
        return field.check(round(value + direction * _step_of(field), 9))
    raise HyperparameterError("there is nothing to count up or down")


def _step_of(field: Real) -> float:
    """Return 0.1, or 0.01 where the range is so small that 0.1 would be too much."""
    return 0.1 if field.maximum > 1 else 0.01


def _is_log(field: Real) -> bool:
    return field.scale == "log"


def _has_slider(field: Field) -> bool:
    """Return whether a slider helps: where a value is found by trying."""
    return isinstance(field, Real) and (_is_log(field) or field.group == "Augmentation")
