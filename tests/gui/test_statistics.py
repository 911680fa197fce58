"""The page “Statistics” of the tab “Inside”: what it shows of runs, and when it reads them."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QTabWidget, QWidget

from core.inside.layer_statistics import histogram
from core.runs import statistics_recorder
from core.runs.epoch_statistics import EpochStatistics, LayerRecord, statistics_to_bytes
from core.runs.layout import STATISTICS
from core.runs.statistics_reader import StatisticsReader
from core.training.events import EpochEnd
from gui.session.session import State
from gui.statistics.histogram_view import shade_colors
from gui.statistics.statistics_panel import StatisticsPanel
from gui.statistics.statistics_requests import COLUMNS, LEAST_SHARE, StatisticsPage

from .person import Person, settle
from .run_library_fixture import Library, Visitor
from .test_comparison_lines import overlay


@pytest.fixture(autouse=True)
def _measure_every_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statistics_recorder, "SHARE", 1e9)


def open_page(person: Person) -> StatisticsPanel:
    person.find(QTabWidget, "centre").setCurrentWidget(person.find(QWidget, "insidePanel"))
    person.find(QTabWidget, "insideTabs").setCurrentWidget(person.find(QWidget, "statisticsPage"))
    settle()  # the page is made when it is shown
    person.wait_for_threads()
    return person.window.findChildren(StatisticsPanel)[0]


def shows(person: Person, name: str) -> bool:
    return person.find(QWidget, name).isVisible()


def choose(person: Person, name: str, text: str) -> None:
    """Choose from a list with the keyboard."""
    chooser = person.find(QComboBox, name)
    index = chooser.findText(text)
    assert index >= 0, [chooser.itemText(each) for each in range(chooser.count())]
    QTest.keyClick(chooser, Qt.Key.Key_Home)
    for _ in range(index):
        QTest.keyClick(chooser, Qt.Key.Key_Down)
    assert chooser.currentText() == text
    person.wait_for_threads()


def page_of(panel: StatisticsPanel) -> StatisticsPage:
    assert panel._page is not None
    return panel._page


def layer(scale: float, *, dead: float | None = None) -> LayerRecord:
    values = histogram(np.array([-scale, 0.0, scale]))
    return LayerRecord(values, values, values, 2 * scale, 0.1 * scale, 0.001, dead, None)


def write(run: Path, *epochs: tuple[LayerRecord, ...]) -> None:
    """Write statistics of some epochs into the folder of a run."""
    lines = (EpochStatistics(n, 256, layers) for n, layers in enumerate(epochs, start=1))
    (run / STATISTICS).write_bytes(b"".join(map(statistics_to_bytes, lines)))


def test_without_a_run_the_page_says_what_it_is_for(person: Person) -> None:
    open_page(person)
    assert shows(person, "statisticsHint")
    assert "over time" in person.text("statisticsHint")
    assert not shows(person, "histogramMap1")
    assert not person.enabled("statisticsRun")


def test_a_training_is_followed_from_epoch_to_epoch(person: Person) -> None:
    panel = open_page(person)
    person.begin(epochs="4", training_images="300")
    person.wait(lambda: shows(person, "histogramMap1"))
    person.wait_for_end()
    person.wait(lambda: "epoch 4:" in person.text("statisticsFigures"))
    (run,) = panel.runs.chosen
    kept = StatisticsReader(run.path).read()
    assert [each.epoch for each in kept] == [1, 2, 3, 4]
    hidden = kept[-1].layers[0]
    text = person.text("statisticsFigures")
    assert f"gradient norm {hidden.gradient_norm:.3g}" in text
    assert f"update ratio {hidden.update_ratio:.3g}" in text
    assert "Hidden 1" in text
    assert "at the end of each epoch" in person.text("statisticsNote")


def test_the_map_has_the_shares_of_the_file(person: Person, library: Library) -> None:
    path = library.add("a run")
    write(path, (layer(1), layer(2)), (layer(0.5), layer(2)))
    Visitor(person).open(rows=1)
    panel = open_page(person)
    page = page_of(panel)
    assert page.values == (-1, 1)
    assert page.largest == pytest.approx(1 / 3)
    (shades,) = page.shades
    assert shades is not None
    first, second = shades[0], shades[-1]
    assert (shades[: COLUMNS // 2] == first).all()
    assert (shades[COLUMNS // 2 :] == second).all()
    assert np.flatnonzero(first).tolist() == [0, 1, 50, 51, 98, 99]
    assert first[0] < 255  # a bin of the file covers two rows
    assert np.flatnonzero(second).tolist() == [25, 50, 74]
    assert second.max() == 255
    colors = shade_colors(panel)
    assert colors[0].tolist() == list(panel.palette().base().color().getRgb()[:3])
    assert page.largest > LEAST_SHARE


def test_numbers_are_lines_of_all_layers(person: Person, library: Library) -> None:
    path = library.add("a run")
    write(path, (layer(1), layer(10)), (layer(0.1), layer(10)))
    Visitor(person).open(rows=1)
    panel = open_page(person)
    choose(person, "statisticsQuantity", "Gradient norm")
    assert shows(person, "numberPlot")
    assert not shows(person, "histogramMap1")
    chooser = person.find(QComboBox, "statisticsLayer")
    assert not chooser.isEnabled()
    assert "All layers are shown" in chooser.toolTip()
    heights = [curve.getData()[1].tolist() for curve in panel._numbers._curves]
    assert heights == [pytest.approx([-1, -2]), pytest.approx([0, 0])]
    assert "Hidden 1" in person.text("numberLegend")
    assert [row[2:] for row in panel._numbers._table()[1:3]] == [(1, 0.1), (2, pytest.approx(0.01))]


def test_quantities_without_a_meaning_are_said(person: Person, library: Library) -> None:
    write(library.add("a run"), (layer(1), layer(2)))
    Visitor(person).open(rows=1)
    open_page(person)
    choose(person, "statisticsQuantity", "Dead units")
    assert person.text("statisticsHint") == "No layer has ReLU units, which could be dead."
    choose(person, "statisticsQuantity", "Saturated units")
    assert "sigmoid or tanh" in person.text("statisticsHint")
    choose(person, "statisticsQuantity", "Weights")
    assert not shows(person, "statisticsHint")


def test_dead_units_are_shown_in_percent(person: Person, library: Library) -> None:
    write(library.add("a run"), (layer(1, dead=0.25), layer(2)))
    Visitor(person).open(rows=1)
    panel = open_page(person)
    choose(person, "statisticsQuantity", "Dead units")
    (line,) = page_of(panel).lines
    assert line.values.tolist() == [25]
    assert "25.0% dead" in person.text("statisticsFigures")
    assert "first 256 training images" in person.text("statisticsNote")
    choose(person, "statisticsQuantity", "Weight norm")
    assert "images" not in person.text("statisticsNote")  # weights depend on none


def test_two_runs_are_compared(person: Person, library: Library) -> None:
    write(library.add("deep"), (layer(1), layer(3), layer(2)), (layer(1), layer(3), layer(2)))
    write(library.add("flat"), (layer(4), layer(2)))
    Visitor(person).open(rows=2)
    panel = open_page(person)
    assert [each.title for each in panel.runs.chosen] == ["flat"]  # the latest one
    choose(person, "statisticsOtherRun", "deep")
    assert shows(person, "histogramMap2")
    page = page_of(panel)
    assert page.values == (-4, 4)  # both have the same axes
    assert page.epochs == 2
    assert person.text("statisticsFigures").count("\n") == 1
    choose(person, "statisticsLayer", "Hidden 2")
    assert person.text("histogramTitle1") == "flat: no layer “Hidden 2”"
    assert person.text("histogramTitle2") == "deep"
    choose(person, "statisticsQuantity", "Weight norm")
    assert "solid: flat" in person.text("numberLegend")
    assert "dashed: deep" in person.text("numberLegend")
    assert [line.run for line in page_of(panel).lines] == [0, 0, 1, 1, 1]
    choose(person, "statisticsOtherRun", "No comparison")
    assert len(panel.runs.chosen) == 1


def test_a_run_on_the_curves_is_compared(person: Person, library: Library) -> None:
    library.add("one")
    visitor = Visitor(person).open(rows=1)
    overlay(person, visitor, "one")
    person.train(training_images="300")
    panel = open_page(person)
    assert [each.title for each in panel.runs.chosen][1:] == ["one"]
    assert shows(person, "histogramMap2")


def test_a_run_without_statistics_is_said(person: Person, library: Library) -> None:
    (library.add("an old run") / STATISTICS).unlink()
    Visitor(person).open(rows=1)
    open_page(person)
    assert "“an old run” has no statistics" in person.text("statisticsHint")


def test_a_diverged_layer_is_said(person: Person, library: Library) -> None:
    nothing = histogram(np.full(9, np.nan))
    number = float("nan")
    broken = LayerRecord(nothing, nothing, nothing, number, number, number, None, None)
    path = library.add("diverged")
    write(path, (broken, broken))
    Visitor(person).open(rows=1)
    open_page(person)
    assert "infinite or not a number" in person.text("statisticsHint")
    choose(person, "statisticsQuantity", "Gradient norm")
    assert person.text("statisticsHint") == "All values are infinite or not a number."
    write(path, (broken, layer(1)), (broken, layer(0.1)))
    choose(person, "statisticsQuantity", "Weight norm")
    assert shows(person, "numberPlot")


def test_nothing_is_read_while_the_page_is_hidden(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = open_page(person)
    person.find(QTabWidget, "centre").setCurrentWidget(person.find(QWidget, "curvesPanel"))
    read: list[StatisticsReader] = []
    original = StatisticsReader.read

    def count(reader: StatisticsReader) -> object:
        read.append(reader)
        return original(reader)

    monkeypatch.setattr(StatisticsReader, "read", count)
    person.train(training_images="300")
    person.wait_for_threads()
    assert not read
    open_page(person)
    person.wait(lambda: "epoch 2:" in person.text("statisticsFigures"))
    assert read
    assert panel.isVisible()


def test_before_the_first_epoch_has_ended(person: Person) -> None:
    open_page(person)
    person.begin(epochs="2")
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    if not person.heard(EpochEnd):
        person.wait(lambda: "first epoch" in person.text("statisticsHint"))
    person.click("stopButton")
    person.wait_for_end()


def test_what_cannot_be_read_is_reported(
    person: Person, library: Library, expect_log: object
) -> None:
    path = library.add("a run")
    (path / STATISTICS).unlink()
    (path / STATISTICS).mkdir()
    Visitor(person).open(rows=1)
    expect_log("cannot be read as statistics")  # type: ignore[operator]
    open_page(person)
    assert person.find(QLabel, "statisticsHint").isVisible()


def test_a_network_without_hidden_layers(person: Person, library: Library) -> None:
    write(library.add("a run"), (layer(1),), (layer(2),))
    Visitor(person).open(rows=1)
    open_page(person)
    chooser = person.find(QComboBox, "statisticsLayer")
    assert [chooser.itemText(index) for index in range(chooser.count())] == ["Output"]
    assert person.text("statisticsFigures").startswith("Output, epoch 2: weight norm 4,")
    choose(person, "statisticsQuantity", "Update ratio")
    assert shows(person, "numberPlot")


def test_a_paused_training_shows_its_last_epoch(person: Person) -> None:
    open_page(person)
    person.begin(epochs="5", training_images="300")
    person.click("pauseButton")
    person.wait_for(State.PAUSED)
    QTest.mouseClick(
        person.find(QWidget, "stepButton"),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.ShiftModifier,
    )
    person.wait(lambda: bool(person.heard(EpochEnd)) and person.session.state is State.PAUSED)
    last = person.heard(EpochEnd)[-1].epoch
    person.wait(lambda: f"epoch {last}:" in person.text("statisticsFigures"))
    person.click("stopButton")
    person.wait_for_end()


def test_a_new_training_takes_the_place_of_the_one_before(person: Person) -> None:
    panel = open_page(person)
    person.train(training_images="300")
    first = panel.runs.chosen[0].path
    person.train(training_images="300", epochs="3")
    person.wait(lambda: "epoch 3:" in person.text("statisticsFigures"))
    assert panel.runs.chosen[0].path != first
    titles = [choice.title for choice in panel.runs._choices()]
    assert len(titles) == 2
    person.click("resetButton")
    person.wait_for_threads()
    assert len(panel.runs.chosen) == 1  # the latest of the recorded ones
