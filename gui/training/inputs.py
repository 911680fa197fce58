"""Editors for the kinds of field that a hyperparameter can be."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QSlider, QVBoxLayout, QWidget

from core.errors import HyperparameterError
from core.fields import Choice, Field, Integer, Real
from gui.naming import named
from gui.theme import theme_of

_SLIDER_STEPS = 400


class _Input(QWidget):
    """`edited` at each change, `committed` when the person is done.

    The widget that is edited carries the field's name as object name.
    """

    edited = Signal()
    committed = Signal()

    def mark(self, *, valid: bool) -> None:
        """Show whether the text can be read."""


class FixedInput(_Input):
    """A choice with a single option is a fact, not a control."""

    def __init__(self, name: str, field: Choice) -> None:
        super().__init__()
        self._value = next(iter(field.options))
        label = named(QLabel(field.options[self._value]), name)
        _fill(self, label)

    def text(self) -> str:
        """The option."""
        return self._value

    def set_text(self, text: str) -> None:
        """There is nothing else to show."""


class ChoiceInput(_Input):
    """A list to choose from."""

    def __init__(self, name: str, field: Choice) -> None:
        super().__init__()
        self._box = named(QComboBox(), name)
        self._box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for value, label in field.options.items():
            self._box.addItem(label, value)
        self._box.setAccessibleName(field.label)
        self._box.currentIndexChanged.connect(self._change)
        _fill(self, self._box)

    def text(self) -> str:
        """The option that is chosen."""
        return str(self._box.currentData())

    def set_text(self, text: str) -> None:
        """Choose an option, without telling of it."""
        with QSignalBlocker(self._box):
            self._box.setCurrentIndex(self._box.findData(text))

    @Slot()
    def _change(self) -> None:
        self.edited.emit()
        self.committed.emit()


class TextInput(_Input):
    """A line of text; the arrow keys step numbers up and down, a slider spans a log range."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__()
        self._field = field
        self._valid = True
        self._line = named(_SteppingLine(), name)
        self._line.setAccessibleName(field.label)
        # The frame that marks an invalid text is to change nothing else.
        self._line.setFixedHeight(self._line.sizeHint().height())
        self._line.textChanged.connect(self._change)
        self._line.editingFinished.connect(self.committed)
        self._line.stepped.connect(self._step)
        self._slider = self._new_slider(name) if _has_slider(field) else None
        _fill(self, self._line, *([self._slider] if self._slider else []))

    def text(self) -> str:
        """What stands in the line, for the field to parse."""
        return self._line.text()

    def set_text(self, text: str) -> None:
        """Show a text, without telling of it."""
        if text != self._line.text():
            with QSignalBlocker(self._line):
                self._line.setText(text)
        self._follow()

    def mark(self, *, valid: bool) -> None:
        if valid == self._valid:
            return
        self._valid = valid
        self._draw_frame()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and not getattr(self, "_valid", True):
            self._draw_frame()

    def _draw_frame(self) -> None:
        # A style sheet for all widgets would cost a tenth of the start.
        error = theme_of(self).error
        self._line.setStyleSheet("" if self._valid else f"border: 2px solid {error};")

    def _new_slider(self, name: str) -> QSlider:
        slider = named(QSlider(Qt.Orientation.Horizontal), f"{name}Slider")
        slider.setRange(0, _SLIDER_STEPS)
        slider.setAccessibleName(f"{self._field.label}, logarithmic")
        slider.valueChanged.connect(self._slide)
        return slider

    @Slot()
    def _change(self) -> None:
        self._follow()
        self.edited.emit()

    @Slot(int)
    def _slide(self, position: int) -> None:
        if isinstance(self._field, Real):
            self._line.setText(self._field.format(self._field.at(position / _SLIDER_STEPS)))
            self.committed.emit()

    @Slot(int)
    def _step(self, direction: int) -> None:
        try:
            value = self._field.parse(self._line.text())
            self._line.setText(self._field.format(_stepped(self._field, value, direction)))
        except HyperparameterError:
            return  # what cannot be read, or would leave the range, stays as it is
        self.committed.emit()

    def _follow(self) -> None:
        """Move the slider to the text, where it can be read."""
        if self._slider is None or not isinstance(self._field, Real):
            return
        try:
            value = self._field.parse(self._line.text())
        except HyperparameterError:
            return
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(self._field.position(value) * _SLIDER_STEPS))


class _SteppingLine(QLineEdit):
    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        directions = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in directions:
            self.stepped.emit(directions[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


FieldInput = FixedInput | ChoiceInput | TextInput


def field_input(name: str, field: Field) -> FieldInput:
    """The editor for a field."""
    if not isinstance(field, Choice):
        return TextInput(name, field)
    return ChoiceInput(name, field) if len(field.options) > 1 else FixedInput(name, field)


def _stepped(field: Field, value: object, direction: int) -> int | float:
    """One up or down: by one, by a tenth, or on a log scale by a tenth of a decade."""
    if isinstance(field, Integer) and isinstance(value, int):
        return field.check(value + direction)
    if isinstance(field, Real) and isinstance(value, float):
        if field.scale == "log":
            return field.check(float(f"{value * 10 ** (direction / 10):.3g}"))
        return field.check(round(value + direction * 0.1, 9))
    raise HyperparameterError("there is nothing to count up or down")


def _has_slider(field: Field) -> bool:
    return isinstance(field, Real) and field.scale == "log"


def _fill(widget: QWidget, *children: QWidget) -> None:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(1)
    for child in children:
        layout.addWidget(child)
    widget.setFocusProxy(children[0])
