"""The pictures of the window in README, made by `python -m tests.gui.pictures --docs`."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from core.datasets.dataset import Dataset
from core.hyperparameters.presets import DEFAULT, preset
from core.models.bundled_model import load_bundled
from core.models.model_file import Model

from ..person import Person
from ..run_library_fixture import Library
from .scenes import why
from .stage import SEVEN, Stage

IMAGES = Path(__file__).parents[3] / "docs" / "images"


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with a short name, which can be read in the pictures."""
    with tempfile.TemporaryDirectory(prefix="inkling-") as folder:
        monkeypatch.setenv("INKLING_HOME", folder)
        yield Path(folder)


@pytest.fixture
def bundled_model() -> Model | None:
    return load_bundled()


def save(person: Person, scheme: str, name: str) -> None:
    person.choose_action(scheme)
    QCoreApplication.processEvents()
    assert person.window.grab().save(str(IMAGES / name))


def test_the_window_after_the_training_of_the_report(person: Person) -> None:
    person.choose_preset(preset(DEFAULT).title)
    person.draw(SEVEN)
    person.click("startButton")
    person.wait_for_end()
    person.wait_for_threads()
    save(person, "Light", "window-light.png")
    save(person, "Dark", "window-dark.png")


def test_why_a_seven_is_recognized(
    person: Person, library: Library, mnist: Dataset, expect_log: Callable[[str], None]
) -> None:
    why(Stage(person, library, mnist, expect_log))
    save(person, "Light", "why.png")
