"""The pictures of the window in README and in the guide.

`python -m tests.gui.pictures --docs` makes them.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from core.datasets.dataset import Dataset
from core.hyperparameters.presets import DEFAULT, preset
from core.models.bundled_model import load_bundled
from core.models.model_file import Model
from gui.drawing.drawing_panel import DrawingPanel
from gui.help.help_pages import folder

from ..person import Person, settle
from ..run_library_fixture import Library
from .dialog_scenes import two_digits_in_time
from .scenes import (
    Scene,
    a_changed_network,
    a_hint,
    a_landscape,
    a_past_moment,
    inside,
    one_step,
    statistics,
    the_network,
    why,
)
from .stage import SEVEN, Stage

IMAGES = Path(__file__).parents[3] / "docs" / "images"
GUIDE = folder() / "images"
GUIDE_WIDTH = 560
"""Pixels: the page of the help has as many."""


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


def save_for_guide(person: Person, widget: QWidget, name: str) -> None:
    """Save a part of the window in both schemes, in 256 colors, as the guide shows it."""
    GUIDE.mkdir(exist_ok=True)
    for scheme in ("Light", "Dark"):
        person.choose_action(scheme)
        settle()
        image = widget.grab().toImage()
        if image.width() > GUIDE_WIDTH:
            smooth = Qt.TransformationMode.SmoothTransformation
            image = image.scaledToWidth(GUIDE_WIDTH, smooth)
        path = GUIDE / f"{name}-{scheme.lower()}.png"
        assert image.save(str(path))
        with Image.open(path) as whole:
            few = whole.convert("RGB").quantize(256, dither=Image.Dither.NONE)
        few.save(path, optimize=True)


def test_the_window_after_the_training_of_the_report(person: Person) -> None:
    person.choose_preset(preset(DEFAULT).title)
    person.draw(SEVEN)
    person.click("startButton")
    person.wait_for_end()
    person.wait_for_threads()
    save(person, "Light", "window-light.png")
    save(person, "Dark", "window-dark.png")
    person.window.resize(1024, 600)
    save_for_guide(person, person.window, "window")
    person.window.resize(1280, 640)
    save_for_guide(person, person.find(QWidget, "curvesPanel"), "curves")


def test_why_a_seven_is_recognized(
    person: Person, library: Library, mnist: Dataset, expect_log: Callable[[str], None]
) -> None:
    why(Stage(person, library, mnist, expect_log))
    save(person, "Light", "why.png")
    person.window.resize(1280, 720)
    save_for_guide(person, person.window.findChild(DrawingPanel), "why")


@pytest.mark.parametrize(
    ("scene", "name"),
    [
        (the_network, "inside-network"),
        (inside, "inside-units"),
        (one_step, "inside-one-step"),
        (a_changed_network, "inside-change"),
        (a_past_moment, "inside-moments"),
        (statistics, "inside-statistics"),
        (a_hint, "hint"),
        (a_landscape, "inside-landscape"),
    ],
)
def test_the_pages_of_inside_and_a_hint(
    scene: Scene,
    name: str,
    person: Person,
    library: Library,
    mnist: Dataset,
    expect_log: Callable[[str], None],
) -> None:
    person.window.resize(1280, 720)
    scene(Stage(person, library, mnist, expect_log))
    save(person, "Light", f"{name}.png")


def test_two_digits_in_time(
    person: Person, library: Library, mnist: Dataset, expect_log: Callable[[str], None]
) -> None:
    person.window.resize(1280, 720)
    person.choose_action("Light")
    window = two_digits_in_time(Stage(person, library, mnist, expect_log))
    settle()
    assert window.grab().save(str(IMAGES / "inside-two-digits.png"))
