"""The result of a training: how it ended, its model, and how that does on the test set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES, Dataset
from core.evaluation.calibration import calibrate
from core.evaluation.metrics import Evaluation, evaluation_steps
from core.foundation.json_file import (
    check_count,
    check_duration,
    check_real,
    single_line,
    write_object,
)
from core.models.model_file import Model, save_model
from core.runs.layout import MODEL, TEST
from core.training.events import Status, TrainingEnd
from core.training.trainer import Training


@dataclass(frozen=True, slots=True, eq=False)
class TestResult:
    """How the final network of a run does on MNIST's test set."""

    __test__ = False
    """Tells pytest that this is not a test."""

    images: int
    loss: float
    accuracy: float
    """A fraction."""
    confusion: npt.NDArray[np.int64]
    """(10, 10); rows are the true digits, columns the predicted ones."""
    answers: npt.NDArray[np.uint8]
    """(images,); the predicted digit of each image."""

    @classmethod
    def of_evaluation(cls, evaluation: Evaluation) -> Self:
        """Return what a run keeps of a complete evaluation."""
        return cls(
            evaluation.images,
            evaluation.loss,
            evaluation.accuracy,
            evaluation.confusion,
            evaluation.predictions,
        )

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        """Read what `to_dict` returned.

        Raises ValueError, TypeError, KeyError, AttributeError or OverflowError for anything else.
        """
        counts = [[check_count(each) for each in row] for row in values["confusion"]]
        confusion = np.array(counts, np.int64)
        digits = values["answers"].encode("ascii")
        answers = np.frombuffer(digits, np.uint8) - ord("0")
        if confusion.shape != (CLASSES, CLASSES) or (answers >= CLASSES).any():
            raise ValueError("confusion matrix or answers")
        loss, accuracy = (
            check_real(values["loss"], minimum=0),
            check_real(values["accuracy"], minimum=0, maximum=1),
        )
        return cls(len(answers), loss, accuracy, confusion, answers)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "images": self.images,
            "loss": self.loss,
            "accuracy": self.accuracy,
            "confusion": self.confusion.tolist(),
            "answers": "".join(map(str, self.answers.tolist())),
        }


@dataclass(frozen=True, slots=True, eq=False)
class TrainingResult:
    """The model of a training that has ended, and its evaluation on the test set."""

    model: Model
    end: TrainingEnd
    test: Evaluation


Progress = Callable[[Model, Evaluation | None], object]
"""Is called with the final model, and then with the model and each partial evaluation."""


def evaluate_training(
    training: Training,
    dataset: Dataset,
    end: TrainingEnd,
    on_progress: Progress = lambda model, evaluation: None,
) -> TrainingResult:
    """Make the model of a training that has ended, and evaluate it on the test set."""
    model = model_of(training, dataset, end)
    on_progress(model, None)
    for evaluation in evaluation_steps(model.network, dataset.test):
        on_progress(model, evaluation)
    return TrainingResult(model, end, evaluation)


def model_of(training: Training, dataset: Dataset, end: TrainingEnd) -> Model:
    """Return the network of a training that has ended, calibrated on the validation images."""
    network = training.network.snapshot()
    epoch, mini_batches = training.network_position
    return Model(
        network,
        training.settings,
        epoch,
        seconds=end.seconds,
        calibration=calibrate(
            network, dataset.validation.last(training.settings.validation_images)
        ),
        mini_batches=mini_batches,
    )


def save_model_and_test(folder: Path, result: TrainingResult) -> None:
    """Write the model and its test result into the folder of a run.

    Raises ModelError or OSError where they cannot be written.
    """
    save_model(folder / MODEL, result.model)
    write_object(folder / TEST, TestResult.of_evaluation(result.test).to_dict())


def end_to_dict(end: TrainingEnd) -> dict[str, Any]:
    """Return the end of a training as plain values for JSON."""
    return {
        "status": end.status.value,
        "epochs": end.epochs,
        "seconds": end.seconds,
        "reason": end.reason,
    }


def end_from_dict(values: Mapping[str, Any]) -> TrainingEnd:
    """Read what `end_to_dict` returned. Raises ValueError, TypeError or KeyError."""
    epochs, seconds = check_count(values["epochs"]), check_duration(values["seconds"])
    return TrainingEnd(Status(values["status"]), epochs, seconds, single_line(values["reason"]))
