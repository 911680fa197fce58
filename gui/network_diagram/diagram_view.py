"""The diagram of a network: all layers, the strongest connections, and the answer."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy

from gui.common.accessibility import Role, report_contents
from gui.common.enlargement import set_text_size
from gui.common.focus_frame import paint_focus
from gui.common.keys import MOVE_TILE, OPEN_UNIT, TURN_TILES, page_step
from gui.common.theme import TextSize
from gui.common.tip_widget import TipWidget
from gui.network_diagram.connection_lines import connection_lines, describe_line, line_at
from gui.network_diagram.diagram_layout import DiagramLayout, smallest_size
from gui.network_diagram.diagram_painter import DiagramPainter, arrows
from gui.network_diagram.diagram_requests import Unit
from gui.network_diagram.diagram_text import describe_answer, describe_unit

if TYPE_CHECKING:
    from gui.network_diagram.diagram_requests import Diagram

_NOTHING = "The diagram appears when there is a network."
_HELP = (
    "Each tile is a unit, in the color of its output: blue is positive, orange negative.\n"
    "The bar below it is what it contributes.\n"
    "A line is a term of a sum, weight times activation: blue increases it, orange decreases it.\n"
    "Click a unit to see what it does; double-click it for its page."
)


class DiagramView(TipWidget):
    """Shows a diagram; a click or the arrow keys choose a unit."""

    accessible_role = Role.Graphic

    unit_chosen = Signal(object)
    """Emitted with the (layer, unit) that the user has chosen; None for none."""
    unit_opened = Signal(object)
    """Emitted with the (layer, unit) of which the user wants to see everything."""
    page_turned = Signal(int, int)
    """Emitted with a hidden layer, and −1 for the units before, 1 for those after."""
    counts_changed = Signal()
    """Emitted when another number of tiles has room."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("networkDiagram")
        self.setAccessibleName("Diagram of the network")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setToolTip(_HELP)
        self.diagram: Diagram | None = None
        """What is shown; None for nothing."""
        self.chosen: Unit | None = None
        """The chosen unit."""
        self._units: tuple[int, ...] = ()
        self._places = self._lay_out()
        self._picture: QPixmap | None = None
        self._still: tuple[object, QPixmap] | None = None
        """What changes only with the units that are shown."""
        set_text_size(self, TextSize.SMALL)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many units of each hidden layer have room."""
        return self._places.counts

    def set_units(self, units: tuple[int, ...]) -> None:
        """Make room for hidden layers of these sizes."""
        if units != self._units:
            self._units, self.diagram = units, None
            self.updateGeometry()
            self._renew()

    def show_diagram(self, diagram: "Diagram | None") -> None:
        """Show a diagram; None for none."""
        self.diagram = diagram
        self._picture = None
        self.update()
        report_contents(self)

    def choose(self, unit: Unit | None) -> None:
        """Mark a unit as the chosen one; None for none."""
        self.chosen = unit
        self.update()
        report_contents(self)

    def accessible_contents(self) -> str:
        """Return what the chosen unit does, or what the answer is."""
        if self.diagram is None:
            return _NOTHING
        return describe_unit(self.diagram, self.chosen) or describe_answer(self.diagram)

    def sizeHint(self) -> QSize:
        """Return the same size as `minimumSizeHint`: there is a use for all room beyond it."""
        return self.minimumSizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the size at which everything can be recognized."""
        return self._smallest.toSize()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the colors and the font."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self.updateGeometry()
            self._renew()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the new room."""
        super().resizeEvent(event)
        self._renew()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the unit under the pointer, or turn the page of a layer."""
        if event.button() != Qt.MouseButton.LeftButton or self.diagram is None:
            return
        turned = self._arrow_at(event.position())
        if turned is not None:
            self.page_turned.emit(*turned)
        else:
            self._choose(self._unit_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the unit under the pointer."""
        unit = self._unit_at(event.position())
        if unit is not None:
            self.unit_opened.emit(unit)
        else:
            self.mousePressEvent(event)  # a quick second click on an arrow

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose another unit, turn the page of its layer, or open it."""
        key = Qt.Key(event.key())
        if MOVE_TILE.match(event) and self.diagram is not None:
            self._choose(self._neighbor(key))
        elif TURN_TILES.match(event) and self.chosen is not None:
            self.page_turned.emit(self.chosen[0], page_step(event))
        elif OPEN_UNIT.match(event) and self.chosen is not None:
            self.unit_opened.emit(self.chosen)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the diagram, and the frame of the chosen unit."""
        painter = QPainter(self)
        if self.diagram is None:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, _NOTHING)
        else:
            if self._picture is None:
                self._picture = self._paint(self.diagram)
            painter.drawPixmap(0, 0, self._picture)
            tile = self._tile(self.chosen)
            if tile is not None:
                painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Highlight), 3))
                painter.drawRect(tile.adjusted(-2, -2, 2, 2))
        paint_focus(painter, self)
        painter.end()

    def _paint(self, diagram: "Diagram") -> QPixmap:
        key = tuple(tuple(each.units.tolist()) for each in diagram.layers), diagram.ink is None
        if self._still is None or self._still[0] != key:
            still, painter = self._begin()
            DiagramPainter(painter, self._places, self).paint_still(diagram)
            painter.end()
            self._still = key, still
        picture, painter = self._begin()
        DiagramPainter(painter, self._places, self).paint(diagram)
        painter.drawPixmap(0, 0, self._still[1])
        painter.end()
        return picture

    def _begin(self) -> tuple[QPixmap, QPainter]:
        """Begin to paint on a transparent picture as large as the widget."""
        picture = QPixmap(self.size() * self.devicePixelRatio())
        picture.setDevicePixelRatio(self.devicePixelRatio())
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setFont(self.font())
        return picture, painter

    def _renew(self) -> None:
        """Divide the room anew, and paint everything anew."""
        before = self.counts
        self._places = self._lay_out()
        self._picture = self._still = None
        self.update()
        if self.counts != before:
            self.counts_changed.emit()

    def _lay_out(self) -> DiagramLayout:
        size = QSizeF(self.size()).expandedTo(self._smallest)
        return DiagramLayout(size, self._units, self.font())

    @property
    def _smallest(self) -> QSizeF:
        return smallest_size(self._units, self.font())

    def tip_at(self, point: QPointF) -> str:
        """Return what is at a point."""
        diagram = self.diagram
        if diagram is None:
            return self.toolTip()
        unit = self._unit_at(point)
        if unit is not None:
            return describe_unit(diagram, unit)
        line = line_at(connection_lines(diagram, self._places), point)
        return describe_line(diagram, line) if line is not None else self.toolTip()

    def _choose(self, unit: Unit | None) -> None:
        if unit != self.chosen:
            self.choose(unit)
            self.unit_chosen.emit(unit)

    def _tile(self, unit: Unit | None) -> QRectF | None:
        """Return the tile of a unit; None where it is not shown."""
        return next((tile for each, tile in self._tiles() if each == unit), None)

    def _unit_at(self, point: QPointF) -> Unit | None:
        near = ((unit, tile.adjusted(-1, -1, 2, 4)) for unit, tile in self._tiles())
        return next((unit for unit, tile in near if tile.contains(point)), None)

    def _tiles(self) -> list[tuple[Unit, QRectF]]:
        """Return all units that are shown with their tiles."""
        layers = () if self.diagram is None else self.diagram.layers
        return [
            ((number, unit), tile)
            for number, shown in enumerate(layers)
            for unit, tile in zip(
                shown.units.tolist(), self._places.tiles(number, len(shown.units)), strict=False
            )
        ]

    def _arrow_at(self, point: QPointF) -> tuple[int, int] | None:
        """Return the layer and the direction of the arrow at a point; None for none."""
        layers = () if self.diagram is None else self.diagram.layers[:-1]
        for layer, shown in enumerate(layers):
            for place, pages in zip(arrows(self._places.rest(layer)), (-1, 1), strict=True):
                if shown.rest and place.contains(point):
                    return layer, pages
        return None

    def _neighbor(self, key: Qt.Key) -> Unit | None:
        """Return the unit beside the chosen one; the first of all where none is chosen."""
        tiles = self._tiles()
        here = self._tile(self.chosen)
        if here is None or not tiles:
            return tiles[0][0] if tiles else None
        across = key in {Qt.Key.Key_Left, Qt.Key.Key_Right}
        forward = key in {Qt.Key.Key_Right, Qt.Key.Key_Down}

        def distance(tile: QRectF) -> tuple[float, float] | None:
            """Return how far a tile is in the direction of the key; None behind it."""
            apart = tile.center() - here.center()
            ahead, aside = (apart.x(), apart.y()) if across else (apart.y(), apart.x())
            ahead = ahead if forward else -ahead
            same_column = across or abs(aside) < 1
            return (ahead, abs(aside)) if ahead > 1 and same_column else None

        found = [(far, unit) for unit, tile in tiles if (far := distance(tile)) is not None]
        return min(found)[1] if found else self.chosen
