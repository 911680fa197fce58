"""The person's hand in the window: the bar beside the answer, and the tab."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.common.error_reporter import ErrorReporter
from gui.common.tasks import Tasks
from gui.my_digits.digit_collection import DigitCollection
from gui.my_digits.fine_tuner import FineTuner
from gui.my_digits.label_bar import LabelBar, Pad
from gui.session.dataset_provider import DatasetProvider
from gui.session.session import TrainingSession

if TYPE_CHECKING:
    from gui.my_digits.my_digits_panel import MyDigitsPanel


class MyDigitsFeature(QObject):
    """Makes the parts and brings them together."""

    switched = Signal()
    """The session has another model: with the person's digits learnt, or without."""

    def __init__(
        self,
        session: TrainingSession,
        source: DatasetProvider,
        pad: Pad,
        tasks: Tasks,
        errors: ErrorReporter,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._mine = DigitCollection(tasks, errors, self)
        self._learner = FineTuner(session, source, tasks, self)
        self.bar = LabelBar(pad, self._mine)
        self.tab = MyDigitsTab(self._mine, self._learner, self.bar)
        self._learner.switched.connect(self.switched)


class MyDigitsTab(QWidget):
    """An empty page until it is first shown."""

    def __init__(self, mine: DigitCollection, learner: FineTuner, bar: LabelBar) -> None:
        super().__init__()
        self._mine, self._learner, self._bar = mine, learner, bar
        self._panel: MyDigitsPanel | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._panel is None:
            from gui.my_digits.my_digits_panel import MyDigitsPanel

            self._panel = MyDigitsPanel(self._mine, self._learner, self)
            self._panel.opened.connect(self._bar.put_on_pad)
            self._layout.addWidget(self._panel)
        self._mine.load()
