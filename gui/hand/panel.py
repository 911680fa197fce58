"""“My digits”: look at them, correct them, delete them, teach them to the network."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from core.hand.folds import what_is_missing
from core.ink.stroke_file import SUFFIX as _SUFFIX
from gui.file_dialogs import ask_to_save
from gui.hand.collection import MyCollection
from gui.hand.counts import Counts
from gui.hand.digits_view import DigitsView
from gui.hand.learner import Learner
from gui.hand.learning_box import LearningBox
from gui.naming import named
from gui.readout import Readout

if TYPE_CHECKING:
    from core.hand.my_digit import MyDigit


class MyDigitsPanel(QWidget):
    """Counts, the grid and what can be done with the selected ones, and learning."""

    opened = Signal(object)
    """MyDigit that is wanted on the pad."""

    def __init__(self, mine: MyCollection, learner: Learner, parent: QWidget) -> None:
        super().__init__(parent)
        self._mine, self._learner = mine, learner
        self._counts = Counts()
        self._view = DigitsView()
        self._note = named(Readout(), "myDigitsNote")
        self._delete = named(QPushButton("Delete"), "deleteDigitsButton")
        self._relabel = named(QPushButton("It is a …"), "relabelButton")
        self._undo = named(QPushButton("Undo"), "undoDigitsButton")
        self._export = named(QPushButton("Export…"), "exportDigitsButton")
        self._box = LearningBox(learner)
        self._make_menu()
        self._lay_out()
        self._connect()
        self._show()

    def _connect(self) -> None:
        view, mine = self._view, self._mine
        mine.changed.connect(self._show)
        view.delete_asked.connect(self._delete_selected)
        view.label_asked.connect(self._label_selected)
        view.undo_asked.connect(mine.undo)
        view.selection.changed.connect(self._enable)
        view.opened.connect(self.opened)
        self._delete.clicked.connect(self._delete_selected)
        self._undo.clicked.connect(mine.undo)
        self._export.clicked.connect(self._ask_where_to_export)
        self._box.asked.connect(self._learn)

    @property
    def _digits(self) -> "tuple[MyDigit, ...]":
        contents = self._mine.contents
        return contents.digits if contents is not None else ()

    @Slot()
    def _show(self) -> None:
        labels = np.array([digit.label for digit in self._digits], np.intp)
        self._counts.show_counts(np.bincount(labels, minlength=10).tolist())
        self._view.digits.show_digits(self._digits)
        self._box.set_missing(what_is_missing(labels))
        self._show_note()
        self._enable()

    def _show_note(self) -> None:
        contents = self._mine.contents
        bad = contents.unreadable if contents is not None else 0
        lines = "lines" if bad != 1 else "line"
        self._note.setText(f"{bad:,} {lines} of the file cannot be read." if bad else "")
        self._note.setToolTip(f"They are left as they are, in {self._mine.path}." if bad else "")
        self._note.setVisible(bad > 0)

    @Slot()
    def _enable(self) -> None:
        selected = bool(self._view.selection.rows)
        for button, tip in (
            (self._delete, "Delete the selected digits."),
            (self._relabel, "Say what the selected digits are."),
        ):
            button.setEnabled(selected)
            button.setToolTip(tip if selected else "Select digits first.")
        last = self._mine.last
        self._undo.setEnabled(last is not None)
        self._undo.setToolTip(f"Undo: {last.what}." if last else "There is nothing to undo.")
        self._export.setEnabled(bool(self._digits))
        tip = "Save all of your digits as a stroke file." if self._digits else "There are none yet."
        self._export.setToolTip(tip)

    @Slot()
    def _delete_selected(self) -> None:
        if ids := self._view.selected_ids:
            self._mine.delete(set(ids))

    @Slot(int)
    def _label_selected(self, label: int) -> None:
        if ids := self._view.selected_ids:
            self._mine.relabel(dict.fromkeys(ids, label))

    @Slot(QAction)
    def _choose_label(self, action: QAction) -> None:
        self._label_selected(int(action.data()))

    @Slot()
    def _learn(self) -> None:
        self._learner.start(self._digits)

    @Slot()
    def _ask_where_to_export(self) -> None:
        ask_to_save(
            self,
            "exportDigitsDialog",
            "Export my digits",
            [f"Stroke files (*{_SUFFIX})"],
            f"my digits{_SUFFIX}",
            self._export_to,
        )

    def _export_to(self, path: Path, kind: str) -> None:
        self._mine.export(path)

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
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self._delete, self._relabel, self._undo):
            buttons.addWidget(button)
        buttons.addStretch()
        buttons.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._counts)
        layout.addWidget(self._view, stretch=1)
        layout.addWidget(self._note)
        layout.addLayout(buttons)
        layout.addWidget(self._box)
