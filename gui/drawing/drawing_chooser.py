"""A dialog to choose a drawing of a stroke file from a list with thumbnails."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QListView, QVBoxLayout, QWidget

from core.drawing.bounds import fit_to_pad
from core.drawing.stroke_file import LabeledDrawing
from core.drawing.strokes import Drawing, Stroke
from gui.common.dialogs import remove_icons
from gui.common.focus_frame import show_focus
from gui.common.table_model import NO_INDEX, Index
from gui.common.timers import Timer
from gui.common.widgets import named
from gui.drawing.clipboard_content import to_image

_SIDE = 56
"""Side of a thumbnail, in pixels."""
_FEW = 500
"""Points of a drawing whose thumbnail is painted at once."""
_MOST = 1000
"""Points of a thumbnail."""


class _Drawings(QAbstractListModel):
    """The drawings of a file; paints a thumbnail when it is first seen."""

    def __init__(self, items: Sequence[LabeledDrawing], parent: QWidget) -> None:
        super().__init__(parent)
        self.items = items
        self._thumbnails: dict[int, QPixmap] = {}
        self._waiting: dict[int, None] = {}
        """Rows of long drawings, in the order in which they were seen."""
        self._next = Timer(self, interval=0)
        self._next.timeout.connect(self._paint_next)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        item = self.items[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return "–" if item.label is None else str(item.label)
        if role == Qt.ItemDataRole.ToolTipRole:
            writer = f", by {item.writer}" if item.writer else ""
            return f"Drawing {index.row() + 1:,}{writer}"
        if role == Qt.ItemDataRole.DecorationRole:
            return self._thumbnail(index.row())
        return None

    def _thumbnail(self, row: int) -> QPixmap:
        if row in self._thumbnails:
            return self._thumbnails[row]
        if _points_of(self.items[row].drawing) > _FEW:
            self._waiting[row] = None
            self._next.start()
            return _on_square(None)
        return self._paint(row)

    def _paint(self, row: int) -> QPixmap:
        self._thumbnails[row] = _on_square(
            to_image(fit_to_pad(_coarse(self.items[row].drawing)), _SIDE)
        )
        return self._thumbnails[row]

    @Slot()
    def _paint_next(self) -> None:
        """Paint one thumbnail of a long drawing, so that the window stays responsive."""
        row = next(iter(self._waiting))
        del self._waiting[row]
        if not self._waiting:
            self._next.stop()
        self._paint(row)
        self.dataChanged.emit(self.index(row), self.index(row), [Qt.ItemDataRole.DecorationRole])


class DrawingChooser(QDialog):
    """Shows the drawings of a file, and stays open when one is chosen for the pad."""

    chosen = Signal(object)
    """The LabeledDrawing that was chosen."""

    def __init__(self, items: Sequence[LabeledDrawing], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("drawingChooser")
        self.setWindowTitle("Choose a drawing")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._list = named(QListView(), "drawingList")
        self._list.setAccessibleName("Drawings")
        self._list.setToolTip("The drawings of the file. A double-click puts one on the pad.")
        self._list.setViewMode(QListView.ViewMode.IconMode)
        self._list.setMovement(QListView.Movement.Static)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._list.setUniformItemSizes(True)
        self._list.setLayoutMode(QListView.LayoutMode.Batched)
        self._list.setIconSize(QSize(_SIDE, _SIDE))
        self._list.setGridSize(QSize(_SIDE + 18, _SIDE + 30))
        self._list.setModel(_Drawings(items, self))
        self._list.setCurrentIndex(self._list.model().index(0, 0))
        # Not `activated`: Enter would choose here, and again by the default button.
        self._list.doubleClicked.connect(self._choose)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=self)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        put = buttons.addButton("Put on the pad", QDialogButtonBox.ButtonRole.ApplyRole)
        named(put, "putOnPadButton").clicked.connect(self._choose_current)
        put.setToolTip("Show the selected drawing on the pad (Enter).")
        put.setDefault(True)
        show_focus(put)  # as the default button it looks the same with and without the focus
        buttons.rejected.connect(self.close)
        remove_icons(buttons)
        layout = QVBoxLayout(self)
        layout.addWidget(QLabel(f"{len(items):,} drawings. Double-click one, or press Enter."))
        layout.addWidget(self._list)
        layout.addWidget(buttons)
        self.resize(560, 420)

    @Slot()
    def _choose_current(self) -> None:
        self._choose(self._list.currentIndex())

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        model = self._list.model()
        if isinstance(model, _Drawings) and index.isValid():
            self.chosen.emit(model.items[index.row()])


def _points_of(drawing: Drawing) -> int:
    return sum(len(stroke.points) for stroke in drawing.strokes)


def _coarse(drawing: Drawing) -> Drawing:
    """The drawing with only as many points as a thumbnail can show."""
    step = -(-_points_of(drawing) // _MOST)
    if step <= 1:
        return drawing
    return Drawing(tuple(Stroke.through(stroke.points[::step]) for stroke in drawing.strokes))


def _on_square(image: QImage | None) -> QPixmap:
    """A square pixmap, as the list wants all of one size; blank without an image."""
    square = QPixmap(_SIDE, _SIDE)
    square.fill(Qt.GlobalColor.white)
    if image is not None:
        painter = QPainter(square)
        painter.drawImage((_SIDE - image.width()) // 2, (_SIDE - image.height()) // 2, image)
        painter.end()
    return square
