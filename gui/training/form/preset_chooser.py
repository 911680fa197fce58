"""The list of presets, with a description of the chosen one."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLayout, QScrollArea, QWidget

from core.hyperparameters.presets import DEFAULT, Preset, preset, presets
from core.hyperparameters.schema import Hyperparameters, short_all
from gui.common.widgets import heading, named, vbox

_CUSTOM = "Custom settings"
_FEWEST_LINES = 6
_MOST_LINES = 12


class PresetChooser(QWidget):
    """Lets the user choose a preset, and describes it.

    The description has room for some lines, more in a tall window, and scrolls: nothing below it
    may move when another preset is chosen.
    """

    chosen = Signal(object)
    """Emitted with the Preset that the user has chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._last = preset(DEFAULT)
        self._list = named(QComboBox(), "presetChooser")
        self._list.setAccessibleName("Preset")
        self._list.setPlaceholderText(_CUSTOM)
        for item in presets().values():
            self._list.addItem(item.title, item.name)
        self._list.setMaxVisibleItems(len(presets()))
        self._description = named(QLabel(wordWrap=True), "presetDescription")
        self._description.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out()
        self._list.activated.connect(self._choose)

    @property
    def title(self) -> str:
        """The title of the preset, or that the settings are custom."""
        return self._list.currentText() or self._list.placeholderText()

    def show_settings(self, settings: Hyperparameters | None) -> None:
        """Show which preset has these settings, if any."""
        match = next((p for p in presets().values() if p.hyperparameters == settings), None)
        self._list.setCurrentIndex(self._list.findData(match.name) if match else -1)
        self._last = match or self._last
        if settings is None:
            return  # the user is still typing
        text = self._last.description
        if match is None:
            text = f"{_customized(self._last, settings)}\n{text}"
        if text != self._description.text():
            self._description.setText(text)
            self._area.verticalScrollBar().setValue(0)

    def choose(self, name: str) -> None:
        """Choose a preset, as if the user had done it."""
        self.chosen.emit(preset(name))

    def _lay_out(self) -> None:
        self._area = QScrollArea()
        self._area.setAccessibleName("About the preset")
        self._area.setWidget(self._description)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        line = self._description.fontMetrics().lineSpacing()
        self._area.setMinimumHeight(_FEWEST_LINES * line)
        self._area.setMaximumHeight(_MOST_LINES * line)
        parts = (heading("Preset"), self._list, self._area)
        layout = vbox(*parts, spacing=3, margins=(8, 4, 8, 4))
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        self.setLayout(layout)

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.choose(self._list.itemData(index))


def _customized(last: Preset, settings: Hyperparameters) -> str:
    """Return how the settings differ from the preset that was chosen last."""
    before = last.hyperparameters.to_dict()
    values = {name: value for name, value in settings.to_dict().items() if value != before[name]}
    return f"{_CUSTOM}: “{last.title}” with {short_all(values)}."
