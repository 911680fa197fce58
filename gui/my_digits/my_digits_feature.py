"""The user's own digits in the window: the label bar and the tab “My digits”."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.datasets.mnist import DatasetProvider
from gui.common.error_reporter import ErrorReporter
from gui.common.lazy_page import LazyPage
from gui.common.tasks import Tasks
from gui.my_digits.digit_collection import DigitCollection
from gui.my_digits.fine_tuner import FineTuner
from gui.my_digits.label_bar import LabelBar, Pad
from gui.session.session import TrainingSession


class MyDigitsFeature(QObject):
    """Makes the parts of “My digits” and connects them."""

    switched = Signal()
    """Emitted when the session has another model, fine-tuned or original."""
    saved = Signal(str, object)
    """Emitted with what was written, and the path of its file."""

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
        self._collection = DigitCollection(tasks, errors, self)
        self._collection.saved.connect(self.saved)
        self.undo_stack = self._collection.undo_stack
        self._tuner = FineTuner(session, source, tasks, self)
        self._tuner.switched.connect(self.switched)
        self._pad = pad
        self.bar = LabelBar(pad, self._collection)
        self.page = LazyPage("myDigitsTab", self._make_panel, scrolls=True)
        self.page.visible_changed.connect(self._load)

    def _make_panel(self) -> QWidget:
        from gui.my_digits.my_digits_panel import MyDigitsPanel

        panel = MyDigitsPanel(self._collection, self._tuner)
        panel.opened.connect(self.bar.put_on_pad)
        panel.draw_requested.connect(self._go_to_pad)
        return panel

    @Slot()
    def _go_to_pad(self) -> None:
        self._pad.setFocus()

    @Slot(bool)
    def _load(self, visible: bool) -> None:
        if visible:
            self._collection.load()
