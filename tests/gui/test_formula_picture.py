"""The pictures of formulas: the image that a thread has painted looks as the outlines do."""

from collections.abc import Sequence

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from core.inside.formula_symbols import Formulas
from gui.one_step.formula_picture import FormulaLook, FormulaPicture, formula_pictures

LATEX = (r"z^{(1)}_{7} = \sum_i x_i \, w_{i,7} + b_{7}", r"w' = \frac{1}{\sqrt{s} + \varepsilon}")
LOOK = FormulaLook(20.0, 1000, 1.0, QColor("#1b2a3c").rgba())


@pytest.fixture
def pictures(qapp: QApplication) -> Sequence[FormulaPicture]:
    (found,) = formula_pictures([Formulas("Forward", "Text.", LATEX)], LOOK)
    return found


def painted(picture: FormulaPicture, look: FormulaLook) -> np.ndarray:
    image = QImage(400, 100, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    picture.paint(painter, QPointF(10, 60), look)
    painter.end()
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(100, 400, 4)
    return pixels[..., :3].astype(float)


def test_the_image_is_where_the_outlines_are(pictures: Sequence[FormulaPicture]) -> None:
    for picture in pictures:
        image, outlines = painted(picture, LOOK), painted(picture, LOOK._replace(ratio=2.0))
        assert (image < 128).any()
        # Both are smoothed, on grids that differ by a part of a pixel.
        assert np.abs(image - outlines).mean() < 0.3 * np.abs(image - 255).mean()
        middles = [np.argwhere(each[..., 0] < 128).mean(axis=0) for each in (image, outlines)]
        assert middles[0] == pytest.approx(middles[1], abs=1)


def test_another_color_or_size_is_painted_from_the_outlines(
    pictures: Sequence[FormulaPicture],
) -> None:
    picture = pictures[0]
    white = painted(picture, LOOK._replace(color=QColor("white").rgba()))
    assert (white == 255).all()
    larger = np.argwhere(painted(picture, LOOK._replace(size=30.0))[..., 0] < 128)
    usual = np.argwhere(painted(picture, LOOK)[..., 0] < 128)
    assert np.ptp(larger, axis=0)[1] > 1.3 * np.ptp(usual, axis=0)[1]


def test_a_wide_formula_is_made_smaller(pictures: Sequence[FormulaPicture]) -> None:
    picture = pictures[0]
    narrow = LOOK._replace(room=100)
    assert narrow.scale(picture.width) * picture.width == pytest.approx(100)
    assert not narrow.is_same_for(picture.width, LOOK)
    assert LOOK._replace(room=900).is_same_for(picture.width, LOOK)
