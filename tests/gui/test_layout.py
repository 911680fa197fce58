"""Nothing is clipped, and everything is inside the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QTableView, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from core.datasets.mnist import DatasetProvider
from gui.common.fitting_label import FittingLabel
from gui.common.settings import WindowSettings
from gui.main_window import MainWindow
from gui.tuning.search_controls import SearchControls
from gui.window_geometry import FRAME, first_place, fitted

from .conftest import OpenWindow
from .person import Person, settle
from .run_library_fixture import Library, Visitor

SIZES = pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)], ids=str)
SCHEMES = pytest.mark.parametrize("scheme", ["Light", "Dark"])
PANELS = [
    "presetChooser",
    "startButton",
    "resetButton",
    "trainingProgress",
    "progressText",
    "lossPlot",
    "accuracyPlot",
    "drawingPad",
    "networkView",
    "probabilityBars",
    "undoButton",
    "clearPadButton",
    "predictionLabel",
    "predictionComment",
    "testAccuracyLabel",
    "testDetails",
    "evaluateButton",
    "confusionMatrix",
    "statusMessage",
]


def prepare(person: Person, size: tuple[int, int], scheme: str) -> None:
    person.choose_action(scheme)
    person.window.resize(*size)
    QCoreApplication.processEvents()
    assert (person.window.width(), person.window.height()) == size


def clipped(person: Person) -> list[str]:
    """Labels and buttons that need more room than they have."""
    found = []
    for kind in (QLabel, QAbstractButton):
        for widget in person.window.findChildren(kind):
            wraps = isinstance(widget, QLabel) and widget.wordWrap()
            # These say all in their tool tips.
            may = wraps or widget.objectName() in {"statusMessage", "runFolder"}
            needed = widget.minimumSizeHint() if may else widget.sizeHint()
            narrow = not may and widget.width() < needed.width()
            if widget.isVisible() and (narrow or widget.height() < needed.height()):
                found.append(f"{widget.objectName()} {widget.text()!r}: {widget.size()} {needed}")
    return found


def assert_inside(person: Person) -> None:
    window = person.window.rect()
    for name in PANELS:
        widget = person.find(QWidget, name)
        place = QRect(widget.mapTo(person.window, QPoint(0, 0)), widget.size())
        assert window.contains(place), name


def assert_no_horizontal_scrolling(person: Person) -> None:
    for area in person.window.findChildren(QScrollArea):
        inside = area.widget()
        assert inside is not None
        assert inside.minimumSizeHint().width() <= area.viewport().width()


@SIZES
@SCHEMES
def test_all_of_the_window_can_be_seen(person: Person, size: tuple[int, int], scheme: str) -> None:
    prepare(person, size, scheme)
    assert clipped(person) == []
    assert_inside(person)
    assert_no_horizontal_scrolling(person)


@SIZES
@SCHEMES
def test_all_of_the_window_can_be_seen_after_a_training(
    person: Person, size: tuple[int, int], scheme: str
) -> None:
    prepare(person, size, scheme)
    person.draw([(0.5, 0.2), (0.5, 0.8)])
    person.train()
    person.enter("hidden_layers", "30")
    person.enter("epochs", "x")
    QCoreApplication.processEvents()
    assert (person.window.width(), person.window.height()) == size
    assert clipped(person) == []
    assert_inside(person)
    assert_no_horizontal_scrolling(person)


@SIZES
@SCHEMES
def test_all_of_the_tab_why_can_be_seen(person: Person, size: tuple[int, int], scheme: str) -> None:
    person.find(QTabWidget, "questions").setCurrentWidget(person.find(QWidget, "whyTab"))
    prepare(person, size, scheme)
    assert clipped(person) == []
    for name in ("saliencyPicture", "changeButton", "changeOutcome", "nearestImages"):
        widget = person.find(QWidget, name)
        assert widget.isVisible()
        place = QRect(widget.mapTo(person.window, QPoint(0, 0)), widget.size())
        assert person.window.rect().contains(place), name


def test_the_tab_why_does_not_scroll_in_a_window_with_a_frame(person: Person) -> None:
    """A screen of 1280 × 720 less the frame, with a second model."""
    person.window.resize(1264, 672)
    tab = person.find(QWidget, "whyTab")
    person.find(QTabWidget, "questions").setCurrentWidget(tab)
    person.window.comparison.pin_bundled()
    person.wait(person.find(QWidget, "pinnedModel").isVisible)
    settle()
    assert tab.findChild(QScrollArea).verticalScrollBar().maximum() == 0


LARGER = pytest.mark.parametrize("factor", [1.0, 1.5])


@LARGER
@pytest.mark.usefixtures("larger_text")
def test_the_window_can_be_small(person: Person) -> None:
    least = person.window.minimumSizeHint()
    assert least.width() <= 960
    assert least.height() <= 500
    person.window.resize(1024, 600)
    QCoreApplication.processEvents()
    assert (person.window.width(), person.window.height()) == (1024, 600)


@LARGER
@SCHEMES
@pytest.mark.usefixtures("larger_text")
def test_nothing_is_clipped_in_a_small_window(person: Person, scheme: str) -> None:
    prepare(person, (1024, 600), scheme)
    person.draw([(0.5, 0.2), (0.5, 0.8)])
    person.train()
    assert clipped(person) == []
    for key in (Qt.Key.Key_F3, Qt.Key.Key_F4):
        person.press(key)
        QCoreApplication.processEvents()
        assert clipped(person) == []
    assert person.window.width() == 1024


def test_all_three_columns_fit_into_a_small_window(person: Person) -> None:
    prepare(person, (1024, 600), "Light")
    for name in ("hyperparameterForm", "lossPlot", "drawingPad", "startButton", "resetButton"):
        widget = person.find(QWidget, name)
        place = QRect(widget.mapTo(person.window, QPoint(0, 0)), widget.size())
        assert widget.isVisible(), name
        assert person.window.rect().contains(place), name
    assert person.find(QWidget, "drawingColumn").horizontalScrollBar().maximum() == 0


def test_the_first_window_fits_the_screen(source: DatasetProvider, home: Path) -> None:
    window = MainWindow(source, WindowSettings())
    screen = QGuiApplication.primaryScreen().availableGeometry()
    assert screen.contains(window.geometry())
    window.close()
    window.deleteLater()


SMALL, LARGE = QRect(0, 0, 1093, 614), QRect(1093, 0, 1920, 1080)


@pytest.mark.parametrize(
    "screen", [QRect(0, 0, 1024, 600), QRect(0, 0, 960, 540), SMALL, LARGE], ids=str
)
def test_the_first_place_is_within_the_screen(screen: QRect) -> None:
    place = first_place(screen)
    assert screen.contains(place.marginsAdded(FRAME))
    assert place.width() >= min(1280, screen.width() - 16)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (QRect(1200, 50, 1280, 720), QRect(1200, 50, 1280, 720)),  # fits where it was
        (QRect(1500, 800, 1280, 720), QRect(1500, 800, 1280, 720)),  # can be pulled up by its title
        (QRect(10, 20, 1280, 720), QRect(8, 40, 1077, 566)),  # larger than its screen
        (QRect(9000, 9000, 800, 400), QRect(285, 206, 800, 400)),  # its screen is gone
    ],
    ids=str,
)
def test_a_window_comes_back_no_larger_than_its_screen(window: QRect, expected: QRect) -> None:
    assert fitted(window, [SMALL, LARGE]) == expected


def test_a_long_message_does_not_make_the_window_wider(person: Person) -> None:
    before = person.window.minimumSizeHint()
    person.train()  # it is saved in a folder with a long path
    assert len(person.text("statusMessage")) > 80
    QCoreApplication.processEvents()
    assert person.window.minimumSizeHint().width() <= max(before.width(), 1280)


@SIZES
def test_the_pad_is_square_and_large_enough_to_draw_on(
    person: Person, size: tuple[int, int]
) -> None:
    prepare(person, size, "Light")
    pad = person.window.pad
    assert min(pad.width(), pad.height()) >= 160


@SIZES
@SCHEMES
def test_all_of_the_tab_runs_can_be_seen(
    library: Library, open_window: OpenWindow, qtbot: QtBot, size: tuple[int, int], scheme: str
) -> None:
    library.add_interrupted("half")
    library.add("done", settings={"seed": 1})
    person = Person(open_window(), qtbot)  # which offers what is there at its start
    visitor = Visitor(person)
    person.wait(lambda: person.find(QWidget, "interruptedBar").isVisible())
    visitor.open(rows=2)
    prepare(person, size, scheme)
    for names in (("done",), ("half", "done")):
        visitor.select(*names)
        settle()
        assert clipped(person) == []
    visitor.select("done")
    visitor.act("goBack")
    settle()
    assert clipped(person) == []
    assert (person.window.width(), person.window.height()) == size
    names = ("runsTable", "moreRunActionsButton", "runNote", "runFolder", "backToEpochCancel")
    assert_in_window(person, *names, "backToEpochButton")
    assert person.find(FittingLabel, "backToEpochText").visible_text.startswith("of 3")
    visitor.act("continueRun")
    settle()
    assert clipped(person) == []
    assert_in_window(person, "moreEpochsButton", "moreEpochsCancel")
    assert person.find(FittingLabel, "moreEpochsText").visible_text.startswith("more epochs")


def assert_in_window(person: Person, *names: str) -> None:
    for name in names:
        widget = person.find(QWidget, name)
        place = QRect(widget.mapTo(person.window, QPoint(0, 0)), widget.size())
        assert person.window.rect().contains(place), name


@SIZES
def test_the_tab_search_does_not_scroll_sideways(person: Person, size: tuple[int, int]) -> None:
    prepare(person, size, "Light")
    page = person.find(QWidget, "searchPanel")
    person.find(QTabWidget, "centre").setCurrentWidget(page)
    for begun in (False, True):
        person.find(SearchControls, "searchControls").set_done(3, begun=begun)
        settle()
        areas = page.findChildren(QScrollArea)
        assert not any(area.horizontalScrollBar().maximum() for area in areas)
        assert clipped(person) == []


@SIZES
def test_all_of_the_curves_can_be_seen_with_other_runs(
    library: Library, person: Person, visitor: Visitor, size: tuple[int, int]
) -> None:
    library.add_many(8)
    visitor.open(rows=8)
    visitor.table.selectAll()
    visitor.act("overlay")
    visitor.show_curves()
    prepare(person, size, "Light")
    assert clipped(person) == []
    assert_inside(person)
    assert person.find(QWidget, "lossPlot").height() >= 120


def test_selecting_the_first_run_moves_nothing(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("one")
    visitor.open(rows=1)
    details = person.find(QWidget, "runsDetails")
    before = details.minimumSizeHint()  # the buttons above give way to it in a small window
    visitor.select("one")
    assert details.minimumSizeHint() == before


def test_titles_and_values_of_compared_runs_can_be_read(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("a run with a longer name", settings={"loss": "softmax_cross_entropy"})
    library.add("b")
    visitor.open(rows=2)
    visitor.select("a run with a longer name", "b")
    table = person.find(QTableView, "differencesTable")
    across = Qt.Orientation.Horizontal
    for column in range(table.model().columnCount()):
        texts = [table.model().headerData(column, across)]
        texts += [table.model().index(r, column).data() for r in range(table.model().rowCount())]
        needed = max(table.fontMetrics().horizontalAdvance(str(text)) for text in texts)
        assert table.columnWidth(column) > needed


@pytest.mark.parametrize("height", [580, 640, 690])
def test_a_search_without_trials_has_room_on_small_screens(person: Person, height: int) -> None:
    person.window.resize(1366, height)
    page = person.find(QWidget, "searchPanel")
    person.find(QTabWidget, "centre").setCurrentWidget(page)
    settle()
    assert not any(area.verticalScrollBar().isVisible() for area in page.findChildren(QScrollArea))
