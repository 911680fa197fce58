"""The tab "Why", which explains the answer while the drawing and the network change."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from core.datasets.mnist import DatasetProvider
from core.recognition.prediction import chosen_digit
from core.recognition.recognizer import Recognizer
from gui.common.request_pacer import RequestPacer
from gui.common.tasks import Policy, Tasks
from gui.common.widgets import vbox
from gui.explanations import why_view
from gui.explanations.explanation_images import overlay_of
from gui.explanations.explanation_requests import (
    CounterfactualResult,
    ExplanationRequests,
    Neighbors,
    Saliency,
)
from gui.explanations.why_view import WhyView

if TYPE_CHECKING:
    from core.models.model_file import Model
    from core.recognition.prediction import DigitPrediction, DrawingPrediction


class ExplanationTarget:
    """The digit that is explained: the recognized one, unless another was picked."""

    def __init__(self) -> None:
        self.model: Model | None = None
        self.part: DigitPrediction | None = None
        """The recognized digit; None where there is nothing to explain."""
        self._picked: int | None = None

    @property
    def digit(self) -> int:
        """Which of the ten digits is explained. There must be a part."""
        return self._part.digit if self._picked is None else self._picked

    @property
    def target(self) -> int:
        """The digit that the drawing could become: the picked one, or the second choice."""
        return self._part.second if self.digit == self._part.digit else self.digit

    def set(self, prediction: "DrawingPrediction | None", chosen: int) -> None:
        """Explain another prediction, or another of its digits."""
        self.model, self.part = chosen_digit(prediction, chosen)
        if self.part is None:
            self._picked = None

    def pick(self, digit: int) -> None:
        """Explain one of the ten. Picking the recognized digit follows the answer again."""
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
    """Explains the answer, or any digit picked by a click, while the panel is visible."""

    overlay_changed = Signal(object)
    """Emitted with what the pad paints above the ink; None for nothing."""

    def __init__(self, source: DatasetProvider, tasks: Tasks) -> None:
        super().__init__()
        self._requests, self._runner = ExplanationRequests(source), tasks.runner(Policy.LATEST)
        self._target = ExplanationTarget()
        self._saliency: Saliency | None = None
        self._near: Neighbors | None = None
        self._change: CounterfactualResult | None = None
        self._searching = False
        self._pacer = RequestPacer(self, self._runner, _INTERVAL)
        self._view = WhyView()
        self.setLayout(vbox(self._view))
        self._connect()
        self._show_target(None)

    @Slot(object, int)
    def explain(self, prediction: "DrawingPrediction | None", chosen: int) -> None:
        """From now on explain one of the digits of a prediction."""
        before = self._target.part
        self._target.set(prediction, chosen)
        self._show_target(before)
        self._pacer.request_soon()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the layer on the pad, and start explaining."""
        super().showEvent(event)
        self._show_overlay()
        self._pacer.resume()

    def hideEvent(self, event: QHideEvent) -> None:
        """Remove the layer from the pad."""
        super().hideEvent(event)
        self._show_overlay()

    def _connect(self) -> None:
        self._runner.returned.connect(self._receive)
        self._runner.failed.connect(self._fail)
        self._pacer.due.connect(self._request)
        self._view.picked.connect(self._pick)
        self._view.change_requested.connect(self._request_change)
        self._view.layer_changed.connect(self._show_overlay)

    def _show_target(self, before: "DigitPrediction | None") -> None:
        """Show what is explained, without the results for another drawing."""
        target, part = self._target, self._target.part
        self._view.show_model(target.model)
        if part is None:
            self._saliency = self._near = self._change = None
            self._searching = False
            reasons = why_view.NO_NETWORK if target.model is None else why_view.NO_INK
            self._view.show_nothing(*reasons)
            return
        self._view.show_question(target.digit, target.target)
        if before is None or not _look_alike(before, part):
            self._show_no_change(*why_view.INVITATION)
        elif self._change is not None:
            self._show_change(self._change)  # what another network answers to it

    @Slot()
    def _request(self) -> None:
        part, model = self._target.part, self._target.model
        if part is None or model is None or not self._pacer.ready:
            return
        self._pacer.pause()
        requests = self._requests
        saliency = requests.saliency(model.network, part, self._target.digit)
        self._runner.call(saliency, _SALIENCY)
        # Which training images are near does not depend on the network.
        if self._near is None or not _look_alike(self._near.part, part):
            self._runner.call(requests.neighbors(part), _NEIGHBORS)

    @Slot()
    def _request_change(self) -> None:
        part, model = self._target.part, self._target.model
        if part is not None and model is not None:
            self._show_no_change(why_view.SEARCHING)
            self._searching = True
            change = self._requests.change(model, part, self._target.target)
            self._runner.call(change, _CHANGE)

    @Slot(int)
    def _pick(self, digit: int) -> None:
        self._target.pick(digit)
        self._show_target(None)
        self._pacer.request()

    @Slot(object)
    def _receive(self, answer: object) -> None:
        part = self._target.part
        if part is None:
            return
        match answer:
            case Saliency():
                self._saliency = answer
                self._view.show_saliency(answer)
            case Neighbors():
                self._near = answer
                self._view.show_neighbors(answer.found)
            case CounterfactualResult() if self._searching and _look_alike(answer.part, part):
                self._show_change(answer)

    @Slot()
    def _fail(self) -> None:
        self._show_no_change(why_view.FAILED)

    def _show_no_change(self, *texts: str) -> None:
        self._change, self._searching = None, False
        self._view.show_no_change(*texts)

    def _show_change(self, result: CounterfactualResult) -> None:
        """Show the result of a search with what the model in use answers to it."""
        self._change, self._searching = result, False
        part, model, found = self._target.part, self._target.model, result.found
        if part is not None and model is not None:
            after = Recognizer(model).recognize_image(found.after) if found is not None else None
            self._view.show_result(result, model, after, part.digit)

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
