"""What a thread computes about an edited network, and the results."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.datasets.mnist import DatasetProvider
from gui.session.model_line import full_name

if TYPE_CHECKING:
    from core.inside.edits import Edit
    from core.models.model_file import Model
    from core.recognition.prediction import ImagePrediction

_EDITED = "edited network: "


@dataclass(frozen=True, slots=True, eq=False)
class EditedAnswer:
    """The answers of the network in use and of the edited one to the same image."""

    model: "Model"
    """The network in use."""
    edited: "Model"
    edits: "Sequence[Edit]"
    before: "ImagePrediction | None"
    after: "ImagePrediction | None"
    """None where the network sees no image."""


@dataclass(frozen=True, slots=True, eq=False)
class EditedAccuracy:
    """How many test images both networks classify correctly."""

    edited: "Model"
    correct_before: int
    correct_after: int
    images: int


def edited_model(model: "Model", edits: "Sequence[Edit]") -> "Model":
    """Return the model with an edited network, whose test accuracy is unknown.

    It has the calibration of the network in use, so that their answers can be compared.

    Raises ModelError where the network has no part that an edit changes.
    """
    from core.inside.edits import edited

    if not edits:
        return model
    title = full_name(model)
    title = title if title.startswith(_EDITED) else f"{_EDITED}{title}"
    network = edited(model.network, edits)
    return replace(model, network=network, title=title, test_accuracy=None, training_id="")


def edited_answer(
    model: "Model", edits: "Sequence[Edit]", ink: npt.NDArray[np.uint8] | None
) -> EditedAnswer:
    """Compute both answers to an image (28, 28) uint8; None for no image."""
    from core.recognition.recognizer import Recognizer

    changed = edited_model(model, edits)
    if ink is None:
        return EditedAnswer(model, changed, edits, None, None)
    before, after = (Recognizer(each).recognize_image(ink) for each in (model, changed))
    return EditedAnswer(model, changed, edits, before, after)


def edited_accuracy(
    answer: EditedAnswer, source: DatasetProvider, known: int | None
) -> EditedAccuracy:
    """Count the test images that are classified correctly; `known` is the number
    of the network in use."""
    from core.evaluation.metrics import evaluate

    test = source.get().test
    before = evaluate(answer.model.network, test).correct if known is None else known
    after = evaluate(answer.edited.network, test).correct if answer.edits else before
    return EditedAccuracy(answer.edited, before, after, len(test))
