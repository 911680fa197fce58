"""A real number can be typed in every usual notation, and no other number takes its place."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolTip
from pytestqt.qtbot import QtBot

from gui.common.real_box import RealBox


@pytest.fixture
def box(qtbot: QtBot) -> Iterator[RealBox]:
    box = RealBox()
    qtbot.addWidget(box)
    box.setDecimals(60)
    box.setRange(-1e6, 1e6)
    box.setValue(0.5)
    box.setPrefix("to ")
    box.show()
    box.setFocus()
    box.selectAll()
    yield box
    QToolTip.hideText()


def type_and_end(box: RealBox, text: str) -> None:
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("typed", "value", "text"),
    [
        ("1e6", 1e6, "1e6"),
        ("1e-3", 1e-3, "0.001"),
        ("1E-30", 1e-30, "1e-30"),
        ("-2.5e2", -250.0, "-250"),
        (".5", 0.5, "0.5"),
        ("3.", 3.0, "3"),
        ("+7", 7.0, "7"),
        ("0.123456789", 0.123456789, "0.123457"),
    ],
)
def test_every_usual_notation_is_read(box: RealBox, typed: str, value: float, text: str) -> None:
    type_and_end(box, typed)
    assert box.value() == value
    assert box.text() == f"to {text}"
    assert not QToolTip.text()


@pytest.mark.parametrize(
    ("typed", "value", "word"),
    [
        ("1e7", 1e6, "At most 1e6"),
        ("-1e400", -1e6, "At least -1e6"),
        ("0,5", 0.5, "“0,5” is not a number such as 0.5 or 1e-3"),
        ("1 000", 0.5, "“1 000” is not a number such as 0.5 or 1e-3"),
        ("nan", 0.5, "“nan” is not a number such as 0.5 or 1e-3"),
        ("1e", 0.5, "“1e” is not a number such as 0.5 or 1e-3"),
    ],
)
def test_what_is_no_number_of_the_range_is_said(
    box: RealBox, typed: str, value: float, word: str
) -> None:
    type_and_end(box, typed)
    assert box.value() == value
    assert QToolTip.text() == word


def test_a_whole_number_is_not_read_from_a_fraction_in_silence(box: RealBox) -> None:
    box.setDecimals(0)
    box.setRange(1, 16)
    box.selectAll()
    type_and_end(box, "4.7")
    assert box.value() == 5
    assert QToolTip.text() == "Only whole numbers"


def test_arrow_keys_step(box: RealBox) -> None:
    box.setSingleStep(0.1)
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert box.value() == pytest.approx(0.6)
    assert box.text() == "to 0.6"


def test_every_number_fits(box: RealBox) -> None:
    box.adjustSize()
    line = box.findChild(QLineEdit)
    assert line is not None
    assert line.fontMetrics().horizontalAdvance("to -0.00012345") < line.width()
