"""The contents of the tab “My digits”: view, relabel and delete digits, and fine-tune on them."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from core.drawing.stroke_file import SUFFIX as _SUFFIX
from core.foundation.file_names import dated_name, today
from core.personalization.cross_validation import MIN_DIGITS, missing_digits_message
from gui.common.accessibility import Role
from gui.common.file_dialogs import ask_to_save
from gui.common.static_label import StaticLabel
from gui.common.theme import TextSize, number_font
from gui.common.widgets import hbox, let_shrink, named, vbox
from gui.my_digits.digit_collection import DigitCollection
from gui.my_digits.digits_view import DigitsView
from gui.my_digits.empty_digits import EmptyDigits
from gui.my_digits.fine_tuner import FineTuner
from gui.my_digits.fine_tuning_panel import FineTuningPanel

if TYPE_CHECKING:
    from core.datasets.dataset import Labels
    from core.personalization.digit_store import MyDigit


class Counts(QWidget):
    """Shows how many digits of each class there are."""

    accessible_role = Role.StaticText

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("myCounts")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.counts = [0] * 10
        self.show_counts(self.counts)

    def show_counts(self, counts: list[int]) -> None:
        """Show the counts of the digits 0 to 9."""
        self.counts = counts
        text = ", ".join(f"{digit}: {count:,}" for digit, count in enumerate(counts))
        self.setAccessibleName(f"Saved digits: {text}")
        self.setToolTip(f"Saved digits: {sum(counts):,}")
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size of two lines of text."""
        return QSize(240, 2 * self.fontMetrics().lineSpacing() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ten digits, each with its count below."""
        painter = QPainter(self)
        palette, width = self.palette(), self.width() / 10
        bold, small = number_font(self, bold=True), number_font(self, TextSize.SMALL)
        half = self.height() / 2
        for digit, count in enumerate(self.counts):
            role = QPalette.ColorRole.WindowText if count else QPalette.ColorRole.PlaceholderText
            painter.setPen(palette.color(role))
            for top, font, text in (
                (0.0, bold, str(digit)),
                (half, small, f"×{count:,}" if count else "–"),
            ):
                painter.setFont(font)
                place = QRectF(digit * width, top, width, half)
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()


class MyDigitsPanel(QWidget):
    """Shows the counts, the grid of digits with its actions, and the controls of fine-tuning."""

    opened = Signal(object)
    """Emitted with the MyDigit to show on the pad."""
    draw_requested = Signal()
    """Emitted when the user wants to draw a digit."""

    def __init__(self, collection: DigitCollection, tuner: FineTuner) -> None:
        super().__init__()
        self._collection, self._tuner = collection, tuner
        self._counts = Counts()
        self._view, self._empty = DigitsView(), EmptyDigits()
        self._note = named(StaticLabel(), "myDigitsNote")
        self._delete = named(QPushButton("Delete"), "deleteDigitsButton")
        self._relabel = named(QPushButton("Change label …"), "relabelButton")
        self._export = named(QPushButton("Export…"), "exportDigitsButton")
        self._fine_tuning = FineTuningPanel(tuner)
        self._make_menu()
        self._lay_out()
        self._connect()
        self._show()

    def _connect(self) -> None:
        view, collection = self._view, self._collection
        collection.changed.connect(self._show)
        self._tuner.changed.connect(self._show_empty)
        view.delete_requested.connect(self._delete_selected)
        view.label_requested.connect(self._label_selected)
        view.selection.changed.connect(self._enable)
        view.opened.connect(self.opened)
        self._empty.draw_requested.connect(self.draw_requested)
        self._delete.clicked.connect(self._delete_selected)
        self._export.clicked.connect(self._ask_where_to_export)
        self._fine_tuning.start_requested.connect(self._learn)

    @property
    def _digits(self) -> "tuple[MyDigit, ...]":
        contents = self._collection.contents
        return contents.digits if contents is not None else ()

    @Slot()
    def _show(self) -> None:
        labels = np.array([digit.label for digit in self._digits], np.intp)
        self._counts.show_counts(np.bincount(labels, minlength=10).tolist())
        self._view.digits.show_digits(self._digits)
        self._fine_tuning.set_missing(*_missing(labels))
        self._show_note()
        self._show_empty()
        self._enable()

    @Slot()
    def _show_empty(self) -> None:
        """Show how digits are saved instead of an empty list; the focus stays in the tab."""
        empty = self._collection.contents is not None and not self._digits
        focused = self._has_focus
        self._empty.setVisible(empty)
        self._fine_tuning.setVisible(
            not empty or self._tuner.active or self._tuner.result is not None
        )
        for part in (self._counts, self._view, self._delete, self._relabel, self._export):
            part.setVisible(not empty)
        if focused and not self._has_focus:
            (self._empty if empty else self._view).setFocus()

    @property
    def _has_focus(self) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _show_note(self) -> None:
        contents = self._collection.contents
        bad = contents.unreadable if contents is not None else 0
        lines = "lines" if bad != 1 else "line"
        self._note.setText(f"{bad:,} {lines} of the file cannot be read." if bad else "")
        self._note.setToolTip(f"They stay as they are in {self._collection.path}." if bad else "")
        self._note.setVisible(bad > 0)

    @Slot()
    def _enable(self) -> None:
        selected = bool(self._view.selection.rows)
        for button, tip in (
            (self._delete, "Delete the selected digits."),
            (self._relabel, "Change the label of the selected digits."),
        ):
            button.setEnabled(selected)
            button.setToolTip(tip if selected else "Select digits first.")
        self._export.setEnabled(bool(self._digits))
        tip = "Save all your digits to a stroke file." if self._digits else "No digits yet."
        self._export.setToolTip(tip)

    @Slot()
    def _delete_selected(self) -> None:
        if ids := self._view.selected_ids:
            self._collection.delete(set(ids))

    @Slot(int)
    def _label_selected(self, label: int) -> None:
        if ids := self._view.selected_ids:
            self._collection.relabel(dict.fromkeys(ids, label))

    @Slot(QAction)
    def _choose_label(self, action: QAction) -> None:
        self._label_selected(int(action.data()))

    @Slot()
    def _learn(self) -> None:
        self._tuner.start(self._digits)

    @Slot()
    def _ask_where_to_export(self) -> None:
        ask_to_save(
            self,
            "exportDigitsDialog",
            "Export my digits",
            [f"Stroke files (*{_SUFFIX})"],
            dated_name("my-digits", today(), _SUFFIX),
            self._export_to,
        )

    def _export_to(self, path: Path, kind: str) -> None:
        self._collection.export(path)

    def _make_menu(self) -> None:
        group = QActionGroup(self)
        menu = named(QMenu(self), "relabelMenu")
        for digit in range(10):
            action = named(QAction(str(digit), group), f"relabel{digit}")
            action.setData(digit)
            menu.addAction(action)
        group.triggered.connect(self._choose_label)
        self._relabel.setMenu(menu)

    def _lay_out(self) -> None:
        self._note.setFixedHeight(self._note.fontMetrics().lineSpacing())
        buttons = hbox(self._delete, self._relabel, None, self._export, spacing=4)
        for button in (self._delete, self._export):
            let_shrink(button)
        self._empty.hide()
        shown = (self._counts, (self._view, 1), (self._empty, 1), self._note)
        parts = (*shown, buttons, self._fine_tuning)
        self.setLayout(vbox(*parts, spacing=4, margins=(0, 2, 0, 0)))


def _missing(labels: "Labels") -> tuple[str, ...]:
    """Return what is missing for fine-tuning, in fewer and fewer words; none if nothing is."""
    sentence = missing_digits_message(labels)
    if not sentence:
        return ()
    few = len(labels) < MIN_DIGITS
    if not few:
        return sentence, "Save other digits, too", "1 class only"
    count = f"{len(labels)} of {MIN_DIGITS}"
    return sentence, f"{count} digits saved", f"{count} digits", count
