"""The tab "Why": its panel is made when it is first shown."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.common.object_names import named
from gui.session.dataset_provider import DatasetProvider

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.recognition.prediction import DigitPrediction
    from gui.explanations.why_panel import WhyPanel


class WhyTab(QWidget):
    """Keeps the model and the digit to explain until the tab is first shown."""

    overlay_changed = Signal(object)
    """Emitted with what the pad paints above the ink; None for nothing."""
    failed = Signal(object)
    """The exception that says why nothing can be explained."""

    def __init__(self, source: DatasetProvider, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("whyTab")
        self._source = source
        self._model: Model | None = None
        self._part: DigitPrediction | None = None
        self._panel: WhyPanel | None = None

    @Slot(object)
    def set_model(self, model: "Model | None") -> None:
        """Set the model that recognizes the digits to come."""
        self._model = model

    @Slot(object)
    def set_digit(self, part: "DigitPrediction | None") -> None:
        """Set the recognized digit that the user looks at; None for none."""
        self._part = part
        if self._panel is not None:
            self._panel.explain(self._model, part)

    def wait_for_end(self) -> None:
        """Wait for the thread that explains, if it runs."""
        if self._panel is not None:
            self._panel.wait_for_end()

    def showEvent(self, event: QShowEvent) -> None:
        """Make the contents when the tab is first shown."""
        if self._panel is None:
            self._panel = self._make_panel()
        super().showEvent(event)

    def _make_panel(self) -> "WhyPanel":
        # Here: the window's start needs none of it.
        from gui.explanations.why_panel import WhyPanel

        panel = named(WhyPanel(self._source), "whyPanel")
        panel.overlay_changed.connect(self.overlay_changed)
        panel.failed.connect(self.failed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(panel)
        panel.explain(self._model, self._part)
        panel.show()
        return panel
