"""What the program says of itself."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from .person import Person


def test_the_box_keeps_nothing_waiting_and_goes_when_it_is_closed(person: Person) -> None:
    person.choose_action("About Inkling")
    (box,) = person.dialogs("aboutBox")
    assert "Yann LeCun" in box.text()
    QTest.keyClick(box, Qt.Key.Key_Escape)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert person.window.findChildren(QMessageBox, "aboutBox") == []
