"""The hyperparameters that a search varies, and the chooser that adds one."""

from collections.abc import Mapping
from contextlib import suppress

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLabel, QWidget

from core.foundation.errors import HyperparameterError, SearchError
from core.hyperparameters.fields import Choice
from core.hyperparameters.schema import FIELDS, Hyperparameters
from core.tuning.suggestions import Table, suggested_dimension
from gui.common.widgets import named, vbox
from gui.tuning.dimension_row import DimensionRow

_NOT_SEARCHED = {"speed"}
"""A limit of the speed is for watching a training."""
_NONE = "Nothing is varied yet: add a hyperparameter."

_LINEAR = {"scale": "linear"}
"""What the dimension of a range has if it names no scale."""


class HyperparameterChooser(QComboBox):
    """Adds a hyperparameter: chosen from the list, or found by a part of its label."""

    added = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("addDimension")
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMaxVisibleItems(16)
        self.setToolTip("Choose from the list, or type a part of a label and press Enter.")
        self.setAccessibleName("Add a hyperparameter to vary")
        line = self.lineEdit()
        if line is not None:
            line.setPlaceholderText("+ Add hyperparameter …")
            line.setAccessibleName("Add a hyperparameter to vary")
        self._completer = QCompleter(self)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._completer.setModel(self.model())
        self._completer.activated.connect(self._choose_text)
        self.setCompleter(self._completer)
        self.activated.connect(self._choose)

    def offer(self, names: list[str]) -> None:
        """Offer these fields."""
        with QSignalBlocker(self):
            self.clear()
            for name in names:
                field = FIELDS[name]
                self.addItem(f"{field.label} ({field.group})", name)
                self.setItemData(self.count() - 1, field.help, Qt.ItemDataRole.ToolTipRole)
            self.setCurrentIndex(-1)
            self.clearEditText()
        self.setEnabled(bool(names))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Add the first hyperparameter that contains the text on Return."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentText().strip():
            self._choose_text(self.currentText())
            event.accept()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the area that scrolls."""
        event.ignore()

    @Slot(str)
    def _choose_text(self, text: str) -> None:
        index = self.findText(text.strip(), Qt.MatchFlag.MatchContains)
        if index >= 0:
            self._choose(index)

    @Slot(int)
    def _choose(self, index: int) -> None:
        name = self.itemData(index)
        if name is not None:
            self.added.emit(str(name))


class DimensionList(QWidget):
    """Shows a row for each hyperparameter that is varied."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: dict[str, DimensionRow] = {}
        self._settings = Hyperparameters()
        self._none = named(QLabel(_NONE), "noDimensions")
        self._chooser = HyperparameterChooser()
        self._rows = vbox()
        self.setLayout(vbox(self._rows, self._none, self._chooser))
        self._chooser.added.connect(self.add)
        self._update()

    def set_settings(self, settings: Hyperparameters) -> None:
        """Set the settings around which ranges are suggested.

        Ranges that are as they were suggested for the former settings follow.
        """
        former, self._settings = self._settings, settings
        for name, row in self.rows.items():
            with suppress(SearchError, HyperparameterError):  # of what the user has written
                if _LINEAR | row.table() == _LINEAR | suggested_dimension(name, former):
                    row.show_table(suggested_dimension(name, settings))

    def show_tables(self, tables: Mapping[str, Table]) -> None:
        """Show these dimensions in place of the former ones."""
        for name in list(self.rows):
            self._drop(name)
        for name, table in tables.items():
            self._new_row(name, table)
        self._update()

    def show_conflicts(self) -> None:
        """Say at each row whose hyperparameter has no effect in any of the trials, why not."""
        for name, row in self.rows.items():
            only_for = FIELDS[name].only_for
            row.set_conflict("" if only_for is None else self._conflict(*only_for))

    def _conflict(self, other: str, options: tuple[str, ...]) -> str:
        field, tried = FIELDS[other], {getattr(self._settings, other)}
        if other in self.rows:
            with suppress(SearchError, HyperparameterError):
                chosen = self.rows[other].table().get("choose")
                tried = set(chosen) if isinstance(chosen, list) else set()
        if tried & set(options) or not isinstance(field, Choice):
            return ""
        labels = " or ".join(field.options[option] for option in options)
        return f"It has an effect only where {field.label} is {labels}."

    def tables(self) -> dict[str, object]:
        """Return the dimensions as in a space file.

        Raises SearchError or HyperparameterError where a text cannot be read.
        """
        return {name: row.table() for name, row in self.rows.items()}

    @Slot(str)
    def add(self, name: str) -> None:
        """Vary one more hyperparameter, in a range that is suggested for the settings."""
        if name not in self.rows:
            self._new_row(name, suggested_dimension(name, self._settings))
            self._update()
            self.edited.emit()

    @Slot(str)
    def remove(self, name: str) -> None:
        """Vary one hyperparameter less."""
        self._drop(name)
        self._update()
        self._chooser.setFocus()
        self.edited.emit()

    def _new_row(self, name: str, table: Table) -> None:
        row = DimensionRow(name, table)
        row.edited.connect(self.edited)
        row.removed.connect(self.remove)
        self.rows[name] = row
        self._rows.addWidget(row)

    def _drop(self, name: str) -> None:
        row = self.rows.pop(name)
        self._rows.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _update(self) -> None:
        self._none.setVisible(not self.rows)
        self._chooser.offer([n for n in FIELDS if n not in {*self.rows, *_NOT_SEARCHED}])
