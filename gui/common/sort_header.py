"""The header of a table that can be sorted."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget

_GAP = "\N{EN SPACE}"


class SortHeader(QHeaderView):
    """Keeps a gap between a title at the right of its column and the arrow of the sorting."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionsClickable(True)

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, section: int) -> None:
        """Add the gap to the title of the column by which the table is sorted."""
        super().initStyleOptionForIndex(option, section)
        sorted_by_it = option.sortIndicator != QStyleOptionHeader.SortIndicator.None_
        if sorted_by_it and option.textAlignment & Qt.AlignmentFlag.AlignRight:
            option.text += _GAP
