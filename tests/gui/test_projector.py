"""The projector mode, there and back."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QGraphicsPathItem, QWidget

from gui.common.enlargement import enlargement
from gui.training.curves.curve_legend import CurveLegend
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.readout import Readout

from .conftest import OpenWindow
from .person import Person, settle

Switch = Callable[[Person], None]


def by_key(person: Person) -> None:
    person.press(Qt.Key.Key_F11)


def by_menu(person: Person) -> None:
    person.choose_action("Projector mode")


def by_escape(person: Person) -> None:
    person.press(Qt.Key.Key_Escape)


def sizes(person: Person) -> dict[str, float]:
    """The size of the text of each widget, by name; the answer is as large as its room."""
    QCoreApplication.processEvents()
    widgets = person.window.findChildren(QWidget)
    names = {w.objectName(): w for w in widgets if w.objectName() != "predictionLabel"}
    return {name: w.font().pointSizeF() for name, w in names.items() if name}


def pens(person: Person) -> list[float]:
    """The widths of the lines of the curves."""
    items = person.window._curves.loss.scene().items()
    return sorted(x.pen().widthF() for x in items if isinstance(x, QGraphicsPathItem))


@pytest.mark.parametrize(
    ("enter", "leave"), [(by_key, by_key), (by_menu, by_menu), (by_key, by_escape)]
)
def test_everything_is_larger_and_afterwards_as_it_was(
    person: Person, enter: Switch, leave: Switch
) -> None:
    window, form = person.window, person.find(QWidget, "hyperparameterForm")
    before, lines, columns = sizes(person), pens(person), window._columns.sizes()
    text = person.text("statusMessage")
    enter(person)
    during = sizes(person)
    assert window.isFullScreen()
    assert not form.isVisible()
    assert all(during[name] >= 1.4 * size for name, size in before.items() if name in during)
    assert sum(pens(person)) >= 1.4 * sum(lines)
    assert "Esc" in person.text("statusMessage")
    leave(person)
    assert not window.isFullScreen()
    person.wait(form.isVisible)
    assert sizes(person) == before
    assert pens(person) == lines
    person.wait(lambda: window._columns.sizes() == columns)
    assert person.text("statusMessage") == text


def test_a_hidden_column_stays_hidden_afterwards(person: Person) -> None:
    person.press(Qt.Key.Key_F3)
    person.press(Qt.Key.Key_F4)
    by_key(person)
    person.press(Qt.Key.Key_F4)
    assert person.window.pad.isVisible()
    by_key(person)
    assert not person.window.pad.isVisible()
    assert not person.find(QWidget, "hyperparameterForm").isVisible()


def test_nothing_of_it_is_remembered(person: Person, open_window: OpenWindow) -> None:
    before, geometry = QApplication.font().pointSizeF(), person.window.geometry()
    by_key(person)
    assert person.window.close()
    assert QApplication.font().pointSizeF() == before
    assert enlargement() == 1.0
    again = open_window()
    assert not again.isFullScreen()
    assert again.size() == geometry.size()
    assert again.findChild(QWidget, "hyperparameterForm").isVisible()


def test_escape_does_nothing_else(person: Person) -> None:
    by_escape(person)
    assert person.window.isVisible()
    assert not person.window.isFullScreen()


def icon_sizes(person: Person) -> list[int]:
    names = ("startButton", "penButton")
    return [person.find(QAbstractButton, name).iconSize().width() for name in names]


def test_icons_are_larger(person: Person) -> None:
    before = icon_sizes(person)
    by_key(person)
    person.wait(lambda: icon_sizes(person) == [1.5 * side for side in before])
    by_key(person)
    person.wait(lambda: icon_sizes(person) == before)


def test_the_answer_is_larger(person: Person) -> None:
    label = person.find(QWidget, "predictionLabel")
    before = label.font().pointSizeF()
    by_key(person)
    QCoreApplication.processEvents()
    assert label.font().pointSizeF() > before


def test_the_readout_and_the_legend_have_room_for_their_texts(person: Person) -> None:
    person.train(epochs="2")
    person.train(epochs="2", learning_rate="0.001")
    plot, readout = person.find(CurvePlot, "lossPlot"), person.find(Readout, "curvesReadout")
    legend = person.find(CurveLegend, "curveLegend")
    plot.hovered.emit(1.0)
    for change in (by_key, by_escape):
        change(person)
        person.window.resize(1280, 720)
        settle()
        said, needed = readout.text(), legend.heightForWidth(legend.width())
        size = readout.size()
        plot.hovered.emit(2.0)
        plot.hovered.emit(1.0)
        assert (readout.text(), readout.size()) == (said, size)
        assert legend.height() == needed


def test_the_focus_comes_back_to_its_field(person: Person) -> None:
    field = person.find(QWidget, "epochs")
    field.setFocus()
    by_key(person)
    assert not field.isVisible()
    by_escape(person)
    person.wait(field.hasFocus)
    settle()
    assert not field.visibleRegion().isEmpty()
