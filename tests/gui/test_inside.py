"""The tab “Inside”: its numbers against the engine, and how a person gets to them."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QPushButton, QTabWidget, QWidget

from core.datasets.dataset import to_pixels
from core.evaluation.metrics import evaluate
from core.foundation.percent import percent
from core.models.model_file import Model
from core.nn.mlp import MLP
from gui.inside.inside_panel import InsidePanel
from gui.inside.unit_grid import UnitGrid
from gui.inside.unit_pictures import ExcitingImages
from gui.inside.unit_sum_view import UnitSumView
from tests.rounding import rounding

from .person import Person

SEVEN = [(0.27, 0.2), (0.5, 0.2), (0.74, 0.19), (0.66, 0.36), (0.57, 0.55), (0.48, 0.83)]


@pytest.fixture
def bundled_model(trained_model: Model) -> Model | None:
    return trained_model


def open_tab(person: Person) -> UnitGrid:
    """Show the tab, and wait for its units."""
    person.wait(lambda: person.session.model is not None)
    person.find(QTabWidget, "centre").setCurrentWidget(person.find(QWidget, "insidePanel"))
    person.find(QTabWidget, "insideTabs").setCurrentWidget(person.find(QWidget, "unitsPage"))
    grid = person.find(UnitGrid, "unitGrid")
    person.wait(lambda: grid.page is not None)
    return grid


def choose(person: Person, unit: int) -> None:
    """Click on a unit, and wait for what is said of it."""
    grid = person.find(UnitGrid, "unitGrid")
    assert grid.page is not None
    place = grid.page.units.tolist().index(unit)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid._tile(place).center().toPoint())
    person.wait(lambda: person.text("unitTitle").startswith(f"Unit {unit} of"))
    person.wait_for_threads()


def rows(person: Person) -> list[tuple[str, str, str, float]]:
    return person.find(UnitSumView, "unitSum").rows


def network_of(person: Person) -> MLP:
    assert person.session.model is not None
    return person.session.model.network


def seen(person: Person) -> np.ndarray:
    """What the network sees, (784,) of floats in float64."""
    prediction = person.window._drawing.prediction
    assert prediction is not None
    return prediction.digits[0].pixels.reshape(-1).astype(np.float64) / 255


def number(text: str) -> float:
    return float(text.replace("−", "-"))


def test_the_sum_of_a_unit_is_that_of_the_network_and_of_its_terms(person: Person) -> None:
    person.wait(lambda: person.session.model is not None)
    person.draw(SEVEN)
    open_tab(person)
    choose(person, 3)
    network, pixels = network_of(person), seen(person)
    terms = pixels * network.weights[0][:, 3].astype(np.float64)
    total = terms.sum() + float(network.biases[0][3])
    texts = {row[0]: number(row[2]) for row in rows(person)}
    assert texts["sum z"] == pytest.approx(total, rel=1e-3, abs=1e-5)
    largest = int(np.argmax(np.abs(terms)))
    name = f"row {largest // 28 + 1}, column {largest % 28 + 1}"
    assert rows(person)[0][0] == name
    assert texts[name] == pytest.approx(terms[largest], rel=1e-3)
    added = sum(row[3] for row in rows(person))
    assert added == pytest.approx(total, abs=rounding(np.float32, 784, np.abs(terms).max()))


def test_the_images_that_excite_a_unit_are_those_with_the_largest_sums(person: Person) -> None:
    open_tab(person)
    choose(person, 5)
    person.wait(lambda: bool(person.find(ExcitingImages, "excitingImages").labels))
    train = person.window._source.get().train.first(10_000)
    network = network_of(person)
    sums = to_pixels(train.images) @ network.weights[0][:, 5] + network.biases[0][5]
    best = np.argsort(-sums, kind="stable")[:10]
    assert person.find(ExcitingImages, "excitingImages").labels == train.labels[best].tolist()


def test_the_accuracy_without_a_unit_is_that_of_a_network_without_it(person: Person) -> None:
    open_tab(person)
    choose(person, 2)
    person.click("testWithoutButton")
    person.wait(lambda: "classified correctly" in person.text("unitAccuracy"))
    network, test = network_of(person), person.window._source.get().test
    without = network.with_parameters(network.parameters.copy())
    without.weights[1][2] = 0
    accuracies = (evaluate(each, test).accuracy for each in (without, network))
    after, before = map(percent, accuracies)
    text = f"Without unit 2: {after} of the test images are classified correctly; with it {before} "
    assert person.text("unitAccuracy").startswith(text)
    assert person.text("unitAccuracy").endswith(f"epoch {person.session.model.epoch}).")


def test_the_answer_without_a_unit_agrees_with_the_bars(person: Person) -> None:
    person.wait(lambda: person.session.model is not None)
    person.draw(SEVEN)
    open_tab(person)
    choose(person, 1)
    prediction = person.window._drawing.prediction
    assert prediction is not None
    confidence = percent(prediction.digits[0].confidence)
    text = person.text("unitEffect")
    assert text.startswith("Without it the answer")
    assert confidence in text or "would be" in text


def test_units_are_chosen_and_pages_turned_with_keys(person: Person) -> None:
    grid = open_tab(person)
    grid.setFocus()
    person.press(Qt.Key.Key_Right)
    person.wait(lambda: person.text("unitTitle").startswith("Unit 1 of hidden layer 1"))
    units = network_of(person).sizes[1]
    if grid.capacity < units:
        person.press(Qt.Key.Key_PageDown)
        person.wait(lambda: grid.page is not None and grid.page.first == grid.capacity)
        assert person.enabled("unitsBeforeButton")
        person.click("unitsBeforeButton")
        person.wait(lambda: grid.page is not None and grid.page.first == 0)
    assert not person.enabled("unitsBeforeButton")


def test_the_output_layer_has_the_digits_and_cannot_be_switched_off(person: Person) -> None:
    grid = open_tab(person)
    layers = person.find(QComboBox, "layerChooser")
    layers.setCurrentIndex(layers.count() - 1)
    assert layers.currentText() == "Output: 10 units"
    person.wait(lambda: person.text("unitTitle") == "Unit 0 of the output layer")
    assert grid.page is not None
    assert grid.page.units.tolist() == list(range(10))
    assert not person.enabled("testWithoutButton")
    assert "cannot be switched off" in person.find(QWidget, "testWithoutButton").toolTip()
    assert person.find(QLabel, "unitPaths").isVisible()


def test_the_order_follows_the_length_of_the_weights(person: Person) -> None:
    grid = open_tab(person)
    order = person.find(QComboBox, "unitOrder")
    order.setCurrentIndex(order.findText("By length of the weights"))
    norms = np.linalg.norm(network_of(person).weights[0], axis=0)
    expected = np.argsort(-norms, kind="stable").tolist()
    person.wait(
        lambda: grid.page is not None and grid.page.units.tolist() == expected[: grid.capacity]
    )


def test_a_network_without_hidden_layers_has_only_its_digits(person: Person) -> None:
    open_tab(person)
    person.train(hidden_layers="", epochs="1")
    layers = person.find(QComboBox, "layerChooser")
    person.wait(lambda: layers.count() == 1)
    person.wait(lambda: person.text("unitTitle") == "Unit 0 of the output layer")
    assert person.find(QLabel, "unitPaths").isHidden()


def test_the_units_follow_a_training_and_rest_while_they_are_hidden(person: Person) -> None:
    grid = open_tab(person)
    person.begin()
    person.wait(lambda: person.text("insideModel").startswith("Model: this run"))
    person.find(QTabWidget, "centre").setCurrentIndex(0)
    person.wait(lambda: not person.window.findChildren(InsidePanel)[0]._runner.busy)
    shown = grid.page
    person.click("stopButton")
    person.wait_for_end()
    assert grid.page is shown
    open_tab(person)
    person.wait(lambda: grid.page is not shown)


@pytest.mark.parametrize("width", [1024, 1920])
def test_the_chosen_unit_is_beside_the_others_where_there_is_room(
    person: Person, width: int
) -> None:
    person.window.resize(width, 900)
    grid = open_tab(person)
    card = person.find(QWidget, "unitCard")
    origin = QPoint(0, 0)
    beside = (
        grid.mapTo(person.window, origin).x() + grid.width()
        <= card.mapTo(person.window, origin).x()
    )
    assert beside is (width == 1920)
    assert person.find(QPushButton, "testWithoutButton").width() > 0


def test_a_diverged_network_is_shown(person: Person, trained_model: Model) -> None:
    open_tab(person)
    network = trained_model.network
    broken = network.with_parameters(np.full_like(network.parameters, np.nan))
    person.draw(SEVEN)
    person.session.use_model(replace(trained_model, network=broken.as_read_only()))
    person.wait(lambda: bool(rows(person)) and rows(person)[-2][2] == "+nan")


def test_no_number_of_the_sum_is_cut_off(person: Person) -> None:
    person.wait(lambda: person.session.model is not None)
    person.draw(SEVEN)
    open_tab(person)
    layers = person.find(QComboBox, "layerChooser")
    layers.setCurrentIndex(layers.count() - 1)
    view, grid = person.find(UnitSumView, "unitSum"), person.find(UnitGrid, "unitGrid")
    metrics = view.fontMetrics()
    for unit in range(10):
        grid.choose(unit)
        grid.chosen_changed.emit(unit)
        person.wait(lambda unit=unit: person.text("unitTitle").startswith(f"Unit {unit} of"))
        name, product, value = view._widths
        for texts in rows(person):
            assert metrics.horizontalAdvance(texts[2]) <= value
            room = name if texts[1] else name + product + 8
            assert metrics.horizontalAdvance(texts[0]) <= room
            assert metrics.horizontalAdvance(texts[1]) <= product
    person.wait_for_threads()


def test_the_grid_shows_as_many_rows_as_its_size_is_for(person: Person) -> None:
    grid = open_tab(person)
    for size, tiles in ((grid.sizeHint(), 15), (grid.minimumSizeHint(), 8)):
        grid.resize(size)
        assert grid.capacity == tiles
    person.wait_for_threads()
