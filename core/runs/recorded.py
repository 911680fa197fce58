"""A training with the run that is written beside it: new, or gone on with."""

from pathlib import Path
from typing import Self

from core.datasets.dataset import Dataset
from core.errors import RunError
from core.hyperparameters import Hyperparameters
from core.runs.about import About
from core.runs.checkpoints import latest_checkpoint
from core.runs.folder import RunFolder
from core.runs.layout import RESULT, SUMMARY
from core.runs.longer import longer
from core.runs.outcome import Outcome, save_outcome
from core.runs.recorder import Recorder, Tell
from core.runs.records import Record
from core.runs.run import Run, read_run
from core.training.events import Change, Event, Status
from core.training.replay import Replay
from core.training.state import TrainingState
from core.training.trainer import Events, Training, new_network


class RecordedTraining:
    """Drive `events`; then `save` what it came to, or `leave` it to go on later.

    Whoever drives it calls `close` in the end, whatever has happened.
    """

    def __init__(
        self,
        folder: RunFolder,
        training: Training,
        recorder: Recorder,
        replay: Replay,
    ) -> None:
        self.folder, self.training = folder, training
        self._recorder, self._replay = recorder, replay
        self.history: list[Record] = list(recorder.kept)
        """What there was before the first event."""
        while (change := replay.due()) is not None:
            self.change(change)

    @classmethod
    def begin(
        cls,
        settings: Hyperparameters,
        dataset: Dataset,
        tell: Tell,
        *,
        path: Path | None = None,
        about: About | None = None,
        replay: Replay | None = None,
    ) -> Self:
        """A new run, in a folder that must not hold one. Raises RunError."""
        folder = RunFolder.create(settings, path, about)
        training = Training(new_network(settings), dataset, settings)
        return cls._in(folder, training, tell, (), replay or Replay(()))

    @classmethod
    def resume(cls, path: Path, dataset: Dataset, tell: Tell) -> Self:
        """Go on with a run as if it had not been interrupted, live changes included, whatever
        its state. Raises RunError."""
        folder = RunFolder(path)
        try:
            run = read_run(path)
            for told in (RESULT, SUMMARY):  # of an end that is none any more
                (path / told).unlink(missing_ok=True)
            state, kept, rest = _left_off(run)
            training = Training(new_network(run.settings), dataset, run.settings, state)
            seen, epochs = (state.progress.images_seen, state.progress.epochs) if state else (0, 0)
            replay = Replay(rest, images_seen=seen, epochs=epochs)
        except OSError as error:
            folder.close()
            raise RunError(f"The folder {path} cannot be written.", str(error)) from error
        except RunError:
            folder.close()
            raise
        return cls._in(folder, training, tell, kept, replay)

    @classmethod
    def _in(
        cls,
        folder: RunFolder,
        training: Training,
        tell: Tell,
        kept: tuple[Record, ...],
        replay: Replay,
    ) -> Self:
        try:
            recorder = Recorder(folder.path, tell, kept)
        except RunError:
            folder.close()
            raise
        return cls(folder, training, recorder, replay)

    def change(self, change: Change) -> None:
        """Make a live change before the first event."""
        event = self.training.change(change)
        self.history.append(event)
        self._recorder.keep(event, self.training)

    def give_more(self, epochs: int) -> None:
        """Let it go on for so many epochs more, before the first event."""
        training = self.training
        early = training.stopped_early
        self.change(Change(longer(training.settings, epochs, training.epochs, stopped_early=early)))

    def events(self) -> Events:
        """As `Training.events`, each written down before it is told."""
        events = self.training.events()
        event: Event = next(events)
        while True:
            self._recorder.keep(event, self.training)
            command = yield event
            self._replay.look(event)
            try:
                event = events.send(command if command is not None else self._replay.due())
            except StopIteration:
                return

    def save(self, outcome: Outcome) -> None:
        """Write down how it ended. Raises RunError or ModelError."""
        # What has diverged diverges again: there is nothing to go on from but what was before.
        diverged = outcome.end.status is Status.DIVERGED
        self._recorder.finish(None if diverged else self.training)
        save_outcome(self.folder.path, outcome, self._recorder.summary)

    def leave(self) -> None:
        """Write its state, to go on from later. Raises RunError."""
        self._recorder.finish(self.training)

    def close(self) -> None:
        """End what writes, and let go of the folder."""
        self._recorder.close()
        self.folder.close()


def _left_off(
    run: Run,
) -> tuple[TrainingState | None, tuple[Record, ...], tuple[Record, ...]]:
    """The latest state of a run, the history up to it, and what was recorded after it."""
    checkpoint = latest_checkpoint(run)
    if checkpoint is None:
        return None, (), run.records
    return checkpoint.state, run.records[: checkpoint.records], run.records[checkpoint.records :]
