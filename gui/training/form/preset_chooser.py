"""The list of presets, with a description of the chosen one and a menu of what to do with it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLayout, QScrollArea, QWidget

from core.hyperparameters.preset_file import Preset
from core.hyperparameters.presets import DEFAULT, nearest_preset, presets
from core.hyperparameters.schema import Hyperparameters
from gui.common.focus_frame import show_focus
from gui.common.icons import icon
from gui.common.menu_button import MenuButton
from gui.common.name_box import NameBox
from gui.common.theme import SPACING, TIGHT
from gui.common.widgets import hbox, heading, named, plain_tip, vbox
from gui.training.form.field_texts import FieldChange

_FEWEST_LINES = 4
_MOST_LINES = 12
_MOST_ITEMS = 24
_TIP = "A set of hyperparameters that fills in the whole form."


class _WholeLines(QScrollArea):
    """Shows no line of its text cut through, and scrolls by whole lines.

    Around the text there is room for the frame that shows the focus.
    """

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave room free below the last whole line."""
        line = self.fontMetrics().lineSpacing()
        below = (self.height() - 2 * TIGHT) % line
        self.setViewportMargins(TIGHT, TIGHT, TIGHT, TIGHT + below)
        self.verticalScrollBar().setSingleStep(line)
        super().resizeEvent(event)


class PresetChooser(QWidget):
    """Lets the user choose a preset, and describes it.

    The description has room for some lines, more in a tall window, and scrolls: nothing below it
    may move when another preset is chosen.
    """

    chosen = Signal(object)
    """Emitted with the Preset that the user has chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._own: dict[str, Preset] = {}
        self.base = presets()[DEFAULT]
        """The preset that was chosen last, with which the settings are compared."""
        self.changes: tuple[FieldChange, ...] = ()
        """How the settings differ from it."""
        self._list = named(NameBox(), "presetChooser")
        self._list.setAccessibleName("Preset")
        self._list.setMaxVisibleItems(_MOST_ITEMS)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self._list.setSizeAdjustPolicy(policy)
        self.menu_button = named(MenuButton(), "presetMenuButton")
        self._description = named(QLabel(wordWrap=True), "presetDescription")
        self._description.setTextFormat(Qt.TextFormat.PlainText)
        self._description.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._fill()
        self._lay_out()
        self._list.activated.connect(self._choose)

    @property
    def title(self) -> str:
        """The title of the preset, and that it was changed if it was."""
        return f"{self.base.title} (changed)" if self.changes else self.base.title

    @property
    def presets(self) -> Mapping[str, Preset]:
        """All presets by name: the built-in ones, and those of the user."""
        return {**presets(), **self._own}

    def set_user_presets(self, own: Mapping[str, Preset]) -> None:
        """Show the user's presets below the built-in ones."""
        self._own = dict(own)
        self._fill()
        self._show()

    def update_base(self) -> Preset:
        """Return the preset that was chosen last, as it is now.

        If it is gone, this is the one that is most like it, from which it was probably made.
        """
        present = self.presets.get(self.base.name)
        self.base = present or nearest_preset(self.base.hyperparameters, self.presets.values())
        return self.base

    def use_preset_of(self, settings: Hyperparameters) -> None:
        """Compare with the preset that is most like these settings from now on.

        Of several, the one chosen last stays.
        """
        self.base = nearest_preset(settings, (self.update_base(), *self.presets.values()))

    def show_changes(self, changes: Sequence[FieldChange]) -> None:
        """Show the preset, and how the settings in the form differ from it."""
        self.changes = tuple(changes)
        self._show()

    def set_base(self, preset: Preset) -> None:
        """Compare the settings with another preset from now on."""
        self.base = preset

    def choose(self, preset: Preset) -> None:
        """Choose a preset, as if the user had done it."""
        self.chosen.emit(preset)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the colors of the palette and the size of the text."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "menu_button"):
            self._draw_icon()
        elif event.type() == QEvent.Type.FontChange and hasattr(self, "_area"):
            self._make_room()

    def _lay_out(self) -> None:
        self._area = _WholeLines()
        self._area.setAccessibleName("About the preset")
        self._area.setWidget(self._description)
        self._description.setAutoFillBackground(False)  # it would cover the area
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setToolTip("What the chosen preset shows. The arrow keys scroll.")
        show_focus(self._area)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._make_room()
        button = self.menu_button
        button.setToolTip("Save, rename, share or read about presets")
        button.setAccessibleName("Presets: save, rename, share or read about them")
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._draw_icon()
        # The area is wider by the margins in it, so that its text is below the list.
        chooser = hbox((self._list, 1), button, spacing=TIGHT, margins=(TIGHT, 0, TIGHT, 0))
        title = hbox(heading("Preset"), margins=(TIGHT, 0, TIGHT, 0))
        margins = (SPACING - TIGHT, TIGHT, SPACING - TIGHT, 0)
        layout = vbox(title, chooser, self._area, spacing=0, margins=margins)
        layout.insertSpacing(1, TIGHT)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetMinAndMaxSize)
        self.setLayout(layout)

    def _make_room(self) -> None:
        line = self.fontMetrics().lineSpacing()
        self._area.setMinimumHeight(_FEWEST_LINES * line + 2 * TIGHT)
        self._area.setMaximumHeight(_MOST_LINES * line + 2 * TIGHT)

    def _draw_icon(self) -> None:
        self.menu_button.setIcon(icon("menu", self.palette()))

    def _fill(self) -> None:
        self._list.clear()
        for each in presets().values():
            self._list.addItem(each.title, each.name)
        if self._own:
            self._list.insertSeparator(self._list.count())
        for each in self._own.values():
            self._list.addItem(each.title, each.name)
        for index in range(self._list.count()):
            preset = self.presets.get(self._list.itemData(index))
            if preset is not None:
                tip = plain_tip(preset.description)
                self._list.setItemData(index, tip, Qt.ItemDataRole.ToolTipRole)

    def _show(self) -> None:
        changed = bool(self.changes)
        self._list.setPlaceholderText(self.title)
        self._list.setCurrentIndex(-1 if changed else self._list.findData(self.base.name))
        listed = [str(change) for change in self.changes]
        described = f"{self.title}. {'; '.join(listed)}" if changed else self.base.title
        self._list.setAccessibleDescription(described)
        lines = (f"{self.title}:", *listed) if changed else (self.title, _TIP)
        self._list.setToolTip(plain_tip(*lines))
        text = self.base.description
        if changed:
            text = f"Changed: {', '.join(listed)}.\n{text}"
        if text != self._description.text():
            self._description.setText(text)
            self._area.verticalScrollBar().setValue(0)

    @Slot(int)
    def _choose(self, index: int) -> None:
        preset = self.presets.get(self._list.itemData(index))
        if preset is not None:
            self.choose(preset)
