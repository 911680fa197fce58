"""The weights of past moments are kept with a run, to the bit, within a budget."""

import errno
import os
import shutil
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.dataset import Dataset
from core.foundation.errors import RunError
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import load_model
from core.nn.mlp import layer_sizes, parameter_count
from core.runs import kept_weights
from core.runs.kept_weights import thinned
from core.runs.layout import WEIGHTS
from core.runs.moments import Moment, kept_moments, load_moment
from core.runs.operations import branch, branch_settings
from core.runs.recorded_training import RecordedTraining
from core.runs.run import read_run
from core.runs.weights_budget import MEGABYTE, capacity
from core.training.events import BatchEnd, EpochEnd, Stop, TrainingEnd
from core.training.trainer import Training, new_network
from tests.core.training.driving import whole

from .recording import CHANGE, broken_off, fail, to_the_end, told, weights
from .settings import ALL, PLAIN, RICH

pytestmark = pytest.mark.usefixtures("write_at_once")
SMALL_BATCHES = replace(RICH, batch_size=4)
ENDS = [Moment(epoch) for epoch in range(7)]


def begin(path: Path, data: Dataset, settings: Hyperparameters = RICH) -> RecordedTraining:
    return RecordedTraining.begin(settings, data, fail, path=path, budget=MEGABYTE)


def resume(path: Path, data: Dataset, *, repair: bool = False) -> RecordedTraining:
    tell = told([]) if repair else fail
    return RecordedTraining.resume(path, data, tell, repair=repair, budget=MEGABYTE)


def stopped_after(data: Dataset, settings: Hyperparameters, moment: Moment) -> np.ndarray:
    """The weights of a training of its own that was stopped at a moment."""
    training = Training(new_network(settings), data, settings)
    events = training.events()
    event, done = next(events), 0
    while True:
        done += isinstance(event, BatchEnd)
        batch = done == moment.mini_batches and not moment.epochs
        if batch or (isinstance(event, EpochEnd) and event.epoch == moment.epochs):
            events.send(Stop())
            return training.network.parameters.copy()
        event = next(events)


def contents(path: Path) -> dict[Moment, np.ndarray]:
    return {m: load_moment(path, m).network.parameters for m in kept_moments(path)}


def assert_same(run: Path, other: Path, moments: Sequence[Moment] | None = None) -> None:
    mine, its = contents(run), contents(other)
    assert list(mine) == (list(its) if moments is None else list(moments))
    for moment, parameters in mine.items():
        assert np.array_equal(parameters, its[moment]), moment


@pytest.mark.parametrize("kind", ALL)
def test_the_kept_weights_are_those_of_a_training_stopped_there(
    tmp_path: Path, data: Dataset, kind: str
) -> None:
    settings = replace(ALL[kind], batch_size=4)
    path = tmp_path / "run"
    to_the_end(begin(path, data, settings), data)
    moments = kept_moments(path)
    batches = range(10, settings.training_images // 4, 10)
    epochs = range(1, settings.epochs + 1)
    assert moments == [Moment(0), *(Moment(0, n) for n in batches), *map(Moment, epochs)]
    kept = contents(path)
    assert np.array_equal(kept[Moment(0)], new_network(settings).parameters)
    for moment in moments[1:]:
        assert np.array_equal(kept[moment], stopped_after(data, settings, moment)), moment


def test_keeping_weights_changes_no_bit_of_the_training(tmp_path: Path, data: Dataset) -> None:
    _, parameters = whole(data, SMALL_BATCHES)
    to_the_end(begin(tmp_path / "run", data, SMALL_BATCHES), data)
    assert np.array_equal(weights(tmp_path / "run"), parameters)


def test_a_moment_is_a_model_file_that_knows_its_place(tmp_path: Path, data: Dataset) -> None:
    to_the_end(begin(tmp_path / "run", data, SMALL_BATCHES), data)
    batch, end = (load_moment(tmp_path / "run", m) for m in (Moment(0, 20), Moment(3)))
    assert (batch.epoch, batch.mini_batches) == (0, 20)
    assert (end.epoch, end.mini_batches) == (3, 0)
    model = load_model(tmp_path / "run" / WEIGHTS / "epoch-000003.safetensors")
    assert model.hyperparameters == SMALL_BATCHES
    assert np.array_equal(model.network.parameters, end.network.parameters)
    assert Moment(0, 25).position(SMALL_BATCHES) == pytest.approx(100 / 300)
    assert Moment(3).position(SMALL_BATCHES) == 3


def test_settings_changed_in_between_are_those_of_the_moment(tmp_path: Path, data: Dataset) -> None:
    path = tmp_path / "run"
    change_at = lambda e: CHANGE if isinstance(e, EpochEnd) and e.epoch == 2 else None  # noqa: E731
    to_the_end(begin(path, data), data, change_at)
    assert load_moment(path, Moment(2)).hyperparameters.learning_rate == 0.01
    assert load_moment(path, Moment(3)).hyperparameters.learning_rate == 0.03


@pytest.mark.parametrize("after", [1, 5, 11, 20, 38])
def test_a_run_broken_off_anywhere_has_the_same_moments_in_the_end(
    tmp_path: Path, data: Dataset, after: int
) -> None:
    once, path = tmp_path / "once", tmp_path / "run"
    to_the_end(begin(once, data, SMALL_BATCHES), data)
    broken_off(begin(path, data, SMALL_BATCHES), after)
    to_the_end(resume(path, data), data)
    assert_same(path, once)


def test_unfinished_files_and_later_moments_do_not_survive_a_resume(
    tmp_path: Path, data: Dataset
) -> None:
    once, path = tmp_path / "once", tmp_path / "run"
    to_the_end(begin(once, data), data)
    broken_off(begin(path, data), 25)
    shutil.copy(
        once / WEIGHTS / "epoch-000006.safetensors", path / WEIGHTS / "epoch-000500.safetensors"
    )
    (path / WEIGHTS / ".epoch-000009.safetensors.abc.part").write_bytes(b"half")
    (path / WEIGHTS / "notes.txt").write_text("mine")
    to_the_end(resume(path, data), data)
    assert_same(path, once)
    assert not list((path / WEIGHTS).glob(".*"))
    assert (path / WEIGHTS / "notes.txt").exists()


def test_an_extended_run_keeps_on(tmp_path: Path, data: Dataset) -> None:
    path = tmp_path / "run"
    to_the_end(begin(path, data, replace(PLAIN, epochs=2)), data)
    recorded = resume(path, data)
    recorded.extend(3)
    to_the_end(recorded, data)
    assert kept_moments(path) == ENDS[:6]
    longer = tmp_path / "longer"
    to_the_end(begin(longer, data, replace(PLAIN, epochs=5)), data)
    assert_same(path, longer)


def test_a_branch_has_the_moments_up_to_it_and_goes_on_with_its_own(
    tmp_path: Path, data: Dataset
) -> None:
    source, path = tmp_path / "source", tmp_path / "branch"
    to_the_end(begin(source, data, SMALL_BATCHES), data)
    before = contents(source)
    branch(source, 3, path)
    assert_same(path, source, [m for m in before if m <= Moment(3)])
    recorded = resume(path, data)
    with closing(recorded):
        events = recorded.events()
        command = None
        while not isinstance(event := events.send(command), TrainingEnd):
            command = CHANGE if isinstance(event, EpochEnd) and event.epoch == 3 else None
        recorded.finish(event, data)
    mine = contents(path)
    assert list(mine) == list(before)
    for moment, parameters in before.items():
        assert np.array_equal(mine[moment], parameters) == (moment <= Moment(3))
    assert all(np.array_equal(contents(source)[m], before[m]) for m in before)


def test_a_branch_on_a_file_system_without_links_copies(
    tmp_path: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    to_the_end(begin(tmp_path / "source", data), data)
    monkeypatch.setattr(os, "link", refuse)
    branch(tmp_path / "source", 2, tmp_path / "branch")
    assert_same(tmp_path / "branch", tmp_path / "source", ENDS[:3])


def test_without_a_budget_nothing_is_kept(tmp_path: Path, data: Dataset) -> None:
    path = tmp_path / "run"
    to_the_end(RecordedTraining.begin(PLAIN, data, fail, path=path), data)
    assert not (path / WEIGHTS).exists()
    assert kept_moments(path) == []


def test_a_network_that_is_too_large_for_the_budget_keeps_none(
    tmp_path: Path, data: Dataset
) -> None:
    path = tmp_path / "run"
    budget = 2 * 4 * parameter_count(layer_sizes(PLAIN))
    to_the_end(RecordedTraining.begin(PLAIN, data, fail, path=path, budget=budget), data)
    assert kept_moments(path) == []
    assert capacity(115_000_000, 100 * MEGABYTE) == 0
    assert capacity(15_910, 100 * MEGABYTE) > 1_000


def test_the_budget_is_kept_and_first_best_and_last_stay(tmp_path: Path, data: Dataset) -> None:
    path = tmp_path / "run"
    settings = replace(PLAIN, epochs=30, batch_size=4)
    size = 4 * parameter_count(layer_sizes(settings))
    budget = 13 * (size + 4_000)
    to_the_end(RecordedTraining.begin(settings, data, fail, path=path, budget=budget), data)
    assert sum(file.stat().st_size for file in (path / WEIGHTS).iterdir()) <= budget
    epochs = read_run(path).epochs
    best = min(epochs, key=lambda end: end.validation_loss).epoch
    moments = kept_moments(path)
    assert {Moment(0), Moment(best), Moment(30)} <= set(moments)
    assert 6 < len(moments) <= 13
    assert any(moment.mini_batches for moment in moments)


@given(st.integers(0, 3000), st.integers(0, 900), st.integers(3, 200), st.data())
def test_thinning_keeps_the_ends_the_best_and_even_spaces(
    epochs: int, batches: int, most: int, data: st.DataObject
) -> None:
    best = data.draw(st.integers(0, epochs))
    moments = [Moment(epoch) for epoch in range(epochs + 1)]
    moments += [Moment(0, 10 * number) for number in range(1, batches + 1)]
    kept = thinned(moments, most, best)
    assert len(kept) <= most
    assert kept == sorted(set(kept) & set(moments))
    assert {Moment(0), Moment(best), Moment(epochs)} <= set(kept)
    regular = [m.epochs for m in kept if not m.mini_batches and m.epochs not in (best, epochs)]
    assert len({b - a for a, b in pairwise(regular)}) <= 2
    if len(moments) <= most and 4 * batches <= most:
        assert kept == sorted(moments)


def test_a_full_disk_ends_keeping_with_one_sentence_and_not_the_training(
    tmp_path: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors: list[RunError] = []
    written = iter(range(1000))
    write = kept_weights.write_moment

    def fill(*args: object) -> None:
        if next(written) > 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        write(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(kept_weights, "write_moment", fill)
    path = tmp_path / "run"
    recorded = RecordedTraining.begin(RICH, data, told(errors), path=path, budget=MEGABYTE)
    to_the_end(recorded, data)
    assert [str(error).partition(",")[0] for error in errors] == [
        "No more weights of past epochs are kept"
    ]
    assert np.array_equal(weights(path), whole(data, RICH)[1])
    assert len(kept_moments(path)) == 3


@pytest.mark.parametrize("damage", ["cut", "zeros", "one bit", "gone", "folder", "other"])
def test_a_damaged_moment_is_a_sentence(tmp_path: Path, data: Dataset, damage: str) -> None:
    path = tmp_path / "run"
    to_the_end(begin(path, data), data)
    file = path / WEIGHTS / "epoch-000002.safetensors"
    content = bytearray(file.read_bytes())
    match damage:
        case "cut":
            file.write_bytes(content[: len(content) // 2])
        case "zeros":
            file.write_bytes(bytes(len(content)))
        case "one bit":
            content[-100] ^= 1
            file.write_bytes(content)
        case "gone" | "folder":
            file.unlink()
            if damage == "folder":
                file.mkdir()
        case "other":
            shutil.copy(path / "checkpoints" / "last.safetensors", file)
    with pytest.raises(RunError, match=r"^The weights of epoch 2 cannot be read\.$"):
        load_moment(path, Moment(2))
    assert load_moment(path, Moment(3)).epoch == 3
    assert read_run(path).problem == ""


def test_a_run_without_kept_weights_has_no_moments(tmp_path: Path, data: Dataset) -> None:
    to_the_end(begin(tmp_path / "run", data), data)
    shutil.rmtree(tmp_path / "run" / WEIGHTS)
    assert kept_moments(tmp_path / "run") == []
    assert kept_moments(tmp_path / "nowhere") == []


def test_a_folder_removed_during_the_training_is_made_again(tmp_path: Path, data: Dataset) -> None:
    path = tmp_path / "run"

    def remove(event: object) -> None:
        if isinstance(event, EpochEnd) and event.epoch == 2:
            for _ in range(2):  # the first epoch may still wait for what is being written
                recorded._recorder._writing.result()  # type: ignore[union-attr]
                recorded._recorder._write_all()
            recorded._recorder._writing.result()  # type: ignore[union-attr]
            shutil.rmtree(path / WEIGHTS)

    recorded = begin(path, data)
    to_the_end(recorded, data, remove)
    moments = kept_moments(path)
    assert moments in (ENDS[2:], ENDS[3:])  # the second epoch may be written after its event


def test_a_branch_takes_over_what_a_run_can_change() -> None:
    wanted = replace(PLAIN, learning_rate=0.5, hidden_layers=(9,), epochs=3, seed=8, batch_size=16)
    taken = branch_settings(PLAIN, wanted, 2)
    assert taken.changes == {"learning_rate": 0.5, "batch_size": 16, "epochs": 3}
    assert set(taken.fixed) == {"hidden_layers", "seed"}
    reached = branch_settings(PLAIN, wanted, 3)
    assert set(reached.fixed) == {"hidden_layers", "seed", "epochs"}
    assert branch_settings(PLAIN, PLAIN, 1) == ({}, [])
