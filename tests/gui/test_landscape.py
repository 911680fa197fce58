"""The page “Landscape”."""

import re
import shutil

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QProgressBar, QSlider, QTabWidget, QWidget

from core.datasets.dataset import Dataset
from core.landscape.landscape import Directions, LandscapeOptions, Sample, landscape
from core.landscape.training_path import path_of, path_of_model
from core.models.model_file import Model
from core.runs.layout import CHECKPOINTS, WEIGHTS
from core.runs.run import read_run
from gui.landscape.contour_plot import OWN_COLOR, ContourPlot
from gui.landscape.surface_view import SurfaceView
from gui.runs.run_actions import SHOW
from gui.session.run_names import folder_of
from gui.session.session import State

from .person import Person, settle
from .run_library_fixture import Library, Visitor


def show_page(person: Person) -> None:
    for tabs, page in (("centre", "insidePanel"), ("insideTabs", "landscapePage")):
        found = person.find(QWidget, page)
        person.find(QTabWidget, tabs).setCurrentWidget(found)
        settle()


def draw(person: Person) -> None:
    """Press “Draw landscape”, and wait for the picture or the reason why there is none."""
    person.click("drawLandscapeButton")
    person.wait(lambda: not person.find(QWidget, "landscapeProgress").isVisible())
    settle()


def choose(person: Person, name: str, text: str) -> None:
    box = person.find(QComboBox, name)
    box.setCurrentIndex(box.findText(text))


def losses(person: Person) -> list[float]:
    header, *rows = person.find(ContourPlot, "landscapePlot").table()
    assert list(header) == ["x", "y", "loss"]
    return [float(row[2]) for row in rows]


def test_it_draws_what_the_core_computes_for_the_run_of_the_training(
    person: Person, mnist: Dataset
) -> None:
    person.train(epochs="20", learning_rate="0.003")
    show_page(person)
    assert "press “Draw landscape”" in person.text("landscapeHint")
    draw(person)
    assert person.session.model is not None
    folder = folder_of(person.session.model)
    assert folder is not None
    expected = landscape([path_of(read_run(folder))], mnist, LandscapeOptions())
    assert losses(person) == pytest.approx(expected.losses.ravel().tolist())
    assert f"Loss {expected.center:.4g} at the network" in person.text("landscapeFigures")
    assert "η 0.003" in person.text("landscapePaths")
    assert not person.find(QWidget, "landscapeHint").isVisible()
    plot = person.find(ContourPlot, "landscapePlot")
    assert "training loss" in plot.accessible_contents()


def test_a_network_without_a_run_has_random_directions_only(
    person: Person, mnist: Dataset, trained_model: Model
) -> None:
    person.session.use_model(trained_model)
    show_page(person)
    draw(person)
    assert "has kept its weights for 0 moments" in person.text("landscapeHint")
    choose(person, "landscapeDirections", "Random directions")
    choose(person, "landscapeSample", "Validation images")
    choose(person, "landscapeRange", "½ of the range")
    draw(person)
    path = path_of_model(trained_model, "")
    options = LandscapeOptions(Directions.RANDOM, zoom=0.5)
    assert losses(person) != pytest.approx(landscape([path], mnist, options).losses.ravel())
    options = LandscapeOptions(Directions.RANDOM, Sample.VALIDATION, 0.5)
    assert losses(person) == pytest.approx(landscape([path], mnist, options).losses.ravel())
    assert "validation images" in person.text("landscapeFigures")
    assert not person.find(QWidget, "landscapePaths").isVisible()


def test_the_paths_of_the_runs_on_the_curves_are_shown(
    library: Library, visitor: Visitor, person: Person
) -> None:
    for name in ("one", "two <small>"):  # of 4 hidden units
        library.add(name)
    library.add("three")
    visitor.open(3).select("one", "two <small>", "three")
    person.choose_action(SHOW)
    person.wait_for_threads()
    for name in (WEIGHTS, CHECKPOINTS):
        shutil.rmtree(library.root / "three" / name)
    person.train(epochs="20", hidden_layers="4")
    show_page(person)
    draw(person)
    shown = person.text("landscapePaths")
    for name in ("Report, 3,000 images", "one", "two &lt;small>"):
        assert f"●</span> {name}" in shown
    assert "three: has kept no weights, not shown" in shown
    colors = re.findall("color:(#[0-9a-f]+)", shown)
    assert colors[0] == OWN_COLOR
    assert len(set(colors)) == 3
    person.enter("hidden_layers", "9")
    person.click("startButton")
    person.wait_for_end()
    draw(person)
    assert "one: another network, not shown" in person.text("landscapePaths")


def test_the_surface_can_be_turned(person: Person) -> None:
    person.train(epochs="20", learning_rate="0.003")
    show_page(person)
    draw(person)
    view = person.find(SurfaceView, "landscapeSurface")
    person.wait(lambda: "35 degrees" in view.accessible_contents())
    before = view.grab().toImage()
    slider = person.find(QSlider, "landscapeTurn")
    QTest.keyClick(slider, Qt.Key.Key_PageUp)
    person.wait(lambda: "80 degrees" in view.accessible_contents())
    assert view.grab().toImage() != before


def test_it_can_be_canceled_and_nothing_is_computed_while_it_is_only_shown(
    person: Person, trained_model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.wait_for_threads()
    person.session.use_model(trained_model)
    show_page(person)
    assert not any(thread.isRunning() for thread in person.threads())
    monkeypatch.setattr("core.landscape.landscape.usual_points", lambda _: 201)
    choose(person, "landscapeDirections", "Random directions")
    person.click("drawLandscapeButton")
    assert person.find(QWidget, "landscapeProgress").isVisible()
    person.click("drawLandscapeButton")
    assert not person.find(QProgressBar, "landscapeProgress").isVisible()
    person.wait_for_threads()
    assert person.text("landscapeFigures") == ""


def test_a_training_in_progress_keeps_on_and_the_result_becomes_outdated(person: Person) -> None:
    person.begin()
    person.wait_for(State.RUNNING)
    person.wait(lambda: person.session.model is not None)
    show_page(person)
    choose(person, "landscapeDirections", "Random directions")
    draw(person)
    assert person.session.state is State.RUNNING
    assert len(losses(person)) == 41 * 41
    person.wait(lambda: "draw again" in person.text("landscapeModel"))


def test_labels_of_contours_stay_inside_the_plot_and_away_from_the_path(person: Person) -> None:
    person.train(epochs="20", learning_rate="0.003")
    show_page(person)
    draw(person)
    plot = person.find(ContourPlot, "landscapePlot")
    for width, height in ((1024, 600), (1500, 900)):
        person.window.resize(width, height)
        settle()
        view = plot.getViewBox().sceneBoundingRect()
        labels = [each for each in plot._labels_of_lines if each.isVisible()]
        boxes = [each.textItem.mapRectToScene(each.textItem.boundingRect()) for each in labels]
        assert boxes
        assert all(view.adjusted(-1, -1, 1, 1).contains(box) for box in boxes)
        assert plot._result is not None
        (path,) = plot._result.landscape.paths
        for x, y in zip(path.x.tolist(), path.y.tolist(), strict=True):
            point = plot.getViewBox().mapViewToScene(QPointF(x, y))
            assert not any(box.contains(point) for box in boxes)
