"""A long drawing is painted in steps, so that no step keeps the window waiting."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from core.drawing.strokes import Drawing
from gui.drawing import pad_painter
from gui.drawing.ink_style import InkStyle
from gui.drawing.pad_geometry import PadGeometry
from gui.drawing.pad_painter import Canvas

from .made_drawings import bars, scribble


def a_style() -> InkStyle:
    colours = QColor("black"), QColor("white"), QColor("gray")
    return InkStyle(QSize(200, 200), 1.0, PadGeometry(QRectF(0, 0, 200, 200), 200.0), *colours)


def finished(shown: Canvas, drawing: Drawing) -> int:
    """Show a drawing to the end; how many times it took."""
    times = 1
    while not shown.show(drawing):
        times += 1
    return times


def difference(one: Canvas, other: Canvas) -> int:
    """The largest, of any pixel's grey."""
    greys = []
    for each in (one, other):
        image = each.pixmap.toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        greys.append(np.frombuffer(bytes(image.constBits()), np.uint8).astype(int))
    return int(np.abs(greys[0] - greys[1]).max())


def test_a_long_drawing_is_painted_bit_by_bit(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = Drawing((*scribble(900).strokes, *bars(3, 0.5).strokes))
    at_once = Canvas(a_style())
    monkeypatch.setattr(pad_painter, "_SECONDS", 1000)
    assert at_once.show(drawing)
    monkeypatch.setattr(pad_painter, "_SECONDS", 0)
    by_bits = Canvas(a_style())
    assert finished(by_bits, drawing) > 3
    assert difference(at_once, by_bits) == 0
    assert by_bits.show(drawing)


@pytest.mark.parametrize("bits", [0, 1, 2])
def test_what_changes_meanwhile_is_painted_too(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, bits: int
) -> None:
    """Ink is added and taken away while the rest is still being painted."""
    monkeypatch.setattr(pad_painter, "_SECONDS", 0)
    long = Drawing((*scribble(900).strokes, *bars(3, 0.5).strokes))
    more = Drawing((*long.strokes, *bars(2, 0.9).strokes))
    less = Drawing(more.strokes[1:])
    shown, fresh = Canvas(a_style()), Canvas(a_style())
    for drawing in (long, more, less):
        for _ in range(bits):
            shown.show(drawing)
    finished(shown, less)
    finished(fresh, less)
    assert difference(shown, fresh) == 0
