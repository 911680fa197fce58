"""One row of the form: label, editor, and a button that resets a changed value."""

import re
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QMenu,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)

from core.foundation.errors import HyperparameterError
from core.hyperparameters.fields import Choice, Choices, Field, Integer, Real, Value
from core.hyperparameters.schema import Hyperparameters, short, short_name
from gui.common.icons import icon
from gui.common.widgets import named
from gui.training.form.field_message import ErrorFrame, FieldMessage
from gui.training.form.text_input import field_input, text_of

_GUTTER, _GAP = 20, 6
"""Pixels: left of the label, for the button that resets, and between label and editor."""
BESIDE_LABEL_AND_EDITOR = _GUTTER + _GAP
"""Pixels of the width of a row that are neither its label's nor its editor's."""
_WIDE = 500
_BESIDE_TEXT = 4
"""Pixels that a list leaves around the text of its option."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """How the value of a field differs from another one, in the words of the form."""

    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}"


class FormRow(QWidget):
    """Edits one hyperparameter. Its height does not depend on what stands in it."""

    edited = Signal()
    committed = Signal(str)

    def __init__(self, name: str, field: Field) -> None:
        super().__init__()
        self.name, self.field = name, field
        self.input = field_input(name, field, self)
        self._label, self._label_width = QLabel(field.label), 0
        self._label_layout: tuple[int, str] | None = None
        self.message = named(
            FieldMessage(_with_unit(field), _first_sentence(field.help)), f"{name}Caption"
        )
        self.value: Value | None = None
        """The value; None where the text is invalid."""
        self.readable: Value | None = None
        """The last valid value."""
        self._frame: ErrorFrame | None = None
        self._reset: QToolButton | None = None
        self._reference: Value | None = None
        self._reference_title = ""
        self._problem = self._conflict = ""
        self.applies = True
        """Whether the field has an effect with the other settings."""
        self._lay_out()
        self.input.edited.connect(self._edit)
        self.input.committed.connect(self._commit)

    @property
    def text(self) -> str:
        """The text in the editor."""
        return self.input.text()

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

    @property
    def changed(self) -> bool:
        """Whether the text stands for another value than that of the preset."""
        return self.value is None or self.value != self._reference

    @property
    def is_default(self) -> bool:
        """Whether the value is the default."""
        return self.value == _default(self.name)

    def change_from(self, value: Value) -> FieldChange:
        """Return how the row differs from another value."""
        after = f"“{self.text}”" if self.value is None else self.field.display(self.value)
        return FieldChange(self.field.label, self.field.display(value) or "none", after or "none")

    def show_value(self, value: Value) -> None:
        """Put a value into the editor."""
        if value != self.value:
            self.show_text(text_of(self.field, value))

    def show_text(self, text: str) -> None:
        """Put a text into the editor; a list ignores what is not one of its options."""
        if self._is_list and text not in self.field.options:  # type: ignore[attr-defined]
            return
        self.input.set_text(text)
        self._read()

    def set_reference(self, value: Value, title: str) -> None:
        """Set the value to which the row is reset, and the title of its preset."""
        self._reference, self._reference_title = value, title
        self._show_reset()

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

    def waits(self, current: Value | None, *, active: bool) -> bool:
        """Whether the value applies to the next run only, if the network has another value."""
        same = current is None or self.value is None or self.value == current
        return not same and not (active and self.field.live)

    def focus_order(self) -> list[QWidget]:
        """Return what the tab key visits, in order."""
        slider = self.input.slider
        return [self.input.editor] if slider is None else [self.input.editor, slider]

    def narrowest_label(self) -> int:
        """Return the width of the label in two lines."""
        metrics = self.fontMetrics()
        return max(map(metrics.horizontalAdvance, _two_lines(self.field.label, metrics)))

    def widest_label(self) -> int:
        """Return the width of the label in one line."""
        return self.fontMetrics().horizontalAdvance(self.field.label)

    def editor_width(self) -> int:
        """Return the width in which every option of a list can be read; 0 for a text."""
        if not isinstance(self.field, Choice):
            return 0
        option, style, editor = QStyleOptionComboBox(), self.style(), self.input.editor
        option.initFrom(editor)
        option.rect = QRect(0, 0, _WIDE, editor.sizeHint().height())
        kind, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        beside = _WIDE - style.subControlRect(kind, option, part, editor).width() + _BESIDE_TEXT
        options = self.field.options
        texts = options if isinstance(self.field, Choices) else options.values()
        return beside + max(map(self.fontMetrics().horizontalAdvance, texts))

    def set_label_width(self, width: int) -> None:
        """Lay out the label beside the editor, in this width; above it if the width is 0."""
        font = self.font().key()
        if (width, font) == self._label_layout:
            return
        self._label_layout, self._label_width = (width, font), width
        label = self.field.label
        if width and self.widest_label() > width:
            label = "\n".join(_two_lines(label, self.fontMetrics(), width))
        self._label.setText(label)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the colors of the new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._reset is not None:
            self._reset.setIcon(icon("undo", self.palette()))

    @property
    def _is_list(self) -> bool:
        return isinstance(self.field, Choice) and not isinstance(self.field, Choices)

    def _lay_out(self) -> None:
        editor = self.input.editor
        self._label.setBuddy(editor)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        self._grid.setColumnMinimumWidth(0, _GUTTER)
        self._grid.setColumnStretch(2, 1)
        self._place()
        self.setToolTip(_help(self.field))
        for widget in (editor, self.input.line):
            if widget is not None:
                widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
                widget.customContextMenuRequested.connect(self._show_menu)
        self._update()

    def _place(self) -> None:
        """Put the widgets into the grid: labels beside the editors, or above them."""
        grid, editor, slider = self._grid, self.input.editor, self.input.slider
        for widget in (self._label, editor, slider, self._reset):
            if widget is not None:
                grid.removeWidget(widget)
        middle = Qt.AlignmentFlag.AlignVCenter
        beside = self._label_width > 0
        rows = 2 if beside and slider is not None else 1
        top = 0 if beside else 1
        grid.setColumnMinimumWidth(1, self._label_width + _GAP if beside else 0)
        grid.addWidget(self._label, 0, 1, middle)
        if beside:
            grid.addWidget(editor, 0, 2, rows, 1)
        else:
            grid.addWidget(editor, 1, 1, 1, 2)
        if slider is not None:
            grid.addWidget(slider, *((1, 1) if beside else (0, 2)))
        if self._reset is not None:
            grid.addWidget(self._reset, top, 0, rows, 1, middle)

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
        self.message.set_message(problem or _range(self.field), is_problem=bool(problem))
        described = f"Not valid: {problem}" if problem else _description(self.field)
        for widget in (self.input.editor, self.input.line):
            if widget is not None:
                widget.setAccessibleDescription(described)
        self._show_frame()

    def _show_frame(self) -> None:
        if self._frame is None and not self.valid:
            self._frame = ErrorFrame(self.input.editor, f"{self.name}Problem")
        if self._frame is not None:
            self._frame.setVisible(not self.valid)

    def _show_reset(self) -> None:
        """Show the button if the value is not that of the preset; it is made when first needed."""
        changed = self._reference is not None and self.changed
        if self._reset is None and changed:
            self._reset = self._new_reset()
            self._place()
        if self._reset is not None:
            self._reset.setVisible(changed)
            if changed:
                self._reset.setToolTip(self._reset_text())
                self._reset.setAccessibleName(f"{self.field.label}: {self._reset_text()}")

    def _new_reset(self) -> QToolButton:
        button = named(QToolButton(self, autoRaise=True), f"{self.name}Reset")
        button.setIcon(icon("undo", self.palette()))
        button.setIconSize(QSize(12, 12))
        button.setFixedWidth(_GUTTER)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self._reset_to_preset)
        QWidget.setTabOrder(self.input.slider or self.input.editor, button)
        return button

    def _reset_text(self) -> str:
        if self._reference is None:
            return ""
        value = self.field.display(self._reference) or "none"
        return f"Reset to {value}, as in “{self._reference_title}”"

    @Slot()
    def _reset_to_preset(self) -> None:
        if self._reference is not None:
            self._put(self._reference)

    def _put(self, value: Value) -> None:
        """Put a value into the editor as if the user had typed it."""
        self.input.editor.setFocus()  # the button that has the focus disappears
        self.show_value(value)
        self.edited.emit()
        self.committed.emit(self.name)

    @Slot(QPoint)
    def _show_menu(self, position: QPoint) -> None:
        """Offer what a line of text offers, and to reset the value."""
        line = self.input.line
        menu = line.createStandardContextMenu() if line is not None else QMenu(self)
        menu.setObjectName("fieldMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSeparator()
        self._add_resets(menu)
        menu.popup((line or self.input.editor).mapToGlobal(position))

    def _add_resets(self, menu: QMenu) -> None:
        default = _default(self.name)
        if self._reference is not None:
            text = self._reset_text().replace("&", "&&")
            reset = menu.addAction(text, self._reset_to_preset)
            reset.setEnabled(self.changed)
        if default != self._reference:
            shown = self.field.display(default) or "none"
            reset = menu.addAction(f"Reset to the default, {shown}", lambda: self._put(default))
            reset.setEnabled(self.value != default)


def _default(name: str) -> Value:
    value: Value = getattr(Hyperparameters, name)
    return value


def _two_lines(text: str, metrics: QFontMetrics, width: int = 0) -> tuple[str, str]:
    """Divide a text before its parenthesis if both halves fit into a width.

    Otherwise, divide it at the space at which its longer half is shortest.
    """

    def longer(halves: tuple[str, str]) -> int:
        return max(map(metrics.horizontalAdvance, halves))

    before, parenthesis, after = text.partition(" (")
    halves = (before, f"({after}")
    if parenthesis and longer(halves) <= width:
        return halves
    words = text.split(" ")
    divided = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words) + 1)]
    return min(divided, key=longer)


def _with_unit(field: Field) -> str:
    return f"{field.label} ({field.unit})" if field.unit else field.label


def _first_sentence(text: str) -> str:
    return re.split(r"(?<=\.) (?=[A-Z])", text, maxsplit=1)[0]


def _range(field: Field) -> str:
    match field:
        case Integer() | Real() if field.off_at_zero:
            return f"Off, or up to {_number(field.maximum)}"
        case Integer() | Real():
            return f"{_number(field.minimum)} to {_number(field.maximum)}"
        case Choices():
            return "One for all layers, or one for each"
        case Choice():
            return ""
        case _:
            return field.allowed[:1].upper() + field.allowed[1:]


def _number(value: float) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _description(field: Field) -> str:
    return " ".join(part for part in (f"{_range(field)}.".lstrip("."), field.help) if part)


def _help(field: Field) -> str:
    unit = f" Unit: {field.unit}." if field.unit else ""
    # A list shows its choices itself.
    allowed = "" if isinstance(field, Choice) else f" Allowed: {_allowed(field)}."
    live = " Can be changed during training." if field.live else ""
    return f"<p>{field.help}{unit}{allowed}{live}</p>"


def _allowed(field: Field) -> str:
    off = isinstance(field, Integer | Real) and field.off_at_zero
    return f"off (0), or {field.allowed}" if off else field.allowed
