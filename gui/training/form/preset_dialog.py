"""The dialog that asks for the name and the description of a preset."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from core.foundation.errors import PresetError
from core.hyperparameters.preset_file import LONGEST_TITLE, clean_description
from gui.common.dialogs import FormDialog, ask_question
from gui.common.focus_frame import show_focus
from gui.common.widgets import named, vbox

_WIDTH = 420
_LINES = 5


class PresetDialog(FormDialog):
    """Asks for the texts of a preset, and says at once whether the name can be used."""

    chosen = Signal(str, str)
    """Emitted with the title and the description when the user has accepted them."""

    def __init__(
        self,
        parent: QWidget,
        window_title: str,
        texts: tuple[str, str],
        check: Callable[[str], str],
    ) -> None:
        """`check` says of a title which preset would be replaced, in a sentence, or nothing.

        It raises PresetError if the title cannot be used.
        """
        super().__init__(parent, "presetDialog", window_title)
        self._check, self._given = check, texts
        self._title = named(QLineEdit(texts[0]), "presetTitle")
        self._title.setMaxLength(2 * LONGEST_TITLE)  # what is too long is said, and not cut off
        self._title.selectAll()
        self._description = named(QPlainTextEdit(texts[1]), "presetText")
        self._description.setTabChangesFocus(True)
        show_focus(self._description)
        lines = self._description.fontMetrics().lineSpacing() * _LINES
        self._description.setMinimumHeight(lines + 12)
        self._note = named(QLabel(wordWrap=True), "presetNote")
        self._note.setTextFormat(Qt.TextFormat.PlainText)
        self._note.setMinimumHeight(2 * self._note.fontMetrics().lineSpacing())
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out()
        self._title.textChanged.connect(self._examine)
        self._description.textChanged.connect(self._examine)
        self._examine()

    def _lay_out(self) -> None:
        self._save = named(QPushButton("Save"), "savePresetButton")
        self._save.setToolTip("Save the preset (Enter).")
        self._save.clicked.connect(self.accept)
        buttons = self.button_row(self._save)
        name, text = QLabel("&Name"), QLabel("&Description")
        name.setBuddy(self._title)
        text.setBuddy(self._description)
        self._title.setToolTip("The name in the list of presets.")
        self._description.setToolTip("What the preset shows; it is read below the list.")
        self._title.setAccessibleName("Name of the preset")
        self._description.setAccessibleName("Description of the preset")
        parts = (name, self._title, text, (self._description, 1), self._note, buttons)
        self.setLayout(vbox(*parts, spacing=8, margins=(16, 16, 16, 16)))
        self.resize(_WIDTH, self.sizeHint().height())

    @property
    def unsaved(self) -> str:
        """What was typed."""
        return "" if self._typed == self._given else "what you have typed"

    @property
    def _typed(self) -> tuple[str, str]:
        return self._title.text(), self._description.toPlainText()

    def accept(self) -> None:
        """Hand over the texts, if they can be used, and if no preset is to stay as it is."""
        if not self._save.isEnabled():
            return
        if not self._note.text():
            self._hand_over()
            return
        ask_question(
            self,
            "replacePresetQuestion",
            f"Replace the preset “{self._title.text().strip()}”?",
            "Its settings and its description are overwritten.",
            yes="Replace",
            do=self._hand_over,
            enter_declines=True,
        )

    @Slot()
    def _hand_over(self) -> None:
        self.chosen.emit(*self._typed)
        super().accept()

    @Slot()
    def _examine(self) -> None:
        try:
            note = self._check(self._title.text())
            clean_description(self._description.toPlainText())
        except PresetError as error:
            self._note.setText(str(error))
            self._save.setEnabled(False)
        else:
            self._note.setText(note)
            self._save.setEnabled(True)
        self._title.setAccessibleDescription(self._note.text())
