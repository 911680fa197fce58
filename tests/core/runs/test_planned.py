"""Live changes that are still to come survive whatever happens to the process."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.foundation.errors import RunError
from core.runs import checkpoints
from core.runs.operations import branch
from core.runs.planned_changes import pending_changes, read_plan, write_plan
from core.runs.recorded_training import RecordedTraining
from core.runs.resume_point import DamagedRunError
from core.runs.run import RunState, read_run
from core.training.events import Change, EpochEnd, LiveChange, Stop
from core.training.replay import PlannedChange, Replay

from .recording import begin, broken_off, fail, history, resume, to_the_end, weights

pytestmark = pytest.mark.usefixtures("write_at_once")
CHANGES = {
    3: {"learning_rate": 0.03},
    17: {"dropout": 0.3, "batch_size": 24},
    40: {"rotation": 0.0},
    41: {"learning_rate": 0.03},
}


@pytest.fixture(scope="module")
def played(data: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with live changes, early and late."""
    path, numbers = tmp_path_factory.mktemp("played") / "run", iter(range(10**6))

    def answer(_: object) -> Change | None:
        values = CHANGES.get(next(numbers))
        return Change(values) if values is not None else None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checkpoints, "INTERVAL", 0.0)
        to_the_end(begin(path, data), data, answer)
    return path


def replayed(run: Path, path: Path, data: Dataset) -> RecordedTraining:
    told = read_run(run)
    replay = Replay(told.records, later=told.planned)
    return RecordedTraining.begin(told.settings, data, fail, path=path, replay=replay)


def same(path: Path, other: Path) -> bool:
    return history(path) == history(other) and np.array_equal(weights(path), weights(other))


@pytest.mark.parametrize("after", [1, 5, 11, 25, 38, 47])
def test_a_replay_that_was_killed_makes_the_changes_still_to_come(
    tmp_path: Path, data: Dataset, played: Path, after: int
) -> None:
    path = tmp_path / "run"
    broken_off(replayed(played, path, data), after)
    to_the_end(resume(path, data), data)
    assert same(path, played)
    assert not (path / "planned.json").exists()


@pytest.mark.parametrize("after", [5, 11, 25, 38])
def test_changes_to_come_that_are_missing_are_a_damage(
    tmp_path: Path, data: Dataset, played: Path, after: int
) -> None:
    path, errors = tmp_path / "run", list[RunError]()
    broken_off(replayed(played, path, data), after)
    left = len(read_run(path).planned)
    (path / "planned.json").unlink()
    with pytest.raises(DamagedRunError) as caught:
        resume(path, data)
    assert f"planned.json lacks {left} of the live changes" in caught.value.details
    broken_off(resume(path, data, errors.append, repair=True), 3)
    resume(path, data).close()


def test_going_back_to_an_epoch_of_a_replay_misses_no_changes_to_come(
    tmp_path: Path, data: Dataset, played: Path
) -> None:
    broken_off(replayed(played, tmp_path / "run", data), 20)
    to_the_end(resume(branch(tmp_path / "run", 1, tmp_path / "back"), data), data)


@pytest.mark.parametrize("interval", [0.0, 10**6])
def test_a_replay_that_is_killed_again_and_again_makes_each_change_once(
    tmp_path: Path,
    data: Dataset,
    played: Path,
    interval: float,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checkpoints, "INTERVAL", interval)
    path = tmp_path / "run"
    broken_off(replayed(played, path, data), 20)
    for after in (1, 6, 12, 1, 9, 3, 5):
        broken_off(resume(path, data), after)
    to_the_end(resume(path, data), data)
    assert same(path, played)


def test_changes_made_after_the_last_checkpoint_survive_a_second_kill(
    tmp_path: Path, data: Dataset, played: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run"
    monkeypatch.setattr(checkpoints, "INTERVAL", 10**6)
    numbers = iter(range(10**6))
    recorded = begin(path, data)
    events, command = recorded.events(), None
    for _ in range(45):
        events.send(command)
        values = CHANGES.get(next(numbers))
        command = Change(values) if values is not None else None
    events.close()
    recorded.close()
    for kept in (path / "checkpoints").iterdir():
        kept.unlink()  # so that all of it is to be done once more
    # Killed when the epochs of the history have been begun anew, and its changes not made yet.
    monkeypatch.setattr(checkpoints, "INTERVAL", 0.0)
    broken_off(resume(path, data, lambda _: None), 14)
    assert len(read_run(path).epochs) < 3
    to_the_end(resume(path, data), data)
    assert same(path, played)


def test_a_replay_that_was_stopped_goes_on_with_its_changes(
    tmp_path: Path, data: Dataset, played: Path
) -> None:
    path = tmp_path / "run"
    stop: Callable[[object], Stop | None] = lambda event: (  # noqa: E731
        Stop() if isinstance(event, EpochEnd) and event.epoch == 2 else None
    )
    to_the_end(replayed(played, path, data), data, stop)
    assert read_run(path).state is RunState.STOPPED
    assert read_run(path).planned
    to_the_end(resume(path, data), data)
    assert same(path, played)


def test_a_replay_of_a_replay_that_was_killed_is_whole(
    tmp_path: Path, data: Dataset, played: Path
) -> None:
    broken_off(replayed(played, tmp_path / "half", data), 20)
    to_the_end(replayed(tmp_path / "half", tmp_path / "run", data), data)
    assert same(tmp_path / "run", played)


def test_a_replay_that_ends_early_keeps_its_later_changes_for_more_epochs(
    tmp_path: Path, data: Dataset, played: Path
) -> None:
    path, told = tmp_path / "run", read_run(played)
    settings = told.settings.with_values({"patience": 1, "learning_rate": 0.5, "epochs": 40})
    late = PlannedChange(30, LiveChange(9000, {"dropout": 0.1}))
    recorded = RecordedTraining.begin(
        settings, data, fail, path=path, replay=Replay((), later=[late])
    )
    to_the_end(recorded, data)
    assert len(read_run(path).epochs) < 30
    assert read_run(path).planned == (late,)


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    planned = [
        PlannedChange(0, LiveChange(32, {"dropout": 0.5})),
        PlannedChange(3, LiveChange(900, {"l2": 1})),
    ]
    write_plan(tmp_path, planned)
    assert read_plan(tmp_path / "planned.json") == (tuple(planned), "")
    write_plan(tmp_path, [])
    assert list(tmp_path.iterdir()) == []


SAME = {"l2": 1.0}


@pytest.mark.parametrize(
    ("history", "left"),
    [
        ([], 3),
        ([LiveChange(10, SAME)], 3),  # a person's, before the first was due
        ([LiveChange(100, SAME)], 2),
        ([LiveChange(100, SAME), EpochEnd(1, *[0.5] * 6)], 2),
        ([LiveChange(100, SAME), EpochEnd(1, *[0.5] * 6), LiveChange(300, {"l2": 2.0})], 1),
        ([EpochEnd(1, *[0.5] * 6), LiveChange(300, {"l2": 2.0})], 1),  # the first line is lost
    ],
)
def test_what_has_been_made_is_not_still_to_come(
    history: Sequence[LiveChange | EpochEnd], left: int
) -> None:
    planned = [
        PlannedChange(0, LiveChange(100, SAME)),
        PlannedChange(1, LiveChange(300, {"l2": 2.0})),
        PlannedChange(1, LiveChange(400, SAME)),
    ]
    assert len(pending_changes(planned, history)) == left
