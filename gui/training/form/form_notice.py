"""The line above the form: which fields are invalid, and which changes wait for a new run."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionToolButton, QToolButton, QWidget

from gui.common.theme import theme_of
from gui.common.widgets import plain_tip
from gui.training.form.field_texts import FieldChange
from gui.training.form.form_row import FormRow

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_INSET = 8


class FormNotice(QToolButton):
    """Shows one line of text; a click goes to the first field that it speaks of.

    The line keeps its place while it is empty, so that the form below it does not move. What does
    not fit is said in fewer words; all of it is in the tooltip.
    """

    row_requested = Signal(object)
    """Emitted with the FormRow that the notice speaks of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("formNotice")
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.setSizePolicy(policy)
        self._texts: tuple[str, ...] = ()
        self._is_problem = False
        self._row: FormRow | None = None
        self.clicked.connect(self._request)
        self.hide()

    def show_invalid(self, rows: Sequence[FormRow], *, training: bool) -> None:
        """Show which rows are invalid; a training that goes on, or may, does not use them."""
        names = ", ".join(row.field.label for row in rows)
        texts = [f"Not valid: {names}", f"{len(rows)} fields are not valid"]
        details = [f"{row.field.label}: {row.message.text()}" for row in rows]
        if training:
            texts.insert(0, f"{texts[0]}. The training keeps its own.")
            details.append("The training goes on with the settings that it had.")
        self._show(tuple(texts), details, rows[0], is_problem=True)

    def show_waiting(
        self, rows: Sequence[FormRow], changes: Sequence[FieldChange], *, training: bool
    ) -> None:
        """Show which rows have values that apply to the next run.

        Some of them can also apply to a training that goes on, or may.
        """
        names = ", ".join(row.field.label for row in rows)
        count = f"{len(rows)} change{'s' if len(rows) > 1 else ''}"
        texts = (f"For the next run: {names}", f"For the next run: {count}")
        details = [str(change) for change in changes]
        live = [row.field.label for row in rows if training and row.field.live]
        if live:
            details.append(f"Enter in a field also changes the present training: {', '.join(live)}")
        self._show(texts, details, rows[0], is_problem=False)

    def clear(self) -> None:
        """Show nothing."""
        self._texts = ()
        self.hide()

    def sizeHint(self) -> QSize:
        """Return the height of the line; its width does not matter."""
        return QSize(0, self.fontMetrics().height() + 6)

    def minimumSizeHint(self) -> QSize:
        """Return the height of the line, of any width."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose the words that fit."""
        super().resizeEvent(event)
        self._choose_words()

    def changeEvent(self, event: QEvent) -> None:
        """Choose the words that fit in the new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_texts"):
            self._choose_words()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text from the left, and the hover and focus of a button."""
        painter = QPainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text = ""
        self.style().drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option, painter, self)
        palette = self.palette()
        if self.hasFocus():
            painter.setPen(palette.color(QPalette.ColorRole.Highlight))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        plain = palette.color(QPalette.ColorRole.WindowText)
        painter.setPen(QColor(theme_of(self).error) if self._is_problem else plain)
        painter.drawText(self._room, _LEFT, self._fitting())
        painter.end()

    @property
    def _room(self) -> QRect:
        return self.rect().adjusted(_INSET, 0, -_INSET, 0)

    def _show(
        self, texts: tuple[str, ...], details: Sequence[str], row: FormRow, *, is_problem: bool
    ) -> None:
        self._texts, self._row, self._is_problem = texts, row, is_problem
        self.setToolTip(plain_tip(f"{texts[0].partition(':')[0]}:", *details))
        self.setAccessibleName(texts[0])
        self.setAccessibleDescription("; ".join(details))
        self._choose_words()
        self.show()

    def _choose_words(self) -> None:
        self.setText(self._fitting())

    def _fitting(self) -> str:
        width, metrics = self._room.width(), self.fontMetrics()
        fitting = (text for text in self._texts if metrics.horizontalAdvance(text) <= width)
        return next(fitting, self._texts[-1] if self._texts else "")

    @Slot()
    def _request(self) -> None:
        if self._row is not None:
            self.row_requested.emit(self._row)
