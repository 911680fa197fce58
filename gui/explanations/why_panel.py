"""The contents of the tab “Why”: explains the answer while drawing and network change."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.datasets.dataset import PIXELS, to_pixels
from core.evaluation.calibration import Calibration
from core.explanations.counterfactual import Counterfactual
from gui.common.tasks import LatestTaskRunner
from gui.common.timers import Timer
from gui.explanations import why_view as wording
from gui.explanations.explanation_images import overlay_of
from gui.explanations.explanation_requests import Change, ExplanationRequests, Neighbors, Saliency
from gui.explanations.why_view import WhyView
from gui.session.dataset_provider import DatasetProvider

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.recognition.prediction import DigitPrediction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.recognition.prediction import DigitPrediction


class ExplanationTarget:
    """Knows which digit to explain: the network's answer, unless the user picked another one."""

    def __init__(self) -> None:
        self.model: Model | None = None
        self.part: DigitPrediction | None = None
        """The digit of the drawing; None where there is nothing to explain."""
        self._picked: int | None = None

    @property
    def digit(self) -> int:
        """The digit, 0 to 9, that is explained. Raises ValueError without a part."""
        return self._part.digit if self._picked is None else self._picked

    @property
    def target(self) -> int:
        """The digit to change it into: the picked one, or the network's second choice."""
        return self._part.second if self.digit == self._part.digit else self.digit

    def set(self, model: "Model | None", part: "DigitPrediction | None") -> None:
        """Set the model and the digit that it has recognized; None where there is none."""
        self.model, self.part = model, part if model is not None else None
        if self.part is None:
            self._picked = None

    def pick(self, digit: int) -> None:
        """Explain one of the ten digits; picking the answer follows the answer again."""
        self._picked = None if digit == self._part.digit else digit

    @property
    def _part(self) -> "DigitPrediction":
        if self.part is None:
            raise ValueError("there is nothing to ask about")
        return self.part


_INTERVAL = 250
"""Milliseconds from one explanation to the next while the drawing or the network changes."""
_SALIENCY, _NEIGHBORS, _CHANGE = "saliency", "neighbors", "change"


class WhyPanel(QWidget):
    """Explains the network's answer, or a digit that the user picked, while it is visible."""

    overlay_changed = Signal(object)
    """Emitted with what the pad paints above the ink; None for nothing."""
    failed = Signal(object)
    """The exception that says why nothing can be explained."""

    def __init__(self, source: DatasetProvider, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._questions, self._asking = ExplanationRequests(source), LatestTaskRunner(self)
        self._subject = ExplanationTarget()
        self._saliency: Saliency | None = None
        self._near: Neighbors | None = None
        self._change: Counterfactual | None = None
        self._due = self._failing = self._searching = False
        self._pause = Timer(self, singleShot=True, interval=_INTERVAL)
        self._view = WhyView()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        self._connect()
        self._show_subject(None)

    def explain(self, model: "Model | None", part: "DigitPrediction | None") -> None:
        """Explain this digit, which the model has recognized, from now on."""
        before = self._subject.part
        self._subject.set(model, part)
        self._show_subject(before)
        if self._pause.isActive():
            self._due = True
        else:
            self._ask()

    def wait_for_end(self) -> None:
        """Wait for the thread that answers; nothing more is asked."""
        self._pause.stop()
        self._due = False
        self._asking.wait_for_end()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the layer on the pad, and start explaining."""
        super().showEvent(event)
        self._failing = False
        self._show_overlay()
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Remove the layer from the pad."""
        super().hideEvent(event)
        self._show_overlay()

    def _connect(self) -> None:
        self._asking.answered.connect(self._receive)
        self._asking.failed.connect(self._fail)
        self._pause.timeout.connect(self._ask_if_due)
        self._view.picked.connect(self._pick)
        self._view.change_wanted.connect(self._ask_for_change)
        self._view.layer_changed.connect(self._show_overlay)

    def _show_subject(self, before: "DigitPrediction | None") -> None:
        """Show what is explained, without the results for another drawing."""
        subject, part = self._subject, self._subject.part
        if part is None:
            self._saliency = self._near = self._change = None
            self._searching = False
            self._view.show_nothing(wording.NO_NETWORK if subject.model is None else wording.NO_INK)
            return
        self._view.show_question(subject.digit, subject.target)
        if before is None or not _look_alike(before, part):
            self._show_change(None, "")
        elif self._change is not None:
            self._show_verdict(self._change)  # of a network that learns

    @Slot()
    def _ask_if_due(self) -> None:
        if self._due:
            self._ask()

    def _ask(self) -> None:
        part, model = self._subject.part, self._subject.model
        self._due = False
        if part is None or model is None or self._failing or not self.isVisible():
            return
        self._pause.start()
        questions = self._questions
        self._asking.ask(_SALIENCY, questions.saliency(model.network, part, self._subject.digit))
        # Which training images are near does not depend on the network.
        if self._near is None or not _look_alike(self._near.part, part):
            self._asking.ask(_NEIGHBORS, questions.neighbors(part))

    @Slot()
    def _ask_for_change(self) -> None:
        part, model = self._subject.part, self._subject.model
        if part is not None and model is not None:
            self._show_change(None, wording.SEARCHING)
            self._searching = True
            question = self._questions.change(model.network, part, self._subject.target)
            self._asking.ask(_CHANGE, question)

    @Slot(int)
    def _pick(self, digit: int) -> None:
        self._subject.pick(digit)
        self._show_subject(None)
        self._ask()

    @Slot(object)
    def _receive(self, answer: object) -> None:
        part = self._subject.part
        if part is None:
            return
        match answer:
            case Saliency():
                self._saliency = answer
                self._view.show_saliency(answer)
            case Neighbors():
                self._near = answer
                self._view.show_neighbors(answer.found)
            case Change() if self._searching and _look_alike(answer.part, part):
                found, digit = answer.found, answer.digit
                text = wording.outcome(found) if found else wording.not_found(digit)
                self._show_change(found, text)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._failing = True  # else the next movement of the pen would fail as well
        self._asking.forget()
        self._show_change(None, wording.FAILED)
        self.failed.emit(error)

    def _show_change(self, change: Counterfactual | None, text: str) -> None:
        self._change, self._searching = change, False
        self._view.show_change(change, text)
        if change is not None:
            self._show_verdict(change)

    def _show_verdict(self, change: Counterfactual) -> None:
        model = self._subject.model
        if model is not None:
            pixels = to_pixels(change.after.reshape(1, PIXELS))
            calibration = model.calibration or Calibration()
            probabilities = calibration.probabilities(model.network, pixels)[0]
            self._view.show_verdict(change.digit, float(probabilities[change.digit]))

    @Slot()
    def _show_overlay(self) -> None:
        layer = self._view.layer if self.isVisible() else None
        if layer is None or self._saliency is None:
            self.overlay_changed.emit(None)
        else:
            self.overlay_changed.emit(overlay_of(layer, self._saliency.part.placement))


def _look_alike(one: "DigitPrediction", other: "DigitPrediction") -> bool:
    """Return whether the network sees the same pixels."""
    return one is other or np.array_equal(one.pixels, other.pixels)
