"""The layout of a row of the form: its label beside its editor, or above it."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QToolButton,
    QWidget,
)

from core.hyperparameters.fields import Choice, Choices, Field
from gui.training.form.text_input import Input

GUTTER, _GAP = 20, 6
"""Pixels: left of the label, for the button that resets, and between label and editor."""
BESIDE_LABEL_AND_EDITOR = GUTTER + _GAP
"""Pixels of the width of a row that are neither its label's nor its editor's."""
_ABOVE_SLIDER = 3
"""Pixels between a label and the slider below it."""
_WIDE = 500
_BESIDE_TEXT = 4
"""Pixels that a list leaves around the text of its option."""


class RowLayout(QGridLayout):
    """Lays out the label, the editor, its slider and the button that resets it."""

    def __init__(self, row: QWidget, field: Field, editing: Input) -> None:
        super().__init__(row)
        self._row, self._field, self._input = row, field, editing
        self._label = QLabel(field.label)
        self._reset: QToolButton | None = None
        self._label.setBuddy(editing.editor)
        self._label_width, self._font, self._beside = 0, "", True
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(0)
        self.setColumnMinimumWidth(0, GUTTER)
        self.setColumnStretch(2, 1)
        self._place()

    def narrowest_label(self) -> int:
        """Return the width of the label in two lines."""
        metrics = self._row.fontMetrics()
        return max(map(metrics.horizontalAdvance, _two_lines(self._field.label, metrics)))

    def widest_label(self) -> int:
        """Return the width of the label in one line."""
        return self._row.fontMetrics().horizontalAdvance(self._field.label)

    def editor_width(self) -> int:
        """Return the width in which every option of a list can be read; 0 for a text."""
        if not isinstance(self._field, Choice):
            return 0
        option, style, editor = QStyleOptionComboBox(), self._row.style(), self._input.editor
        option.initFrom(editor)
        option.rect = QRect(0, 0, _WIDE, editor.sizeHint().height())
        kind, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        beside = _WIDE - style.subControlRect(kind, option, part, editor).width() + _BESIDE_TEXT
        options = self._field.options
        texts = options if isinstance(self._field, Choices) else options.values()
        return beside + max(map(self._row.fontMetrics().horizontalAdvance, texts))

    def set_label_width(self, width: int) -> None:
        """Put the label beside the editor, in this width; above it if the width is 0."""
        font = self._row.font().key()
        if (width, font) == (self._label_width, self._font):
            return
        self._label_width, self._font = width, font
        label = self._field.label
        if width and self.widest_label() > width:
            label = "\n".join(_two_lines(label, self._row.fontMetrics(), width))
        self._label.setText(label)
        if self._beside != (width > 0):
            self._beside = width > 0
            self._place()
        self.setColumnMinimumWidth(1, width + _GAP if self._beside else 0)

    def add_reset(self, button: QToolButton) -> None:
        """Put the button that resets the value left of the label."""
        self._reset = button
        self._place()

    def _place(self) -> None:
        """Put the widgets into the grid: labels beside the editors, or above them."""
        editor, slider = self._input.editor, self._input.slider
        for widget in (self._label, editor, slider, self._reset):
            if widget is not None:
                self.removeWidget(widget)
        middle = Qt.AlignmentFlag.AlignVCenter
        beside = self._beside
        rows = 2 if beside and slider is not None else 1
        self.addWidget(self._label, 0, 1, middle)
        if beside:
            self.addWidget(editor, 0, 2, rows, 1)
        else:
            self.addWidget(editor, 1, 1, 1, 2)
        # The handle of a slider below the label would cover the tails of its letters.
        below = _ABOVE_SLIDER if beside and slider is not None else 0
        self._label.setContentsMargins(0, 0, 0, below)
        if slider is not None:
            self.addWidget(slider, *((1, 1) if beside else (0, 2)))
        if self._reset is not None:
            self.addWidget(self._reset, 0 if beside else 1, 0, rows, 1, middle)


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
