"""Statistics against time for other programs."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.exporting.formats import export_run
from core.inside.layer_statistics import bin_edges, histogram
from core.runs.epoch_statistics import EpochStatistics, LayerRecord, statistics_to_bytes
from core.runs.layout import STATISTICS
from core.runs.run import Run

from .histories import RUN

_VALUES = np.random.default_rng(5).normal(0, [[0.5], [0.25], [0.125]], (3, 4000))


def _layer(epoch: int, number: int) -> LayerRecord:
    weights, outputs, gradients = (histogram(values / epoch) for values in _VALUES)
    hidden = number == 1
    return LayerRecord(
        weights,
        outputs,
        gradients,
        weight_norm=3.0 * epoch,
        gradient_norm=0.5 / epoch if hidden else float("nan"),
        update_ratio=0.001 * number,
        dead=0.25 if hidden else None,
        saturated=None,
    )


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """A run of two epochs, and statistics of these and of an epoch that its history lost."""
    folder = tmp_path / "run"
    folder.mkdir()
    lines = (
        statistics_to_bytes(EpochStatistics(epoch, 256, (_layer(epoch, 1), _layer(epoch, 2))))
        for epoch in (1, 2, 3)
    )
    (folder / STATISTICS).write_bytes(b"".join(lines))
    return replace(RUN, path=folder)


def test_tensorboard_opens_the_histograms(run: Run, tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.plugin_event_accumulator import EventAccumulator
    from tensorboard.util.tensor_util import make_ndarray

    export_run(tmp_path / "logs", run, "tensorboard")
    read = EventAccumulator(str(tmp_path / "logs"), size_guidance={"tensors": 0})
    read.Reload()
    assert read.SummaryMetadata("weights/layer_1").plugin_data.plugin_name == "histograms"
    for name, values in zip(("weights", "outputs", "gradients"), _VALUES, strict=True):
        first, second = read.Tensors(f"{name}/layer_1")
        assert (first.step, second.step) == (1, 2)
        for event, scaled in ((first, values), (second, values / 2)):
            lefts, rights, counts = make_ndarray(event.tensor_proto).T
            edges = bin_edges(np.abs(scaled).max())
            expected, _ = np.histogram(scaled, edges)
            used = np.flatnonzero(expected)
            assert lefts == pytest.approx(edges[used[0] : used[-1] + 1])
            assert rights == pytest.approx(edges[used[0] + 1 : used[-1] + 2])
            assert counts.tolist() == expected[used[0] : used[-1] + 1].tolist()


def test_tensorboard_reads_the_numbers_of_each_layer(run: Run, tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    export_run(tmp_path / "logs", run, "tensorboard")
    read = EventAccumulator(str(tmp_path / "logs"))
    read.Reload()

    def values(tag: str) -> list[tuple[int, float]]:
        return [(each.step, each.value) for each in read.Scalars(tag)]

    assert values("weight_norm/layer_1") == [(1, 3), (2, 6)]
    assert values("gradient_norm/layer_1") == [(1, 0.5), (2, 0.25)]
    assert values("update_ratio/layer_2") == [(1, pytest.approx(0.002)), (2, pytest.approx(0.002))]
    assert values("dead/layer_1") == [(1, 0.25), (2, 0.25)]
    missing = {"gradient_norm/layer_2", "dead/layer_2", "saturated/layer_1"}
    assert not missing & set(read.Tags()["scalars"])


def test_a_table_has_the_numbers_of_each_layer(run: Run, tmp_path: Path) -> None:
    with export_run(tmp_path / "run.csv", run, "csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", ""]
    assert [row["layer1_weight_norm"] for row in rows] == ["3.0", "6.0", ""]
    assert [row["layer1_dead"] for row in rows] == ["0.25", "0.25", ""]
    assert [row["layer2_update_ratio"] for row in rows] == ["0.002", "0.002", ""]
    assert [row["layer2_gradient_norm"] for row in rows] == ["", "", ""]
    assert "layer1_saturated" not in rows[0]


def test_json_lines_have_the_histograms_too(run: Run, tmp_path: Path) -> None:
    lines = export_run(tmp_path / "run.jsonl", run, "jsonl").read_text("utf-8").splitlines()
    objects = [json.loads(line) for line in lines]
    kinds = [each["event"] for each in objects]
    epochs = ["epoch", "statistics", "change", "epoch", "statistics", "change"]
    assert kinds == ["run", *epochs, "end", "test"]
    kept = (run.path / STATISTICS).read_text("utf-8").splitlines()
    assert objects[2] == {"event": "statistics", **json.loads(kept[0])}


@pytest.mark.parametrize("name", ["csv", "jsonl", "tensorboard"])
def test_statistics_that_cannot_be_read_are_left_out(
    run: Run, tmp_path: Path, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    expected = export_run(tmp_path / "a.tfevents", RUN, name).read_bytes()
    (run.path / STATISTICS).unlink()
    (run.path / STATISTICS).mkdir()
    assert export_run(tmp_path / "b.tfevents", run, name).read_bytes() == expected
    assert "cannot be read as statistics" in caplog.text
