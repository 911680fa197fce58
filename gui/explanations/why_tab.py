"""The tab "Why": its panel is made when it is first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.common.object_names import named
from gui.common.tasks import Tasks
from gui.session.dataset_provider import DatasetProvider

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.recognition.prediction import DigitPrediction
    from gui.explanations.why_panel import WhyPanel


class WhyTab(QWidget):
    """Keeps what is to be explained until somebody wants to know."""

    overlay_changed = Signal(object)
    """What the pad paints above the ink; None for nothing."""

    def __init__(self, source: DatasetProvider, tasks: Tasks) -> None:
        super().__init__()
        self.setObjectName("whyTab")
        self._source, self._tasks = source, tasks
        self._model: Model | None = None
        self._part: DigitPrediction | None = None
        self._panel: WhyPanel | None = None

    @Slot(object)
    def set_model(self, model: "Model | None") -> None:
        """The model of the readings to come."""
        self._model = model

    @Slot(object)
    def set_digit(self, part: "DigitPrediction | None") -> None:
        """What the model has read, the one digit of it that a person looks at."""
        self._part = part
        if self._panel is not None:
            self._panel.explain(self._model, part)

    def showEvent(self, event: QShowEvent) -> None:
        if self._panel is None:
            self._panel = self._make_panel()
        super().showEvent(event)

    def _make_panel(self) -> "WhyPanel":
        # Here: the window's start needs none of it.
        from gui.explanations.why_panel import WhyPanel

        panel = named(WhyPanel(self._source, self._tasks), "whyPanel")
        panel.overlay_changed.connect(self.overlay_changed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panel)
        panel.explain(self._model, self._part)
        panel.show()
        return panel
