"""The tab “Inside”: its numbers against the engine, and how a person gets to them."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QTabWidget,
    QWidget,
)

from core.datasets.dataset import to_pixels
from core.evaluation.metrics import evaluate
from core.foundation.percent import percent
from core.models.model_file import Model
from core.nn.mlp import MLP
from core.runs.moments import Moment, load_moment
from core.training.trainer import new_network
from gui.common.enlargement import enlarge, enlargement
from gui.common.fitting_label import FittingLabel
from gui.common.theme import TIGHT
from gui.common.weight_images import scale_texts
from gui.inside.fed_units import FedUnits
from gui.inside.inside_panel import InsidePanel
from gui.inside.matrix_view import MatrixView
from gui.inside.unit_card import effect_text
from gui.inside.unit_grid import UnitGrid
from gui.inside.unit_pictures import ExcitingImages, WeightPicture
from gui.inside.unit_sum_view import UnitSumView
from gui.session.run_names import folder_of
from tests.rounding import rounding

from .person import Person, settle

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
    name = f"row {largest // 28}, column {largest % 28}"  # counted from 0, as units are
    assert rows(person)[0][0] == name
    assert texts[name] == pytest.approx(terms[largest], rel=1e-3)
    assert len({len(row[2].partition(".")[2]) for row in rows(person)}) == 1  # decimals
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
    text = person.text("unitEffect")
    assert text.startswith("Without it, the answer")
    digit = prediction.digits[0]
    assert digit.write(digit.confidence) in text


@pytest.mark.parametrize(
    ("digit", "share", "sure", "text"),
    [
        (3, 0.978, True, "Without it, the answer stays the same: 3 (97.8%)."),
        (3, 0.979, True, "Without it, the answer would still be 3, with 97.9% instead of 97.8%."),
        (3, 0.5, False, "Without it, the answer would still be 3 but not sure, with 50.0% instead "
         "of 97.8%."),
        (5, 0.9, True, "Without it, the answer would be 5 (90.0%) instead of 3 (97.8%)."),
    ],
)  # fmt: skip
def test_the_answer_without_a_unit_is_a_sentence(
    digit: int, share: float, sure: bool, text: str
) -> None:
    def answer(digit: int, share: float, *, sure: bool) -> SimpleNamespace:
        brief = f"{digit} ({'' if sure else 'not sure, '}{percent(share, 1)})"
        return SimpleNamespace(
            digit=digit, confidence=share, sure=sure, answer_in_brief=brief,
            write=lambda share: percent(share, 1),
        )  # fmt: skip

    before, after = answer(3, 0.978, sure=True), answer(digit, share, sure=sure)
    assert effect_text(SimpleNamespace(before=before, after=after)) == text


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


@pytest.mark.parametrize("factor", [1.0, 1.5, 2.25])
def test_the_texts_of_the_scale_are_apart(person: Person, factor: float) -> None:
    open_tab(person)
    enlarge(factor, 1.0)
    try:
        picture = person.find(WeightPicture, "unitWeights")
        measure = picture.fontMetrics().horizontalAdvance
        for scale in (0.23, 0.0023, 12.0):
            sides = [measure(text) for text in scale_texts(scale)]
            assert sum(sides) + 2 * measure(" ") <= picture._side
        assert picture.sizeHint().width() > picture._side
    finally:
        enlarge(1.0, 1.0)
    person.wait_for_threads()


def test_images_grow_with_the_text(person: Person) -> None:
    grid, images = open_tab(person), person.find(ExcitingImages, "excitingImages")
    before = grid._tile(0).width(), images._place(0).width()
    person.press(Qt.Key.Key_F11)
    person.wait(lambda: grid._tile(0).width() > before[0])
    assert images._place(0).width() == pytest.approx(enlargement() * before[1], abs=1)
    person.press(Qt.Key.Key_F11)
    assert (grid._tile(0).width(), images._place(0).width()) == before
    person.wait_for_threads()


@pytest.fixture
def large_text(qapp: QApplication) -> Iterator[None]:
    """Text that the system's settings enlarge by half."""
    usual = qapp.font()
    font = QFont(usual)
    font.setPointSizeF(1.5 * usual.pointSizeF())
    qapp.setFont(font)
    yield
    qapp.setFont(usual)


@pytest.mark.usefixtures("large_text")
def test_the_place_in_the_list_of_units_is_whole_with_large_text(person: Person) -> None:
    person.window.resize(1024, 600)
    open_tab(person)
    panel, label = person.window.findChild(InsidePanel), person.find(QLabel, "unitsShown")
    assert panel is not None
    person.wait_for_threads()
    settle()
    least = panel.minimumSizeHint().width()
    text, measure = "1 to 16 of 1,200", label.fontMetrics().horizontalAdvance
    while measure(f"{text}0") < 0.8 * least:  # almost as wide as the page itself
        text += "0"
    label.setText(text)
    settle()
    assert panel.minimumSizeHint().width() == least  # the label is below the buttons
    assert label.width() >= label.fontMetrics().horizontalAdvance(label.text())
    assert label.geometry().right() <= label.parentWidget().width()
    person.wait_for_threads()


def test_nothing_touches_the_scroll_bar(person: Person) -> None:
    open_tab(person)
    card = person.find(QWidget, "unitCard")
    area = card.parentWidget()
    assert area.width() - card.geometry().right() > TIGHT
    person.wait_for_threads()


def note(person: Person) -> str:
    return person.find(FittingLabel, "unitsNote").text()


def view(person: Person, text: str) -> None:
    chooser = person.find(QComboBox, "weightView")
    chooser.setCurrentIndex(chooser.findText(text))
    person.wait_for_threads()


def test_the_change_since_the_start_is_against_the_networks_initial_weights(
    person: Person,
) -> None:
    grid = open_tab(person)
    person.train()
    model = person.session.model
    assert model is not None
    view(person, "Change since the start")
    person.wait(lambda: note(person).endswith("the change since the start of the run."))
    start = new_network(model.hyperparameters)
    assert grid.page is not None
    expected = (model.network.weights[0] - start.weights[0])[:, grid.page.units].T
    assert (grid.page.images.reshape(len(expected), -1) == expected).all()
    view(person, "Weights")
    person.wait(lambda: note(person) == "The weight of each pixel.")
    assert grid.page is not None
    weights = model.network.weights[0][:, grid.page.units].T
    assert (grid.page.images.reshape(len(weights), -1) == weights).all()


def test_the_change_since_the_epoch_before_is_against_kept_weights(person: Person) -> None:
    grid = open_tab(person)
    person.train(epochs="3")
    model = person.session.model
    assert model is not None
    folder = folder_of(model)
    assert folder is not None
    before = load_moment(folder, Moment(2)).network
    view(person, "Change since the epoch before")
    person.wait(lambda: note(person).endswith("the change since epoch 2."))
    assert grid.page is not None
    expected = (model.network.weights[0] - before.weights[0])[:, grid.page.units].T
    assert (grid.page.images.reshape(len(expected), -1) == expected).all()
    assert expected.any()


def test_a_network_without_a_known_start_says_so(person: Person) -> None:
    grid = open_tab(person)
    view(person, "Change since the start")
    person.wait(lambda: "not from a training in this window" in note(person))
    assert grid.page is not None
    weights = network_of(person).weights[0][:, grid.page.units].T
    assert (grid.page.images.reshape(len(weights), -1) == weights).all()


def test_a_unit_feeds_the_digits_with_its_weights(person: Person) -> None:
    open_tab(person)
    choose(person, 4)
    feeds = person.find(FedUnits, "fedUnits")
    person.wait(lambda: feeds.isVisible())
    assert feeds.weights == network_of(person).weights[1][4].tolist()
    assert person.text("fedUnitsNote").startswith("Its weights to the outputs")
    assert feeds.accessible_contents().startswith("output 0: ")
    layers = person.find(QComboBox, "layerChooser")
    layers.setCurrentIndex(1)
    person.wait(lambda: person.text("unitTitle") == "Unit 0 of the output layer")
    assert not feeds.isVisible()
    person.wait_for_threads()


def test_of_a_wide_next_layer_the_largest_weights_are_shown(person: Person) -> None:
    open_tab(person)
    person.train(hidden_layers="12 30", epochs="1")
    person.wait(lambda: person.find(QComboBox, "layerChooser").count() == 3)
    choose(person, 2)
    feeds = person.find(FedUnits, "fedUnits")
    row = network_of(person).weights[1][2]
    largest = np.sort(np.argsort(-np.abs(row))[:10])
    person.wait(lambda: feeds.weights == row[largest].tolist())
    text = "The 10 largest of its weights to hidden layer 2"
    assert person.text("fedUnitsNote").startswith(text)


def show_matrix(person: Person) -> MatrixView:
    """Show the weights of the last layer as a matrix."""
    layers = person.find(QComboBox, "layerChooser")
    layers.setCurrentIndex(layers.count() - 1)
    person.find(QCheckBox, "matrixSwitch").click()
    matrix = person.find(MatrixView, "weightMatrix")
    person.wait(lambda: matrix.page is not None and matrix.page.layer == layers.count() - 1)
    return matrix


def test_a_deeper_layer_is_shown_as_a_matrix(person: Person) -> None:
    grid = open_tab(person)
    assert not person.find(QCheckBox, "matrixSwitch").isVisible()
    matrix = show_matrix(person)
    assert matrix.isVisible()
    assert not grid.isVisible()
    weights = network_of(person).weights[1]
    assert matrix.page is not None
    assert (matrix.page.cells == weights.T).all()
    place = matrix._place
    cell = QPointF(place.width() / 20 * 3.5, place.height() / 10 * 7.5)
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=(place.topLeft() + cell).toPoint())
    person.wait(lambda: person.text("unitTitle") == "Unit 7 of the output layer")
    value = f"{weights[3, 7]:.4g}".replace("-", "−")
    assert matrix.tip_at(place.topLeft() + cell) == f"From unit 3 to unit 7: {value}"
    matrix.setFocus()
    person.press(Qt.Key.Key_Down)
    person.wait(lambda: person.text("unitTitle") == "Unit 8 of the output layer")
    assert matrix.accessible_contents().startswith("10 units with 20 weights each; unit 8")
    person.find(QComboBox, "layerChooser").setCurrentIndex(0)
    assert grid.isVisible()
    assert not matrix.isVisible()
    person.wait_for_threads()


def test_a_matrix_shows_changes_and_is_ordered_too(person: Person) -> None:
    open_tab(person)
    person.train()
    matrix = show_matrix(person)
    view(person, "Change since the start")
    person.wait(lambda: note(person).endswith("the change since the start of the run."))
    model = person.session.model
    assert model is not None
    start = new_network(model.hyperparameters)
    change = (model.network.weights[1] - start.weights[1]).T
    assert matrix.page is not None
    assert (matrix.page.cells == change).all()
    order = person.find(QComboBox, "unitOrder")
    order.setCurrentIndex(order.findText("By length of the weights"))
    person.wait_for_threads()
    expected = np.argsort(-np.linalg.norm(model.network.weights[1], axis=0), kind="stable")
    assert matrix.page.units.tolist() == expected.tolist()
    assert (matrix.page.cells == change[expected]).all()
