"""One row of the form: label, editor, and a line that says what may or does stand there."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from core.errors import HyperparameterError
from core.fields import Choice, Field, Value
from gui.naming import named
from gui.theme import set_foreground, theme_of
from gui.training.inputs import field_input


class FormRow(QWidget):
    """The editor of one hyperparameter.

    The line below it never appears or goes: a row that grows would move the ones below it
    away from under the pointer.
    """

    edited = Signal()
    committed = Signal(str)

    def __init__(self, name: str, field: Field) -> None:
        super().__init__()
        self.name, self.field = name, field
        self._input = field_input(name, field)
        self._caption = named(QLabel(self), f"{name}Caption")
        self._problem = ""
        self._when = ""
        self._lay_out()
        self._input.edited.connect(self._edit)
        self._input.committed.connect(self._commit)

    def text(self) -> str:
        """What stands in the editor."""
        return self._input.text()

    def value(self) -> Value | None:
        """The value, or None where the text cannot be read."""
        try:
            return self.field.parse(self.text())
        except HyperparameterError:
            return None

    def show_value(self, value: Value) -> None:
        """Put a value into the editor."""
        self._input.set_text(self.field.format(value))
        self._check()

    def tell_when(self, current: Value | None, *, active: bool) -> None:
        """Say when the value here will apply, if the network's is another."""
        value = self.value()
        same = current is None or value is None or value == current
        if same or (active and self.field.live):
            self._when = ""
        elif self.field.defines_network:
            self._when = "Needs a new network: from the next Start"
        else:
            self._when = "From the next Start"
        self._write_caption()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_when"):
            self._write_caption()

    def _lay_out(self) -> None:
        label = QLabel(self.field.label)
        label.setBuddy(self._input)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(0)
        layout.setColumnMinimumWidth(0, 122)
        layout.setColumnStretch(1, 1)
        layout.addWidget(label, 0, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._input, 0, 1)
        if not isinstance(self.field, Choice) or len(self.field.options) > 1:
            layout.addWidget(self._caption, 1, 0, 1, 2)
        font = self._caption.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        self._caption.setFont(font)
        self._caption.setAlignment(Qt.AlignmentFlag.AlignRight)
        unit = f" Unit: {self.field.unit}." if self.field.unit else ""
        live = " Can change while training." if self.field.live else ""
        allowed = f" Allowed: {self.field.allowed}."
        self.setToolTip(f"<p>{self.field.help}{unit}{allowed}{live}</p>")

    @Slot()
    def _edit(self) -> None:
        self._check()
        self.edited.emit()

    @Slot()
    def _commit(self) -> None:
        self.committed.emit(self.name)

    def _check(self) -> None:
        try:
            self.field.parse(self.text())
            self._problem = ""
        except HyperparameterError as error:
            self._problem = str(error)
        self._input.mark(valid=not self._problem)
        self._write_caption()

    def _write_caption(self) -> None:
        theme = theme_of(self)
        if self._problem:
            text, colour = self._problem, theme.error
        elif self._when:
            text, colour = self._when, theme.validation
        else:
            text = "" if isinstance(self.field, Choice) else self._range()
            colour = self.palette().color(self.palette().ColorRole.PlaceholderText).name()
        metrics = self._caption.fontMetrics()
        width = max(self.width() - 4, 200)
        self._caption.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, width))
        self._caption.setToolTip(text if self._problem else "")
        set_foreground(self._caption, colour)

    def _range(self) -> str:
        unit = f" {self.field.unit}" if self.field.unit else ""
        return (
            f"{self.field.allowed}{unit}"
            if "units" not in self.field.allowed
            else self.field.allowed
        )
