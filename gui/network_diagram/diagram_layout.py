"""Where the parts of the diagram of a network are."""

import itertools
from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF

from core.datasets.dataset import CLASSES, IMAGE_SIDE
from core.foundation.percent import SHARE_DECIMALS, widest_percent
from gui.common.theme import SPACING, TIGHT, number_font

_FEWEST_PIXELS, _MOST_PIXELS = 2, 5
"""Pixels of the screen for one of the image, at least and at most."""
_ROOM_FOR_PIXEL = 20
"""An image with n pixels for one of its own needs n times as much room between the layers."""
BAR, _GAP = 3, 3
"""Pixels: the height of the bar below a tile, and between tiles."""
SCALE = 8
"""Pixels: the height of the bar of a scale."""
_LEAST_ROOM, _USUAL_ROOM = 3 * SPACING, 6 * SPACING
"""Pixels between two layers, for the connections: where all else has no room, and otherwise."""
_FEW = 3
"""The most hidden layers for which room is spared: more have to be scrolled anyway."""
_TILES_SHARE = 0.5
"""The share of the width between image and outputs that tiles may take."""


class _Measures:
    """The sizes of the parts, which follow the font."""

    def __init__(self, font: QFont) -> None:
        self._metrics = metrics = QFontMetricsF(font)
        bold = QFontMetricsF(number_font(font, bold=True))
        self.line = metrics.height()
        self.header = 2 * self.line + TIGHT
        self.footer = 2 * self.line + SCALE + 2 * TIGHT
        self.row = self.step(CLASSES).height()
        self.share = bold.horizontalAdvance(widest_percent(SHARE_DECIMALS)) + TIGHT
        self.outputs = self.tile(CLASSES).width() + TIGHT + self.share

    def tile(self, units: int) -> QSizeF:
        """Return the size of the tiles of a layer, which has room for their numbers."""
        widest = self._metrics.horizontalAdvance("0" * len(str(units - 1)))
        height = self.line + 2
        return QSizeF(max(ceil(widest) + 2 * TIGHT, height), height)

    def step(self, units: int) -> QSizeF:
        """Return the distances from tile to tile."""
        tile = self.tile(units)
        return QSizeF(tile.width() + _GAP, tile.height() + BAR + 1 + _GAP)

    def others(self, units: Sequence[int]) -> float:
        """Return the width of all but the image and the room, with a column of tiles per layer."""
        tiles = sum(self.tile(each).width() for each in units)
        return tiles + self.outputs + 2 * TIGHT

    def image_side(self, width: float, units: Sequence[int]) -> int:
        """Return the width of the image in a diagram of this width."""
        left = width - self.others(units)
        for pixels in range(_MOST_PIXELS, _FEWEST_PIXELS, -1):
            room = (left - pixels * IMAGE_SIDE) / (len(units) + 1)
            if room >= pixels * _ROOM_FOR_PIXEL:
                return pixels * IMAGE_SIDE
        return _FEWEST_PIXELS * IMAGE_SIDE


def smallest_size(units: Sequence[int], font: QFont) -> QSizeF:
    """Return the size at which a diagram with hidden layers of these sizes can be recognized."""
    measures = _Measures(font)
    room = _LEAST_ROOM if len(units) <= _FEW else _USUAL_ROOM
    width = IMAGE_SIDE * _FEWEST_PIXELS + measures.others(units) + (len(units) + 1) * room
    height = measures.header + CLASSES * measures.row + measures.footer
    return QSizeF(ceil(width), ceil(height))


class LayerPlace:
    """Where the tiles of a hidden layer are, from left to right and from top to bottom."""

    def __init__(
        self, left: float, body: QRectF, tile: QSizeF, step: QSizeF, columns: int, count: int
    ) -> None:
        self.columns, self.count = columns, count
        self._tile, self._step = tile, step
        height = ceil(count / columns) * step.height() - _GAP
        self._corner = QPointF(left, body.top() + (body.height() - height) / 2)
        self.left, self.right = left, left + columns * step.width() - _GAP

    def tile(self, place: int) -> QRectF:
        """Return the tile of a place, counted from 0."""
        row, column = divmod(place, self.columns)
        offset = QPointF(column * self._step.width(), row * self._step.height())
        return QRectF(self._corner + offset, self._tile)


class DiagramLayout:
    """The places of the image, of the tiles of all layers, and of what is written around them."""

    def __init__(self, size: QSizeF, units: Sequence[int], font: QFont) -> None:
        """`units` are the sizes of the hidden layers."""
        self._measures = measures = _Measures(font)
        height = max(size.height() - measures.header - measures.footer, measures.row)
        self.body = QRectF(TIGHT, measures.header, size.width() - 2 * TIGHT, height)
        """Where the image and the tiles are."""
        side = measures.image_side(size.width(), units)
        self.image = QRectF(self.body.left(), self.body.center().y() - side / 2, side, side)
        """Where the image is."""
        self._outputs = self.body.right() - measures.outputs
        self.layers = self._place_layers(units)
        """The hidden layers."""
        self._columns = self._place_columns()

    @property
    def counts(self) -> tuple[int, ...]:
        """How many units of each hidden layer have room."""
        return tuple(place.count for place in self.layers)

    def pixel(self, number: int) -> QPointF:
        """Return the middle of a pixel of the image."""
        row, column = divmod(number, IMAGE_SIDE)
        pixel = self.image.width() / IMAGE_SIDE
        return self.image.topLeft() + QPointF((column + 0.5) * pixel, (row + 0.5) * pixel)

    def tiles(self, layer: int, count: int) -> list[QRectF]:
        """Return the first `count` tiles of a layer, as far as they have room.

        The layer after the last hidden one is the output layer.
        """
        if layer >= len(self.layers):
            return [self.output(digit) for digit in range(count)]
        place = self.layers[layer]
        return [place.tile(number) for number in range(min(count, place.count))]

    def output(self, digit: int) -> QRectF:
        """Return the tile of an output."""
        tile, step = self._measures.tile(CLASSES), self.body.height() / CLASSES
        top = self.body.top() + (digit + 0.5) * step - tile.height() / 2
        return QRectF(QPointF(self._outputs, top), tile)

    def share(self, digit: int) -> QRectF:
        """Return the place for the percentage of an output."""
        tile = self.output(digit)
        return QRectF(tile.right() + TIGHT, tile.top(), self._measures.share, tile.height())

    def header(self, column: int) -> QRectF:
        """Return the place above a column: 0 for the image, then the layers, then the outputs."""
        left, right = self._columns[column]
        return QRectF(left, 0, right - left, self._measures.header)

    def rest(self, layer: int) -> QRectF:
        """Return the place below the tiles of a hidden layer, for how many more there are."""
        left, right = self._columns[layer + 1]
        return QRectF(left, self.body.bottom() + TIGHT / 2, right - left, self._measures.line)

    def scale(self, layer: int) -> QRectF:
        """Return the place of the bar of the colors below a hidden layer, and of its text."""
        above, line = self.rest(layer), self._measures.line
        width = min(above.width() - TIGHT, 5 * line)
        left = above.center().x() - width / 2
        return QRectF(left, above.bottom() + TIGHT / 2, width, SCALE + line)

    def caption(self) -> QRectF:
        """Return the place for two lines below the image, up to the edge of the diagram."""
        below = QRectF(self.image).translated(0, self.image.height() + TIGHT)
        below.setHeight(2 * self._measures.line)
        return below.adjusted(-TIGHT, 0, TIGHT, 0)

    def _place_layers(self, units: Sequence[int]) -> list[LayerPlace]:
        if not units:
            return []
        measures, inner = self._measures, self._outputs - self.image.right()
        rows = max(1, int((self.body.height() + _GAP) / measures.row))
        columns = []
        for each in units:
            share = _TILES_SHARE * inner / len(units)
            fitting = max(1, int(share / measures.step(each).width()))
            columns.append(min(fitting, ceil(each / rows)))
        steps = [measures.step(each) for each in units]
        taken = sum(count * step.width() - _GAP for count, step in zip(columns, steps, strict=True))
        room = (inner - taken) / (len(units) + 1)
        left, places = self.image.right() + room, []
        for each, count, step in zip(units, columns, steps, strict=True):
            shown = min(each, count * rows)
            places.append(LayerPlace(left, self.body, measures.tile(each), step, count, shown))
            left = places[-1].right + room
        return places

    def _place_columns(self) -> list[tuple[float, float]]:
        """Return left and right of the room of each column, up to the middle of the gaps."""
        lefts = [*(place.left for place in self.layers), self._outputs]
        rights = [self.image.right(), *(place.right for place in self.layers)]
        middles = [(right + left) / 2 for right, left in zip(rights, lefts, strict=True)]
        hidden = list(itertools.pairwise(middles))
        ends = (self.image.left(), self.image.right()), (self._outputs, self.body.right())
        return [ends[0], *hidden, ends[1]]
