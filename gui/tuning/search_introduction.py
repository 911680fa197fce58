"""What a search is, for a page that has no trials yet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QScrollArea, QSizePolicy, QWidget

from core.tuning.suggestions import SUGGESTIONS, Suggestion
from gui.common.enlargement import keep_room, set_text_size
from gui.common.focus_frame import show_focus
from gui.common.theme import TextSize
from gui.common.widgets import container, named, vbox
from gui.tuning.message_label import MessageLabel

_TITLE = "Find good settings by trying them"
_TEXT = (
    "A search trains the network again and again, each time with other settings from the ranges "
    "that you give, and shows which are best. Each trial is an ordinary run in the tab “Runs”. "
    "Press “Start search” to run the search above, or define one of your own:"
)
_TITLES = [f"{suggestion.title}…" for suggestion in SUGGESTIONS]
_AROUND = 40
"""Pixels around the longest of the titles; all buttons are as wide as that."""


class SearchIntroduction(QScrollArea):
    """Says what a search is, and offers some to begin with."""

    suggested = Signal(object)
    """Emitted with the Suggestion that the user has chosen."""

    def __init__(self) -> None:
        super().__init__(widgetResizable=True)
        self.setObjectName("searchIntroduction")
        self.setAccessibleName("About searches")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setToolTip("What a search is, and some to begin with. The arrow keys scroll.")
        show_focus(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        title = MessageLabel(_TITLE)
        set_text_size(title, TextSize.TITLE, bold=True)
        text = MessageLabel(_TEXT)
        buttons = (self._button(number, each) for number, each in enumerate(SUGGESTIONS))
        self.setWidget(container(vbox(title, text, *buttons, None, margins=(8, 8, 8, 8))))

    def _button(self, number: int, suggestion: Suggestion) -> QWidget:
        button = named(QPushButton(_TITLES[number]), f"suggestion{number}")
        button.setToolTip("Define a search that varies this around the settings in the form.")
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        keep_room(button, _TITLES, padding=_AROUND)
        button.clicked.connect(lambda: self.suggested.emit(suggestion))
        return button
