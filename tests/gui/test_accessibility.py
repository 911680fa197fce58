"""What a screen reader is told about widgets that paint themselves."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from core.models.model_file import Model
from gui.common import accessibility

from .person import Person
from .widget_walk import contents_of, name_of, role_of

Role = QAccessible.Role
SEVEN = [(0.3, 0.2), (0.7, 0.2), (0.45, 0.8)]


@pytest.fixture
def bundled_model(trained_model: Model) -> Model:
    return trained_model


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("drawingPad", Role.Canvas),
        ("networkView", Role.Graphic),
        ("probabilityBars", Role.Chart),
        ("confusionMatrix", Role.Chart),
        ("lossPlot", Role.Chart),
        ("startButton", Role.Button),
    ],
)
def test_a_widget_has_a_role_and_a_name(person: Person, name: str, role: Role) -> None:
    widget = person.find(QWidget, name)
    assert role_of(widget) is role
    assert name_of(widget)


def test_the_bars_say_the_probabilities_that_they_show(person: Person) -> None:
    person.wait(lambda: person.session.model is not None)
    bars = person.find(QWidget, "probabilityBars")
    assert contents_of(bars).startswith("The outputs of the network.")
    person.draw(SEVEN)
    person.wait(lambda: contents_of(bars).startswith("0: "))
    assert [each.split(":")[0] for each in contents_of(bars).split("; ")] == [*"0123456789"]
    person.click("clearPadButton")
    person.wait(lambda: not contents_of(bars).startswith("0: "))


def test_the_matrix_says_what_is_in_the_chosen_cell(person: Person) -> None:
    person.wait(lambda: person.session.model is not None)
    person.wait_for_evaluation()
    matrix = person.find(QWidget, "confusionMatrix")
    assert "zeros classified as 0." in contents_of(matrix)
    QTest.keyClick(matrix, Qt.Key.Key_Down)
    assert "ones classified as 0." in contents_of(matrix)


@pytest.fixture
def changes(monkeypatch: pytest.MonkeyPatch) -> list[QWidget]:
    """The widgets that have reported a change, as if a screen reader were there."""
    reported: list[QWidget] = []

    class Accessible(QAccessible):
        @staticmethod
        def isActive() -> bool:  # noqa: N802 - Qt's name
            return True

        @staticmethod
        def updateAccessibility(event: object) -> None:  # noqa: N802 - Qt's name
            reported.append(event.object())  # type: ignore[attr-defined]

    monkeypatch.setattr(accessibility, "QAccessible", Accessible)
    return reported


def test_a_change_is_reported(person: Person, changes: list[QWidget]) -> None:
    person.wait(lambda: person.session.model is not None)
    person.draw(SEVEN)
    bars = person.find(QWidget, "probabilityBars")
    person.wait(lambda: bars in changes)
    matrix = person.find(QWidget, "confusionMatrix")
    before = changes.count(matrix)
    QTest.keyClick(matrix, Qt.Key.Key_Right)
    assert changes.count(matrix) == before + 1


def test_widgets_that_a_screen_reader_knows_can_be_destroyed(person: Person) -> None:
    for _ in range(20):
        widget = QWidget(person.window)
        widget.accessible_role = Role.Chart  # type: ignore[attr-defined]
        assert role_of(widget) is Role.Chart
        widget.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
