"""The explanation of one control: its name, its tooltip, and its term in the glossary."""

from html import escape

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QTabBar, QWidget

from gui.common.accessibility import accessible_name
from gui.common.widgets import named, vbox
from gui.help.help_pages import find_term

_WIDTH = 360
"""Pixels."""


def hint_of(widget: QWidget) -> str:
    """Return the tooltip that a hover over the widget shows, which may be that of a parent.

    A widget on which a tooltip would hide something has “What's this?” instead.
    """
    if isinstance(widget, QTabBar) and (tip := widget.tabToolTip(widget.currentIndex())):
        return tip
    part: QWidget | None = widget
    while part is not None and not part.isWindow():
        if hint := part.toolTip() or part.whatsThis():
            return hint
        part = part.parentWidget()
    return ""


def explain(widget: QWidget) -> tuple[str, str]:
    """Return what explains a control, as rich text, and the address of its term or “”."""
    name, tip = accessible_name(widget), hint_of(widget)
    term = find_term(name) if name else None
    parts = [f"<b>{escape(name)}</b>"] if name else []
    if tip:
        parts.append(tip if tip.startswith("<") else escape(tip).replace("\n", "<br>"))
    if term is not None:
        first = term.plain_text.partition("\n\n")[0].replace("\n", " ")
        parts.append(f"<i>{escape(term.title)}:</i> {escape(first)}")
    text = "".join(f"<p>{part}</p>" for part in parts)
    return text, term.address if term is not None else ""


class Explanation(QFrame):
    """A popup beside a control that closes with Escape or a click elsewhere."""

    more_requested = Signal(str)
    """Emitted with the address of the term in the glossary."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget, Qt.WindowType.Popup)
        self.setObjectName("explanation")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        text, self._address = explain(widget)
        self._text = named(QLabel(text, wordWrap=True), "explanationText")
        self._text.setTextFormat(Qt.TextFormat.RichText)
        self._text.setFixedWidth(_WIDTH)
        self._more = named(QPushButton("More in the glossary"), "explanationMore")
        self._more.setVisible(bool(self._address))
        self._more.setAutoDefault(True)
        self._more.clicked.connect(self._ask_for_more)
        self.setLayout(vbox(self._text, self._more, spacing=8, margins=(8, 8, 8, 8)))
        if self._address:
            self.setFocusProxy(self._more)
        self._place_beside(widget)

    def _place_beside(self, widget: QWidget) -> None:
        self.adjustSize()
        corner = widget.mapToGlobal(QPoint(0, widget.height() + 4))
        area = widget.screen().availableGeometry()
        if corner.y() + self.height() > area.bottom():
            corner.setY(max(area.top(), widget.mapToGlobal(QPoint(0, -4)).y() - self.height()))
        corner.setX(max(area.left(), min(corner.x(), area.right() - self.width())))
        self.move(corner)

    @Slot()
    def _ask_for_more(self) -> None:
        address = self._address
        self.close()
        self.more_requested.emit(address)
