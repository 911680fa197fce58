"""A training with the run that is written beside it: new, or gone on with."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Self

from core.datasets.dataset import Dataset
from core.foundation.errors import RunError
from core.hyperparameters.schema import Hyperparameters
from core.runs.ending import Ending
from core.runs.history import Line, Record
from core.runs.layout import HISTORY, PLAN
from core.runs.operations import longer
from core.runs.planned_changes import write_plan
from core.runs.recorder import Recorder, Tell
from core.runs.resume_point import LeftOff, left_off
from core.runs.run import Run, read_run
from core.runs.run_folder import RunFolder, set_aside
from core.runs.run_metadata import RunMetadata
from core.runs.training_result import TrainingResult
from core.training.events import Change, Event, Status
from core.training.replay import Replay
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
        ending: Callable[..., Ending],
    ) -> None:
        self.folder, self.training = folder, training
        self._recorder, self._replay, self._ending = recorder, replay, ending
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
        about: RunMetadata | None = None,
        replay: Replay | None = None,
    ) -> Self:
        """A new run, in a folder that must not hold one. Raises RunError."""
        about, replay = about or RunMetadata.now(), replay or Replay(())
        folder = RunFolder.create(settings, path, about, replay.left)
        training = Training(new_network(settings), dataset, settings)
        return cls._in(folder, training, replay, settings, about, tell)

    @classmethod
    def resume(cls, path: Path, dataset: Dataset, tell: Tell, *, repair: bool = False) -> Self:
        """Go on with a run as if it had not been interrupted, live changes included, whatever
        its state.

        Where it is damaged it goes on only with `repair`, from its last checkpoint; what is damaged
        is set aside. Raises DamagedRunError, and RunError where it cannot be gone on with.
        """
        folder = RunFolder(path)
        try:
            folder.tidy()
            run = read_run(path)
            left = left_off(run, repair=repair)
            training = Training(new_network(run.settings), dataset, run.settings, left.state)
            # What goes back to an epoch may do so without a checkpoint: that is no damage.
            again = left.state is None and len(run.epochs) > run.about.origin_epoch
            if left.repaired:
                _set_aside(run, left, tell)
            elif again:
                set_aside(path / HISTORY)
        except OSError as error:
            folder.close()
            raise RunError(f"The folder {path} cannot be written.", str(error)) from error
        except RunError:
            folder.close()
            raise
        if again:
            tell(_all_again(run))
        recorded = cls._in(
            folder, training, left.replay(), run.settings, run.about, tell,
            left.kept, anew=left.repaired,
        )  # fmt: skip
        if left.repaired:
            recorded._recorder.keep_state(training)  # which goes with the history from now on
        return recorded

    @classmethod
    def _in(
        cls,
        folder: RunFolder,
        training: Training,
        replay: Replay,
        settings: Hyperparameters,
        about: RunMetadata,
        tell: Tell,
        kept: tuple[Line, ...] = (),
        *,
        anew: bool = False,
    ) -> Self:
        try:
            # First: what the history has after `kept` is cut off, when more is written.
            write_plan(folder.path, replay.left)
            check = partial(folder.check_own, about)
            coming = lambda: len(replay.left)  # noqa: E731
            recorder = Recorder(folder.path, check, coming, tell, kept, anew=anew)
        except OSError as error:
            folder.close()
            raise RunError(f"The folder {folder.path} cannot be written.", str(error)) from error
        except RunError:
            folder.close()
            raise
        ending = partial(Ending, folder, settings, about, recorder, tell)
        return cls(folder, training, recorder, replay, ending)

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
            self._replay.observe(event)
            try:
                event = events.send(command if command is not None else self._replay.due())
            except StopIteration:
                return

    def save(self, outcome: TrainingResult) -> Path:
        """Write down how it ended, wherever that can be written; the folder that it is in.

        Raises RunError where it can be written nowhere.
        """
        # What has diverged diverges again: there is nothing to go on from but what was before.
        diverged = outcome.end.status is Status.DIVERGED
        self._recorder.finish(None if diverged else self.training)
        return self._ending(self._replay.left, outcome).save()

    def leave(self) -> Path:
        """Write its state, to go on from later; the folder that it is in. Raises RunError."""
        self._recorder.finish(self.training)
        return self._ending(self._replay.left).save()

    def close(self) -> None:
        """End what writes, and let go of the folder."""
        self._recorder.close()
        self.folder.close()


def _set_aside(run: Run, left: LeftOff, tell: Tell) -> None:
    """Keep what is damaged beside what takes its place. Raises OSError."""
    kept = [set_aside(run.path / name) for name in (HISTORY, PLAN)]
    names = " and ".join(path.name for path in kept if path is not None)
    lost = left.kept.count(None)
    what = f" {lost:,} of its lines cannot be read any more." if lost else ""
    where = f" What was damaged is kept there as {names}." if names else ""
    tell(RunError(f"{run.path} goes on from epoch {left.epochs:,}.{what}{where}"))


def _all_again(run: Run) -> RunError:
    return RunError(
        f"{run.path} has no checkpoint yet: its {len(run.epochs):,} epochs are trained once more."
    )
