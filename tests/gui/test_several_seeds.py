"""What a search has found, in the whole window: in the form, and on the curves."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QGraphicsPathItem,
    QLabel,
    QSpinBox,
    QTableView,
    QTabWidget,
    QWidget,
)

from core.tuning.definition import saved_searches
from gui.training.curves.comparison_legend import ComparisonLegend
from gui.training.curves.curve_plot import CurvePlot
from gui.tuning.search_controls import SearchControls
from gui.tuning.tuning_page import TuningPage

from .person import Person
from .run_library_fixture import Library, Visitor
from .widget_walk import problems

SPACE = """
preset = "report-3000"
sampler = "grid"
[settings]
training_images = 200
evaluation_images = 200
epochs = 2
[space]
batch_size = { choose = [10, 20] }
"""


@pytest.fixture
def searched(person: Person, tmp_path: Path) -> Person:
    """Has run a small search in the tab “Search”."""
    path = tmp_path / "small.toml"
    path.write_text(SPACE, "utf-8")
    person.find(QTabWidget, "centre").setCurrentIndex(2)
    person.find(SearchControls, "searchControls").open(path)
    person.wait(lambda: person.find(SearchControls, "searchControls").path == path)
    person.click("startSearchButton")
    _wait_for_end(person)
    return person


def _wait_for_end(person: Person) -> None:
    person.wait(lambda: person.enabled("searchTrials"))


def test_the_best_settings_and_those_of_a_selected_trial_go_into_the_form(
    searched: Person,
) -> None:
    table = searched.find(QTableView, "trialsTable")
    sizes = [table.model().index(row, 3).data() for row in range(2)]
    searched.click("useBestButton")
    assert searched.field("batch_size") == sizes[0]
    assert searched.field("training_images") == "200"
    assert "now has the settings of" in searched.text("statusMessage")
    table.selectRow(1)
    searched.choose_action("Use its settings")
    assert searched.field("batch_size") == sizes[1]


def test_the_mean_of_several_seeds_is_on_the_curves_with_its_band(searched: Person) -> None:
    searched.click("repeatButton")
    dialog = searched.find(QDialog, "repeatDialog")
    searched.find(QSpinBox, "repeatSeeds").setValue(2)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    searched.wait(
        lambda: any(name.startswith("Repeat of small, trial ") for name in saved_searches())
    )
    searched.wait(lambda: searched.enabled("stopSearchButton"))
    _wait_for_end(searched)
    switch = searched.find(QCheckBox, "bandSwitch")
    searched.wait(switch.isEnabled)
    QTest.keyClick(switch, Qt.Key.Key_Space)
    assert searched.find(QTabWidget, "centre").currentIndex() == 0
    legend = searched.find(ComparisonLegend, "overlayLegend")
    assert legend.isVisible()
    assert "mean ± std. dev. of 2 seeds: small, trial " in legend.text()
    assert "Band: one standard deviation" in legend.toolTip()
    low, high = _band(searched)
    (mean,) = searched.window._tabs._curves._background.chosen
    values = 100 * mean.series.validation_accuracy
    spread = 100 * mean.deviation.validation_accuracy
    assert low == pytest.approx((values - spread).min())
    assert high == pytest.approx((values + spread).max())
    bottom, top = searched.find(CurvePlot, "accuracyPlot").viewRange()[1]
    assert bottom <= low < high <= top
    searched.click("hideRunsButton")
    assert not legend.isVisible()
    assert _band(searched) is None
    assert not switch.isChecked()


def test_a_run_is_repeated_from_the_list_of_runs(
    library: Library, person: Person, visitor: Visitor
) -> None:
    library.add("a")
    visitor.open(rows=1)
    visitor.select("a")
    visitor.act("repeatRun")
    dialog = person.find(QDialog, "repeatDialog")
    assert dialog.isVisible()
    assert person.find(QComboBox, "repeatSource").currentText() == "a"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert person.find(QTabWidget, "centre").currentWidget().objectName() == "runsPanel"


def _band(person: Person) -> tuple[float, float] | None:
    """The lowest and the highest accuracy in the band, which is behind all lines."""
    items = person.find(CurvePlot, "accuracyPlot").getPlotItem().items
    bands = [each for each in items if isinstance(each, QGraphicsPathItem) and each.zValue() == -2]
    if not bands:
        return None
    bounds = bands[0].path().boundingRect()
    return bounds.top(), bounds.bottom()


def test_a_search_starts_from_the_present_settings_of_the_form(person: Person) -> None:
    person.find(QTabWidget, "centre").setCurrentIndex(2)
    person.enter("epochs", "7")
    person.click("newSearchButton")
    dialog = person.find(QDialog, "searchDialog")
    assert person.find(QSpinBox, "search_epochs").value() == 7
    assert "7 epochs each" in person.find(QLabel, "searchProblem").text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    person.wait(lambda: person.window.findChild(QWidget, "searchDialog") is None)


def test_the_keyboard_reaches_all_controls_of_a_search(searched: Person) -> None:
    page = searched.find(QWidget, "searchPanel")
    names = {each.objectName() for each in page.findChildren(QWidget)} - {""}
    found = [each for each in problems(searched.window) if any(name in each for name in names)]
    assert found == []


def test_the_page_of_a_search_does_not_scroll_in_a_usual_window(
    searched: Person,
) -> None:
    page = searched.window.findChild(TuningPage)
    for size in ((1366, 720), (1280, 720)):
        searched.window.resize(*size)
        QCoreApplication.processEvents()
        QCoreApplication.processEvents()
        assert page.height() <= page.parentWidget().height()


def test_an_empty_page_scrolls_for_no_trials(person: Person) -> None:
    person.find(QTabWidget, "centre").setCurrentIndex(2)
    page = person.window.findChild(TuningPage)
    person.window.resize(1366, 600)
    QCoreApplication.processEvents()
    QCoreApplication.processEvents()
    assert page.height() <= page.parentWidget().height()
