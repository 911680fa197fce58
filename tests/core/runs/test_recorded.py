"""A run is written while it is trained, and gone on with to the bit."""

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.foundation.errors import RunError
from core.runs import checkpoints
from core.runs.checkpoints import checkpoint_epochs
from core.runs.operations import branch
from core.runs.recorded_training import RecordedTraining
from core.runs.resume_point import DamagedRunError
from core.runs.run import RunState, read_run
from core.runs.run_listing import read_listing
from core.training.events import BatchEnd, Change, EpochEnd, LiveChange, Stop
from tests.core.training.driving import whole

from .recording import CHANGE, begin, broken_off, history, resume, to_the_end, told, weights
from .settings import ALL, PLAIN, RICH

pytestmark = pytest.mark.usefixtures("write_at_once")


def of_epochs(events: list[object]) -> list[object]:
    return [event for event in events if isinstance(event, EpochEnd | LiveChange)]


@pytest.mark.parametrize("kind", ALL)
def test_a_run_broken_off_anywhere_ends_as_if_it_had_not_been(
    tmp_path: Path, data: Dataset, kind: str
) -> None:
    expected, parameters = whole(data, ALL[kind])
    for after in (1, 5, 11, 20, 38):
        path = tmp_path / str(after)
        broken_off(begin(path, data, ALL[kind]), after)
        assert read_run(path).state is RunState.INTERRUPTED
        to_the_end(resume(path, data), data)
        assert history(path) == of_epochs(expected)
        assert np.array_equal(weights(path), parameters)


@pytest.mark.parametrize("at", [2, 12, 14])
def test_a_change_made_after_the_last_checkpoint_is_made_again(
    tmp_path: Path, data: Dataset, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = tmp_path / "once"
    number = iter(range(10**6))
    to_the_end(begin(once, data), data, lambda _: CHANGE if next(number) == at else None)
    monkeypatch.setattr(checkpoints, "INTERVAL", 10**6)
    for checkpoint_at in (1, 8, 13, 30):
        path = tmp_path / f"{at} {checkpoint_at}"
        first = begin(path, data)
        events, command = first.events(), None
        for number_ in range(34):
            if number_ == checkpoint_at:
                first._recorder._schedule._due = 0.0
            events.send(command)
            command = CHANGE if number_ == at else None
        events.close()
        first.close()
        to_the_end(resume(path, data), data)
        assert history(path) == history(once)
        assert np.array_equal(weights(path), weights(once))


def test_epochs_are_listed_before_there_is_a_new_checkpoint(
    tmp_path: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    once, path = tmp_path / "once", tmp_path / "run"
    to_the_end(begin(once, data), data)
    monkeypatch.setattr(checkpoints, "INTERVAL", 10**6)
    first = begin(path, data)
    first.save_state()
    done = 0
    for event in first.events():
        first._recorder._writing.result()
        first._recorder._schedule._history_due = 0.0
        done += isinstance(event, EpochEnd)
        if done == 3:
            break
    first.close()
    assert read_listing(path).summary.epochs == 3
    assert [each.name for each in (path / "checkpoints").iterdir()] == ["last.safetensors"]
    to_the_end(resume(path, data), data)
    assert history(path) == history(once)
    assert np.array_equal(weights(path), weights(once))


def test_a_stopped_run_can_be_gone_on_with(tmp_path: Path, data: Dataset) -> None:
    expected, parameters = whole(data, RICH)
    path = tmp_path / "run"
    to_the_end(begin(path, data), data, lambda e: Stop() if isinstance(e, EpochEnd) else None)
    assert read_run(path).state is RunState.STOPPED
    to_the_end(resume(path, data), data)
    assert read_run(path).state is RunState.COMPLETED
    assert history(path) == of_epochs(expected)
    assert np.array_equal(weights(path), parameters)


def test_a_complete_run_is_given_more_epochs(tmp_path: Path, data: Dataset) -> None:
    path = tmp_path / "run"
    to_the_end(begin(path, data), data)
    extend_epochs = resume(path, data)
    extend_epochs.change(Change({"epochs": RICH.epochs + 2}))
    to_the_end(extend_epochs, data)
    run = read_run(path)
    assert [end.epoch for end in run.epochs] == list(range(1, RICH.epochs + 3))
    assert [change.values for change in run.changes] == [{"epochs": RICH.epochs + 2}]
    assert run.end is not None
    assert run.end.epochs == RICH.epochs + 2


def test_a_run_that_was_stopped_early_goes_on_when_it_is_given_more(
    tmp_path: Path, data: Dataset
) -> None:
    path, settings = tmp_path / "run", RICH.with_values({"patience": 1, "learning_rate": 0.5})
    to_the_end(begin(path, data, settings.with_values({"epochs": 40})), data)
    done = len(read_run(path).epochs)
    assert done < 40
    extend_epochs = resume(path, data)
    extend_epochs.extend(3)
    assert extend_epochs.training.settings.epochs == done + 3
    to_the_end(extend_epochs, data)
    assert len(read_run(path).epochs) == done + 3


def test_a_run_with_more_epochs_than_planned_is_given_more(tmp_path: Path, data: Dataset) -> None:
    path = tmp_path / "run"
    seen = RICH.training_images + RICH.batch_size

    def set_fewer(event: object) -> Change | None:
        late = isinstance(event, BatchEnd) and event.images_seen == seen
        return Change({"epochs": 1}) if late else None

    to_the_end(begin(path, data), data, set_fewer)
    assert (len(read_run(path).epochs), read_run(path).last_settings.epochs) == (2, 1)
    assert read_listing(path).epochs == 2
    recorded = resume(path, data)
    recorded.extend(2)
    to_the_end(recorded, data)
    assert len(read_run(path).epochs) == 4


@pytest.mark.parametrize("damage", ["cut", "gone", "foreign", "changed"])
def test_another_checkpoint_stands_in_for_a_damaged_one(
    tmp_path: Path, data: Dataset, damage: str
) -> None:
    settings = RICH.with_values({"epochs": 14})
    expected, parameters = whole(data, settings)
    path = tmp_path / "run"
    broken_off(begin(path, data, settings), 160)
    last = path / "checkpoints" / "last.safetensors"
    content = last.read_bytes()
    {
        "cut": lambda: last.write_bytes(content[:-100]),
        "changed": lambda: last.write_bytes(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:]),
        "gone": last.unlink,
        "foreign": lambda: last.write_text("hello"),
    }[damage]()
    resumed = resume(path, data)
    assert resumed.training.epochs > 0  # how many depends on when the writer had its turn
    to_the_end(resumed, data)
    assert history(path) == of_epochs(expected)
    assert np.array_equal(weights(path), parameters)


def test_a_checkpoint_of_another_run_is_not_used(tmp_path: Path, data: Dataset) -> None:
    for name, seed in (("a", 1), ("b", 2)):
        settings = RICH.with_values({"seed": seed})
        broken_off(begin(tmp_path / name, data, settings), 60)
    for part in (tmp_path / "a" / "checkpoints").iterdir():
        shutil.copy(part, tmp_path / "b" / "checkpoints")
    with pytest.raises(DamagedRunError) as caught:
        resume(tmp_path / "b", data)
    assert "(seed: 2 instead of 1)" in caught.value.details


def test_a_run_killed_before_its_first_checkpoint_begins_again(
    tmp_path: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, errors = tmp_path / "run", list[RunError]()
    expected, parameters = whole(data, RICH)
    with monkeypatch.context() as patch:
        patch.setattr(checkpoints, "INTERVAL", 10**6)
        recorded = begin(path, data)
        events = recorded.events()
        while not read_run(path).epochs:
            event = next(events)
            if isinstance(event, EpochEnd):
                recorded._recorder._checkpoints.clear()
                recorded._recorder._write({})
        events.close()
        recorded.close()
    assert not list((path / "checkpoints").iterdir())
    before = (path / "history.jsonl").read_bytes()
    to_the_end(resume(path, data, told(errors)), data)
    assert "no checkpoint yet" in str(errors[0])
    assert (path / "history.damaged-1.jsonl").read_bytes() == before
    assert history(path) == of_epochs(expected)
    assert np.array_equal(weights(path), parameters)


def test_a_line_half_written_is_written_again(tmp_path: Path, data: Dataset) -> None:
    expected, _ = whole(data, RICH)
    broken_off(begin(tmp_path / "run", data), 70)
    lines = tmp_path / "run" / "history.jsonl"
    lines.write_bytes(lines.read_bytes() + b'{"event": "epo')
    assert read_run(tmp_path / "run").problem == ""
    to_the_end(resume(tmp_path / "run", data), data)
    assert history(tmp_path / "run") == of_epochs(expected)


class FullDisk:
    """Says that there is no space, while it is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        monkeypatch.setattr(os, "fsync", self._or_full(os.fsync))

    def _or_full(self, do: Callable[..., None]) -> Callable[..., None]:
        def maybe(*arguments: object) -> None:
            if self.full:
                raise OSError(errno.ENOSPC, "No space left on device")
            do(*arguments)

        return maybe


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[FullDisk]:
    return FullDisk(monkeypatch)


def test_a_training_goes_on_while_the_disk_is_full_and_loses_nothing(
    tmp_path: Path, data: Dataset, disk: FullDisk
) -> None:
    errors: list[RunError] = []
    failed = Event()
    expected, parameters = whole(data, RICH)

    def tell(error: RunError) -> None:
        errors.append(error)
        failed.set()

    def fill(event: object) -> None:
        if not isinstance(event, BatchEnd):
            return  # what the end of an epoch has to write must not be written before epoch 5
        disk.full = event.epoch in (2, 3, 4)
        if event.epoch == 4:
            assert failed.wait(30)  # until the thread that writes has had its turn

    path = tmp_path / "run"
    to_the_end(RecordedTraining.begin(RICH, data, tell, path=path), data, fill)
    assert len(errors) >= 1
    assert "cannot be written at present" in str(errors[0])
    assert "No space left" in errors[0].details
    assert history(path) == of_epochs(expected)
    assert np.array_equal(weights(path), parameters)


def test_nobody_else_goes_on_with_a_run_that_is_under_way(tmp_path: Path, data: Dataset) -> None:
    first = begin(tmp_path / "run", data)
    next(first.events())
    assert read_run(tmp_path / "run").state is RunState.RUNNING
    with pytest.raises(RunError, match="running in another process"):
        resume(tmp_path / "run", data)
    first.close()
    resume(tmp_path / "run", data).close()


@pytest.mark.parametrize("content", ["", "[1]", "{", '{"hidden_layers": "x"}', "\0", "[" * 10**5])
def test_what_is_no_run_is_refused_and_let_go_of(
    tmp_path: Path, data: Dataset, content: str
) -> None:
    (tmp_path / "hyperparameters.json").write_text(content)
    for _ in range(2):
        with pytest.raises(RunError):
            resume(tmp_path, data)


def test_checkpoints_are_the_last_the_best_and_one_in_ten(tmp_path: Path, data: Dataset) -> None:
    to_the_end(begin(tmp_path / "run", data, PLAIN.with_values({"epochs": 31})), data)
    assert checkpoint_epochs(tmp_path / "run") == [10, 20, 30]
    names = {path.name for path in (tmp_path / "run" / "checkpoints").iterdir()}
    assert {"last.safetensors", "best.safetensors"} < names
    assert len(names) == 5


@pytest.mark.parametrize("epoch", [1, 9, 10, 13])
def test_going_back_to_an_epoch_comes_by_it_and_goes_on_as_before(
    tmp_path: Path, data: Dataset, epoch: int
) -> None:
    settings = RICH.with_values({"epochs": 14})
    source, path = tmp_path / "source", tmp_path / "branch"
    events = iter(range(10**6))
    to_the_end(begin(source, data, settings), data, lambda _: CHANGE if next(events) == 5 else None)
    before = {p: p.read_bytes() for p in source.rglob("*") if p.is_file()}
    assert branch(source, epoch, path) == path
    back = read_run(path)
    assert [end.epoch for end in back.epochs] == list(range(1, epoch + 1))
    assert (back.metadata.origin, back.metadata.origin_epoch) == (
        read_run(source).metadata.id,
        epoch,
    )
    to_the_end(resume(path, data), data)
    assert history(path) == history(source)
    assert np.array_equal(weights(path), weights(source))
    assert {p: p.read_bytes() for p in source.rglob("*") if p.is_file()} == before


def test_there_is_no_going_back_to_an_epoch_that_never_was(tmp_path: Path, data: Dataset) -> None:
    to_the_end(begin(tmp_path / "run", data), data)
    with pytest.raises(RunError, match="has no epoch 99"):
        branch(tmp_path / "run", 99, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_the_history_tells_each_epoch_and_change_as_an_object(
    tmp_path: Path, data: Dataset
) -> None:
    once = iter([CHANGE])
    to_the_end(begin(tmp_path / "run", data, PLAIN), data, lambda _: next(once, None))
    first, second, *_ = map(json.loads, (tmp_path / "run/history.jsonl").read_text().splitlines())
    assert first == {"event": "change", "images_seen": 32, "values": {"learning_rate": 0.03}}
    assert (second["event"], second["epoch"]) == ("epoch", 1)
    assert set(second) == {
        "event",
        "epoch",
        "train_loss",
        "train_accuracy",
        "validation_loss",
        "validation_accuracy",
        "seconds",
        "train_seconds",
    }
