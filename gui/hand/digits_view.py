"""The grid of the person's digits."""

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from gui.hand.digits_model import DigitsModel
from gui.hand.thumbnails import SIDE, Thumbnails
from gui.selection import Selection

_DIGITS = set("0123456789")
_PLAIN = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}


class DigitsView(QListView):
    """Select, delete with Delete, correct with 0-9, take back with Ctrl+Z, open by a double
    click or Return."""

    delete_asked = Signal()
    undo_asked = Signal()
    label_asked = Signal(int)
    opened = Signal(object)
    """MyDigit."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("myDigitsView")
        self.setAccessibleName("My digits, the newest first")
        self.setToolTip(
            "Double click: put it on the pad. Delete: delete the selected ones. 0 to 9: say what "
            "the selected ones are. Ctrl+Z: take the last change back."
        )
        self.digits = DigitsModel()
        self.digits.setParent(self)
        self.setModel(self.digits)
        self.setItemDelegate(Thumbnails(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(SIDE + 4)
        self.activated.connect(self._open)
        self.selection = Selection(self)

    @property
    def selected_ids(self) -> list[str]:
        """Of the selected digits."""
        return [self.digits.digit(row).id for row in self.selection.rows]

    def event(self, event: QEvent) -> bool:
        # While the list has the focus these keys are its own, not the window's.
        ours = isinstance(event, QKeyEvent) and self._is_ours(event)
        if ours and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_ours(event):
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        else:
            self.label_asked.emit(int(event.text()))

    def _is_ours(self, event: QKeyEvent) -> bool:
        if event.matches(QKeySequence.StandardKey.Undo):
            return True
        is_digit = event.text() in _DIGITS and event.modifiers() in _PLAIN
        return (is_digit or event.key() == Qt.Key.Key_Delete) and bool(self.selection.rows)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.digits.digit(index.row()))
