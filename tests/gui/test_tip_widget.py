"""Tooltips of the parts that a widget paints itself."""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from gui.common.tip_widget import TipWidget


class Halves(TipWidget):
    def tip_at(self, point: QPointF) -> str:
        return "left" if point.x() < 50 else super().tip_at(point)


def test_each_part_has_its_own_tooltip(qtbot: QtBot) -> None:
    widget = Halves()
    qtbot.addWidget(widget)
    widget.setToolTip("the whole")
    widget.resize(100, 20)
    widget.show()
    for x, text in ((10, "left"), (90, "the whole")):
        place = QPoint(x, 10)
        event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
        assert QCoreApplication.sendEvent(widget, event)
        assert QToolTip.text() == text
    QToolTip.hideText()
