"""Keys that a widget handles itself while it has the focus.

The widgets compare events with these constants, and the list of shortcuts in the Help menu shows
them: it cannot differ from what the keys do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

_PLAIN = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
Key = Qt.Key


@dataclass(frozen=True, eq=False)
class WidgetKeys:
    """Some keys, the part of the window in which they work, and what they do there."""

    place: str
    keys: tuple[Qt.Key, ...]
    does: str
    others: tuple[Qt.Key, ...] = field(default=(), kw_only=True)
    """Keys that do the same, and are not listed."""

    def match(self, event: QKeyEvent) -> bool:
        """Return whether a key event is one of these keys, without Ctrl, Alt and Meta."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        return event.key() in (*self.keys, *self.others) and modifiers in _PLAIN

    @property
    def sequence(self) -> QKeySequence:
        """The first of the keys, for menus to show it."""
        return QKeySequence(self.keys[0])

    @property
    def text(self) -> str:
        """The keys as the user reads them."""
        return keys_text([_name(key) for key in self.keys])


@dataclass(frozen=True, eq=False)
class PlatformKeys(WidgetKeys):
    """The keys that the platform has for a common purpose, such as copying."""

    standard: QKeySequence.StandardKey

    def match(self, event: QKeyEvent) -> bool:
        """Return whether a key event is these keys."""
        return event.matches(self.standard)

    @property
    def sequence(self) -> QKeySequence:
        """The first of the keys, for menus to show it."""
        return QKeySequence(self.standard)

    @property
    def text(self) -> str:
        """The keys as the user reads them."""
        return self.sequence.toString(QKeySequence.SequenceFormat.NativeText)


def keys_text(keys: Sequence[str]) -> str:
    """Return the names of keys as a text; the ten digits are one."""
    digits = len(keys) == 10 and all(key.isdigit() for key in keys)
    return f"{keys[0]} … {keys[-1]}" if digits else ", ".join(keys)


def page_step(event: QKeyEvent) -> int:
    """Return 1 for the key to the next page, and −1 for that to the page before."""
    return 1 if event.key() == Key.Key_PageDown else -1


def _name(key: Qt.Key) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


_DIGITS = tuple(Key(Key.Key_0.value + digit) for digit in range(10))
_RUNS, _DIGIT_LIST, _MATRIX = "Table of runs", "My digits", "Confusion matrix"
_UNITS, _DIAGRAM = "Weights of the units", "Diagram of the network"
_ARROWS = (Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down)

RENAME_RUN = WidgetKeys(_RUNS, (Key.Key_F2,), "Rename the selected run")
STAR_RUNS = WidgetKeys(_RUNS, (Key.Key_Asterisk,), "Star the selected runs, or remove their stars")
OPEN_RUN = WidgetKeys(
    _RUNS, (Key.Key_Enter,), "The main action for the selected runs", others=(Key.Key_Return,)
)
COPY_CELLS = PlatformKeys(
    "Table or comparison of runs",
    (),
    "Copy the selected rows or cells as a table",
    QKeySequence.StandardKey.Copy,
)
DELETE_RUNS = WidgetKeys(_RUNS, (Key.Key_Delete,), "Delete the selected runs")
RELABEL_DIGITS = WidgetKeys(_DIGIT_LIST, _DIGITS, "Change the label of the selected digits")
DELETE_DIGITS = WidgetKeys(_DIGIT_LIST, (Key.Key_Delete,), "Delete the selected digits")
SHOW_DIGIT = WidgetKeys(
    _DIGIT_LIST,
    (Key.Key_Enter,),
    "Show the selected digit on the pad",
    others=(Key.Key_Return,),
)
CLEAR_PAD = WidgetKeys(
    "Drawing pad", (Key.Key_Delete,), "Clear the pad", others=(Key.Key_Backspace,)
)
CHOOSE_DIGIT = WidgetKeys(
    "What the network sees", (Key.Key_Left, Key.Key_Right), "Choose one of several digits"
)
MOVE_CELL = WidgetKeys(_MATRIX, _ARROWS, "Choose a cell")
SHOW_CELL = WidgetKeys(
    _MATRIX,
    (Key.Key_Enter,),
    "Show the next image of the chosen cell on the pad",
    others=(Key.Key_Return, Key.Key_Space),
)
MOVE_UNIT = WidgetKeys(_UNITS, _ARROWS, "Choose a unit")
TURN_PAGE = WidgetKeys(_UNITS, (Key.Key_PageUp, Key.Key_PageDown), "Turn the page")
MOVE_TILE = WidgetKeys(_DIAGRAM, _ARROWS, "Choose a unit")
TURN_TILES = WidgetKeys(
    _DIAGRAM, (Key.Key_PageUp, Key.Key_PageDown), "Turn the page of the layer of the chosen unit"
)
OPEN_UNIT = WidgetKeys(
    _DIAGRAM, (Key.Key_Enter,), "Show the chosen unit on “Units”", others=(Key.Key_Return,)
)
APPLY_CHANGE = WidgetKeys(
    "Fields of the page “Change”",
    (Key.Key_Enter,),
    "Apply the change that the fields describe",
    others=(Key.Key_Return,),
)
DISTORT = WidgetKeys("Preview of the distortions", (Key.Key_Space,), "Distort the digits anew")
STEP_UP = WidgetKeys("Field with a number", (Key.Key_Up,), "The next larger value")
STEP_DOWN = WidgetKeys("Field with a number", (Key.Key_Down,), "The next smaller value")
UNDO_EDIT = WidgetKeys("Field of the form", (Key.Key_Escape,), "Put back the value before the edit")
CLEAR_SEARCH = WidgetKeys("Search field with words", (Key.Key_Escape,), "Clear the field")
ALL = (
    CLEAR_SEARCH,
    *(CLEAR_PAD, CHOOSE_DIGIT, STEP_UP, STEP_DOWN, UNDO_EDIT, DISTORT, MOVE_CELL, SHOW_CELL),
    *(MOVE_TILE, TURN_TILES, OPEN_UNIT, MOVE_UNIT, TURN_PAGE, APPLY_CHANGE),
    *(RELABEL_DIGITS, DELETE_DIGITS, SHOW_DIGIT, OPEN_RUN, RENAME_RUN, STAR_RUNS, DELETE_RUNS),
    COPY_CELLS,
)
"""All of them, in the order of the list."""
