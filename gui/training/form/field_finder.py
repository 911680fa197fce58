"""A dialog that finds a field of the form by a part of its name."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QWidget

from core.hyperparameters.fields import Field
from gui.common.search_field import SearchField
from gui.common.theme import SPACING
from gui.common.widgets import named, vbox

_LINES = 12
"""The height of the list, in lines."""


class FieldFinder(QDialog):
    """Lists the fields whose label, name or group contains what is typed; Enter goes to one."""

    chosen = Signal(str)
    """Emitted with the name of the field."""

    def __init__(self, fields: Mapping[str, Field], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("fieldFinder")
        self.setWindowTitle("Find setting")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._line = named(SearchField("Part of a name, such as “seed”"), "fieldFinderText")
        self._line.setAccessibleName("Part of the name of a setting")
        self._line.setToolTip(
            "Show only settings with all these words. Enter goes to the marked one."
        )
        self._list = named(QListWidget(), "fieldFinderList")
        self._list.setAccessibleName("Settings found")
        self._list.setToolTip("The settings with these words. Enter or a click goes to one.")
        for name, field in fields.items():
            item = QListWidgetItem(f"{field.label}  ·  {field.group}", self._list)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setToolTip(f"<p>{field.help}</p>")
        self._list.setCurrentRow(0)
        metrics = self.fontMetrics()
        bar = self._list.verticalScrollBar().sizeHint().width()
        self._list.setMinimumWidth(self._list.sizeHintForColumn(0) + bar + 2 * SPACING)
        self._list.setMinimumHeight(_LINES * (metrics.height() + 2))
        margins = (SPACING, SPACING, SPACING, SPACING)
        self.setLayout(vbox(self._line, (self._list, 1), spacing=SPACING, margins=margins))
        self._line.textChanged.connect(self._filter)
        self._line.returnPressed.connect(self._choose)
        self._list.itemActivated.connect(self._choose)
        self._list.itemClicked.connect(self._choose)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list with the arrow keys, while the text has the focus."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._move(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        for item in self._items:
            name = str(item.data(Qt.ItemDataRole.UserRole))
            searched = f"{item.text()} {name}".casefold()
            item.setHidden(not all(part in searched for part in wanted))
        shown = [item for item in self._items if not item.isHidden()]
        if shown:
            self._list.setCurrentItem(shown[0])

    def _move(self, step: int) -> None:
        shown = [item for item in self._items if not item.isHidden()]
        if shown:
            at = shown.index(self._list.currentItem()) + step
            self._list.setCurrentItem(shown[min(max(at, 0), len(shown) - 1)])

    @Slot()
    def _choose(self) -> None:
        item = self._list.currentItem()
        if item is not None and not item.isHidden():
            self.accept()
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))

    @property
    def _items(self) -> list[QListWidgetItem]:
        return [self._list.item(row) for row in range(self._list.count())]
