"""What a training comes to is written wherever it can be: nobody trains it a second time."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.foundation.errors import InklingError, RunError
from core.foundation.files import read_bounded, write_atomically
from core.hyperparameters.schema import Hyperparameters
from core.runs.layout import LABEL
from core.runs.planned_changes import write_plan
from core.runs.recorder import Recorder, Tell
from core.runs.run_folder import RunFolder, free_path, runs_folder
from core.runs.run_metadata import RunMetadata
from core.runs.training_result import TrainingResult, save_end, save_training_result
from core.training.replay import ScheduledChange

PATIENCE = 5.0
"""Seconds for which the folder of the run is tried before another place is."""
_PAUSE = 0.5
_LARGEST_LABEL = 1 << 20
"""Bytes."""
_PROBLEMS = (OSError, MemoryError, InklingError)


@dataclass(slots=True)
class Ending:
    """Of a run whose training has ended, or is left."""

    folder: RunFolder
    settings: Hyperparameters
    """What it began with."""
    about: RunMetadata
    recorder: Recorder
    """Which has finished."""
    tell: Tell
    planned: tuple[ScheduledChange, ...]
    """Live changes that were still to come."""
    outcome: TrainingResult | None = None
    """None where the training is left, to go on later."""
    _has_model: bool = False

    def save(self) -> Path:
        """Write it into the folder of the run; where that fails for a while, all of the run into
        another one, which is told. Where it is.

        Raises RunError where it can be written nowhere.
        """
        last = time.monotonic() + PATIENCE
        while (problem := _problem_of(self._save_here)) is not None:
            if time.monotonic() > last:
                return self._save_elsewhere(problem)
            time.sleep(_PAUSE)
        return self.folder.path

    def _save_here(self) -> None:
        path = self.folder.path
        self.folder.check_own(self.about)
        self.folder.restore(self.settings, self.about, self.planned)
        problem = _problem_of(self.recorder.finish_writing)
        if self.outcome is not None:
            # Whatever has become of the history: it is the model that people train for.
            save_training_result(path, self.outcome)
            self._has_model = True
        if problem is not None:
            raise problem
        write_plan(path, self.planned)
        if self.outcome is not None:
            save_end(path, self.outcome, self.recorder.summary)

    def _save_elsewhere(self, problem: Exception) -> Path:
        path, reasons = self.folder.path, [f"{self.folder.path}: {_reason(problem)}"]
        for place in _places(path.name):
            failed = _problem_of(partial(self._save_to, place))
            if failed is None:
                self.tell(
                    RunError(
                        f"The run could not be written to {path}. All of it is in {place}.",
                        _reason(problem),
                    )
                )
                return place
            reasons.append(f"{place}: {_reason(failed)}")
        if not self._has_model:
            raise RunError(f"The run cannot be saved in {path}, nor elsewhere.", "\n".join(reasons))
        self.tell(
            RunError(
                f"The model is saved in {path}. The rest of the run cannot be written, there or "
                "elsewhere.",
                "\n".join(reasons),
            )
        )
        return path

    def _save_to(self, place: Path) -> None:
        folder = RunFolder.create(self.settings, place, self.about, self.planned)
        try:
            if self.outcome is not None:
                save_training_result(place, self.outcome)
            self.recorder.copy_to(place)
            with suppress(OSError, ValueError):  # what it is called may be gone with its folder
                self.folder.check_own(self.about)
                label = read_bounded(self.folder.path / LABEL, _LARGEST_LABEL)
                write_atomically(place / LABEL, label)
            if self.outcome is not None:
                save_end(place, self.outcome, self.recorder.summary)
        finally:
            folder.close()


def _places(name: str) -> Iterator[Path]:
    """Folders that are not there yet: the user's runs, the user's home, one for what is
    temporary."""
    yield free_path(runs_folder() / name)
    with suppress(RuntimeError):  # this user has none
        yield free_path(Path.home() / f"inkling {name}")
    with suppress(OSError):  # that is the last one
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
