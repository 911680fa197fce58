"""The colors of the confusion matrix."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPalette
from pytestqt.qtbot import QtBot

from gui.common.theme import Scheme, TextSize, contrast, number_font, readable_on, set_scheme
from gui.evaluation.confusion_matrix import ConfusionMatrix, tint

ERRORS = (1, 2, 5, 10, 20, 50, 100)
SCHEMES = pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK])


@pytest.fixture
def matrix(qtbot: QtBot) -> ConfusionMatrix:
    made = ConfusionMatrix()
    qtbot.addWidget(made)
    counts = np.diag(np.full(10, 1000))
    counts[0, 1 : 1 + len(ERRORS)] = ERRORS
    made.show_counts(counts)
    return made


def distance(one: QColor, other: QColor) -> float:
    """The Euclidean distance in CIELAB; about 2.3 can just be told apart."""
    return float(np.linalg.norm(lab(one) - lab(other)))


def lab(color: QColor) -> np.ndarray:
    rgb = np.array([color.redF(), color.greenF(), color.blueF()])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    xyz = (
        np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
        @ linear
        / np.array([0.9505, 1.0, 1.089])
    )
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_the_tint_grows_with_the_number_of_errors() -> None:
    tints = [tint(errors) for errors in range(102)]
    assert tints[0] == 0
    assert all(a < b for a, b in pairwise(tints[:101]))
    assert tint(10_000) == tint(100) <= 1


@SCHEMES
def test_one_error_can_be_told_from_two_and_from_a_hundred(
    matrix: ConfusionMatrix, scheme: Scheme
) -> None:
    set_scheme(scheme)
    colors = [matrix.color(0, column) for column in range(1, 1 + len(ERRORS))]
    empty = matrix.palette().color(matrix.palette().ColorRole.AlternateBase)
    assert distance(colors[0], empty) > 5
    assert all(distance(a, b) > 5 for a, b in pairwise(colors))
    assert distance(colors[0], colors[-1]) > 40


@SCHEMES
def test_every_number_can_be_read_on_its_tint(matrix: ConfusionMatrix, scheme: Scheme) -> None:
    set_scheme(scheme)
    for row, column in [(0, column) for column in range(1, 1 + len(ERRORS))] + [(5, 5)]:
        color = matrix.color(row, column)
        assert contrast(readable_on(color), color) >= 4.5


@SCHEMES
def test_all_numbers_of_an_outdated_result_are_equally_gray(
    matrix: ConfusionMatrix, scheme: Scheme
) -> None:
    set_scheme(scheme)
    matrix.resize(400, 300)
    matrix.set_faded(faded=True)
    gray = matrix.palette().color(matrix.palette().ColorRole.PlaceholderText)
    for row, column in [(0, column) for column in range(1, 1 + len(ERRORS))] + [(5, 5)]:
        assert contrast(gray, matrix.color(row, column)) >= 4.5
    image = matrix.grab().toImage()
    paper = matrix.palette().color(matrix.palette().ColorRole.Base)
    strongest = max(
        contrast(image.pixelColor(x, y), paper)
        for x in range(image.width())
        for y in range(image.height())
    )
    assert strongest <= contrast(gray, paper) + 0.1


@pytest.mark.parametrize("value", range(0, 256, 5))
def test_black_or_white_can_be_read_on_every_gray(value: int) -> None:
    gray = QColor(value, value, value)
    assert contrast(readable_on(gray), gray) >= 4.5


@pytest.mark.parametrize("size", [(300, 180), (520, 400), (1250, 640), (1250, 250), (420, 900)])
def test_counts_grow_with_their_cells_and_stay_in_them(
    matrix: ConfusionMatrix, size: tuple[int, int]
) -> None:
    matrix.resize(*size)
    matrix.grab()  # a widget that is not shown has its size from then on
    metrics = QFontMetricsF(number_font(matrix, matrix.count_size))
    cell = matrix.cell(0, 0)
    assert metrics.horizontalAdvance("8888") <= cell.width()
    assert metrics.height() <= cell.height() + 1
    assert (matrix.count_size > TextSize.TITLE) == (min(size) > 600)


def test_the_legend_shows_the_tints(matrix: ConfusionMatrix) -> None:
    matrix.resize(400, 300)
    image = matrix.grab().toImage()
    line = {image.pixelColor(x, 2).name() for x in range(image.width())}
    for errors in (1, 10, 100):
        column = 1 + ERRORS.index(errors)
        assert matrix.color(0, column).name() in line


def test_the_keys_choose_a_cell_and_show_its_images(matrix: ConfusionMatrix, qtbot: QtBot) -> None:
    clicked: list[tuple[int, int]] = []
    matrix.clicked.connect(lambda row, column: clicked.append((row, column)))
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return):
        qtbot.keyClick(matrix, key)
    assert clicked == [(0, 1)]
    assert "1 of 1,188 zeros classified as 1" in matrix.accessible_contents()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Space):
        qtbot.keyClick(matrix, key)
    assert clicked == [(0, 1), (1, 1)]  # there is nothing to show of an empty cell


def test_the_frame_leaves_a_cell_whose_images_are_no_longer_shown(
    matrix: ConfusionMatrix, qtbot: QtBot
) -> None:
    matrix.resize(400, 300)
    matrix.show()
    matrix.setFocus()
    qtbot.waitUntil(matrix.hasFocus)

    def framed() -> bool:
        """Whether the frame of the focus is around the cell (0, 1)."""
        image = matrix.grab().toImage()
        edge = matrix.cell(0, 1)
        color = matrix.palette().color(QPalette.ColorRole.Highlight)
        return image.pixelColor(int(edge.center().x()), int(edge.bottom()) - 1) == color

    qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=matrix.cell(0, 1).center().toPoint())
    assert framed()
    assert matrix.counts is not None
    matrix.show_counts(matrix.counts)
    assert framed()
    matrix.show_counts(matrix.counts.copy())
    assert not framed()
    qtbot.keyClick(matrix, Qt.Key.Key_Right)  # shows where the keys are
    assert framed()
    matrix.unmark()
    assert not framed()
    qtbot.keyClick(matrix, Qt.Key.Key_Return)
    assert framed()
