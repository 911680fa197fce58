"""Folders of runs to report."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from core.datasets.dataset import Dataset
from core.evaluation.metrics import evaluate
from core.foundation.json_file import write_object
from core.models.model_file import Model, save_model
from core.runs.history import Record, record_to_dict
from core.runs.layout import HISTORY, MODEL, RESULT, TEST
from core.runs.result import TestResult, end_to_dict
from core.runs.run_folder import RunFolder
from core.runs.run_metadata import RunMetadata
from core.training.events import Status, TrainingEnd

from .histories import FALLING, history

MakeRun = Callable[..., Path]
ENDED = TrainingEnd(Status.COMPLETED, 20, 30.0)


@pytest.fixture(scope="session")
def test_result(trained_model: Model, mnist: Dataset) -> TestResult:
    return TestResult.of_evaluation(evaluate(trained_model.network, mnist.test))


@pytest.fixture
def make_run(trained_model: Model, test_result: TestResult, tmp_path: Path) -> MakeRun:
    """Writes the folder of a run, complete unless told otherwise."""

    def make(
        records: Sequence[Record] = history(FALLING[:20], FALLING[:20]).records,
        *,
        model: bool = True,
        tested: bool = True,
        end: TrainingEnd | None = ENDED,
        **settings: object,
    ) -> Path:
        chosen = trained_model.hyperparameters.with_values(settings)
        folder = RunFolder.create(chosen, tmp_path / "run", RunMetadata.now("Made up"))
        folder.close()
        lines = "".join(json.dumps(record_to_dict(each)) + "\n" for each in records)
        (folder.path / HISTORY).write_text(lines, "utf-8")
        if model:
            save_model(folder.path / MODEL, trained_model)
        if tested:
            write_object(folder.path / TEST, test_result.to_dict())
        if end is not None:
            write_object(folder.path / RESULT, end_to_dict(end))
        return folder.path

    return make
