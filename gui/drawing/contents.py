"""Drawings and images in the clipboard and under a pointer that drags them."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QImage, QPainter

from core.errors import DataError, InklingError
from core.ink.image_file import LARGEST_SIDE, Rgb
from core.ink.stroke_file import LabelledDrawing, to_line
from core.ink.strokes import Drawing
from core.ink.svg import to_svg
from gui.drawing.look import PEN
from gui.drawing.painted import painted, to_png

Content = Path | str | QImage
"""A file, lines of a stroke file, or an image."""


def content_of(mime: QMimeData) -> Content | None:
    """What of it a drawing pad can hold: strokes before a file, and that before an image."""
    text = mime.text().strip()
    if text.startswith("{"):
        return text
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    if files:
        return files[0]
    image = mime.imageData() if mime.hasImage() else None
    return image if isinstance(image, QImage) and not image.isNull() else None


def mime_of(drawing: Drawing) -> QMimeData:
    """A drawing, which must not be empty, in every form: image, SVG and line of a stroke file."""
    mime = QMimeData()
    mime.setImageData(painted(drawing))
    mime.setData("image/png", to_png(drawing))
    mime.setData("image/svg+xml", to_svg(drawing, PEN).encode())
    if drawing.picture is None:
        mime.setText(to_line(LabelledDrawing(drawing)))
    return mime


def rgb_of(image: QImage) -> Rgb:
    """The pixels, (h, w, 3) uint8, on white paper. Raises DataError for a huge image."""
    if max(image.width(), image.height()) > LARGEST_SIDE:
        raise DataError(f"The image is larger than {LARGEST_SIDE:,} pixels a side.")
    paper = QImage(image.size(), QImage.Format.Format_RGB888)
    if paper.isNull():
        raise InklingError("There is not enough memory for this image.")
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(paper.rect(), image)
    painter.end()
    height, width, stride = paper.height(), paper.width(), paper.bytesPerLine()
    rows = np.frombuffer(paper.constBits(), np.uint8).reshape(height, stride)
    return rows[:, : 3 * width].reshape(height, width, 3).copy()
