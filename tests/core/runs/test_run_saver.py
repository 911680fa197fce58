"""What a training has come to is saved wherever it can be, and the person is told where."""

import errno
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import Dataset
from core.foundation.errors import RunError
from core.models.model_file import load_model
from core.runs import run_saver
from core.runs.library import Library
from core.runs.recorded_training import RecordedTraining
from core.runs.run import RunState, read_run
from core.runs.run_folder import runs_folder
from core.training.events import BatchEnd, EpochEnd
from tests.core.training.driving import plain, whole

from .recording import history, resume, to_the_end, told, weights
from .settings import RICH

pytestmark = pytest.mark.usefixtures("write_at_once")


@pytest.fixture(scope="module")
def expected(data: Dataset) -> tuple[list[object], np.ndarray]:
    events, parameters = whole(data, RICH)
    return [event for event in events if isinstance(event, EpochEnd)], parameters


@pytest.fixture
def errors() -> list[RunError]:
    return []


@pytest.fixture
def recorded(tmp_path: Path, data: Dataset, errors: list[RunError]) -> RecordedTraining:
    return RecordedTraining.begin(RICH, data, told(errors), path=tmp_path / "run")


def once(do: Callable[[], object], epoch: int = 3) -> Callable[[object], None]:
    """Does it at the first mini-batch of an epoch."""
    left = [do]

    def answer(event: object) -> None:
        if isinstance(event, BatchEnd) and event.epoch == epoch and left:
            left.pop()()

    return answer


def remove(path: Path) -> None:
    """At once, whoever is writing there."""
    path.rename(Path(tempfile.mkdtemp(dir=path.parent)) / "removed")


def check_whole(path: Path, expected: tuple[list[object], np.ndarray]) -> None:
    run = read_run(path)
    assert (run.state, run.problem) == (RunState.COMPLETED, "")
    assert [plain(end) for end in run.epochs] == expected[0]
    assert np.array_equal(load_model(run.model_path).network.parameters, expected[1])
    assert run.test is not None


@pytest.mark.parametrize("part", ["history.jsonl", "checkpoints", "hyperparameters.json", "."])
@pytest.mark.parametrize("epoch", [3, RICH.epochs])
def test_what_somebody_removes_meanwhile_is_made_once_more(
    recorded: RecordedTraining,
    data: Dataset,
    expected: tuple[list[object], np.ndarray],
    part: str,
    epoch: int,
) -> None:
    path = recorded.folder.path / part
    to_the_end(recorded, data, once(lambda: remove(path), epoch))
    check_whole(recorded.folder.path, expected)
    extend_epochs = resume(recorded.folder.path, data)
    assert extend_epochs.training.epochs == RICH.epochs
    extend_epochs.close()


def in_the_way(path: Path) -> None:
    """So that nobody can write there, whatever the rights."""
    remove(path)
    path.write_text("a file")


def test_a_run_that_cannot_be_written_is_saved_among_the_users(
    recorded: RecordedTraining,
    data: Dataset,
    errors: list[RunError],
    expected: tuple[list[object], np.ndarray],
) -> None:
    path = recorded.folder.path
    to_the_end(recorded, data, once(lambda: in_the_way(path)))
    place = runs_folder() / path.name
    check_whole(place, expected)
    assert str(errors[-1]) == (f"The run could not be written to {path}. All of it is in {place}.")
    assert errors[-1].details
    assert [listing.path for listing in Library().listings()] == [place]
    resume(place, data).close()


def test_a_run_is_saved_at_home_or_where_things_are_temporary(
    tmp_path: Path,
    data: Dataset,
    home: Path,
    expected: tuple[list[object], np.ndarray],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for folder in ("own", "temporary"):
        (tmp_path / folder).mkdir()
    home.write_text("a file")
    monkeypatch.setenv("HOME", str(tmp_path / "own"))
    monkeypatch.setenv("USERPROFILE", str(tmp_path / "own"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    for place in (tmp_path / "own", tmp_path / "temporary"):
        errors: list[RunError] = []
        path = tmp_path / f"not {place.name}"
        recorded = RecordedTraining.begin(RICH, data, told(errors), path=path)
        to_the_end(recorded, data, once(partial(in_the_way, path)))
        (found,) = place.rglob("model.safetensors")
        check_whole(found.parent, expected)
        assert str(found.parent) in str(errors[-1])
        in_the_way(place)


def another_run(path: Path, data: Dataset) -> None:
    settings = RICH.with_values({"seed": 9})
    to_the_end(RecordedTraining.begin(settings, data, told([]), path=path), data)
    (path / "label.json").write_text('{"name": "another"}')


def contents(path: Path) -> dict[str, bytes]:
    return {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}


@pytest.mark.parametrize("how", ["made there", "moved there", "linked there", "without a lock"])
@pytest.mark.parametrize("epoch", [2, RICH.epochs])
def test_a_run_whose_folder_has_become_that_of_another_is_saved_elsewhere(
    recorded: RecordedTraining,
    data: Dataset,
    errors: list[RunError],
    expected: tuple[list[object], np.ndarray],
    monkeypatch: pytest.MonkeyPatch,
    how: str,
    epoch: int,
) -> None:
    monkeypatch.setattr(run_saver, "PATIENCE", 0.0)
    path, other = recorded.folder.path, recorded.folder.path.with_name("other")
    before: list[dict[str, bytes]] = []

    def replace() -> None:
        if (writing := recorded._recorder._writing) is not None:
            writing.result()
        remove(path)
        another_run(path if how == "made there" else other, data)
        if how == "without a lock":
            (other / ".lock").unlink()
        if how == "linked there":
            path.symlink_to(other)
        elif how != "made there":
            other.rename(path)
        before.append(contents(path))

    to_the_end(recorded, data, once(replace, epoch))
    assert [contents(path)] == before
    place = runs_folder() / path.name
    check_whole(place, expected)
    assert read_run(place).annotations.name == ""
    assert "is now the folder of another run" in errors[0].details
    assert str(errors[-1]) == (f"The run could not be written to {path}. All of it is in {place}.")


def test_a_lock_that_somebody_removes_does_not_matter(
    recorded: RecordedTraining, data: Dataset, expected: tuple[list[object], np.ndarray]
) -> None:
    to_the_end(recorded, data, once((recorded.folder.path / ".lock").unlink))
    check_whole(recorded.folder.path, expected)


def test_a_run_that_can_be_saved_nowhere_says_so(
    recorded: RecordedTraining, data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_saver, "_other_places", lambda name: iter(()))
    with pytest.raises(RunError, match=r"cannot be saved in .*, nor elsewhere") as caught:
        to_the_end(recorded, data, once(lambda: in_the_way(recorded.folder.path)))
    assert str(recorded.folder.path) in caught.value.details


def test_a_model_is_saved_even_where_its_history_is_not(
    recorded: RecordedTraining,
    data: Dataset,
    errors: list[RunError],
    expected: tuple[list[object], np.ndarray],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(run_saver, "_other_places", lambda name: iter(()))
    path = recorded.folder.path

    def replace() -> None:
        file = path / "history.jsonl"
        while not file.is_dir():  # the thread that writes may make the file again in between
            file.unlink(missing_ok=True)
            with suppress(FileExistsError):
                file.mkdir()

    to_the_end(recorded, data, once(replace))
    assert np.array_equal(load_model(path / "model.safetensors").network.parameters, expected[1])
    assert str(errors[-1]).startswith(f"The model is saved in {path}. The rest")
    assert read_run(path).state is RunState.INTERRUPTED  # what is missing can be trained again


def test_a_disk_that_is_full_for_a_moment_is_waited_for(
    recorded: RecordedTraining,
    data: Dataset,
    errors: list[RunError],
    expected: tuple[list[object], np.ndarray],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    full, fsync = [], os.fsync

    def or_full(descriptor: int) -> None:
        if full:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(descriptor)

    def wait(_: float) -> None:
        full.clear()

    monkeypatch.setattr(os, "fsync", or_full)
    monkeypatch.setattr(run_saver, "PATIENCE", 60.0)
    monkeypatch.setattr("core.runs.run_saver.time.sleep", wait)
    to_the_end(recorded, data, once(lambda: full.append(True)))
    check_whole(recorded.folder.path, expected)
    assert len(errors) == 1
    assert "cannot be written at present" in str(errors[0])


def test_a_training_that_is_left_is_saved_elsewhere_too(
    recorded: RecordedTraining,
    data: Dataset,
    errors: list[RunError],
    expected: tuple[list[object], np.ndarray],
) -> None:
    events = recorded.events()
    for _ in range(30):
        next(events)
    in_the_way(recorded.folder.path)
    place = recorded.suspend()
    events.close()
    recorded.close()
    assert place == runs_folder() / "run"
    assert "All of it is in" in str(errors[-1])
    assert read_run(place).state is RunState.INTERRUPTED
    to_the_end(resume(place, data), data)
    assert history(place) == expected[0]
    assert np.array_equal(weights(place), expected[1])
