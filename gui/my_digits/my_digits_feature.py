"""The user's own digits in the window: the label bar and the tab “My digits”."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.my_digits.digit_collection import DigitCollection
from gui.my_digits.fine_tuner import FineTuner
from gui.my_digits.label_bar import LabelBar, Pad
from gui.session.dataset_provider import DatasetProvider
from gui.session.session import TrainingSession

if TYPE_CHECKING:
    from gui.my_digits.my_digits_panel import MyDigitsPanel


class MyDigitsFeature(QObject):
    """Makes the parts of “My digits” and connects them."""

    failed = Signal(object)
    """The exception that says why something was not done."""
    switched = Signal()
    """Emitted when the session has another model, fine-tuned or original."""

    def __init__(
        self, session: TrainingSession, source: DatasetProvider, pad: Pad, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._mine = DigitCollection(self)
        self._learner = FineTuner(session, source, self)
        self.bar = LabelBar(pad, self._mine)
        self.tab = MyDigitsTab(self._mine, self._learner, self.bar)
        self._mine.failed.connect(self.failed)
        self._learner.failed.connect(self.failed)
        self._learner.switched.connect(self.switched)

    def wait_for_end(self) -> None:
        """End what is under way, and wait for it."""
        self._learner.wait_for_end()
        self._mine.wait_for_end()


class MyDigitsTab(QWidget):
    """An empty page until it is first shown."""

    def __init__(self, mine: DigitCollection, learner: FineTuner, bar: LabelBar) -> None:
        super().__init__()
        self._mine, self._learner, self._bar = mine, learner, bar
        self._panel: MyDigitsPanel | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        """Make the contents when the tab is first shown, and read the digits each time."""
        super().showEvent(event)
        if self._panel is None:
            from gui.my_digits.my_digits_panel import MyDigitsPanel

            self._panel = MyDigitsPanel(self._mine, self._learner, self)
            self._panel.opened.connect(self._bar.put_on_pad)
            self._layout.addWidget(self._panel)
        self._mine.load()
