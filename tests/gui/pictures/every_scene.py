"""Every panel and dialog, in both color schemes and three sizes: nothing is wrong with it.

With `INKLING_PICTURES`, the pictures go into that folder; `INKLING_SCALE` sets Qt's scale factor.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QImage
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from core.datasets.dataset import Dataset
from core.models.bundled_model import load_bundled
from core.models.model_file import Model

from ..conftest import OpenWindow
from ..person import Person, settle
from ..run_library_fixture import Library
from ..widget_walk import problems
from .checks import clipped_texts, low_contrast, outside, sideways
from .scenes import BEFORE, ENLARGED, SCENES
from .stage import Stage

SIZES = ((1024, 600), (1280, 720), (1920, 1080))
SCHEMES = ("Light", "Dark")
FOLDER = os.environ.get("INKLING_PICTURES")
SCALE = os.environ.get("INKLING_SCALE", "1")


@pytest.fixture
def bundled_model() -> Model | None:
    return load_bundled()


@pytest.fixture(params=[1.0, 1.5], ids=["usual text", "enlarged text"])
def text(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    """The size of the text in the system's settings, in usual sizes."""
    usual = qapp.font()
    font = QFont(usual)
    font.setPointSizeF(request.param * usual.pointSizeF())
    qapp.setFont(font)
    yield request.param
    qapp.setFont(usual)


@pytest.mark.parametrize("name", SCENES)
def test_nothing_is_wrong_with(
    name: str,
    text: float,
    open_window: OpenWindow,
    qtbot: QtBot,
    library: Library,
    mnist: Dataset,
    expect_log: Callable[[str], None],
) -> None:
    if name in ENLARGED and text != 1.0:
        pytest.skip("Its text is large as it is.")
    if text != 1.0 and SCALE != "1":
        pytest.skip("Enlarged text has the same room at each scale.")
    if name in BEFORE:
        BEFORE[name](library)
    person = Person(open_window(), qtbot)
    shown = SCENES[name](Stage(person, library, mnist, expect_log))
    found = []
    for scheme, (width, height) in _appearances(text):
        person.choose_action(scheme)
        person.window.resize(width, height)
        settle()
        image = shown.grab().toImage()
        _keep(image, f"{name}-{scheme.lower()}-{width}x{height}", text)
        faults = [*clipped_texts(shown), *outside(shown), *sideways(shown)]
        faults += [*low_contrast(shown, image), *_too_large(shown, width, height)]
        found += [f"{scheme}, {width} × {height}: {fault}" for fault in faults]
    if text == 1.0 and not isinstance(shown, QMenu):
        person.wait_for_evaluation()
        found += problems(shown)  # which do not depend on sizes and colors
    assert not found, "\n".join(found)


def _appearances(text: float) -> Iterator[tuple[str, tuple[int, int]]]:
    for scheme in SCHEMES if text == 1.0 else SCHEMES[:1]:
        for size in SIZES:
            yield scheme, size


def _too_large(shown: QWidget, width: int, height: int) -> list[str]:
    size = shown.size()
    if size.width() <= width and size.height() <= height:
        return []
    return [f"{shown.objectName()} is {size.width()} × {size.height()}"]


def _keep(image: QImage, name: str, text: float) -> None:
    if FOLDER is not None:
        ending = f"{round(100 * float(SCALE))}" if text == 1.0 else "large-text"
        path = Path(FOLDER) / f"{name}-{ending}.png"
        assert image.save(str(path)), f"{path} cannot be written"
