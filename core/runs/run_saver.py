"""Saving of a run at its end, in its folder or elsewhere, so that no training is lost."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from core.foundation.errors import InklingError, RunError
from core.foundation.files import read_bounded, write_atomically
from core.foundation.json_file import write_object
from core.hyperparameters.schema import Hyperparameters
from core.runs.layout import ANNOTATIONS, RESULT, SUMMARY
from core.runs.planned_changes import write_plan
from core.runs.recorder import Recorder, WarningHandler
from core.runs.result import TrainingResult, end_to_dict, save_model_and_test
from core.runs.run_folder import RunFolder, free_path, runs_folder
from core.runs.run_metadata import RunMetadata
from core.training.replay import PlannedChange

PATIENCE = 5.0
"""Seconds of retries in the folder of the run before another place is tried."""
_PAUSE = 0.5
_LARGEST_ANNOTATIONS = 1 << 20
"""Bytes."""
_PROBLEMS = (OSError, MemoryError, InklingError)


@dataclass(slots=True)
class RunSaver:
    """Saves a run whose training has ended or is suspended."""

    folder: RunFolder
    settings: Hyperparameters
    """The settings at the start of the run."""
    metadata: RunMetadata
    recorder: Recorder
    """A recorder that has finished."""
    warn: WarningHandler
    planned: tuple[PlannedChange, ...]
    """Live changes that have not been made yet."""
    result: TrainingResult | None = None
    """None where the training is suspended, to be resumed later."""
    _model_is_saved: bool = False

    def save(self) -> Path:
        """Write the run into its folder, or all of it into another one; return where it is.

        Another folder is used, with a warning, when the first one fails for `PATIENCE` seconds.
        Raises RunError where the run can be written nowhere.
        """
        deadline = time.monotonic() + PATIENCE
        while (problem := _problem_of(self._save_here)) is not None:
            if time.monotonic() > deadline:
                return self._save_elsewhere(problem)
            time.sleep(_PAUSE)
        return self.folder.path

    def _save_here(self) -> None:
        path = self.folder.path
        self.folder.check_own(self.metadata)
        self.folder.restore(self.settings, self.metadata, self.planned)
        problem = _problem_of(self.recorder.finish_writing)
        if self.result is not None:
            # Also without a history: the model is what matters most.
            save_model_and_test(path, self.result)
            self._model_is_saved = True
        if problem is not None:
            raise problem
        write_plan(path, self.planned)
        self._save_end(path)

    def _save_elsewhere(self, problem: Exception) -> Path:
        path, reasons = self.folder.path, [f"{self.folder.path}: {_reason(problem)}"]
        for place in _other_places(path.name):
            failure = _problem_of(partial(self._save_to, place))
            if failure is None:
                message = f"The run could not be written to {path}. All of it is in {place}."
                self.warn(RunError(message, _reason(problem)))
                return place
            reasons.append(f"{place}: {_reason(failure)}")
        if not self._model_is_saved:
            raise RunError(f"The run cannot be saved in {path}, nor elsewhere.", "\n".join(reasons))
        message = (
            f"The model is saved in {path}. The rest of the run cannot be written, there or "
            "elsewhere."
        )
        self.warn(RunError(message, "\n".join(reasons)))
        return path

    def _save_to(self, place: Path) -> None:
        folder = RunFolder.create(self.settings, place, self.metadata, self.planned)
        try:
            if self.result is not None:
                save_model_and_test(place, self.result)
            self.recorder.copy_to(place)
            with suppress(OSError, ValueError):  # the annotations may be gone with their folder
                self.folder.check_own(self.metadata)
                annotations = read_bounded(self.folder.path / ANNOTATIONS, _LARGEST_ANNOTATIONS)
                write_atomically(place / ANNOTATIONS, annotations)
            self._save_end(place)
        finally:
            folder.close()

    def _save_end(self, folder: Path) -> None:
        """Write how the run ended. This is last: a run that has a result has everything."""
        if self.result is None:
            return
        end, accuracy = self.result.end, self.result.test.accuracy
        summary = replace(self.recorder.summary, end=end, test_accuracy=accuracy)
        write_object(folder / SUMMARY, summary.to_dict())
        write_object(folder / RESULT, end_to_dict(end))


def _other_places(name: str) -> Iterator[Path]:
    """Yield new folders among the user's runs, in the user's home, and for temporary files."""
    yield free_path(runs_folder() / name)
    with suppress(RuntimeError):  # this user has no home
        yield free_path(Path.home() / f"inkling {name}")
    with suppress(OSError):  # there is no place left to try
        yield Path(tempfile.mkdtemp(prefix="inkling-")) / name


def _problem_of(work: Callable[[], None]) -> Exception | None:
    try:
        work()
    except _PROBLEMS as error:
        return error
    return None


def _reason(error: Exception) -> str:
    details = error.details if isinstance(error, InklingError) else ""
    return details or str(error) or "there is not enough memory"
