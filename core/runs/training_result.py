"""What a training comes to: its model, and how that does on the test set."""

from dataclasses import dataclass, replace
from pathlib import Path

from core.datasets.dataset import Dataset
from core.evaluation.calibration import calibrate
from core.evaluation.metrics import Evaluation
from core.foundation.json_file import write_object
from core.models.model_file import Model, save_model
from core.runs.layout import MODEL, RESULT, SUMMARY, TEST
from core.runs.result import TestResult, end_to_dict
from core.runs.summary import Summary
from core.training.events import TrainingEnd
from core.training.trainer import Training


@dataclass(frozen=True, slots=True, eq=False)
class TrainingResult:
    """Of a training that has ended."""

    model: Model
    end: TrainingEnd
    test: Evaluation


def model_of(training: Training, dataset: Dataset, end: TrainingEnd) -> Model:
    """The network of a training that has ended, calibrated by the validation images."""
    network = training.network.snapshot()
    return Model(
        network,
        training.settings,
        end.epochs,
        seconds=end.seconds,
        calibration=calibrate(
            network,
            dataset.validation.last(training.settings.validation_images),
        ),
    )


def save_training_result(folder: Path, outcome: TrainingResult) -> None:
    """Write the model and how it does on the test set into the folder of a run.

    Raises ModelError or OSError where they cannot be written.
    """
    save_model(folder / MODEL, outcome.model)
    write_object(folder / TEST, TestResult.of_evaluation(outcome.test).to_dict())


def save_end(folder: Path, outcome: TrainingResult, summary: Summary) -> None:
    """Write how a run has ended: the last of all, a run that has a result has everything.

    Raises OSError.
    """
    told = replace(summary, end=outcome.end, test_accuracy=outcome.test.accuracy)
    write_object(folder / SUMMARY, told.to_dict())
    write_object(folder / RESULT, end_to_dict(outcome.end))
