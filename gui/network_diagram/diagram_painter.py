"""Paints the diagram of a network."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette, QPen
from PySide6.QtWidgets import QWidget

from core.datasets.dataset import CLASSES
from gui.common.enlargement import line_width
from gui.common.theme import number_font, theme_of
from gui.common.weight_images import ink_image, paint_image
from gui.network_diagram.connection_lines import ConnectionLine, connection_lines
from gui.network_diagram.diagram_layout import BAR, SCALE, DiagramLayout

if TYPE_CHECKING:
    from core.recognition.prediction import ImagePrediction
    from gui.network_diagram.diagram_requests import Diagram, ShownLayer

_SHADES = 16
"""The shades of a color between 0 and the end of the scale."""
_UNDEFINED = _SHADES + 1
"""In place of a shade, for what is not a number."""
_STRENGTH = 0.6
"""The share of the color at the end of a scale: numbers in ink can be read on the result."""
_WIDTHS = (0.75, 1.25, 1.75, 2.5, 3.5)
"""Pixels: the widths of lines, from the weakest connections to the strongest."""
_MARK = 2.0
"""Pixels: the width of the frame of the outputs that are compared."""
_CENTERED = Qt.AlignmentFlag.AlignCenter
_BEFORE, _AFTER = "◀", "▶"
_NOT_A_NUMBER = "NaN"


class DiagramPainter:
    """Paints one diagram with the colors and the font of a widget.

    What has the same color is painted with one call, because each call to Qt waits for the thread
    of a training.
    """

    def __init__(self, painter: QPainter, layout: DiagramLayout, widget: QWidget) -> None:
        self._painter, self._layout, self._widget = painter, layout, widget
        self._theme, self._palette = theme_of(widget), widget.palette()
        ends = (self._theme.opposes, self._theme.supports, self._theme.error)
        self._negative, self._positive, self._error = (
            self._theme.faint(each, self._palette, _STRENGTH) for each in ends
        )

    def paint(self, diagram: "Diagram") -> None:
        """Paint everything but what `paint_still` paints above it."""
        if diagram.ink is not None:
            image = ink_image(diagram.ink, self._theme)
            paint_image(self._painter, self._layout.image, image, self._palette)
        else:
            self._frame([self._layout.image])
        self._paint_connections(connection_lines(diagram, self._layout))
        self._paint_tiles(diagram)
        self._paint_bars(diagram)
        self._paint_marks(diagram)
        self._paint_texts(diagram)

    def paint_still(self, diagram: "Diagram") -> None:
        """Paint what changes only with the units that are shown: their numbers, and the scales."""
        self._painter.setPen(QColor(self._theme.ink))
        for layer, shown in enumerate(diagram.layers):
            for unit, tile in zip(shown.units.tolist(), self._tiles(layer, shown), strict=False):
                self._painter.drawText(tile, _CENTERED, str(unit))
        rests = self._rest_texts(diagram.layers[:-1])
        for layer, (shown, rest) in enumerate(zip(diagram.layers[:-1], rests, strict=True)):
            self._paint_rest(layer, shown, rest)
            if shown.outputs is not None:
                self._paint_scale(layer)

    def _tiles(self, layer: int, shown: "ShownLayer") -> list[QRectF]:
        return self._layout.tiles(layer, len(shown.units))

    def _paint_tiles(self, diagram: "Diagram") -> None:
        groups: defaultdict[int, list[QRectF]] = defaultdict(list)
        for layer, shown in enumerate(diagram.layers):
            tiles = self._tiles(layer, shown)
            shades = [0] * len(tiles) if shown.outputs is None else _shades(shown).tolist()
            for shade, tile in zip(shades, tiles, strict=False):
                groups[shade].append(tile)
        self._painter.setPen(QPen(self._color(QPalette.ColorRole.Mid), 0))
        for shade, tiles in groups.items():
            self._painter.setBrush(self._shade(shade))
            self._painter.drawRects(tiles)

    def _shade(self, shade: int) -> QColor:
        if shade == _UNDEFINED:
            return self._error
        end = self._positive if shade > 0 else self._negative
        return _mixed(QColor(self._theme.paper), end, abs(shade) / _SHADES)

    def _paint_connections(self, lines: list[ConnectionLine]) -> None:
        groups: defaultdict[tuple[int, bool], list[QLineF]] = defaultdict(list)
        for each in lines:
            width = round(each.share * (len(_WIDTHS) - 1))
            groups[width, each.term > 0].append(each.line)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (width, supports), group in sorted(groups.items()):
            color = QColor(self._theme.supports if supports else self._theme.opposes)
            # With round ends, Qt takes thirty times as long.
            pen = QPen(color, line_width(_WIDTHS[width]), c=Qt.PenCapStyle.FlatCap)
            self._painter.setPen(pen)
            self._painter.drawLines(group)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _paint_bars(self, diagram: "Diagram") -> None:
        """Paint below each tile what it contributes, relative to the most of its layer."""
        bars: tuple[list[QRectF], list[QRectF]] = ([], [])
        for layer, shown in enumerate(diagram.layers):
            if shown.parts is None:
                continue
            for tile, part in zip(self._tiles(layer, shown), shown.parts.tolist(), strict=False):
                share = part / shown.part_scale
                if 0 < abs(share) <= 1:
                    width = abs(share) * tile.width()
                    bars[share > 0].append(QRectF(tile.left(), tile.bottom() + 1, width, BAR))
        self._painter.setPen(Qt.PenStyle.NoPen)
        for color, group in zip((self._theme.opposes, self._theme.supports), bars, strict=True):
            self._painter.setBrush(QColor(color))
            self._painter.drawRects(group)

    def _paint_marks(self, diagram: "Diagram") -> None:
        """Frame the outputs that are compared."""
        found = diagram.contributions
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        if found is None:
            return
        pairs = ((found.digit, self._theme.supports), (found.against, self._theme.opposes))
        for digit, color in pairs:
            if digit is not None:
                self._painter.setPen(QPen(QColor(color), line_width(_MARK)))
                self._painter.drawRect(self._layout.output(digit).adjusted(-2, -2, 2, 2))

    def _paint_texts(self, diagram: "Diagram") -> None:
        hidden = diagram.layers[:-1]
        names = ["Image", *(f"Hidden {n + 1}" for n in range(len(hidden))), "Output"]
        counts = ["28 × 28", *(_units(each.total) for each in hidden), ""]
        if diagram.contributions is not None and diagram.contributions.against is not None:
            counts[-1] = f"{diagram.contributions.digit} against {diagram.contributions.against}"
        self._painter.setPen(self._color(QPalette.ColorRole.WindowText))
        for column, texts in enumerate(zip(names, counts, strict=True)):
            place, flags = self._layout.header(column), _CENTERED
            if column == len(names) - 1:  # its tiles are narrow
                place.setLeft(place.left() - place.width())
                flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            self._painter.drawText(place, flags, "\n".join(texts))
        for layer, shown in enumerate(hidden):
            if shown.outputs is not None:
                below = self._layout.scale(layer).adjusted(0, SCALE, 0, 0)
                self._painter.drawText(below, _CENTERED, f"±{shown.scale:.2g}")
        self._paint_caption(diagram)
        if diagram.prediction is not None:
            self._paint_shares(diagram.prediction)

    def _rest_texts(self, layers: Sequence["ShownLayer"]) -> list[str]:
        """Return how many more units each layer has, in the longest form that fits everywhere."""
        measure, texts = self._painter.fontMetrics().horizontalAdvance, [""] * len(layers)
        rooms = [_between_arrows(self._layout.rest(layer)).width() for layer in range(len(layers))]
        for form in ("and {:,} more", "+ {:,}"):
            texts = [form.format(each.rest) if each.rest else "" for each in layers]
            if all(measure(text) <= room for text, room in zip(texts, rooms, strict=True)):
                return texts
        fits = (measure(text) <= room for text, room in zip(texts, rooms, strict=True))
        return [text if there else "" for text, there in zip(texts, fits, strict=True)]

    def _paint_rest(self, layer: int, shown: "ShownLayer", text: str) -> None:
        if not shown.rest:
            return
        self._painter.setPen(self._color(QPalette.ColorRole.WindowText))
        place = self._layout.rest(layer)
        before = shown.first > 0
        after = shown.first + len(shown.units) < shown.total
        left, right = arrows(place)
        for there, box, arrow in ((before, left, _BEFORE), (after, right, _AFTER)):
            if there:
                self._painter.drawText(box, _CENTERED, arrow)
        self._painter.drawText(_between_arrows(place), _CENTERED, text)

    def _paint_scale(self, layer: int) -> None:
        bar = self._layout.scale(layer)
        bar.setHeight(SCALE)
        steps = range(-_SHADES, _SHADES + 1)
        edges = np.linspace(bar.left(), bar.right(), len(steps) + 1).tolist()
        for shade, (left, right) in zip(steps, pairwise(edges), strict=True):
            part = QRectF(left, bar.top(), right - left + 0.5, bar.height())
            self._painter.fillRect(part, self._shade(shade))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._frame([bar])

    def _paint_caption(self, diagram: "Diagram") -> None:
        image = diagram.request.image
        if isinstance(image, int):
            text = f"Image {image:,}\nlabeled {diagram.label}"
        else:
            text = "On the pad" if image is not None else "Empty pad"
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        flags |= Qt.TextFlag.TextDontClip
        self._painter.drawText(self._layout.caption(), flags, text)

    def _paint_shares(self, prediction: "ImagePrediction") -> None:
        self._painter.setPen(self._color(QPalette.ColorRole.WindowText))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        plain = QFont(self._painter.font())
        for digit in range(CLASSES):
            share = float(prediction.probabilities[digit])
            text = _NOT_A_NUMBER if np.isnan(share) else prediction.write(share)
            if digit == prediction.digit:
                self._painter.setFont(number_font(plain, bold=True))
            self._painter.drawText(self._layout.share(digit), flags, text)
            self._painter.setFont(plain)

    def _frame(self, places: list[QRectF]) -> None:
        self._painter.setPen(QPen(self._color(QPalette.ColorRole.Mid), 0))
        self._painter.drawRects(places)

    def _color(self, role: QPalette.ColorRole) -> QColor:
        return self._palette.color(role)


def _mixed(start: QColor, end: QColor, share: float) -> QColor:
    pairs = zip(_rgb(start), _rgb(end), strict=True)
    return QColor(*(round(s + share * (e - s)) for s, e in pairs))


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()


def arrows(rest: QRectF) -> tuple[QRectF, QRectF]:
    """Return the places of the arrows that turn the page, at the ends of the line below a layer."""
    side = rest.height()
    left = QRectF(rest.left(), rest.top(), side, side)
    return left, QRectF(rest.right() - side, rest.top(), side, side)


def _between_arrows(rest: QRectF) -> QRectF:
    return rest.adjusted(rest.height(), 0, -rest.height(), 0)


def _shades(shown: "ShownLayer") -> npt.NDArray[np.intp]:
    """Return the shade of each unit, from −16 to 16; an infinite output has that of its end."""
    assert shown.outputs is not None
    shares = np.asarray(shown.outputs, np.float64) / shown.scale
    filled = np.clip(np.nan_to_num(shares, nan=0.0), -1.0, 1.0)
    return np.where(np.isnan(shares), _UNDEFINED, np.rint(_SHADES * filled)).astype(np.intp)


def _units(count: int) -> str:
    return f"{count:,} unit{'s' if count != 1 else ''}"
