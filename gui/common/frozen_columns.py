"""Columns of a tree view that stay visible while the others scroll sideways."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QContextMenuEvent, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QTreeView

from gui.common.table_model import Index

_MOST = 0.6
"""The part of the view's width that the frozen columns have at most, unless they leave enough room
for the column beside them."""
_MOST_GROWN = 0.5
"""The part that they take by themselves at most, unless the other columns need less."""
_UNCHANGED = 3
"""Pixels that rounding changes a width by at most."""


class FrozenColumns(QTreeView):
    """Shows the first columns of another tree view, and covers them there.

    Both views share the model, the selection and the header's sizes. The keyboard focus stays with
    the covered view, which screen readers read.
    """

    def __init__(self, view: QTreeView, columns: Sequence[int]) -> None:
        """Cover `columns` of a view, whose model and header are complete."""
        super().__init__(view)
        self._view, self._columns = view, columns
        self._wanted: dict[int, int] = {}
        """The widths that the user has chosen, where there is no room for them at present."""
        self._usual, self._contents = 0, 0
        self._fitting = False
        self.setModel(view.model())
        self.setSelectionModel(view.selectionModel())
        self._look_alike()
        self._set_up_header()
        self._connect()
        self.place()

    @property
    def total_width(self) -> int:
        """The width of the columns."""
        return sum(self._view.columnWidth(column) for column in self._columns)

    def place(self) -> None:
        """Cover the columns of the view as it is now."""
        view, frame = self._view, self._view.frameWidth()
        self._fit()
        for column in range(view.header().count()):
            self.setColumnHidden(column, column not in self._columns)
        height = view.viewport().height() + view.header().height()
        self.setGeometry(frame, frame, self.total_width, height)
        self.header().setFixedHeight(view.header().height())
        self.raise_()

    def follow_header(self) -> None:
        """Take over the sizes and the sorting of the view, which have been restored."""
        header = self._view.header()
        self._keep_first(0, 0, 0)
        self._wanted.clear()
        for column in self._columns:
            self.header().resizeSection(column, header.sectionSize(column))
        self._follow_sorting()
        self.place()

    def wanted_width(self, column: int) -> int:
        """Return the width that the user has chosen for a column, with or without room."""
        return self._wanted.get(column, self._view.columnWidth(column))

    def grow(self, usual: int, contents: int) -> None:
        """Let the last column be as wide as its contents where there is room, as long as it has its
        `usual` width: the user has not chosen another one."""
        if (usual, contents) != (self._usual, self._contents):
            self._usual, self._contents = usual, contents
            self.place()

    @contextmanager
    def unfitted(self) -> Iterator[None]:
        """Give the columns the widths that the user has chosen, also where there is no room."""
        self._fitting = True
        try:
            for column, width in self._wanted.items():
                self._view.header().resizeSection(column, width)
            yield
        finally:
            self._fitting = False
            self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the view."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            self.place()
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the view below, which also scrolls sideways."""
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Leave the menu to the view below."""
        self._view.contextMenuEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a line beside the columns."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        right = self.viewport().width() - 1
        painter.drawLine(right, 0, right, self.viewport().height())
        painter.end()

    def _look_alike(self) -> None:
        view, off = self._view, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setObjectName(f"{view.objectName()}Frozen")
        self.setAccessibleName(view.accessibleName())
        self.setFont(view.font())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(off)
        self.setVerticalScrollBarPolicy(off)
        self.setVerticalScrollMode(view.verticalScrollMode())
        self.setAutoScroll(False)
        self.setSelectionBehavior(view.selectionBehavior())
        self.setSelectionMode(view.selectionMode())
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)
        self.setTextElideMode(view.textElideMode())
        self.setUniformRowHeights(view.uniformRowHeights())
        self.setTreePosition(view.treePosition())
        self.setIndentation(view.indentation())
        self.setRootIsDecorated(view.rootIsDecorated())
        self.setExpandsOnDoubleClick(view.expandsOnDoubleClick())
        # A click gives the focus to the view below, whose keys are those of both.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(view)

    def _set_up_header(self) -> None:
        header, other = self.header(), self._view.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(other.minimumSectionSize())
        header.setDefaultAlignment(other.defaultAlignment())
        header.setSectionsClickable(True)
        header.setSectionsMovable(False)
        header.setSortIndicatorShown(True)
        header.setHighlightSections(False)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        for column in self._columns:
            header.setSectionResizeMode(column, other.sectionResizeMode(column))
            header.resizeSection(column, other.sectionSize(column))

    def _connect(self) -> None:
        view, header = self._view, self._view.header()
        bar, own_bar = view.verticalScrollBar(), self.verticalScrollBar()
        bar.valueChanged.connect(own_bar.setValue)
        own_bar.rangeChanged.connect(self._follow_scrolling)
        view.expanded.connect(self.expand)
        view.collapsed.connect(self.collapse)
        self.expanded.connect(view.expand)
        self.collapsed.connect(view.collapse)
        header.sectionResized.connect(self._follow_size)
        self.header().sectionResized.connect(self._resize)
        header.sectionMoved.connect(self._keep_first)
        header.sortIndicatorChanged.connect(self._follow_sorting)
        self.header().sectionClicked.connect(self._sort)
        self._follow_sorting()
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)

    @Slot()
    def _follow_scrolling(self) -> None:
        """Scroll as far as the view, once there is something to scroll."""
        self.verticalScrollBar().setValue(self._view.verticalScrollBar().value())

    @Slot(int, int, int)
    def _follow_size(self, column: int, before: int, size: int) -> None:
        if column not in self._columns:
            return
        if not self._fitting:
            self._wanted[column] = size
        self.header().resizeSection(column, size)
        self.place()

    @Slot(int, int, int)
    def _resize(self, column: int, before: int, size: int) -> None:
        if column in self._columns:
            self._view.header().resizeSection(column, size)

    @Slot(int, int, int)
    def _keep_first(self, column: int, before: int, now: int) -> None:
        """Move back what was moved before the frozen columns."""
        header = self._view.header()
        for place, first in enumerate(self._columns):
            if header.visualIndex(first) != place:
                header.moveSection(header.visualIndex(first), place)

    @Slot()
    def _follow_sorting(self) -> None:
        header = self._view.header()
        self.header().setSortIndicator(header.sortIndicatorSection(), header.sortIndicatorOrder())

    @Slot(int)
    def _sort(self, column: int) -> None:
        """Sort the view, as a click on its own header does."""
        header = self._view.header()
        rising, falling = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        again = header.sortIndicatorSection() == column
        reverse = again and header.sortIndicatorOrder() is rising
        header.setSortIndicator(column, falling if reverse else rising)

    def _fit(self) -> None:
        """Narrow the last column where it would cover too much of a narrow view, or widen it."""
        *others, last = self._columns
        view, header = self._view, self._view.header()
        whole, least = view.viewport().width(), header.minimumSectionSize()
        taken = sum(view.columnWidth(column) for column in others)
        places = range(len(self._columns), header.count())
        widths = (view.columnWidth(header.logicalIndex(place)) for place in places)
        beside = next((width for width in widths if width), whole)  # hidden ones have no width
        most = max(round(_MOST * whole), whole - beside) - taken
        wanted = self._wanted.setdefault(last, view.columnWidth(last))
        if abs(wanted - self._usual) <= _UNCHANGED:
            rest = header.length() - taken - view.columnWidth(last)
            free = max(round(_MOST_GROWN * whole), whole - rest) - taken
            wanted = max(wanted, min(self._contents, free))
        size = max(min(wanted, most), least)
        if size != view.columnWidth(last) and not self._fitting:
            self._fitting = True
            header.resizeSection(last, size)
            self._fitting = False


class FrozenTreeView(QTreeView):
    """A tree view whose first columns stay visible, once `freeze` has been called."""

    frozen: FrozenColumns | None = None

    def freeze(self, columns: Sequence[int]) -> FrozenColumns:
        """Keep these first columns visible; the model and the header must be complete."""
        self.frozen = FrozenColumns(self, columns)
        self._frozen_columns = columns
        return self.frozen

    def scrollTo(
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Scroll so that a cell is visible beside the frozen columns."""
        bar = self.horizontalScrollBar()
        before = bar.value()
        super().scrollTo(index, hint)
        if self.frozen is None:
            return
        if index.column() in self._frozen_columns:
            bar.setValue(before)
            return
        hidden = self.frozen.total_width - self.columnViewportPosition(index.column())
        if hidden > 0:
            bar.setValue(bar.value() - hidden)
