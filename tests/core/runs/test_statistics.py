"""Statistics against time are kept with a run, outside of what its training depends on."""

import json
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from core.datasets.dataset import Dataset, to_pixels
from core.foundation.errors import RunError
from core.inside.layer_statistics import layer_statistics
from core.nn.backprop import Backprop
from core.nn.mlp import MLP
from core.runs import statistics_recorder
from core.runs.epoch_statistics import EpochStatistics, statistics_to_bytes
from core.runs.growing_file import GrowingFile
from core.runs.layout import STATISTICS
from core.runs.operations import branch
from core.runs.recorded_training import RecordedTraining
from core.runs.statistics_reader import StatisticsReader
from core.runs.statistics_recorder import IMAGES, epoch_distance
from core.training.events import BatchEnd, Change, EpochEnd, Evaluating, TrainingEnd
from core.training.trainer import new_network, train

from .recording import begin, broken_off, history, resume, to_the_end, told, weights
from .settings import PLAIN, RICH

pytestmark = pytest.mark.usefixtures("write_at_once")


@pytest.fixture(autouse=True)
def _measure_every_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Epochs of a few milliseconds would be measured seldom."""
    monkeypatch.setattr(statistics_recorder, "SHARE", 1e9)


def kept(run: Path) -> tuple[EpochStatistics, ...]:
    return StatisticsReader(run).read()


def as_bytes(run: Path) -> bytes:
    return (run / STATISTICS).read_bytes()


def test_every_epoch_is_measured_as_the_engine_computes_it(tmp_path: Path, data: Dataset) -> None:
    networks: list[tuple[MLP, MLP]] = []
    network = new_network(PLAIN)
    before = network.parameters.copy()
    for event in train(network, data, PLAIN):
        if isinstance(event, BatchEnd) and event.images_seen % PLAIN.training_images:
            before = network.parameters.copy()
        elif isinstance(event, EpochEnd):
            networks.append((network.snapshot(), network.with_parameters(before)))
    to_the_end(begin(tmp_path / "run", data, PLAIN), data)
    found = kept(tmp_path / "run")
    assert [each.epoch for each in found] == [1, 2, 3, 4]
    sample = data.train.first(PLAIN.training_images)
    for statistics, (after, previous) in zip(found, networks, strict=True):
        assert statistics.images == len(sample) == 200
        backprop = Backprop(after)
        pixels, targets = to_pixels(sample.images), np.eye(10, dtype=np.float32)[sample.labels]
        backprop(pixels, targets, scale=1 / len(sample))
        gradients, bias_gradients = after.views(backprop.gradient)
        for number, layer in enumerate(statistics.layers):
            weight, former = after.weights[number], previous.weights[number]
            norm = np.linalg.norm(weight.astype(np.float64))
            change = np.linalg.norm(weight.astype(np.float64) - former)
            both = np.append(gradients[number], bias_gradients[number]).astype(np.float64)
            assert layer.weight_norm == pytest.approx(norm, rel=1e-6)
            assert layer.update_ratio == pytest.approx(change / norm, rel=1e-3)
            assert layer.gradient_norm == pytest.approx(np.linalg.norm(both), rel=1e-4)
            assert layer.weights.counts.sum() == weight.size
            assert layer.weights.edges[-1] == np.abs(weight).max()
            assert layer.outputs.counts.sum() == len(sample) * weight.shape[1]
    assert [layer.dead for layer in found[0].layers] == [None, None]
    assert found[0].layers[0].saturated is not None
    assert found[0].layers[1].saturated is None


def test_the_sample_is_bounded(tmp_path: Path, data: Dataset) -> None:
    to_the_end(begin(tmp_path / "run", data, replace(RICH, epochs=1)), data)
    (found,) = kept(tmp_path / "run")
    assert found.images == IMAGES < RICH.training_images
    assert 0 <= (found.layers[0].dead or 0) <= 1


def test_the_training_is_the_same_to_the_bit(
    tmp_path: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    to_the_end(begin(tmp_path / "with", data), data)
    monkeypatch.setattr(statistics_recorder.StatisticsRecorder, "record", lambda *_: None)
    to_the_end(begin(tmp_path / "without", data), data)
    assert not (tmp_path / "without" / STATISTICS).exists()
    assert np.array_equal(weights(tmp_path / "with"), weights(tmp_path / "without"))
    assert history(tmp_path / "with") == history(tmp_path / "without")


@pytest.mark.parametrize("settings", [PLAIN, RICH])
def test_a_run_broken_off_anywhere_has_the_same_statistics(
    tmp_path: Path, data: Dataset, settings: object
) -> None:
    to_the_end(begin(tmp_path / "once", data, settings), data)
    expected = as_bytes(tmp_path / "once")
    for after in (1, 9, 11, 20, 38):
        path = tmp_path / str(after)
        broken_off(begin(path, data, settings), after)
        to_the_end(resume(path, data), data)
        found = kept(path)
        assert [each.epoch for each in found] == [each.epoch for each in kept(tmp_path / "once")]
        for line, other in zip(as_bytes(path).split(b"\n"), expected.split(b"\n"), strict=True):
            # Between the last step of an epoch and its end, that step is not known any more.
            assert line == other or b'"update_ratio":null' in line


def test_an_interruption_during_the_evaluation_leaves_only_the_ratio_unknown(
    tmp_path: Path, data: Dataset
) -> None:
    first_part = begin(tmp_path / "run", data, PLAIN)
    with closing(first_part):
        next(event for event in first_part.events() if isinstance(event, Evaluating))
        first_part.suspend()
    to_the_end(resume(tmp_path / "run", data), data)
    first, *rest = kept(tmp_path / "run")
    assert all(np.isnan(layer.update_ratio) for layer in first.layers)
    assert all(layer.gradient_norm > 0 for layer in first.layers)
    assert not any(np.isnan(layer.update_ratio) for each in rest for layer in each.layers)


def test_a_run_that_goes_on_adds_to_its_statistics(tmp_path: Path, data: Dataset) -> None:
    to_the_end(begin(tmp_path / "run", data, PLAIN), data)
    before = as_bytes(tmp_path / "run")
    longer = resume(tmp_path / "run", data)
    longer.extend(2)
    to_the_end(longer, data)
    assert as_bytes(tmp_path / "run").startswith(before)
    assert [each.epoch for each in kept(tmp_path / "run")] == [1, 2, 3, 4, 5, 6]


def test_a_run_that_goes_back_has_the_statistics_up_to_there(tmp_path: Path, data: Dataset) -> None:
    to_the_end(begin(tmp_path / "run", data, PLAIN), data)
    path = branch(tmp_path / "run", 2, tmp_path / "branch")
    assert [each.epoch for each in kept(path)] == [1, 2]
    change = Change({"learning_rate": 0.1})
    is_there = lambda event: isinstance(event, EpochEnd) and event.epoch == 2  # noqa: E731
    to_the_end(resume(path, data), data, lambda event: change if is_there(event) else None)
    ours, theirs = as_bytes(path).split(b"\n"), as_bytes(tmp_path / "run").split(b"\n")
    assert ours[:2] == theirs[:2]
    assert ours[2] != theirs[2]
    assert [each.epoch for each in kept(path)] == [1, 2, 3, 4]


def test_damaged_lines_are_left_out_and_replaced_when_the_run_goes_on(
    tmp_path: Path, data: Dataset
) -> None:
    path = tmp_path / "run"
    to_the_end(begin(path, data, PLAIN), data)
    whole = as_bytes(path)
    lines = whole.splitlines(keepends=True)
    for damaged in (
        b"\0" * 40 + b"\n" + b"".join(lines[1:]),
        lines[0][:50] + b"\n" + b"".join(lines[1:]),
        lines[0].replace(b'"epoch":1', b'"epoch":9') + b"".join(lines),
    ):
        (path / STATISTICS).write_bytes(damaged + b'{"epoch":5,"ima')
        assert [each.epoch for each in StatisticsReader(path, 4).read()][-3:] == [2, 3, 4]
    (path / STATISTICS).write_bytes(b"\0" * 40 + b"\n" + b"".join(lines[1:]) + b'{"epoch":5,"ima')
    longer = resume(path, data)
    longer.extend(1)
    to_the_end(longer, data)
    assert [each.epoch for each in kept(path)] == [2, 3, 4, 5]
    assert as_bytes(path).startswith(b"".join(lines[1:]))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"epoch":1', '"epoch":0'),
        ('"epoch":1', '"epoch":"1"'),
        ('"images":200', '"images":-1'),
        ('"layers":[', '"layers":[7,'),
        ('"counts":[', '"counts":[-1,'),
        ('"counts":[', '"counts":[1e3,'),
        ('"largest":', '"largest":-'),
        ('"undefined":0', '"undefined":NaN'),
        ('"weight_norm":', '"weight_norm":-'),
        ('"gradient_norm":', '"gradient":'),
        ('"saturated":', '"saturated":1'),
    ],
)
def test_a_line_that_no_training_wrote_is_left_out(
    tmp_path: Path, data: Dataset, old: str, new: str
) -> None:
    path = tmp_path / "run"
    to_the_end(begin(path, data, replace(PLAIN, epochs=2)), data)
    first, second = as_bytes(path).decode().splitlines(keepends=True)
    assert old in first
    (path / STATISTICS).write_text(first.replace(old, new, 1) + second, "utf-8")
    assert [each.epoch for each in kept(path)] == [2]


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    assert kept(tmp_path) == ()
    (tmp_path / STATISTICS).mkdir()
    with pytest.raises(RunError, match="cannot be read as statistics"):
        kept(tmp_path)


def test_a_line_is_read_as_it_was_written(tmp_path: Path, data: Dataset) -> None:
    to_the_end(begin(tmp_path / "run", data), data)
    assert b"".join(map(statistics_to_bytes, kept(tmp_path / "run"))) == as_bytes(tmp_path / "run")


def test_numbers_of_a_diverged_network_are_null(tmp_path: Path, data: Dataset) -> None:
    network = new_network(PLAIN)
    network.parameters[...] = np.inf
    layers = layer_statistics(network, data.train.first(9), network)
    line = statistics_to_bytes(
        EpochStatistics(1, 9, tuple(map(statistics_recorder.summarize, layers)))
    )
    values = json.loads(line)["layers"][0]
    assert values["weight_norm"] is values["gradient_norm"] is values["update_ratio"] is None
    (tmp_path / STATISTICS).write_bytes(line)
    (found,) = kept(tmp_path)
    assert np.isnan(found.layers[0].weight_norm)
    assert found.layers[0].weights.undefined == network.weights[0].size


def test_a_long_run_is_measured_more_and_more_seldom() -> None:
    assert [epoch_distance(epoch) for epoch in (1, 200, 201, 400, 401, 801)] == [1, 1, 2, 2, 4, 8]
    measured = [epoch for epoch in range(1, 100_001) if epoch % epoch_distance(epoch) == 0]
    assert len(measured) < 1200
    assert max(later / earlier for earlier, later in pairwise(measured[199:])) < 1.02


def test_measuring_takes_at_most_its_share_of_the_time(
    tmp_path: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics_recorder, "SHARE", 1e-9)
    to_the_end(begin(tmp_path / "run", data, replace(PLAIN, epochs=14)), data)
    first = list(range(1, statistics_recorder.ALWAYS + 1))
    assert [each.epoch for each in kept(tmp_path / "run")] == [*first, 14]


def test_the_epoch_of_an_early_stop_is_measured(
    tmp_path: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statistics_recorder, "SHARE", 1e-9)
    monkeypatch.setattr(statistics_recorder, "ALWAYS", 0)
    settings = replace(PLAIN, early_stopping="loss", patience=1, learning_rate=1.0, epochs=50)
    to_the_end(begin(tmp_path / "run", data, settings), data)
    last = history(tmp_path / "run")[-1]
    assert isinstance(last, EpochEnd)
    assert [each.epoch for each in kept(tmp_path / "run")] == sorted({1, last.epoch})


def test_without_memory_an_epoch_is_not_measured(
    tmp_path: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(statistics_recorder, "measure", refuse)
    to_the_end(begin(tmp_path / "run", data, PLAIN), data)
    assert kept(tmp_path / "run") == ()
    assert len(history(tmp_path / "run")) == 4


def test_what_cannot_be_written_is_written_later(
    tmp_path: Path, data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, errors = tmp_path / "run", list[RunError]()
    append, failed = GrowingFile.append, list[bytes]()

    def fail_once(file: GrowingFile, content: bytes) -> None:
        if content.startswith(b'{"epoch"') and not failed:
            failed.append(content)
            raise OSError("no space")
        append(file, content)

    monkeypatch.setattr(GrowingFile, "append", fail_once)
    to_the_end(RecordedTraining.begin(PLAIN, data, told(errors), path=path), data)
    assert [each.epoch for each in kept(path)] == [1, 2, 3, 4]
    assert len(failed) == len(errors) == 1


def test_a_run_that_is_saved_elsewhere_takes_its_statistics_along(
    tmp_path: Path, data: Dataset
) -> None:
    path, errors = tmp_path / "run", list[RunError]()
    recorded = RecordedTraining.begin(PLAIN, data, told(errors), path=path)
    with closing(recorded):
        *_, end = recorded.events()
        assert isinstance(end, TrainingEnd)
        path.rename(tmp_path / "gone")
        path.write_text("no folder any more", "utf-8")
        folder = recorded.finish(end, data).folder
    assert folder is not None
    assert folder != path
    assert [each.epoch for each in kept(folder)] == [1, 2, 3, 4]


def test_a_reader_reads_only_what_is_added(tmp_path: Path, data: Dataset) -> None:
    path = tmp_path / "run"
    to_the_end(begin(path, data, PLAIN), data)
    lines = as_bytes(path).splitlines(keepends=True)
    reader, file = StatisticsReader(path), path / STATISTICS
    file.write_bytes(b"".join(lines[:2]) + lines[2][:30])
    first = reader.read()
    assert [each.epoch for each in first] == [1, 2]
    assert reader.read() is first
    file.write_bytes(b"".join(lines))
    second = reader.read()
    assert [each.epoch for each in second] == [1, 2, 3, 4]
    assert second[:2] == first  # the same objects
    changed = lines[1].replace(b'"images":200', b'"images":201')
    file.write_bytes(lines[0] + changed)  # as when the run has gone back
    assert [each.images for each in reader.read()] == [200, 201]
    file.unlink()
    assert reader.read() == ()
