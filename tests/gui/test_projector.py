"""The projector mode, there and back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt
from PySide6.QtGui import QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGraphicsPathItem,
    QMenu,
    QScrollArea,
    QTableWidget,
    QTabWidget,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from gui.common.enlargement import enlargement
from gui.common.search_field import SearchField
from gui.drawing.network_view import NetworkView
from gui.my_digits.digits_view import DigitsView
from gui.projector import text_factor
from gui.runs.run_table import RunTable
from gui.saved_file_notice import SavedFileNotice
from gui.training.curves.curve_legend import CurveLegend
from gui.training.curves.curve_plot import CurvePlot
from gui.training.curves.readout import Readout

from .conftest import OpenWindow
from .person import Person, drag, settle

Switch = Callable[[Person], None]


def by_key(person: Person) -> None:
    person.press(Qt.Key.Key_F11)


def by_menu(person: Person) -> None:
    person.choose_action("Projector mode")


def by_escape(person: Person) -> None:
    person.press(Qt.Key.Key_Escape)


def sizes(person: Person) -> dict[str, float]:
    """The size of the text of each widget, by name, without those that are as large as their room:
    the answer and the titles of tabs."""
    QCoreApplication.processEvents()
    widgets = person.window.findChildren(QWidget)
    fitted = {"predictionLabel", "qt_tabwidget_tabbar", "ScrollLeftButton", "ScrollRightButton"}
    names = {w.objectName(): w for w in widgets if w.objectName() not in fitted}
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


def open_by_key(person: Person) -> None:
    person.press(Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)


def open_by_click(person: Person) -> None:
    bar = person.window.menuBar()
    place = bar.actionGeometry(bar.actions()[0]).center()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=place)


@pytest.mark.parametrize("open_menu", [open_by_key, open_by_click])
def test_escape_leaves_it_also_after_a_menu_was_closed(person: Person, open_menu: Switch) -> None:
    by_key(person)
    open_menu(person)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()
    assert person.window.isFullScreen()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not person.window.isFullScreen()
    assert person.window.menuBar().activeAction() is None


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
        if not readout.text():  # the system's pointer may have left the plot
            plot.hovered.emit(1.0)
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


def drawing_column(person: Person) -> QWidget:
    return person.find(QWidget, "drawingColumn")


def test_the_columns_have_their_widths_again_each_time(person: Person) -> None:
    """Also in a window as wide as the screen, whose columns are narrower than the mode's."""
    screen = person.window.screen().size()
    person.window.resize(screen.width(), 600)
    person.find(QTabWidget, "centre").setCurrentIndex(1)
    person.window.comparison.pin_bundled()
    person.wait(person.find(QWidget, "pinnedModel").isVisible)
    settle()
    handle = person.window._columns.handle(2)
    drag(handle, handle.x() + 200)
    settle()
    before = person.window._columns.sizes()
    for _ in range(3):
        by_key(person)
        settle()
        by_key(person)
        settle()
        assert person.window._columns.sizes() == before


def test_closing_in_the_mode_stores_the_widths_from_before(
    person: Person, open_window: OpenWindow
) -> None:
    before = person.window._columns.sizes()
    by_key(person)
    settle()
    assert person.window.close()
    again = open_window()
    settle()
    assert again._columns.sizes() == before


def test_a_width_that_is_dragged_in_the_mode_stays(person: Person) -> None:
    by_key(person)
    settle()
    person.window.resize(1280, 720)
    settle()
    handle = person.window._columns.handle(2)
    drag(handle, handle.x() - 100)
    dragged = drawing_column(person).width()
    person.find(QTabWidget, "centre").setCurrentIndex(3)
    settle()
    assert drawing_column(person).width() == dragged


@pytest.mark.parametrize("size", [(1264, 672), (1280, 720), (1920, 1080)])
def test_with_the_settings_the_curves_and_their_tabs_stay_readable(
    person: Person, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(QScreen, "size", lambda _: QSize(*size))
    by_key(person)
    person.window.setWindowState(Qt.WindowState.WindowNoState)
    person.window.resize(*size)
    settle()
    person.press(Qt.Key.Key_F3)
    settle()
    tabs, digit = person.find(QTabWidget, "centre"), person.window.fontMetrics().averageCharWidth()
    assert person.find(QWidget, "hyperparameterForm").isVisible()
    assert tabs.tabBar().font().pointSizeF() == tabs.font().pointSizeF()
    assert tabs.width() >= 56 * digit
    person.press(Qt.Key.Key_F4)
    settle()
    assert person.window.pad.isVisible()
    assert tabs.width() >= 40 * digit


def test_the_list_of_shortcuts_shows_its_texts_whole(person: Person) -> None:
    for _ in range(2):
        person.choose_action("Keyboard shortcuts")
        settle()
        table = person.find(QTableWidget, "shortcutsTable")
        rows, room = range(table.rowCount()), table.viewport().width()
        assert sum(map(table.columnWidth, range(3))) <= room
        for column in range(3):
            indexes = [table.model().index(row, column) for row in rows]
            widest = max(table.sizeHintForIndex(index).width() for index in indexes)
            assert table.columnWidth(column) >= widest
        table.window().close()
        by_key(person)


def test_a_notice_of_a_saved_file_that_is_shown_grows_with_the_text(
    person: Person, tmp_path: Path
) -> None:
    notice = person.find(SavedFileNotice, "savedFileNotice")
    notice.show_saved("Saved to", tmp_path / "one.png")
    for _ in range(2):
        settle()
        for button in notice.findChildren(QToolButton):
            assert button.height() >= button.fontMetrics().height()
        by_key(person)


def test_pad_and_image_are_larger(person: Person) -> None:
    pad, view = person.window.pad, person.find(NetworkView, "networkView")
    before, image = min(pad.width(), pad.height()), view.tile(0).width()
    by_key(person)
    settle()
    person.window.resize(1280, 720)
    settle()
    assert min(pad.width(), pad.height()) >= 1.35 * before
    assert view.tile(0).width() >= 2 * image
    assert person.find(QScrollArea, "drawingColumn").verticalScrollBar().maximum() == 0


def titles(tabs: QTabWidget) -> list[str]:
    return [tabs.tabText(number) for number in range(tabs.count())]


def test_all_tabs_stand_side_by_side_and_go_back(person: Person) -> None:
    main, questions = person.find(QTabWidget, "centre"), person.find(QTabWidget, "questions")
    questions.setCurrentIndex(2)
    before, tips = (titles(main), titles(questions)), questions.tabToolTip(1)
    by_key(person)
    assert titles(main) == before[0] + before[1]
    assert main.currentIndex() == 0
    assert main.tabToolTip(titles(main).index("Why")) == tips
    assert not questions.isVisible()
    by_key(person)
    assert (titles(main), titles(questions)) == before
    assert (main.currentIndex(), questions.currentIndex()) == (0, 2)
    assert questions.tabToolTip(1) == tips
    by_key(person)
    main.setCurrentIndex(titles(main).index("Why"))
    by_escape(person)
    assert (main.currentIndex(), questions.currentIndex()) == (0, 1)
    person.wait(person.find(QWidget, "whyPanel").isVisible)


def test_switching_makes_no_page_that_is_not_shown(person: Person) -> None:
    for _ in range(2):
        by_key(person)
        settle()
    assert person.window.findChild(QWidget, "whyPanel") is None
    assert person.window.findChild(QWidget, "searchIntroduction") is None


@pytest.mark.parametrize("size", [(1024, 768), (1280, 1024), (768, 1024), (600, 800)])
def test_everything_can_be_reached_on_a_narrow_screen(
    person: Person, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(QScreen, "size", lambda _: QSize(*size))
    by_key(person)
    settle()
    person.window.resize(*size)
    tabs = person.find(QTabWidget, "centre")
    for title, last in (("Test set", "confusionMatrix"), ("Why", "whyModel")):
        tabs.setCurrentIndex(titles(tabs).index(title))
        settle()
        widget = person.find(QWidget, last)
        areas = tabs.currentWidget().parentWidget().findChildren(QScrollArea)
        *_, area = (each for each in areas if each.isAncestorOf(widget))
        for bar in (area.horizontalScrollBar(), area.verticalScrollBar()):
            bar.setValue(bar.maximum())
        corner = widget.mapTo(area.viewport(), widget.rect().bottomRight())
        assert area.viewport().rect().contains(corner)
    picture = person.find(QWidget, "changedPicture")
    assert picture.parentWidget().rect().contains(picture.geometry())


def test_what_f4_hides_is_said_as_it_is_in_the_mode(person: Person) -> None:
    button = person.find(QAbstractButton, "drawingColumnButton")
    usual = button.toolTip()
    assert usual == "Hide the drawing pad and the test set (F4)"
    by_key(person)
    assert button.toolTip() == "Hide the drawing pad (F4)"
    assert button.accessibleName() == "Hide the drawing pad"
    assert person.action("Drawing").whatsThis() == "Show or hide the drawing pad"
    person.press(Qt.Key.Key_F4)
    assert button.toolTip() == "Show the drawing pad (F4)"
    person.press(Qt.Key.Key_F4)
    by_key(person)
    assert button.toolTip() == usual
    assert person.action("Drawing and test set").whatsThis().endswith("pad and the test set")


def test_the_matrix_can_be_seen_whole(person: Person) -> None:
    by_key(person)
    settle()
    person.window.resize(1280, 720)
    tabs = person.find(QTabWidget, "centre")
    tabs.setCurrentIndex(titles(tabs).index("Test set"))
    settle()
    matrix = person.find(QWidget, "confusionMatrix")
    assert matrix.visibleRegion().boundingRect() == matrix.rect()
    assert matrix.height() >= 400


@pytest.mark.parametrize(
    ("screen", "expected"),
    [
        (QSize(1280, 720), 18.0),
        (QSize(1920, 1080), 27.0),
        (QSize(1024, 768), 19.2),
        (QSize(1280, 1024), 25.6),
        (QSize(800, 800), 800 / 45),
        (QSize(320, 200), 12.0),  # never smaller than normal
    ],
    ids=str,
)
def test_the_text_is_as_large_on_the_wall_with_any_resolution(
    screen: QSize, expected: float
) -> None:
    assert text_factor(screen, 12.0) * 12.0 == pytest.approx(expected)
    assert text_factor(screen, 18.0) * 18.0 == pytest.approx(max(expected, 18.0))


def test_no_tab_moves_anything_after_the_mode(person: Person) -> None:
    """Also if the text has become smaller while another tab was shown."""
    questions, pad = person.find(QTabWidget, "questions"), person.window.pad
    questions.setCurrentIndex(1)
    before = pad.geometry()
    by_key(person)
    settle()
    by_key(person)
    for number in (1, 0, 2):
        questions.setCurrentIndex(number)
        settle()
        assert pad.geometry() == before


@pytest.mark.parametrize("tab", range(3))
def test_all_text_of_the_main_tabs_is_larger(person: Person, tab: int) -> None:
    tabs = person.find(QTabWidget, "centre")
    tabs.setCurrentIndex(tab)
    settle()
    titles = [tabs.tabBar(), *tabs.tabBar().findChildren(QWidget)]  # as large as they have room
    inside = [w for w in person.window.findChildren(QWidget) if tabs.isAncestorOf(w)]
    widgets = [w for w in inside if w not in titles]
    before = [(widget, widget.font().pointSizeF()) for widget in widgets]
    by_key(person)
    settle()
    small = [w for w, size in before if isValid(w) and w.font().pointSizeF() < 1.4 * size]
    assert [(w.objectName(), type(w).__name__) for w in small] == []


def test_the_progress_of_a_search_has_room_for_its_text(person: Person) -> None:
    tabs = person.find(QTabWidget, "centre")
    tabs.setCurrentIndex(2)
    status = person.find(QWidget, "searchStatus")
    for _ in range(2):
        by_key(person)
        settle()
        assert status.height() >= status.fontMetrics().height()


def test_the_large_matrix_has_no_frame_around_a_full_screen(person: Person) -> None:
    by_key(person)
    settle()
    person.choose_action("Show the confusion matrix large")
    window = person.find(QWidget, "matrixWindow")
    assert window.isFullScreen()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    by_key(person)
    person.choose_action("Show the confusion matrix large")
    assert not window.isFullScreen()
    window.close()


def widths(person: Person) -> list[int]:
    """The widths of the columns of the runs, of which the first one has a picture."""
    header = person.find(RunTable, "runsTable").header()
    return [header.sectionSize(n) for n in range(1, header.count())]


@pytest.mark.parametrize("left", ["before closing", "by closing"])
def test_columns_of_runs_opened_in_the_mode_have_their_usual_widths_afterwards(
    open_window: OpenWindow, qtbot: QtBot, left: str
) -> None:
    person = Person(open_window(), qtbot)
    person.choose_action("Show runs")
    usual = widths(person)
    assert person.window.close()
    for _ in range(2):  # an error would add up
        person = Person(open_window(), qtbot)
        person.find(QTabWidget, "centre").setCurrentIndex(0)
        by_key(person)
        settle()
        person.choose_action("Show runs")
        shown = [width for width in widths(person) if width]
        factor = enlargement()
        for width, normal in zip(shown, filter(None, usual), strict=True):
            assert width == pytest.approx(factor * normal, abs=2)
        if left == "before closing":
            by_key(person)
            settle()
            assert widths(person) == pytest.approx(usual, abs=2)
        assert person.window.close()
    person = Person(open_window(), qtbot)
    person.choose_action("Show runs")
    assert widths(person) == pytest.approx(usual, abs=2)


@pytest.mark.parametrize("size", [(1024, 768), (1280, 720), (1366, 768)])
def test_all_tabs_are_in_sight(
    person: Person, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(QScreen, "size", lambda _: QSize(*size))
    bar = person.find(QTabWidget, "centre").tabBar()
    usual = bar.font().pointSizeF()
    by_key(person)
    person.window.setWindowState(Qt.WindowState.WindowNoState)
    person.window.resize(*size)
    settle()
    assert bar.count() == 7
    assert bar.tabRect(6).right() < bar.width()
    assert bar.font().pointSizeF() >= usual
    by_key(person)
    settle()
    assert bar.font().pointSizeF() == usual


def test_my_digits_first_shown_in_the_mode_need_no_more_room_afterwards(person: Person) -> None:
    person.window.resize(1024, 600)
    by_key(person)
    settle()
    person.find(QTabWidget, "centre").setCurrentWidget(person.find(QWidget, "myDigitsTab"))
    settle()
    by_key(person)
    settle()
    questions = person.find(QTabWidget, "questions")
    questions.setCurrentWidget(person.find(QWidget, "myDigitsTab"))
    person.window.resize(1024, 600)
    settle()
    panel = person.find(QWidget, "myDigitsTab")
    assert panel.minimumSizeHint().width() <= questions.width()
    for button in panel.findChildren(QAbstractButton):
        if button.isVisible():
            right = button.mapTo(questions, QPoint(button.width(), 0)).x()
            assert right <= questions.width(), button.text()


def test_thumbnails_of_my_digits_grow_with_the_text(person: Person) -> None:
    person.draw([(0.3, 0.2), (0.7, 0.2), (0.5, 0.8)])
    person.wait(lambda: bool(person.text("predictionLabel")))
    person.press(Qt.Key.Key_7)
    questions = person.find(QTabWidget, "questions")
    questions.setCurrentWidget(person.find(QWidget, "myDigitsTab"))
    view = person.find(DigitsView, "myDigitsView")
    person.wait(lambda: view.digits.rowCount() == 1)
    usual = view.visualRect(view.digits.index(0, 0)).width()
    by_key(person)
    settle()
    enlarged = view.visualRect(view.digits.index(0, 0)).width()
    assert enlarged == pytest.approx(usual * enlargement(), abs=2)
    by_key(person)
    settle()
    assert view.visualRect(view.digits.index(0, 0)).width() == usual
    person.wait_for_threads()


def test_escape_first_clears_the_words_that_are_searched_for(person: Person) -> None:
    """And then leaves the mode, as it does elsewhere."""
    person.choose_action("Projector mode")
    tabs = person.find(QTabWidget, "centre")
    tabs.setCurrentIndex(1)
    field = person.find(SearchField, "runsSearch")
    QTest.keyClicks(field, "zzz")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    assert person.window.isFullScreen()
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not person.window.isFullScreen()


@pytest.mark.parametrize("name", ["helpSearch", "shortcutsSearch", "fieldFinderText"])
def test_escape_in_a_search_field_of_a_dialog_keeps_the_dialog(person: Person, name: str) -> None:
    titles = {
        "helpSearch": "Guide",
        "shortcutsSearch": "Keyboard shortcuts",
        "fieldFinderText": "Find setting…",
    }
    person.choose_action(titles[name])
    field = person.find(SearchField, name)
    QTest.keyClicks(field, "zzz")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (field.text(), field.isVisible()) == ("", True)
