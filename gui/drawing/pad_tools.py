"""The row of tools above the pad: pen and eraser, the pen's width, undo, redo and clear."""

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QSlider, QToolButton, QWidget

from gui.common.icons import icon
from gui.common.widgets import hbox, heading, named, new_action
from gui.drawing.pad import DrawingPad
from gui.drawing.pad_geometry import PEN
from gui.drawing.stroke_controller import Tool

_WIDTHS = 1000
"""Steps of the slider for the unit of the drawing."""
_NARROWEST, _WIDEST, _STEP = 20, 120, 10


class PadTools(QWidget):
    """Buttons that act on a pad, and the same actions for a menu."""

    def __init__(self, pad: DrawingPad, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pad = pad
        self._icon_actions: dict[str, QAction] = {}
        self._make_tools()
        self._make_width()
        self._make_steps()
        self._lay_out()
        self._set_icons()
        pad.history_changed.connect(self._enable)
        self._enable()

    @property
    def actions_for_menu(self) -> list[QAction]:
        """The actions of the row, except undo and redo, which the window has itself."""
        line = QAction(self)
        line.setSeparator(True)
        return [self._clear, line, self._pen, self._eraser, self._wider, self._narrower]

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colors of a new palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._set_icons()

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
        history, keys = self._pad.history, QKeySequence.StandardKey
        self._undo = history.createUndoAction(self, "Undo")
        self._redo = history.createRedoAction(self, "Redo")
        self._add_icon(self._undo, "undo", "Undo", QKeySequence(keys.Undo))
        self._add_icon(self._redo, "redo", "Redo", QKeySequence(keys.Redo))
        self._clear = self._action("clear", "C&lear pad", "Ctrl+Backspace", "Clear the pad")
        self._clear.setWhatsThis("Clear the pad")
        self._clear.triggered.connect(self._pad.clear)

    def _action(self, icon_name: str, text: str, keys: str, tip: str) -> QAction:
        action = new_action(self, text, keys)
        if icon_name:
            self._add_icon(action, icon_name, tip, action.shortcut())
        return action

    def _add_icon(self, action: QAction, icon_name: str, tip: str, keys: QKeySequence) -> None:
        self._icon_actions[icon_name] = action
        action.setToolTip(f"{tip} ({keys.toString()})")

    def _lay_out(self) -> None:
        pen = self._button("penButton", self._pen)
        eraser = self._button("eraserButton", self._eraser)
        undo = self._button("undoButton", self._undo)
        redo = self._button("redoButton", self._redo)
        clear = self._button("clearPadButton", self._clear)
        for button in (undo, redo):
            button.pressed.connect(self._pad.lift)  # undo acts on the stroke under a pen, too
        tools = hbox(heading("Draw"), None, pen, eraser, self._width, undo, redo, clear, spacing=2)
        tools.insertSpacing(tools.indexOf(undo), 6)
        self.setLayout(tools)

    def _button(self, name: str, action: QAction) -> QToolButton:
        button = named(QToolButton(), name)
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.text().replace("&", ""))
        return button

    def _set_icons(self) -> None:
        for icon_name, action in self._icon_actions.items():
            action.setIcon(icon(icon_name, self.palette()))
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
        self._clear.setEnabled(bool(self._pad.history.drawing))
