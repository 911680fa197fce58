"""How a run ended, and what it reached on the test set."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from core.datasets.dataset import CLASSES
from core.evaluation.metrics import Evaluation
from core.foundation.json_file import check_count, check_duration, check_real, single_line
from core.training.events import Status, TrainingEnd


@dataclass(frozen=True, slots=True, eq=False)
class TestResult:
    """Of the network that the run ended with, on MNIST's test set."""

    __test__ = False
    """For pytest: not a test."""

    images: int
    loss: float
    accuracy: float
    """A fraction."""
    confusion: npt.NDArray[np.int64]
    """(10, 10); rows are the true digits, columns the predicted ones."""
    answers: npt.NDArray[np.uint8]
    """(images,); the digit that each image was read as."""

    @classmethod
    def of_evaluation(cls, found: Evaluation) -> Self:
        """What an evaluation has found."""
        return cls(found.images, found.loss, found.accuracy, found.confusion, found.predictions)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From what `to_dict` gave. Raises ValueError, TypeError, KeyError,
        AttributeError or OverflowError."""
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
        """Plain values, fit for JSON."""
        return {
            "images": self.images,
            "loss": self.loss,
            "accuracy": self.accuracy,
            "confusion": self.confusion.tolist(),
            "answers": "".join(map(str, self.answers.tolist())),
        }


def end_to_dict(end: TrainingEnd) -> dict[str, Any]:
    """Plain values, fit for JSON."""
    return {
        "status": end.status.value,
        "epochs": end.epochs,
        "seconds": end.seconds,
        "reason": end.reason,
    }


def end_of(values: Mapping[str, Any]) -> TrainingEnd:
    """From what `end_to_dict` gave. Raises ValueError, TypeError or KeyError."""
    epochs, seconds = check_count(values["epochs"]), check_duration(values["seconds"])
    return TrainingEnd(Status(values["status"]), epochs, seconds, single_line(values["reason"]))
