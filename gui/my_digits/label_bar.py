"""The bar “Label as …”: saves the drawing on the pad, and undoes the last change of digits."""

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import SignalInstance, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from gui.common.fitting_label import FittingLabel
from gui.common.widgets import hbox, let_shrink, named
from gui.my_digits.digit_collection import DigitCollection

if TYPE_CHECKING:
    from core.drawing.strokes import Drawing
    from core.personalization.digit_store import MyDigit
    from core.recognition.prediction import DrawingPrediction


class History(Protocol):
    """The part of the pad's history that the bar needs."""

    @property
    def drawing(self) -> "Drawing":
        """The drawing on the pad, without the stroke in progress."""


class Pad(Protocol):
    """The part of the drawing pad that the bar needs."""

    @property
    def history(self) -> History:
        """The drawing on the pad, and those before it."""

    @property
    def history_changed(self) -> SignalInstance:
        """Emitted when there is another drawing on the pad."""

    @property
    def drawing(self) -> "Drawing":
        """The drawing on the pad, with the stroke in progress."""

    def put(self, drawing: "Drawing") -> None:
        """Replace the drawing on the pad."""

    def clear(self) -> None:
        """Remove all ink."""

    def setFocus(self) -> None:  # noqa: N802 - Qt's name
        """Take the keyboard's focus."""


_INVITATION = ("or press a key, 0 to 9", "or keys 0 to 9")
_WHY = "Save this drawing in “My digits” as the digit that you meant. Keys: 0 to 9."
_NO_INK = "Draw a digit first."
_PICTURE = "There is an image on the pad: only strokes can be saved."
_SEVERAL = "The network sees several digits here: only single digits can be saved."
_UNREADABLE = ("Nothing that can be a digit", "No digit")
_SHORT = {
    _SEVERAL: ("Only single digits can be saved", "Cannot be saved"),
    _PICTURE: ("Only strokes can be saved", "Cannot be saved"),
}
_MOST_KNOWN = 1000
"""The number of saved drawings that are remembered, and so stay in memory."""


class LabelBar(QWidget):
    """Labels the drawing on the pad, by a menu or by the keys 0 to 9.

    It says what the last change of the user's digits was, here or in the tab, and can undo it.
    """

    def __init__(
        self, pad: Pad, collection: DigitCollection, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pad, self._collection = pad, collection
        self._ids: dict[Drawing, str] = {}
        """The ids of drawings that were saved or opened: a second label corrects the first."""
        self._several: Drawing | None = None
        """The last recognized drawing, if it has more than one digit."""
        self._examined: tuple[Drawing | None, str] = (None, "")
        """The last drawing that was examined, and why it can be no digit; empty if it can."""
        self._button = named(QPushButton("Label as …"), "thatWasButton")
        self._saved_text = named(FittingLabel(), "keptLabel")
        self._undo = named(QPushButton("Undo"), "undoKeepButton")
        self._actions = QActionGroup(self)
        self._actions.triggered.connect(self._choose)
        self._make_menu()
        self._lay_out()
        self._undo.clicked.connect(collection.undo_stack.undo)
        for show in (self._enable, self._show):
            pad.history_changed.connect(show)
        collection.changed.connect(self._show)
        collection.undo_stack.indexChanged.connect(self._show)
        self._enable()
        self._show()

    def put_on_pad(self, digit: "MyDigit") -> None:
        """Show a saved digit on the pad, where a key corrects its label."""
        self._know(digit.drawing, digit.id)
        self._pad.put(digit.drawing)

    @Slot(object)
    def set_prediction(self, prediction: "DrawingPrediction | None") -> None:
        """Set what the network recognizes on the pad; None without a network."""
        several = (
            prediction.drawing if prediction is not None and len(prediction.digits) > 1 else None
        )
        if several is not self._several:
            self._several = several
            self._enable()
            self._show()

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        drawing = self._pad.history.drawing
        if self._pad.drawing is drawing and self._why_not() == "":  # else the pen is down
            self._save(drawing, int(action.data()))

    def _save(self, drawing: "Drawing", label: int) -> None:
        undo_stack = self._collection.undo_stack
        before = undo_stack.last
        known = self._ids.get(drawing)
        if known is None or self._collection.relabel({known: label}) is False:
            self._add(drawing, label)
        if undo_stack.last is before:
            return  # it has failed: the drawing stays
        self._pad.clear()
        self._show()
        if self._collection.contents is None:
            self._collection.load()  # how many they are

    def _add(self, drawing: "Drawing", label: int) -> None:
        id_ = self._collection.add(label, drawing, lambda: self._put_back(drawing))
        if id_ is not None:
            self._know(drawing, id_)

    def _know(self, drawing: "Drawing", id_: str) -> None:
        self._ids[drawing] = id_
        if len(self._ids) > _MOST_KNOWN:
            del self._ids[next(iter(self._ids))]

    def _put_back(self, drawing: "Drawing") -> None:
        if not self._pad.drawing:
            self._pad.put(drawing)

    @Slot()
    def _show(self) -> None:
        change = self._collection.last_change
        self._undo.setEnabled(bool(change))
        undo = f"Undo: {self._collection.undo_stack.undoText()}." if change else "Nothing to undo."
        self._undo.setToolTip(undo)
        why = self._why_not()
        reason = _SHORT.get(why, _UNREADABLE if why not in {"", _NO_INK} else ())
        self._saved_text.setEnabled(bool(change or reason))
        # Beside a text about the drawing, it would seem to undo something on the pad.
        self._undo.setVisible(not reason)
        if reason:
            self._saved_text.show_texts(*reason)
        elif change:
            self._saved_text.show_texts(*self._texts_for(change))
        else:
            self._saved_text.show_texts(*_INVITATION)

    def _texts_for(self, change: str) -> tuple[str, ...]:
        if self._collection.contents is None:
            return (change,)
        count = len(self._collection.contents.digits)
        return f"{change} · {count:,} digit{'s' if count != 1 else ''}", change

    @Slot()
    def _enable(self) -> None:
        why = self._why_not()
        self._button.setEnabled(not why)
        self._button.setToolTip(why or _WHY)
        for action in self._actions.actions():
            action.setEnabled(not why)

    def _why_not(self) -> str:
        drawing = self._pad.history.drawing
        if drawing.picture is not None:
            return _PICTURE
        if drawing is self._several and drawing not in self._ids:  # no label yet
            return _SEVERAL
        return self._why_no_digit(drawing) if drawing else _NO_INK

    def _why_no_digit(self, drawing: "Drawing") -> str:
        """Return why the pad recognizes no digit in the ink; empty for a drawing with a label."""
        if drawing in self._ids:
            return ""
        if self._examined[0] is not drawing:
            # Imported here so that the window opens faster.
            from core.recognition.recognizer import SMALLEST_ON_PAD, why_no_digit

            self._examined = drawing, why_no_digit(drawing, SMALLEST_ON_PAD)
        return self._examined[1]

    def _make_menu(self) -> None:
        menu = named(QMenu(self), "thatWasMenu")
        for digit in range(10):
            action = named(QAction(str(digit), self._actions), f"thatWas{digit}")
            action.setData(digit)
            action.setShortcut(str(digit))
            action.setWhatsThis("Label the drawing on the pad as that digit")
            menu.addAction(action)
            self.addAction(action)
        self._button.setMenu(menu)

    def _lay_out(self) -> None:
        self._undo.setAccessibleName("Undo the last change of my digits")
        self.setLayout(hbox(self._button, (self._saved_text, 1), self._undo, spacing=6))
        let_shrink(self._undo)
