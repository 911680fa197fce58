"""The person's hand in the window: the bar beside the answer, and the tab."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.dataset_source import DatasetSource
from gui.hand.collection import MyCollection
from gui.hand.label_bar import LabelBar
from gui.hand.learner import Learner
from gui.hand.pad import Pad
from gui.session import TrainingSession

if TYPE_CHECKING:
    from gui.hand.panel import MyDigitsPanel


class Hand(QObject):
    """Makes the parts and brings them together."""

    failed = Signal(object)
    """The exception that says why something was not done."""
    switched = Signal()
    """The session has another model: with the person's digits learnt, or without."""

    def __init__(
        self, session: TrainingSession, source: DatasetSource, pad: Pad, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._mine = MyCollection(self)
        self._learner = Learner(session, source, self)
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

    def __init__(self, mine: MyCollection, learner: Learner, bar: LabelBar) -> None:
        super().__init__()
        self._mine, self._learner, self._bar = mine, learner, bar
        self._panel: MyDigitsPanel | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._panel is None:
            from gui.hand.panel import MyDigitsPanel

            self._panel = MyDigitsPanel(self._mine, self._learner, self)
            self._panel.opened.connect(self._bar.put_on_pad)
            self._layout.addWidget(self._panel)
        self._mine.load()
