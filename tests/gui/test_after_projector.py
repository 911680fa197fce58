"""Nothing stays changed once the projector mode has been left."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontInfo, QScreen
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionButton,
    QStyleOptionSpinBox,
    QTabWidget,
    QWidget,
)
from shiboken6 import isValid

from gui.common.enlargement import enlargement
from gui.common.name_box import NameBox
from gui.projector import text_factor
from gui.training.curves.curve_plot import CurvePlot

from .live_curves import falling, show
from .person import Person, settle
from .test_curve_limits import texts
from .test_projector import by_key

CONTROLS = QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, CurvePlot


def look(widget: QWidget) -> dict[str, object]:
    """What of a widget depends on the size of the text."""
    shown: dict[str, object] = {"font": widget.font().toString(), "style": type(widget.style())}
    if isinstance(widget, CONTROLS):
        if not isinstance(widget, NameBox):  # Qt notices its longer title only with a new font
            shown |= {"hint": widget.sizeHint(), "least hint": widget.minimumSizeHint()}
        shown |= {"least": widget.minimumSize(), "most": widget.maximumSize()}
        shown["size"] = widget.size() if widget.isVisible() else None
    if isinstance(widget, QAbstractButton | QComboBox | QAbstractItemView | QTabWidget):
        shown["icon"] = widget.iconSize()
    return shown


def visit_all(person: Person) -> None:
    """Show each page once, so that it is made."""
    for name in ("questions", "centre"):
        tabs = person.find(QTabWidget, name)
        for number in reversed(range(tabs.count())):
            tabs.setCurrentIndex(number)
            settle()
    person.find(QTabWidget, "centre").setCurrentIndex(3)
    inside = person.find(QTabWidget, "insideTabs")
    for number in (1, 2, 0):
        inside.setCurrentIndex(number)
        settle()


@pytest.mark.parametrize("tab", range(4))
def test_no_widget_stays_larger(person: Person, tab: int) -> None:
    visit_all(person)
    person.enter("learning_rate", "0.002", done=True)
    person.window.resize(1280, 720)
    person.find(QTabWidget, "centre").setCurrentIndex(tab)
    person.wait_for_evaluation()
    person.wait_for_threads()
    settle()
    reset = person.find(QAbstractButton, "learning_rateReset")
    before = {widget: look(widget) for widget in person.window.findChildren(QWidget)}
    by_key(person)
    settle()
    assert reset.iconSize().width() > 12
    by_key(person)
    settle()
    after = {widget: look(widget) for widget in before if isValid(widget)}
    different = [
        f"{type(widget).__name__} {widget.objectName()}: {what} was {was}, is {after[widget][what]}"
        for widget, looks in before.items()
        for what, was in looks.items()
        if widget in after and was != after[widget][what]
    ]
    assert not different, "\n".join(different)


def test_the_page_of_the_mode_has_large_icons_and_controls(person: Person) -> None:
    """Also a page that is made in the mode."""
    by_key(person)
    settle()
    tabs = person.find(QTabWidget, "centre")
    tabs.setCurrentIndex(2)
    settle()
    trials = person.find(QSpinBox, "searchTrials")
    in_mode = look_of_arrow(trials)
    by_key(person)
    settle()
    assert in_mode >= 1.4 * look_of_arrow(trials)


def look_of_arrow(box: QAbstractSpinBox) -> int:
    """The width of the buttons of a spin box: it is their height, too, that a finger meets."""
    option = QStyleOptionSpinBox()
    box.initStyleOption(option)
    kind, part = QStyle.ComplexControl.CC_SpinBox, QStyle.SubControl.SC_SpinBoxUp
    return box.style().subControlRect(kind, option, part, box).width()


def indicator(box: QAbstractButton) -> int:
    option = QStyleOptionButton()
    part = QStyle.SubElement.SE_CheckBoxIndicator
    box.initStyleOption(option)
    return box.style().subElementRect(part, option, box).height()


def test_check_boxes_and_sliders_grow_with_the_text(person: Person) -> None:
    box = person.find(QCheckBox, "logLossSwitch")
    slider = person.find(QSlider, "smoothingSlider")
    before = indicator(box), slider.sizeHint().height()
    by_key(person)
    settle()
    enlarged = indicator(box), slider.sizeHint().height()
    assert [now / was for now, was in zip(enlarged, before, strict=True)] == pytest.approx(
        [enlargement()] * 2, rel=0.1
    )
    by_key(person)
    settle()
    assert (indicator(box), slider.sizeHint().height()) == before


def test_the_text_follows_a_window_that_does_not_fill_the_screen(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every window manager lets a window do so."""
    show(person, 100, falling(3.0, 0.3))
    monkeypatch.setattr(QScreen, "size", lambda _: QSize(1920, 1080))
    usual = QFontInfo(QApplication.font()).pixelSize()
    by_key(person)
    assert enlargement() == text_factor(QSize(1920, 1080), usual)
    person.window.setWindowState(Qt.WindowState.WindowNoState)
    person.window.resize(1280, 720)
    person.wait(lambda: enlargement() == text_factor(QSize(1280, 720), usual))
    settle()
    for name in ("lossPlot", "accuracyPlot"):
        plot = person.find(CurvePlot, name)
        assert plot.getViewBox().height() >= 150
        assert len(texts(plot, "left")) >= 3
    by_key(person)
    person.window.resize(1600, 900)
    settle()
    assert enlargement() == 1.0


def test_titles_of_searches_are_whole_in_the_mode(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QScreen, "size", lambda _: QSize(1920, 1080))
    by_key(person)
    settle()
    tabs = person.find(QTabWidget, "centre")
    tabs.setCurrentIndex(2)
    settle()
    page = person.find(QWidget, "searchIntroduction")
    buttons = page.findChildren(QPushButton)
    assert buttons
    for button in buttons:
        assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()) + 8
    assert len({button.width() for button in buttons}) == 1
    by_key(person)
