"""One row of the form: label, editor, and a line for hints and errors."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.foundation.errors import HyperparameterError
from core.hyperparameters.fields import Choice, Choices, Field, Integer, Real, Value
from core.hyperparameters.schema import short, short_name
from gui.common.widgets import named
from gui.training.form.field_message import ErrorFrame, FieldMessage, MessageKind
from gui.training.form.text_input import field_input

_LABELS, _NUMBERS = 98, 118
"""Pixels: the width of a label beside a wide editor, and of the editor of a number."""


class FormRow(QWidget):
    """Edits one hyperparameter.

    The line below a text is always there: a row that grows would move the ones below it away from
    under the pointer. A list has one only when there is something to say.
    """

    edited = Signal()
    committed = Signal(str)

    def __init__(self, name: str, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self.field = name, field
        self._input = field_input(name, field, self)
        self._message = named(FieldMessage(self), f"{name}Caption")
        self._is_list = isinstance(field, Choice) and not isinstance(field, Choices)
        self.value: Value | None = None
        """The value; None where the text is invalid."""
        self.readable: Value | None = None
        """The last valid value."""
        self._frame: ErrorFrame | None = None
        self._problem = self._conflict = self._when = ""
        self.applies = True
        """Whether the field has an effect with the other settings."""
        self._lay_out()
        self._input.edited.connect(self._edit)
        self._input.committed.connect(self._commit)

    @property
    def text(self) -> str:
        """The text in the editor."""
        return self._input.text()

    @property
    def short(self) -> str:
        """The name with the value, or with the text where that is invalid."""
        if self.value is None:
            return f"{short_name(self.name)} “{self.text}”"
        return short(self.name, self.value)

    @property
    def valid(self) -> bool:
        """Whether the text is valid, and fits the other rows."""
        return not (self._problem or self._conflict)

    def show_value(self, value: Value) -> None:
        """Put a value into the editor."""
        if value != self.value:
            self._input.set_text(self.field.format(value))
            self._read()

    def set_applies(self, applies: bool) -> None:
        """Show or hide the row. A hidden row must not keep a training from starting."""
        if not applies and self.value is None and self.readable is not None:
            self.show_value(self.readable)
        self.applies = applies
        self.setVisible(applies)

    def set_conflict(self, reason: str) -> None:
        """Show why the value does not fit the other rows; empty where it does."""
        if reason != self._conflict:
            self._conflict = reason
            self._update()

    def show_when(self, current: Value | None, *, active: bool) -> None:
        """Show when the value applies, if the current network has another one."""
        same = current is None or self.value is None or self.value == current
        applies = same or (active and self.field.live)
        when = "" if applies else "Applies to the next run"
        if when != self._when:
            self._when = when
            self._update()

    def _lay_out(self) -> None:
        label, editor, slider = QLabel(self.field.label), self._input.editor, self._input.slider
        label.setBuddy(editor)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(0)
        if isinstance(self.field, Integer | Real):
            layout.setColumnStretch(0, 1)
            layout.setColumnMinimumWidth(1, _NUMBERS)
        else:
            layout.setColumnStretch(1, 1)
            layout.setColumnMinimumWidth(0, _LABELS)
        layout.addWidget(label, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(editor, 0, 1)
        layout.addWidget(self._message, 1, 0, 1, 2)
        if slider is not None:
            layout.addWidget(slider, 1, 0)
            policy = slider.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            slider.setSizePolicy(policy)
        self.setToolTip(_help(self.field))
        self._update()

    @Slot()
    def _edit(self) -> None:
        self._read()
        self.edited.emit()

    @Slot()
    def _commit(self) -> None:
        self.committed.emit(self.name)

    def _read(self) -> None:
        try:
            self.value = self.readable = self.field.parse(self.text)
            self._problem = ""
        except HyperparameterError as error:
            self.value, self._problem = None, str(error)
        self._update()

    def _update(self) -> None:
        problem = self._problem or self._conflict
        self._show_frame()
        if problem:
            self._message.set_message(problem, MessageKind.PROBLEM)
        elif self._when:
            self._message.set_message(self._when, MessageKind.LATER)
        else:
            self._message.set_message(_range(self.field), MessageKind.HINT)
        if self._is_list:
            self._message.setVisible(bool(self._when))
        if self._input.slider is not None:
            # The reason needs the whole line. A slider cannot be the cause of an invalid text.
            self._input.slider.setVisible(not self._problem)

    def _show_frame(self) -> None:
        if self._frame is None and not self.valid:
            self._frame = ErrorFrame(self._input.editor, f"{self.name}Problem")
        if self._frame is not None:
            self._frame.setVisible(not self.valid)


def _range(field: Field) -> str:
    match field:
        case Integer() | Real():
            return f"{_number(field.minimum)} to {_number(field.maximum)} {field.unit}".strip()
        case Choices():
            return "one for all layers, or one for each"
        case Choice():
            return ""
        case _:
            return field.allowed


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _help(field: Field) -> str:
    unit = f" Unit: {field.unit}." if field.unit else ""
    # A list shows its choices itself.
    allowed = "" if isinstance(field, Choice) else f" Allowed: {field.allowed}."
    live = " Can be changed during training." if field.live else ""
    return f"<p>{field.help}{unit}{allowed}{live}</p>"
