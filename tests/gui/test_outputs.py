"""What a person saves replaces no file of a run, and none that the dialog has not asked about."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from core.drawing.strokes import drawing_from_points
from core.foundation.paths import my_digits_file
from core.models.model_file import Model

from .person import Person, will_choose
from .run_library_fixture import Library

SEVEN = drawing_from_points([[(0.2, 0.2), (0.7, 0.21), (0.4, 0.9)]])


@pytest.fixture
def choose(
    monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> Callable[[Path], None]:
    """What the system's dialog will say; it is refused."""
    expect_log("OutputError")
    return partial(will_choose, monkeypatch)


@pytest.fixture
def run(library: Library) -> Path:
    return library.add("first")


def refused(person: Person, reason: str, path: Path, before: bytes) -> None:
    person.wait(lambda: bool(person.dialogs("errorDialog")))
    (box,) = person.dialogs("errorDialog")
    assert reason in box.text()
    assert path.read_bytes() == before


def test_a_model_is_not_saved_over_the_model_of_a_run(
    person: Person, trained_model: Model, run: Path, choose: Callable[[Path], None]
) -> None:
    path = run / "model.safetensors"
    before = path.read_bytes()
    person.window.session.use_model(trained_model)
    choose(path)
    person.choose_action("Save model as…")
    refused(person, "belongs to the run in", path, before)


def test_a_model_is_not_exported_over_a_checkpoint(
    person: Person, trained_model: Model, run: Path, choose: Callable[[Path], None]
) -> None:
    path = run / "checkpoints" / "last.npz"
    path.write_bytes(b"theirs")
    person.window.session.use_model(trained_model)
    choose(path)
    person.choose_action("Export model…")
    refused(person, "belongs to the run in", path, b"theirs")


@pytest.mark.parametrize("kept", [False, True])
def test_a_drawing_is_not_saved_over_a_run_or_the_digits_that_are_kept(
    person: Person, run: Path, choose: Callable[[Path], None], kept: bool
) -> None:
    path = my_digits_file() if kept else run / "history.jsonl"
    if kept:
        path.write_text("kept\n")
    before = path.read_bytes()
    person.window.pad.put(SEVEN)
    choose(path)
    person.choose_action("Save drawing as…")
    refused(person, "keeps for you" if kept else "belongs to the run in", path, before)


@pytest.mark.parametrize(
    ("action", "name", "there"),
    [
        ("Save model as…", "mine", "mine.safetensors"),
        ("Save model as…", "mine.npz", "mine.npz.safetensors"),
        ("Save drawing as…", "mine", "mine.png"),
    ],
)
def test_a_file_that_the_dialog_has_not_asked_about_is_not_replaced(
    person: Person,
    trained_model: Model,
    tmp_path: Path,
    choose: Callable[[Path], None],
    action: str,
    name: str,
    there: str,
) -> None:
    (tmp_path / there).write_bytes(b"theirs")
    person.window.session.use_model(trained_model)
    person.window.pad.put(SEVEN)
    choose(tmp_path / name)
    person.choose_action(action)
    refused(person, "already exists", tmp_path / there, b"theirs")
