"""The row above the pad: pen and eraser, the pen's width, undo, redo and clear."""

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QWidget

from gui.common.icons import icon
from gui.common.object_names import named
from gui.common.theme import heading
from gui.drawing.ink_style import PEN
from gui.drawing.pad import DrawingPad
from gui.drawing.stroke_controller import Tool

_WIDTHS = 1000
"""Steps of the slider to the unit of the drawing."""
_NARROWEST, _WIDEST, _STEP = 20, 120, 10
Keys = str | QKeySequence.StandardKey


class PadTools(QWidget):
    """Buttons that act on a pad, and the same as actions for a menu."""

    def __init__(self, pad: DrawingPad, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pad = pad
        self._signs: dict[str, QAction] = {}
        self._make_tools()
        self._make_width()
        self._make_steps()
        self._lay_out()
        self._draw_icons()
        pad.history_changed.connect(self._enable)
        self._enable()

    @property
    def actions_for_menu(self) -> list[QAction]:
        """All that the row does: none of it needs a mouse."""
        line = QAction(self)
        line.setSeparator(True)
        steps = [self._undo, self._redo, self._clear]
        return [*steps, line, self._pen, self._eraser, self._wider, self._narrower]

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_icons()

    def _make_tools(self) -> None:
        self._pen = self._action("pen", "Pe&n", "Ctrl+D", "Draw")
        self._eraser = self._action(
            "eraser", "Stroke &eraser", "Ctrl+Shift+D", "Erase whole strokes"
        )
        group = QActionGroup(self)
        for action in (self._pen, self._eraser):
            action.setCheckable(True)
            group.addAction(action)
        self._pen.setChecked(True)
        group.triggered.connect(self._choose)

    def _make_width(self) -> None:
        self._wider = self._action("", "&Wider pen", "Ctrl+]", "")
        self._narrower = self._action("", "N&arrower pen", "Ctrl+[", "")
        self._width = named(QSlider(Qt.Orientation.Horizontal), "penWidth")
        self._width.setAccessibleName("Pen width")
        self._width.setRange(_NARROWEST, _WIDEST)
        self._width.setSingleStep(_STEP)
        self._width.setPageStep(_STEP)
        self._width.setValue(round(PEN * _WIDTHS))
        self._width.setMinimumWidth(56)
        self._width.setToolTip(
            "Pen width (Ctrl+[ and Ctrl+]). It only changes how the pad looks: the network always "
            "sees strokes of MNIST's width."
        )
        self._width.valueChanged.connect(self._set_width)
        self._wider.triggered.connect(self._widen)
        self._narrower.triggered.connect(self._narrow)

    def _make_steps(self) -> None:
        steps = QKeySequence.StandardKey
        self._undo = self._action("undo", "&Undo", steps.Undo, "Undo")
        self._redo = self._action("redo", "&Redo", steps.Redo, "Redo")
        self._clear = self._action("clear", "C&lear", "Ctrl+Backspace", "Clear the pad")
        self._undo.triggered.connect(self._pad.undo)
        self._redo.triggered.connect(self._pad.redo)
        self._clear.triggered.connect(self._pad.clear)

    def _action(self, sign: str, text: str, keys: Keys, tip: str) -> QAction:
        action = QAction(text, self)
        if isinstance(keys, str):
            action.setShortcut(QKeySequence(keys))
        else:
            action.setShortcuts(keys)  # all that a platform has: Ctrl+Y and Ctrl+Shift+Z
        if sign:
            self._signs[sign] = action
            action.setToolTip(f"{tip} ({action.shortcut().toString()})")
        return action

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(heading("Draw"))
        row.addStretch()
        row.addWidget(self._button("penButton", self._pen))
        row.addWidget(self._button("eraserButton", self._eraser))
        row.addWidget(self._width)
        row.addSpacing(6)
        row.addWidget(self._button("undoButton", self._undo))
        row.addWidget(self._button("redoButton", self._redo))
        row.addWidget(self._button("clearPadButton", self._clear))

    def _button(self, name: str, action: QAction) -> QToolButton:
        button = named(QToolButton(), name)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.text().replace("&", ""))
        return button

    def _draw_icons(self) -> None:
        for sign, action in self._signs.items():
            action.setIcon(icon(sign, self.palette()))
            action.setIconVisibleInMenu(False)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self._pad.set_tool(Tool.ERASER if action is self._eraser else Tool.PEN)

    @Slot(int)
    def _set_width(self, value: int) -> None:
        self._pad.set_pen_width(value / _WIDTHS)

    @Slot()
    def _widen(self) -> None:
        self._width.setValue(self._width.value() + _STEP)

    @Slot()
    def _narrow(self) -> None:
        self._width.setValue(self._width.value() - _STEP)

    @Slot()
    def _enable(self) -> None:
        history = self._pad.history
        self._undo.setEnabled(history.can_undo)
        self._redo.setEnabled(history.can_redo)
        self._clear.setEnabled(bool(history.drawing))
