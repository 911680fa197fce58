"""The ways to start a training: as a new run, from a saved run, or where it was stopped."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.datasets.dataset import Dataset
from core.foundation.errors import RunError
from core.hyperparameters.fields import Value
from core.hyperparameters.preset_file import Preset
from core.hyperparameters.presets import title_of
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model
from core.runs.initial_network import trainable_network
from core.runs.operations import extend_epochs
from core.runs.recorded_training import RecordedTraining, UnsavedTraining
from core.runs.recorder import WarningHandler
from core.runs.run import Run, RunState, threads_of
from core.runs.run_metadata import RunMetadata
from core.runs.run_title import describe_differences
from core.training.events import Change
from core.training.state import TrainingState
from core.training.thread_count import default_threads
from core.training.trainer import Training, new_network

AnyTraining = RecordedTraining | UnsavedTraining


@dataclass(frozen=True)
class StartRun:
    """Starts a training with a new network and a new folder."""

    settings: Hyperparameters
    known_records: int = 0
    """The number of records of its history that the window shows."""
    initial: Model | None = None
    """The trained network to begin with; None for the initial weights of the settings."""
    preset: Preset | None = None
    """The preset from which the settings were made; None where it is not known."""

    @property
    def threads(self) -> int:
        """The number of threads for the matrix products."""
        return default_threads(self.settings)

    def begin(self, dataset: Dataset, warn: WarningHandler, budget: int = 0) -> AnyTraining:
        """Start the run; if no folder can be made, report that and train without recording.

        The weights of past moments take at most `budget` bytes; with 0, none are kept.
        """
        initial = self.initial
        network = trainable_network(initial, self.settings) if initial is not None else None
        metadata = RunMetadata.now(
            self._title if initial is None else initial.title,
            preset="" if self.preset is None else self.preset.name,
        )
        try:
            return RecordedTraining.begin(
                self.settings, dataset, warn, metadata=metadata, budget=budget, initial=network
            )
        except RunError as error:
            warn(
                RunError(f"{error} The training continues, but it is not recorded.", error.details)
            )
            network = network or new_network(self.settings)
            return UnsavedTraining(Training(network, dataset, self.settings))

    @property
    def _title(self) -> str:
        """The title for the run; empty where it follows from the settings and a built-in preset."""
        title, preset = title_of(self.settings), self.preset
        if title or preset is None or preset.built_in:
            return title
        return describe_differences(self.settings, preset)


@dataclass(frozen=True)
class ResumeRun:
    """Continues a run in its own folder."""

    run: Run
    more_epochs: int = 0
    repair: bool = False
    """Whether to continue from its last checkpoint if it is damaged."""
    known_records: int = 0
    """The number of records of its history that the window shows."""

    @property
    def settings(self) -> Hyperparameters:
        """The settings that it continues with."""
        run, settings = self.run, self.run.last_settings
        done = max((end.epoch for end in run.epochs), default=0)
        early = run.state is RunState.COMPLETED and done < settings.epochs
        more = extend_epochs(settings, self.more_epochs, done, stopped_early=early)
        return settings.with_values(more) if self.more_epochs else settings

    def check(self) -> None:
        """Raise RunError if it cannot be given this many further epochs."""
        _ = self.settings

    @property
    def threads(self) -> int:
        """The number of threads that it started with."""
        return threads_of(self.run)

    def begin(self, dataset: Dataset, warn: WarningHandler, budget: int = 0) -> AnyTraining:
        """Continue the run. Raises RunError if that is not possible."""
        recorded = RecordedTraining.resume(
            self.run.path, dataset, warn, repair=self.repair, budget=budget
        )
        if self.more_epochs:
            recorded.extend(self.more_epochs)
        return recorded


@dataclass(frozen=True, eq=False)
class ContinueSaved:
    """Continues a run that was stopped in this window and saved, at the same mini-batch."""

    path: Path
    settings: Hyperparameters
    """The settings at the stop."""
    threads: int
    images_seen: int
    """The number of images seen at the stop."""
    known_records: int
    """The number of epochs and live changes that the window shows."""
    changes: Mapping[str, Value] = field(default_factory=dict)
    """Live hyperparameters that were changed since the stop."""

    def begin(self, dataset: Dataset, warn: WarningHandler, budget: int = 0) -> AnyTraining:
        """Continue the run. Raises RunError where it is not as it was at the stop."""
        recorded = RecordedTraining.resume(self.path, dataset, warn, budget=budget)
        if recorded.training.images_seen != self.images_seen:
            recorded.close()
            raise RunError(f"{self.path} has changed since it was stopped. Continue it in “Runs”.")
        if self.changes:
            recorded.change(Change(self.changes))
        return recorded


@dataclass(frozen=True, eq=False)
class ContinueUnsaved:
    """Continues a training that was stopped in this window and could not be saved."""

    state: TrainingState
    threads: int
    known_records: int = 0
    """The number of records of its history before the changes: it has none."""
    changes: Mapping[str, Value] = field(default_factory=dict)
    """Live hyperparameters that were changed since the stop."""

    @property
    def settings(self) -> Hyperparameters:
        """The settings at the stop."""
        return self.state.settings

    def begin(self, dataset: Dataset, warn: WarningHandler, budget: int = 0) -> AnyTraining:
        """Continue the training, which is still not recorded."""
        network = new_network(self.settings)
        unsaved = UnsavedTraining(Training(network, dataset, self.settings, self.state))
        if self.changes:
            unsaved.history.append(unsaved.training.change(Change(self.changes)))
        return unsaved


ContinuedLaunch = ContinueSaved | ContinueUnsaved
Launch = StartRun | ResumeRun | ContinuedLaunch
