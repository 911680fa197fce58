"""Models of other programs are opened in the window, and ours are exported for them."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from safetensors.numpy import save_file

from core.importing.model_import import import_model
from core.models.model_file import Model, save_model

from .person import Person, will_choose

ExpectLog = Callable[[str], None]
SAME = {"activation": "sigmoid", "loss": "sigmoid_cross_entropy"}


def as_safetensors(path: Path, model: Model) -> None:
    save_model(path, model)


def as_npz(path: Path, model: Model) -> None:
    weights, biases = model.network.weights, model.network.biases
    with path.open("wb") as file:
        np.savez(file, W1=weights[0], b1=biases[0], W2=weights[1], b2=biases[1], **SAME)


def as_json(path: Path, model: Model) -> None:
    told = {
        "sizes": list(model.network.sizes),
        "weights": [weights.T.tolist() for weights in model.network.weights],
        "biases": [biases.reshape(-1, 1).tolist() for biases in model.network.biases],
        "cost": "CrossEntropyCost",
    }
    path.write_text(json.dumps(told), encoding="utf-8")


def as_state_dict(path: Path, model: Model) -> None:
    network = model.network
    arrays = {}
    for number in range(2):
        arrays[f"{2 * number}.weight"] = np.ascontiguousarray(network.weights[number].T)
        arrays[f"{2 * number}.bias"] = np.array(network.biases[number])
    save_file(arrays, path, SAME)


def said(person: Person) -> str:
    """What the boxes say that tell of problems."""
    return "".join(box.text() for box in person.dialogs("errorDialog"))


@pytest.mark.parametrize("write", [as_safetensors, as_npz, as_json, as_state_dict])
def test_every_kind_of_model_is_opened_and_evaluated(
    person: Person,
    trained_model: Model,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[Path, Model], None],
) -> None:
    path = tmp_path / "theirs"
    write(path, trained_model)
    will_choose(monkeypatch, path)
    person.choose_action("Open model…")
    person.wait(lambda: person.session.model is not None)
    person.wait_for_evaluation()
    assert float(person.text("testAccuracyLabel").removesuffix("%")) > 85
    assert person.field("hidden_layers") == "20"
    assert person.text("statusMessage") == f"Opened {path}"


def test_what_had_to_be_assumed_is_said(person: Person, tmp_path: Path) -> None:
    path = tmp_path / "bare.npz"
    np.savez(path, W1=np.ones((784, 5)), b1=np.ones(5), W2=np.ones((5, 10)), b2=np.ones(10))
    person.window.files.open(path)
    person.wait(lambda: person.session.model is not None)
    assert "assumed are activation relu and loss softmax" in person.text("statusMessage")
    person.wait_for_evaluation()
    assert "from bare.npz" in person.text("testModel")


def test_a_model_of_another_program_is_pinned(
    person: Person, trained_model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "nielsen.json"
    as_json(path, trained_model)
    will_choose(monkeypatch, path)
    person.window.comparison.ask_to_pin()
    person.wait(person.find(QWidget, "pinnedModel").isVisible)
    assert person.text("pinnedTitle") == "Pinned: nielsen.json"


@pytest.mark.parametrize(
    ("name", "kind", "written"),
    [
        ("mine", "NumPy arrays (*.npz)", "mine.npz"),
        ("mine.npz", "ONNX (*.onnx)", "mine.npz"),
        ("version.2", "NumPy arrays (*.npz)", "version.2.npz"),
        ("mine.py", "Python file (*.py)", "mine.py"),
        ("mine", "ONNX (*.onnx)", "mine.onnx"),
    ],
)
def test_a_model_is_exported_in_the_format_that_is_chosen(
    person: Person,
    trained_model: Model,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    kind: str,
    written: str,
) -> None:
    assert not person.action("Export model…").isEnabled()
    person.session.use_model(trained_model)
    will_choose(monkeypatch, tmp_path / name, kind)
    person.choose_action("Export model…")
    path = tmp_path / written
    person.wait(lambda: person.text("savedFileText") == f"Saved to {path}")
    assert [each.name for each in tmp_path.iterdir() if each.is_file()] == [written]
    if path.suffix == ".npz":
        assert import_model(path).hyperparameters == trained_model.hyperparameters


def test_an_export_that_fails_says_why(
    person: Person,
    trained_model: Model,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: ExpectLog,
) -> None:
    expect_log("cannot be written")
    expect_log("already exists")
    person.session.use_model(trained_model)
    will_choose(monkeypatch, tmp_path / "none" / "mine.npz", "NumPy arrays (*.npz)")
    person.choose_action("Export model…")
    person.wait(lambda: "cannot be written" in said(person))
    (tmp_path / "mine.npz").write_bytes(b"another")
    will_choose(monkeypatch, tmp_path / "mine", "NumPy arrays (*.npz)")
    person.choose_action("Export model…")
    person.wait(lambda: "already exists" in said(person))
    assert (tmp_path / "mine.npz").read_bytes() == b"another"


def test_an_export_without_a_folder_for_temporary_files_says_so(
    person: Person,
    trained_model: Model,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    expect_log: ExpectLog,
) -> None:
    expect_log("folder for temporary files is not usable")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    person.session.use_model(trained_model)
    will_choose(monkeypatch, tmp_path / "mine.npz", "NumPy arrays (*.npz)")
    person.choose_action("Export model…")
    person.wait(lambda: "folder for temporary files is not usable" in said(person))


def test_opening_a_model_during_a_training_says_why_not(person: Person) -> None:
    person.choose_preset("Report, 3,000 images")
    person.click("startButton")
    person.wait(lambda: person.session.active)
    person.choose_action("Open model…")
    assert person.window.findChild(QFileDialog) is None
    assert "stop it first" in person.text("statusMessage")
    person.click("stopButton")
    person.wait(lambda: not person.session.active)
    person.wait_for_threads()
