"""One row of the form: label, editor, and a button that resets a changed value."""

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from core.foundation.errors import HyperparameterError
from core.hyperparameters.fields import Choice, Choices, Field, Value
from core.hyperparameters.image_counts import effect_of_more
from core.hyperparameters.schema import display_rounded, display_setting, short, short_name
from gui.common.icons import icon
from gui.common.keys import UNDO_EDIT
from gui.common.widgets import named
from gui.training.form.field_message import ErrorFrame, FieldMessage
from gui.training.form.field_texts import (
    FieldChange,
    default_of,
    description_of,
    first_sentence,
    range_of,
    tip_of,
)
from gui.training.form.row_layout import GUTTER, RowLayout
from gui.training.form.text_input import field_input, text_of


class FormRow(QWidget):
    """Edits one hyperparameter. Its height does not depend on what stands in it."""

    edited = Signal()
    committed = Signal(str)
    reset_added = Signal()
    """The button that resets the value exists now."""

    def __init__(self, name: str, field: Field) -> None:
        super().__init__()
        self.name, self.field = name, field
        self.input = field_input(name, field, self)
        self.columns = RowLayout(self, field, self.input)
        self.message = named(
            FieldMessage(field.label_with_unit, first_sentence(field.help)), f"{name}Caption"
        )
        self.value: Value | None = None
        """The value; None where the text is invalid."""
        self.readable: Value | None = None
        """The last valid value."""
        self._committed: Value | None = None
        """The value before the user began to edit it."""
        self._frame: ErrorFrame | None = None
        self._reset: QToolButton | None = None
        self._reference: Value | None = None
        self._reference_title = ""
        self._problem = self._conflict = ""
        self.menu_actions: list[QAction] = []
        """What the context menu offers for this field alone."""
        self._most: int | None = None
        """The largest number of images that the value can be about; None where that is fixed."""
        self.applies = True
        """Whether the field has an effect with the other settings."""
        self.setToolTip(tip_of(field))
        self._offer_menu()
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
        return self.value == default_of(self.name)

    def change_from(self, value: Value) -> FieldChange:
        """Return how the row differs from another value."""
        label = self.field.label
        if self.value is None:
            return FieldChange(label, display_setting(self.name, value), f"“{self.text}”")
        for display in (display_rounded, display_setting):
            before, after = display(self.name, value), display(self.name, self.value)
            if before != after:
                break  # they need no more digits
        return FieldChange(label, before, after)

    def show_value(self, value: Value) -> None:
        """Put a value into the editor."""
        if value != self.value:
            self.show_text(text_of(self.field, value))
        else:
            self._committed = value

    def show_text(self, text: str) -> None:
        """Put a text into the editor; a list ignores what is not one of its options."""
        if self._is_list and text not in self.field.options:  # type: ignore[attr-defined]
            return
        self.input.set_text(text)
        self._read()
        self._committed = self.readable

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

    def set_most(self, most: int | None) -> None:
        """Set the largest number of images that the value can be about, with the other rows."""
        if most != self._most:
            self._most = most
            self._update()

    def waits(self, current: Value | None, *, active: bool) -> bool:
        """Whether the value applies to the next run only, if the network has another value.

        A live value that is still being edited will apply to the present one.
        """
        same = current is None or self.value is None or self.value == current
        editing = active and self.field.live and self.value != self._committed
        return not same and not editing

    def focus_order(self) -> list[QWidget]:
        """Return what the tab key visits, in order."""
        stops = (self._reset, self.input.editor, self.input.slider)
        return [widget for widget in stops if widget is not None]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put back the value before it was edited, on Escape."""
        before = self._committed
        if UNDO_EDIT.match(event) and before is not None and before != self.value:
            self.put(before)
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the colors of the new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._reset is not None:
            self._reset.setIcon(icon("undo", self.palette()))

    @property
    def _is_list(self) -> bool:
        return isinstance(self.field, Choice) and not isinstance(self.field, Choices)

    def _offer_menu(self) -> None:
        for widget in self.input.widgets:
            if widget is not self.input.slider:
                widget.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
                widget.customContextMenuRequested.connect(self._show_menu)

    @Slot()
    def _edit(self) -> None:
        self._read()
        self.edited.emit()

    @Slot()
    def _commit(self) -> None:
        if self.value is not None:
            self._committed = self.value
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
        note = "" if problem else self._note_on_size()
        text = problem or note or range_of(self.field, self._most)
        self.message.set_message(text, is_problem=bool(problem))
        described = f"Not valid: {problem}" if problem else description_of(self.field, self._most)
        if note:
            described = f"{note}. {described}"
        for widget in self.input.widgets:
            widget.setAccessibleDescription(described)
        self._show_frame()

    def _note_on_size(self) -> str:
        """Return what happens with more images than there are; empty where there are enough."""
        effect = effect_of_more(self.name)
        if not effect or self._most is None or not isinstance(self.value, int):
            return ""
        more = self.value > self._most
        return f"More than the {self._most:,} training images: {effect}" if more else ""

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
            self.columns.add_reset(self._reset)
            self.reset_added.emit()
        if self._reset is not None:
            self._reset.setVisible(changed)
            if changed:
                self._reset.setToolTip(self._reset_text())
                self._reset.setAccessibleName(f"{self.field.label}: {self._reset_text()}")

    def _new_reset(self) -> QToolButton:
        button = named(QToolButton(self, autoRaise=True), f"{self.name}Reset")
        button.setIcon(icon("undo", self.palette()))
        button.setIconSize(QSize(12, 12))
        button.setFixedWidth(GUTTER)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(self._reset_to_preset)
        return button

    def _reset_text(self) -> str:
        if self._reference is None:
            return ""
        value = display_setting(self.name, self._reference)
        return f"Reset to {value}, as in “{self._reference_title}”"

    @Slot()
    def _reset_to_preset(self) -> None:
        if self._reference is not None:
            self.put(self._reference)

    def put(self, value: Value) -> None:
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
        if self.menu_actions:
            menu.addActions(self.menu_actions)
            menu.addSeparator()
        self._add_resets(menu)
        menu.popup((line or self.input.editor).mapToGlobal(position))

    def _add_resets(self, menu: QMenu) -> None:
        default = default_of(self.name)
        if self._reference is not None:
            text = self._reset_text().replace("&", "&&")
            reset = menu.addAction(text, self._reset_to_preset)
            reset.setEnabled(self.changed)
        if default != self._reference:
            shown = display_setting(self.name, default)
            reset = menu.addAction(f"Reset to the default, {shown}", lambda: self.put(default))
            reset.setEnabled(self.value != default)
