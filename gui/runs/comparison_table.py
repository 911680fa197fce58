"""The table in which runs are compared, beside or below each other."""

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QEvent, Qt
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView

from gui.common.enlargement import set_text_size
from gui.common.table_copy import CopyTable
from gui.common.table_model import NO_INDEX, Index, Role
from gui.runs.comparison_lines import Line

_MOST_ACROSS = 6
"""More runs than these are compared below each other."""
_FEW_ACROSS = 3
"""So many runs are all in sight, if their columns stay wide enough."""
_TOLERABLE = 0.35
"""The part of the readable width to which columns shrink so that all are in sight."""
_BESIDE_TEXT = 24
"""Pixels: the margins of a cell."""
_EXTRA = 80
"""Pixels that a column gets at most beyond what it needs."""
_NARROWEST, _READABLE = "0.00000000", "Report, 3,000 images, seed 10"
"""A text for which each column has room, and one for which wider columns have room."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_HEADER_SHARE = 0.4
"""The part of the width that the titles of runs have at most, where they are beside the rows."""


class ComparisonModel(QAbstractTableModel):
    """Has a column for each of a few runs, or a row for each of many."""

    def __init__(self) -> None:
        super().__init__()
        self._titles: Sequence[str] = ()
        self._lines: Sequence[Line] = ()

    @property
    def across(self) -> bool:
        """Whether the runs are beside each other."""
        return len(self._titles) <= _MOST_ACROSS

    def show_lines(self, titles: Sequence[str], lines: Sequence[Line]) -> None:
        """Compare runs; the table keeps its place if it has the same rows and columns."""
        same = (
            bool(lines)
            and titles == self._titles
            and [line.label for line in lines] == [line.label for line in self._lines]
        )
        if not same:
            self.beginResetModel()
        self._titles, self._lines = titles, lines
        if same:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of quantities, or of runs."""
        return 0 if parent.isValid() else len(self._lines if self.across else self._titles)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Return the number of runs, or of quantities."""
        return 0 if parent.isValid() else len(self._titles if self.across else self._lines)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        """Return the title of a run, or the label or help of a quantity."""
        of_runs = self.across is (orientation is Qt.Orientation.Horizontal)
        if not 0 <= section < len(self._titles if of_runs else self._lines):
            return None
        if role == Role.TextAlignmentRole:
            numbers = not of_runs and not self.across and self._lines[section].number
            return _RIGHT if numbers else _LEFT
        if role not in {Role.DisplayRole, Role.ToolTipRole}:
            return None
        if of_runs:
            return self._titles[section]
        line = self._lines[section]
        return line.label if role == Role.DisplayRole else line.tip

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """Return the text, the alignment or the font of a cell."""
        if not self.checkIndex(index, QAbstractTableModel.CheckIndexOption.IndexIsValid):
            return None
        number, run = (index.row(), index.column())[:: 1 if self.across else -1]
        line = self._lines[number]
        match role:
            case Role.DisplayRole | Role.ToolTipRole:
                return line.texts[run]
            case Role.TextAlignmentRole:
                return _RIGHT if line.number and not self.across else _LEFT
            case Role.FontRole if run in line.best:
                font = QFont()
                font.setBold(True)
                return font
        return None


def fitting_widths(natural: Sequence[int], room: int, least: int) -> list[int]:
    """Return widths of columns for some room.

    Where there is too little, the widest columns give way, though none below `least`; where there
    is more, all get an equal part of it.
    """
    spare = room - sum(natural)
    if spare >= 0:
        extra = min(spare // max(len(natural), 1), _EXTRA)
        return [width + extra for width in natural]
    level, left = least, room
    for number, width in enumerate(sorted(natural)):
        level = left // (len(natural) - number)
        if width > level:
            break
        left -= width
    return [min(width, max(level, least)) for width in natural]


class ComparisonTable(CopyTable):
    """Shows the comparison, with columns that use the width of the view."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("differencesTable")
        self.setAccessibleName("Comparison of the selected runs")
        self.setToolTip(
            "The results of the selected runs, and the settings in which they differ. "
            "The best result is bold."
        )
        self._lines = ComparisonModel()
        self._lines.setParent(self)
        self._texts: list[list[str]] = []
        """The texts of each column, with its heading."""
        set_text_size(self)
        self.setModel(self._lines)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self._measure()

    def show_lines(self, titles: Sequence[str], lines: Sequence[Line]) -> None:
        """Compare runs by their titles."""
        self._lines.show_lines(titles, lines)
        headers = [self.verticalHeader(), self.horizontalHeader()]
        of_runs, of_quantities = headers[:: -1 if self._lines.across else 1]
        of_runs.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # titles may differ at their ends
        of_quantities.setTextElideMode(Qt.TextElideMode.ElideRight)
        if self._lines.across:
            self._texts = [[t, *(line.texts[n] for line in lines)] for n, t in enumerate(titles)]
        else:
            self._texts = [[line.label, *line.texts] for line in lines]
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the new width."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Use the size of the new font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_natural"):
            self._measure()

    def _measure(self) -> None:
        """Find out how wide and high the cells have to be."""
        metrics = self.fontMetrics()
        self.verticalHeader().setDefaultSectionSize(metrics.height() + 6)
        advance = metrics.horizontalAdvance
        self._least = advance(_NARROWEST) + _BESIDE_TEXT
        self._readable = advance(_READABLE) + _BESIDE_TEXT
        self.horizontalHeader().setMinimumSectionSize(self._least)
        widest = [max(map(advance, column)) + _BESIDE_TEXT for column in self._texts]
        self._natural = [max(width, self._least) for width in widest]
        self._fit()

    def _fit(self) -> None:
        header = self.verticalHeader()
        header.setMaximumWidth(round(_HEADER_SHARE * self.width()))
        room = (
            self.width()
            - 2 * self.frameWidth()
            - min(header.sizeHint().width(), header.maximumWidth())
        )
        room -= self.verticalScrollBar().sizeHint().width()
        count = self._lines.columnCount()
        few = self._lines.across and count <= _FEW_ACROSS
        # A few runs are all in sight; of more, some may not be, but those that are can be read.
        each = room // count if few and count else 0
        least = each if _TOLERABLE * self._readable <= each < self._readable else self._readable
        widths = fitting_widths(self._natural, room, least)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
