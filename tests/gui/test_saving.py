"""A drawing leaves as PNG, SVG or stroke file, and is the same digit there."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from core.drawing.picture import Box, Picture
from core.drawing.stroke_file import read_strokes
from core.drawing.strokes import Drawing, Stroke, drawing_from_points
from core.drawing.svg import to_svg
from core.foundation.errors import DataError
from core.imaging.image import read_image
from core.rasterization.render import render
from gui.drawing.clipboard_content import to_image
from gui.drawing.drawing_saver import save_drawing
from gui.drawing.pad_geometry import PEN

SEVEN = drawing_from_points([[(0.2, 0.2), (0.7, 0.21), (0.4, 0.9)], [(0.3, 0.5), (0.6, 0.5)]])
DOT = drawing_from_points([[(0.5, 0.5)]])


def picture() -> Picture:
    ink = np.zeros((40, 80), np.uint8)
    ink[5:35, 30:40] = 255
    return Picture(ink, Box(0.1, 0.2, 0.8, 0.4))


def pixels(image: QImage) -> np.ndarray:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), grey.bytesPerLine())
    return rows[:, : grey.width()].copy()


def test_an_image_is_black_on_white_and_512_pixels_large() -> None:
    grey = pixels(to_image(SEVEN))
    assert max(grey.shape) == 512
    assert grey[0, 0] == 255
    assert grey.min() == 0


def test_a_png_is_read_as_the_drawing_is(tmp_path: Path) -> None:
    save_drawing(tmp_path / "7.png", SEVEN)
    likeness = np.corrcoef(read_image(tmp_path / "7.png").ravel(), render(SEVEN).ravel())[0, 1]
    assert likeness > 0.75  # the pad's pen is thinner than MNIST's


def test_a_dot_is_a_round_blot() -> None:
    assert np.mean(pixels(to_image(DOT)) < 128) == pytest.approx(np.pi / 4 / 1.12**2, abs=0.02)


def test_a_wide_pen_makes_a_wide_line() -> None:
    wide = Drawing((Stroke.through([(0.2, 0.5), (0.8, 0.5)], width=0.3),))
    assert np.mean(pixels(to_image(wide)) < 128) > 0.5


def test_a_picture_is_painted() -> None:
    ink = np.mean(pixels(to_image(Drawing(picture=picture()))) < 128)
    assert ink == pytest.approx(300 / 3200 / (1.12 * 1.24), abs=0.01)


def test_the_svg_shows_what_the_image_shows() -> None:
    drawing = Drawing(
        drawing_from_points([[(0.2, 0.8), (0.7, 0.9)], [(0.8, 0.2)]]).strokes, picture()
    )
    expected = to_image(drawing)
    shown = QImage(expected.size(), QImage.Format.Format_RGB32)
    painter = QPainter(shown)
    QSvgRenderer(to_svg(drawing, PEN).encode()).render(painter)
    painter.end()
    assert np.corrcoef(pixels(shown).ravel(), pixels(expected).ravel())[0, 1] > 0.97


def test_a_stroke_file_holds_the_strokes(tmp_path: Path) -> None:
    save_drawing(tmp_path / "7.JSONL", SEVEN)
    (item,) = read_strokes(tmp_path / "7.JSONL")
    assert [s.points.tolist() for s in item.drawing.strokes] == [
        s.points.tolist() for s in SEVEN.strokes
    ]


def test_what_cannot_be_saved_is_said(tmp_path: Path) -> None:
    for path, drawing, reason in (
        (tmp_path / "x.png", Drawing(), "the pad is empty"),
        (tmp_path / "x.bmp", SEVEN, "saved as"),
        (tmp_path / "none" / "x.png", SEVEN, "cannot be saved"),
        (tmp_path / "x.jsonl", Drawing(picture=picture()), "PNG or SVG"),
    ):
        with pytest.raises(DataError, match=reason):
            save_drawing(path, drawing)
    assert list(tmp_path.iterdir()) == []
