"""A line of text for a number or a list of numbers, with a slider where one helps."""

from PySide6.QtCore import QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from core.errors import HyperparameterError
from core.fields import Choice, Choices, Field, Integer, Real
from gui.naming import named
from gui.training.inputs import ChoiceInput, ChoicesInput, Input, Slider

_SLIDER_STEPS = 400


class TextInput(Input):
    """A line of text; the arrow keys step numbers up and down, a slider spans the range."""

    def __init__(self, name: str, field: Field, parent: QObject) -> None:
        self._line = named(_SteppingLine(), name)
        super().__init__(self._line, parent)
        self._field = field
        self._line.setAccessibleName(field.label)
        self._line.textChanged.connect(self._change)
        self._line.editingFinished.connect(self.committed)
        self._line.stepped.connect(self._step)
        if _has_slider(field):
            self.slider = self._new_slider(name)

    def text(self) -> str:
        return self._line.text()

    def set_text(self, text: str) -> None:
        if text != self._line.text():
            with QSignalBlocker(self._line):
                self._line.setText(text)
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
        if self.slider is None or not isinstance(self._field, Real):
            return
        try:
            value = self._field.parse(self._line.text())
        except HyperparameterError:
            return
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(self._field.position(value) * _SLIDER_STEPS))


class _SteppingLine(QLineEdit):
    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        directions = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
        if event.key() in directions:
            self.stepped.emit(directions[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)


def field_input(name: str, field: Field, parent: QObject) -> Input:
    """The editor for a field."""
    match field:
        case Choices():
            return ChoicesInput(name, field, parent)
        case Choice():
            return ChoiceInput(name, field, parent)
        case _:
            return TextInput(name, field, parent)


def _stepped(field: Field, value: object, direction: int) -> int | float:
    """One up or down: by one, by a tenth, or on a log scale by a tenth of a decade."""
    if isinstance(field, Integer) and isinstance(value, int):
        return field.check(value + direction)
    if isinstance(field, Real) and isinstance(value, float):
        if _is_log(field):
            return field.check(float(f"{value * 10 ** (direction / 10):.3g}"))
        return field.check(round(value + direction * _step_of(field), 9))
    raise HyperparameterError("there is nothing to count up or down")


def _step_of(field: Real) -> float:
    """A tenth; where all of the range is only a few of those, a hundredth."""
    return 0.1 if field.maximum > 1 else 0.01


def _is_log(field: Real) -> bool:
    return field.scale == "log"


def _has_slider(field: Field) -> bool:
    """Where a value is found by trying rather than known: it is seen at once what it does."""
    return isinstance(field, Real) and (_is_log(field) or field.group == "Augmentation")
