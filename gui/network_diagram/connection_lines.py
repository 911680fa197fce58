"""The lines of the connections in a diagram."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF

from core.datasets.dataset import IMAGE_SIDE
from core.foundation.number_text import number_text
from gui.network_diagram.diagram_layout import DiagramLayout
from gui.network_diagram.diagram_text import signed, unit_name

if TYPE_CHECKING:
    from core.inside.connections import Connections
    from gui.network_diagram.diagram_requests import Diagram

_NEAR = 4.0
"""Pixels from a line at which the pointer is on it."""


class ConnectionLine(NamedTuple):
    """A connection, and the line from the tile or pixel where it starts to its target."""

    layer: int
    """The index of the layer into which it leads."""
    source: int
    target: int
    term: float
    share: float
    """The magnitude of the term relative to the largest between the same layers."""
    line: QLineF


def connection_lines(diagram: "Diagram", layout: DiagramLayout) -> list[ConnectionLine]:
    """Return the lines of all connections whose units are shown."""
    return [
        line for connections in diagram.connections for line in _lines(diagram, layout, connections)
    ]


def _lines(
    diagram: "Diagram", layout: DiagramLayout, connections: "Connections"
) -> list[ConnectionLine]:
    layer, terms = connections.layer, connections.terms.tolist()
    largest = max(map(abs, terms), default=1.0)
    starts, ends = _tiles(diagram, layout, layer - 1), _tiles(diagram, layout, layer)
    ends_of = zip(connections.sources.tolist(), connections.targets.tolist(), strict=True)
    found = []
    for (source, target), term in zip(ends_of, terms, strict=True):
        if target in ends and (not layer or source in starts):  # the room may be smaller now
            start = _right(starts[source]) if layer else layout.pixel(source)
            line = QLineF(start, _left(ends[target]))
            found.append(ConnectionLine(layer, source, target, term, abs(term) / largest, line))
    return found


def _tiles(diagram: "Diagram", layout: DiagramLayout, layer: int) -> dict[int, QRectF]:
    """Return the tiles of a layer by unit."""
    if layer < 0:
        return {}
    units = diagram.layers[layer].units.tolist()
    return dict(zip(units, layout.tiles(layer, len(units)), strict=False))


def _left(tile: QRectF) -> QPointF:
    return QPointF(tile.left(), tile.center().y())


def _right(tile: QRectF) -> QPointF:
    return QPointF(tile.right(), tile.center().y())


def line_at(lines: list[ConnectionLine], point: QPointF) -> ConnectionLine | None:
    """Return the strongest of the lines near a point; None for none."""
    near = (each for each in lines if _distance(each.line, point) <= _NEAR)
    return max(near, key=lambda each: each.share, default=None)


def _distance(line: QLineF, point: QPointF) -> float:
    """Return the distance of a point from a line segment."""
    along, offset = line.p2() - line.p1(), point - line.p1()
    squared = QPointF.dotProduct(along, along)
    share = QPointF.dotProduct(along, offset) / squared if squared else 0.0
    return QLineF(line.pointAt(min(max(share, 0.0), 1.0)), point).length()


def describe_line(diagram: "Diagram", line: ConnectionLine) -> str:
    """Return what leads where, and the term as a product."""
    weight = float(diagram.request.model.network.weights[line.layer][line.source, line.target])
    if line.layer:
        shown = diagram.layers[line.layer - 1]
        place = int(np.flatnonzero(shown.units == line.source)[0])
        value = float(shown.outputs[place]) if shown.outputs is not None else 0.0
        source = unit_name(diagram, (line.layer - 1, line.source))
    else:
        row, column = divmod(line.source, IMAGE_SIDE)
        value = float(diagram.ink[row, column]) / 255 if diagram.ink is not None else 0.0
        source = f"Row {row}, column {column}"
    target = unit_name(diagram, (line.layer, line.target))
    product = f"{number_text(value)} × {signed(weight)} = {signed(line.term)}"
    return f"{source} → {target[0].lower()}{target[1:]}: {product}."
