"""The line that shows a hint, with its reason, its remedy and a button that closes it."""

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QLabel, QSizePolicy, QToolButton, QWidget

from core.hints.hint import Hint
from gui.common.dialogs import close_row, fit_to_text, place_below
from gui.common.enlargement import set_text_size
from gui.common.fitting_label import FittingLabel
from gui.common.icons import icon
from gui.common.theme import SPACING
from gui.common.widgets import described, hbox, heading, named, plain_tip, set_available, vbox

_LIVE = "Change the training in progress; the curves mark where, and Undo takes it back."
_STOPS = (
    "Stop this training, which stays in “Runs”, put these settings into the form, and start a new "
    "run with them."
)
_STARTS = "Put these settings into the form, and start a new run with them."
_CHARACTERS = 60
"""The width of the reason, in characters of average width."""


class HintBar(QWidget):
    """Shows one hint at a time; while there is none, it takes no room."""

    remedy_requested = Signal()
    closed = Signal()
    """Emitted when the user closes the hint."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("hintBar")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._hint: Hint | None = None
        self._text = named(FittingLabel(), "hintText")
        self._text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        set_text_size(self._text)
        self._why = described(
            QToolButton(), "hintReasonButton", "Why this hint?", "Show the numbers behind it."
        )
        self._why.setText("Why?")
        self._remedy = named(QToolButton(), "hintRemedyButton")
        self._close = described(
            QToolButton(),
            "closeHintButton",
            "Close this hint",
            "Close this hint. It will not come back in this run.",
        )
        self._close.setAutoRaise(True)
        self._close.setIcon(icon("clear", self.palette()))
        self.setLayout(hbox((self._text, 1), self._why, self._remedy, self._close, spacing=SPACING))
        self._why.clicked.connect(self._show_reason)
        self._remedy.clicked.connect(self.remedy_requested)
        self._close.clicked.connect(self.closed)
        self.hide()

    @property
    def hint(self) -> Hint | None:
        """The hint that is shown."""
        return self._hint

    def show_hint(self, hint: Hint | None, *, active: bool, why_not: str = "") -> None:
        """Show a hint, or None; `why_not` says why its remedy cannot be used now."""
        self._hint = hint
        if hint is None:
            self.hide()
            return
        self._text.show_texts(hint.text, hint.text.partition(":")[0], hint.kind.value.capitalize())
        self._text.setAccessibleName(f"Hint: {hint.text}")
        self._remedy.setVisible(hint.remedy is not None)
        if hint.remedy is not None:
            label, new_run = hint.remedy.label, _STOPS if active else _STARTS
            tip = plain_tip(f"{label}.", new_run if hint.remedy.is_new_run else _LIVE)
            set_available(self._remedy, tip, why_not)
            self._remedy.setAccessibleName(label)
        self._choose_words()
        self.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Name the remedy as fully as there is room for."""
        super().resizeEvent(event)
        self._choose_words()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icon in the colors of a new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_close"):
            self._close.setIcon(icon("clear", self.palette()))

    def _choose_words(self) -> None:
        if self._hint is None or self._hint.remedy is None:
            return
        remedy, metrics = self._hint.remedy, self.fontMetrics()
        self._remedy.setText(remedy.label)
        parts = (self._why, self._remedy, self._close)
        needed = sum(part.sizeHint().width() + SPACING for part in parts)
        if needed + metrics.horizontalAdvance(self._hint.kind.value) > self.width():
            self._remedy.setText("New run" if remedy.is_new_run else "Change")

    @Slot()
    def _show_reason(self) -> None:
        if self._hint is not None:
            dialog = HintReason(self._hint, self.window())
            dialog.move(place_below(self._why, dialog.size()))
            dialog.open()


class HintReason(QDialog):
    """Shows the numbers by which a hint is known."""

    def __init__(self, hint: Hint, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("hintReason")
        self.setWindowTitle("Why this hint?")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        title = heading(hint.text)
        reason = named(QLabel(hint.reason), "hintReasonText")
        remedy = named(QLabel(), "hintRemedyText")
        remedy.setVisible(hint.remedy is not None)
        if hint.remedy is not None:
            remedy.setText(f"What helps: {hint.remedy.label}")
        for label in (title, reason, remedy):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        margins = (2 * SPACING,) * 4
        self.setLayout(vbox(title, reason, remedy, close_row(self), margins=margins))
        fit_to_text(self, _CHARACTERS * self.fontMetrics().averageCharWidth())
