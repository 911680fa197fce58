"""Histories for other programs."""

import csv
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from core.exporting.formats import MODEL_FORMATS, RUN_FORMATS, export_model, export_run, format_of
from core.foundation.errors import ExportError, InklingError

from .histories import RUN
from .models import model_of


def test_a_table_has_a_row_an_epoch_and_the_changes_before_it(tmp_path: Path) -> None:
    path = export_run(tmp_path / "run.csv", RUN, "csv")
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["epoch"] for row in rows] == ["1", "2", ""]
    assert [row["images_seen"] for row in rows] == ["1000", "2000", "2100"]
    assert float(rows[1]["validation_accuracy"]) == 0.85
    assert float(rows[1]["train_seconds"]) == 0.5
    assert [row["changes"] for row in rows] == [
        "",
        "learning_rate=0.25, batch_size=64 at 1,500 images",
        "l2=0.125 at 2,100 images",
    ]


def test_json_lines_hold_all_of_it(tmp_path: Path) -> None:
    path = export_run(tmp_path / "run.jsonl", RUN, "jsonl")
    objects = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    kinds = [each["event"] for each in objects]
    assert kinds == ["run", "epoch", "change", "epoch", "change", "end", "test"]
    assert objects[0]["title"] == RUN.annotations.name
    assert objects[0]["hyperparameters"]["training_images"] == 1000
    assert objects[2]["values"] == {"learning_rate": 0.25, "batch_size": 64}
    assert objects[-1] == {"event": "test", "images": 10_000, "loss": 0.4, "accuracy": 0.9}


def test_tensorboard_reads_every_metric_and_the_changes(tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    path = export_run(tmp_path / "logs", RUN, "tensorboard")
    assert path.parent == tmp_path / "logs"
    read = EventAccumulator(str(tmp_path / "logs"))
    read.Reload()
    assert {"loss/train", "accuracy/validation"} <= set(read.Tags()["scalars"])
    losses = read.Scalars("loss/validation")
    assert [(each.step, each.value) for each in losses] == [
        (1, pytest.approx(0.6)),
        (2, pytest.approx(0.5)),
    ]
    began = RUN.metadata.created.timestamp()
    assert [each.wall_time - began for each in losses] == [2, 4]
    assert [e.value for e in read.Scalars("speed/images_per_second_of_training")] == [1000, 2000]
    (text,) = (t for t in read.Tags()["tensors"] if t.startswith("live changes"))
    changes = read.Tensors(text)
    assert [each.step for each in changes] == [2, 3]
    assert changes[1].tensor_proto.string_val == [b"l2=0.125"]


def test_a_file_that_tensorboard_would_find_keeps_its_name(tmp_path: Path) -> None:
    assert export_run(tmp_path / "my.tfevents", RUN, "tensorboard") == tmp_path / "my.tfevents"


def test_without_the_library_it_is_said_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "tensorboardX.record_writer", None)
    with pytest.raises(ExportError, match=r"inkling-lab\[tensorboard\]"):
        export_run(tmp_path / "logs", RUN, "tensorboard")


@pytest.mark.parametrize("name", RUN_FORMATS)
def test_a_run_without_a_history_can_be_written(tmp_path: Path, name: str) -> None:
    new = replace(RUN, records=(), end=None, test=None)
    assert export_run(tmp_path / f"run{RUN_FORMATS[name].suffix}", new, name).stat().st_size


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    model = model_of("relu", "softmax_cross_entropy")
    (tmp_path / "file").touch()
    target = tmp_path / "file" / "x"
    for name in MODEL_FORMATS:
        with pytest.raises(InklingError, match="cannot be"):
            export_model(target, model, name)
    for name in RUN_FORMATS:
        with pytest.raises(InklingError, match="cannot be"):
            export_run(target, RUN, name)


def test_a_format_is_known_by_the_end_of_a_files_name() -> None:
    assert format_of(Path("a.ONNX")) == "onnx"
    assert format_of(Path("a.py")) == "python"
    assert format_of(Path("a.csv")) == "csv"
    assert format_of(Path("a")) is None
