"""The form of hyperparameters, made from their one declaration."""

from collections.abc import Mapping
from itertools import groupby

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.errors import HyperparameterError
from core.fields import Value
from core.hyperparameters import FIELDS, Hyperparameters
from core.presets import DEFAULT, Preset, preset, presets
from gui.naming import named
from gui.theme import heading
from gui.training.form_row import FormRow

_OWN = "Your own settings"


class HyperparameterForm(QScrollArea):
    """Preset chooser and a row for each hyperparameter."""

    settings_changed = Signal(object)
    """Hyperparameters, or None while a field cannot be read."""
    live_changed = Signal(object)
    """A mapping with one live field that the person has finished changing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._running: Hyperparameters | None = None
        self._active = False
        self._chooser = named(QComboBox(), "presetChooser")
        self._chooser.setAccessibleName("Preset")
        self._chooser.setPlaceholderText(_OWN)
        self._description = named(QLabel(wordWrap=True), "presetDescription")
        self._rows = {name: FormRow(name, field) for name, field in FIELDS.items()}
        self._lay_out()
        self._connect()
        self._choose(list(presets()).index(DEFAULT))

    @property
    def settings(self) -> Hyperparameters | None:
        """What the form says; None while a field cannot be read."""
        try:
            return Hyperparameters().with_texts(self._texts())
        except HyperparameterError:
            return None

    @property
    def title(self) -> str:
        """The preset's title, or that there is none."""
        return self._chooser.currentText() or self._chooser.placeholderText()

    def show_settings(self, settings: Hyperparameters) -> None:
        """Fill the form."""
        for name, row in self._rows.items():
            row.show_value(getattr(settings, name))
        self._tell()

    def set_running(self, settings: Hyperparameters | None, *, active: bool) -> None:
        """The settings of the network that there is, and whether it is in training.

        Fields that say something else then tell when that will apply.
        """
        self._running, self._active = settings, active
        self._tell_when()

    def _lay_out(self) -> None:
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(3)
        layout.addWidget(heading("Preset"))
        layout.addWidget(self._chooser)
        for group, rows in groupby(self._rows.values(), key=lambda row: row.field.group):
            title = heading(group)
            title.setContentsMargins(0, 6, 0, 0)
            layout.addWidget(title)
            for row in rows:
                layout.addWidget(row)
        # At the end: its length changes with the preset, and nothing may move below a pointer.
        layout.addSpacing(8)
        layout.addWidget(self._description)
        layout.addStretch()
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _connect(self) -> None:
        for item in presets().values():
            self._chooser.addItem(item.title, item.name)
            tip = item.description.replace("\n", " ")
            self._chooser.setItemData(self._chooser.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self._chooser.activated.connect(self._choose)
        for row in self._rows.values():
            row.edited.connect(self._tell)
            row.committed.connect(self._commit)

    def _texts(self) -> dict[str, str]:
        return {name: row.text() for name, row in self._rows.items()}

    @Slot(int)
    def _choose(self, index: int) -> None:
        chosen = preset(self._chooser.itemData(index))
        changed = self._differences(chosen.hyperparameters)
        self.show_settings(chosen.hyperparameters)
        if self._active:
            live = {name: value for name, value in changed.items() if FIELDS[name].live}
            if live:
                self._change_live(live)

    def _differences(self, settings: Hyperparameters) -> dict[str, Value]:
        if self._running is None:
            return {}
        return {
            name: getattr(settings, name)
            for name in FIELDS
            if getattr(settings, name) != getattr(self._running, name)
        }

    @Slot()
    def _tell(self) -> None:
        settings = self.settings
        match = _preset_of(settings)
        index = self._chooser.findData(match.name) if match else -1
        self._chooser.setCurrentIndex(index)
        self._description.setText(match.description if match else _OWN)
        self._tell_when()
        self.settings_changed.emit(settings)

    def _tell_when(self) -> None:
        for name, row in self._rows.items():
            row.tell_when(getattr(self._running, name, None), active=self._active)

    @Slot(str)
    def _commit(self, name: str) -> None:
        row = self._rows[name]
        value = row.value()
        if not (self._active and row.field.live) or value is None:
            return
        if value != getattr(self._running, name):
            self._change_live({name: value})

    def _change_live(self, values: Mapping[str, Value]) -> None:
        if self._running is not None:
            self._running = Hyperparameters.from_dict({**self._running.to_dict(), **values})
        self.live_changed.emit(values)


def _preset_of(settings: Hyperparameters | None) -> Preset | None:
    return next((item for item in presets().values() if item.hyperparameters == settings), None)
