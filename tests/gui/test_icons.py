"""Icons are SVG files, sharp on every screen, in the colors of the text beside them."""

import re
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPalette
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QApplication

import gui
from core.foundation.paths import resources
from gui.common.icons import icon
from gui.common.theme import DARK, LIGHT, theme_of

from .person import Person

FILES = sorted((resources() / "icons").glob("*.svg"))
NAMES = [path.stem for path in FILES]
SIZE = QSize(16, 16)
SHOWN = ["start", "pause", "step", "stop", "reset", "pen", "eraser", "undo", "redo", "clearPad"]


def opacity(image: QImage) -> np.ndarray:
    """(height, width), 0 to 255."""
    alpha = image.convertToFormat(QImage.Format.Format_Alpha8)
    rows = np.frombuffer(alpha.constBits(), np.uint8).reshape(alpha.height(), alpha.bytesPerLine())
    return rows[:, : alpha.width()].astype(float)


def drawn(path: Path, side: int) -> QImage:
    """The file by itself, at its full size."""
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(path)).render(painter)
    painter.end()
    return image


def colors(shown: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    """Of all its pixels that are not see-through."""
    image = shown.pixmap(SIZE, 4.0, mode).toImage()
    pixels = [image.pixelColor(x, y) for x in range(64) for y in range(64)]
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_every_file_is_a_drawing_of_one_color_within_its_margins(path: Path) -> None:
    text = path.read_text("utf-8")
    assert 'viewBox="0 0 16 16"' in text
    assert set(re.findall(r'(?:fill|stroke)="([^"]*)"', text)) <= {"currentColor", "none"}
    ink = opacity(drawn(path, 64)) > 0
    assert 0.05 < ink.mean() < 0.5
    margin = np.ones_like(ink)
    margin[4:-4, 4:-4] = False
    assert not (ink & margin).any()


def test_every_file_is_used() -> None:
    source = "".join(path.read_text("utf-8") for path in Path(gui.__path__[0]).rglob("*.py"))
    assert [name for name in NAMES if f'"{name}"' not in source] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_icons_are_sharp_at_every_scale(qapp: QApplication, name: str, ratio: float) -> None:
    pixmap = icon(name, qapp.palette()).pixmap(SIZE, ratio)
    assert pixmap.size() == SIZE * ratio
    found = opacity(pixmap.toImage())
    expected = opacity(drawn(resources() / "icons" / f"{name}.svg", len(found)))
    assert np.abs(found - expected).mean() < 4
    steps = [np.abs(np.diff(each)).mean() for each in (found, expected)]
    assert steps[0] > 0.95 * steps[1]  # a blurred edge has smaller ones


@pytest.mark.parametrize("name", NAMES)
def test_icons_have_the_color_of_the_text(name: str) -> None:
    palette = QPalette()
    normal, disabled = QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled
    palette.setColor(normal, QPalette.ColorRole.ButtonText, QColor("#123456"))
    palette.setColor(disabled, QPalette.ColorRole.ButtonText, QColor("#abcdef"))
    assert colors(icon(name, palette)) == {"#123456"}
    assert colors(icon(name, palette), QIcon.Mode.Disabled) == {"#abcdef"}


def test_icons_follow_the_color_scheme(person: Person) -> None:
    buttons = [person.find(QAbstractButton, f"{name}Button") for name in (*SHOWN, "pin")]
    for scheme, theme in (("Dark", DARK), ("Light", LIGHT)):
        person.choose_action(scheme)
        person.wait(lambda theme=theme: theme_of(person.window) == theme)
        text = QApplication.palette().color(QPalette.ColorRole.ButtonText).name()
        for button in buttons:
            primary = button.objectName() == "startButton"  # it is filled
            wanted = button.palette().color(QPalette.ColorRole.ButtonText).name()
            assert colors(button.icon()) == {wanted if primary else text}, button.objectName()


def test_icons_are_as_large_everywhere(person: Person) -> None:
    sizes = {person.find(QAbstractButton, f"{n}Button").iconSize() for n in (*SHOWN, "pin")}
    assert len({(size.width(), size.height()) for size in sizes}) == 1
