"""The page “Network”: its numbers against the engine, and how a person finds the way through it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QSlider, QSpinBox, QTabWidget, QWidget

from core.datasets.dataset import to_pixels
from core.evaluation.calibration import Calibration
from core.hyperparameters.schema import Hyperparameters
from core.models.model_file import Model
from core.nn.mlp import MLP
from gui.common.theme import number_font
from gui.main_window import MainWindow
from gui.network_diagram.connection_lines import connection_lines, describe_line, line_at
from gui.network_diagram.diagram_layout import DiagramLayout, smallest_size
from gui.network_diagram.diagram_painter import DiagramPainter, arrows
from gui.network_diagram.diagram_requests import Diagram
from gui.network_diagram.diagram_text import describe_question, describe_unit
from gui.network_diagram.diagram_view import DiagramView
from gui.network_diagram.network_panel import NetworkPanel
from gui.network_diagram.part_card import ContributionPicture
from tests.core.networks import initialized
from tests.rounding import rounding

from .person import Person

SEVEN = [(0.27, 0.2), (0.5, 0.2), (0.74, 0.19), (0.66, 0.36), (0.57, 0.55), (0.48, 0.83)]
WIDE = (1500, 1000, 500)
SIZES = [(), (20,), (100, 30), WIDE, (4096,) * 8]


@pytest.fixture
def bundled_model(trained_model: Model) -> Model | None:
    return trained_model


def model_of(hidden: tuple[int, ...], activation: str = "relu") -> Model:
    """A network with random weights."""
    settings = Hyperparameters(hidden_layers=hidden, activation=activation)
    network = initialized(
        (784, *hidden, 10),
        activations=settings.activations or ("relu",),
        loss=settings.loss,
        initializer="he",
        rng=np.random.default_rng(3),
    )
    return Model(network.as_read_only(), settings, 0, title="random")


def open_page(person: Person) -> DiagramView:
    """Show the page, and wait for its diagram."""
    person.wait(lambda: person.session.model is not None)
    person.wait_for_threads()
    person.find(QTabWidget, "centre").setCurrentWidget(person.find(QWidget, "insidePanel"))
    view = person.find(DiagramView, "networkDiagram")
    person.wait(lambda: view.diagram is not None)
    return view


def open_with_drawing(person: Person, model: Model | None = None) -> DiagramView:
    """Show the page for a drawing, with the model in use or with another one."""
    person.wait(lambda: person.session.model is not None)
    if model is not None:
        person.session.use_model(model)
    person.draw(SEVEN)
    view = open_page(person)
    person.wait(lambda: view.diagram is not None and view.diagram.ink is not None)
    settle(person)
    return view


def settle(person: Person) -> None:
    """Wait until everything that was asked for is shown."""
    panel = person.find(NetworkPanel, "networkPanel")
    person.wait(lambda: not panel._pacer.waiting and not panel._runner.busy)


def shown(view: DiagramView) -> Diagram:
    assert view.diagram is not None
    return view.diagram


def click(person: Person, view: DiagramView, place: QRectF) -> None:
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place.center().toPoint())
    settle(person)


def click_unit(person: Person, view: DiagramView, layer: int, unit: int) -> None:
    tile = view._tile((layer, unit))
    assert tile is not None
    click(person, view, tile)


def choose(person: Person, name: str, text: str) -> None:
    chooser = person.find(QComboBox, name)
    chooser.setCurrentIndex(chooser.findText(text))
    settle(person)


def pixels_of(diagram: Diagram) -> np.ndarray:
    """What the network sees, (784,) of floats in float64."""
    assert diagram.ink is not None
    return diagram.ink.reshape(-1).astype(np.float64) / 255


def activations_of(network: MLP, pixels: np.ndarray) -> list[np.ndarray]:
    """The outputs of the hidden layers in float64."""
    values, layers = pixels, []
    for layer, activation in enumerate(network.activations):
        values = values @ network.weights[layer].astype(np.float64) + network.biases[layer]
        activation.apply(values)
        layers.append(values.copy())
    return layers


def test_outputs_and_contributions_are_those_of_the_network(person: Person) -> None:
    diagram = shown(open_with_drawing(person))
    network = diagram.request.model.network
    (outputs,) = activations_of(network, pixels_of(diagram))
    hidden, found = diagram.layers[0], diagram.contributions
    assert found is not None
    assert hidden.outputs is not None
    assert hidden.parts is not None
    units = hidden.units
    allowed = rounding(np.float32, 784, float(np.abs(network.weights[0]).max()) * 784)
    assert hidden.outputs == pytest.approx(outputs[units], abs=allowed)
    weights = network.weights[1].astype(np.float64)
    parts = outputs * (weights[:, found.digit] - weights[:, found.against])
    assert hidden.parts == pytest.approx(parts[units], abs=1e-4)
    logits = outputs @ weights + network.biases[1]
    assert found.total == pytest.approx(logits[found.digit] - logits[found.against], abs=1e-4)


def test_the_answer_is_compared_with_the_second_and_agrees_with_the_pad(person: Person) -> None:
    diagram = shown(open_with_drawing(person))
    on_pad = person.window._drawing.prediction
    assert on_pad is not None
    assert diagram.prediction is not None
    assert (diagram.prediction.probabilities == on_pad.digits[0].probabilities).all()
    assert diagram.contributions is not None
    pair = (diagram.contributions.digit, diagram.contributions.against)
    assert pair == (on_pad.digits[0].digit, on_pad.digits[0].second)


def test_the_lines_are_the_strongest_connections(person: Person) -> None:
    view = open_with_drawing(person)
    person.find(QSlider, "connectionSlider").setValue(12)
    settle(person)
    diagram = shown(view)
    assert person.text("connectionCount") == "12 connections per layer"
    network, pixels = diagram.request.model.network, pixels_of(diagram)
    inputs = [pixels, *activations_of(network, pixels)]
    for found, values, weight in zip(diagram.connections, inputs, network.weights, strict=True):
        terms = values[:, None] * weight.astype(np.float64)
        assert found.terms == pytest.approx(terms[found.sources, found.targets], abs=1e-4)
        largest = np.sort(np.abs(terms).ravel())[::-1][:12]
        assert np.abs(found.terms) == pytest.approx(largest, abs=1e-4)


def test_a_chosen_unit_shows_its_own_connections_and_its_pixels(person: Person) -> None:
    view = open_with_drawing(person)
    click_unit(person, view, 0, 7)
    diagram = shown(view)
    into, out = diagram.connections
    assert set(into.targets.tolist()) == {7}
    assert set(out.sources.tolist()) == {7}
    assert "unit 7 of hidden layer 1" in person.text("partTitle")
    found, network = diagram.contributions, diagram.request.model.network
    assert found is not None
    picture = person.find(ContributionPicture, "pixelContributions").values
    assert picture is not None
    pixels = pixels_of(diagram)
    output = activations_of(network, pixels)[0][7]
    weights = network.weights[1].astype(np.float64)[7]
    slope = output * (1 - output) * (weights[found.digit] - weights[found.against])
    expected = pixels * network.weights[0][:, 7] * slope
    assert picture.reshape(-1) == pytest.approx(expected, abs=1e-5)
    click(person, view, QRectF(2, 2, 1, 1))  # beside all units
    assert "all units" in person.text("partTitle")


def test_the_parts_that_are_written_add_up_to_the_difference(person: Person) -> None:
    view = open_with_drawing(person)
    found = shown(view).contributions
    assert found is not None
    text = person.text("partStrongest").replace("−", "-")
    numbers = [float(part.split(")")[0]) for part in text.split("(")[1:]]
    assert sum(numbers) == pytest.approx(found.total, abs=0.02 * max(map(abs, numbers)))
    assert len({len(part.split(")")[0].partition(".")[2]) for part in text.split("(")[1:]}) == 1
    total = f"{found.total:+.3g}"
    assert person.text("partTotal").replace("−", "-").endswith(f"{total}.")
    prediction = shown(view).prediction
    calibrated = replace(prediction.model, calibration=Calibration(0.878, 0.8))
    diagram = replace(shown(view), prediction=replace(prediction, model=calibrated))
    # The probabilities do not follow from this sum alone.
    note = f"{total} (before calibration, which divides it by 0.878)."
    assert describe_question(diagram).replace("−", "-").endswith(note)


def test_an_output_that_is_clicked_is_what_is_asked_about(person: Person) -> None:
    view = open_with_drawing(person)
    click_unit(person, view, 1, 4)
    found = shown(view).contributions
    assert found is not None
    assert found.digit == 4
    assert person.find(QComboBox, "questionDigit").currentText() == "4"
    answer = shown(view).prediction
    assert answer is not None
    assert found.against == answer.digit  # the most likely of the others
    choose(person, "questionAgainst", "9")
    found = shown(view).contributions
    assert found is not None
    assert (found.digit, found.against) == (4, 9)
    assert person.text("partTotal").startswith("Sum of output 4 minus that of 9: ")
    choose(person, "questionAgainst", "nothing")
    found = shown(view).contributions
    assert found is not None
    assert found.against is None


def test_a_double_click_shows_everything_about_the_unit(person: Person) -> None:
    view = open_with_drawing(person)
    tile = view._tile((0, 5))
    assert tile is not None
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=tile.center().toPoint())
    person.wait(lambda: person.find(QWidget, "unitGrid").isVisible())
    person.wait(lambda: person.text("unitTitle") == "Unit 5 of hidden layer 1")
    person.find(QTabWidget, "insideTabs").setCurrentIndex(0)
    click_unit(person, view, 1, 3)
    person.click("showUnitButton")
    person.wait(lambda: person.text("unitTitle") == "Unit 3 of the output layer")
    person.wait_for_threads()


def test_keys_choose_units_and_open_them(person: Person) -> None:
    view = open_with_drawing(person)
    assert not person.enabled("showUnitButton")
    view.setFocus()
    person.press(Qt.Key.Key_Down)
    assert view.chosen == (0, 0)
    columns = view._places.layers[0].columns
    person.press(Qt.Key.Key_Down)
    assert view.chosen == (0, columns)
    for _ in range(columns):
        person.press(Qt.Key.Key_Right)
    assert view.chosen is not None
    assert view.chosen[0] == 1  # an output
    person.press(Qt.Key.Key_Left)
    assert view.chosen[0] == 0
    assert view.accessible_contents().startswith(f"Unit {view.chosen[1]} of hidden layer 1: output")
    person.press(Qt.Key.Key_Return)
    person.wait(lambda: person.text("unitTitle").startswith(f"Unit {view.chosen[1]} of"))
    person.wait_for_threads()


def test_a_wide_network_shows_the_strongest_units_first(person: Person) -> None:
    view = open_with_drawing(person, model_of(WIDE))
    assert person.find(QComboBox, "tileOrder").currentText() == "Units by contribution"
    diagram = shown(view)
    assert diagram.contributions is not None
    for layer, parts in zip(diagram.layers[:-1], diagram.contributions.units, strict=True):
        strongest = np.argsort(-np.abs(parts), kind="stable")[: len(layer.units)]
        assert layer.units.tolist() == strongest.tolist()
        assert layer.rest == layer.total - len(layer.units) > 0
    choose(person, "tileOrder", "Units by number")
    assert shown(view).layers[0].units.tolist() == list(range(view.counts[0]))


def test_pages_turn_with_the_arrows_below_a_layer_and_with_keys(person: Person) -> None:
    view = open_with_drawing(person, model_of(WIDE))
    choose(person, "tileOrder", "Units by number")
    count = view.counts[1]
    before, after = arrows(view._places.rest(1))
    click(person, view, after)
    assert shown(view).layers[1].units[0] == count
    assert shown(view).layers[0].units[0] == 0
    click(person, view, before)
    assert shown(view).layers[1].units[0] == 0
    click(person, view, before)
    assert shown(view).layers[1].units[0] == 0  # there is none before
    click_unit(person, view, 2, 1)
    view.setFocus()
    person.press(Qt.Key.Key_PageDown)
    settle(person)
    assert shown(view).layers[2].units[0] == view.counts[2]


def test_a_test_image_is_shown_in_place_of_the_drawing(person: Person) -> None:
    view = open_page(person)
    assert shown(view).ink is None
    assert person.text("partTitle").startswith("Draw a digit")
    choose(person, "imageChooser", "Test image")
    person.find(QSpinBox, "testImageNumber").setValue(115)
    settle(person)
    diagram, test = shown(view), person.window._source.get().test
    assert diagram.ink is not None
    assert diagram.prediction is not None
    assert (diagram.ink.reshape(-1) == test.images[115]).all()
    assert diagram.label == test.labels[115]
    outputs = diagram.request.model.network.probabilities(to_pixels(test.images[115:116]))[0]
    assert diagram.prediction.probabilities == pytest.approx(outputs, abs=1e-6)
    choose(person, "imageChooser", "Image on the pad")
    assert shown(view).ink is None


def test_a_network_without_hidden_layers_leads_straight_to_the_digits(person: Person) -> None:
    view = open_with_drawing(person, model_of(()))
    diagram = shown(view)
    assert len(diagram.layers) == 1
    assert len(diagram.connections[0].terms) > 0
    assert person.text("partStrongest") == ""
    click_unit(person, view, 0, 3)
    assert set(shown(view).connections[0].targets.tolist()) == {3}


@pytest.mark.parametrize(("value", "step"), [(np.nan, 1), (np.nan, 7), (np.inf, 5)])
def test_a_diverged_network_says_so(
    person: Person, trained_model: Model, value: float, step: int
) -> None:
    network = trained_model.network
    broken = network.with_parameters(network.parameters.copy())
    broken.parameters[::step] = value
    view = open_with_drawing(person, replace(trained_model, network=broken.as_read_only()))
    view.grab()
    assert person.text("partTitle").startswith("The network has diverged")
    assert person.text("partStrongest") == ""
    for digit in map(str, range(10)):
        choose(person, "questionDigit", digit)
        found = shown(view).contributions
        assert found is not None
        assert found.digit == int(digit) != found.against
    if step == 1:
        assert not len(shown(view).connections[0].terms)


def test_it_follows_a_training_and_rests_while_it_is_hidden(person: Person) -> None:
    view = open_with_drawing(person)
    first = shown(view)
    person.begin()
    person.find(QTabWidget, "centre").setCurrentWidget(person.find(QWidget, "insidePanel"))
    person.wait(lambda: shown(view).request.model.training_id != "")
    assert person.text("networkModel").startswith("Model: this run")
    person.find(QTabWidget, "centre").setCurrentIndex(0)
    person.wait(lambda: not person.find(NetworkPanel, "networkPanel")._runner.busy)
    before = view.diagram
    assert before is not first
    person.click("stopButton")
    person.wait_for_end()
    assert view.diagram is before
    open_page(person)
    person.wait(lambda: shown(view).request.model is person.session.model)


@pytest.mark.parametrize("size", [None, QSizeF(516, 375), QSizeF(1100, 760)])
@pytest.mark.parametrize("units", SIZES)
def test_nothing_of_the_diagram_overlaps(
    qapp: QApplication, units: tuple[int, ...], size: QSizeF | None
) -> None:
    metrics = QFontMetricsF(qapp.font())
    least = smallest_size(units, qapp.font())
    size = least if size is None else size.expandedTo(least)
    layout = DiagramLayout(size, units, qapp.font())
    tiles = [layout.tiles(layer, units[layer]) for layer in range(len(units))]
    tiles.append(layout.tiles(len(units), 10))
    places = [layout.image, *(tile for layer in tiles for tile in layer)]
    places += [layout.share(digit) for digit in range(10)]
    bold = QFontMetricsF(number_font(qapp.font(), bold=True))
    assert bold.horizontalAdvance(">99.9%") <= layout.share(3).width()
    whole = QRectF(QPointF(0, 0), size)
    assert all(whole.contains(place) for place in places)
    for number, place in enumerate(places):
        assert not any(place.intersects(other) for other in places[number + 1 :])
    for layer in range(len(units)):
        assert all(tile.bottom() + 3 <= layout.rest(layer).top() for tile in tiles[layer])
        assert whole.contains(layout.scale(layer))
        assert len(tiles[layer]) == min(units[layer], layout.counts[layer])
        widest = metrics.horizontalAdvance(str(units[layer] - 1))
        assert all(tile.width() > widest for tile in tiles[layer])


def test_a_pointer_on_a_unit_or_a_line_is_told_what_it_is(person: Person) -> None:
    view = open_with_drawing(person)
    diagram, network = shown(view), person.session.model.network
    tile = view._tile((0, 2))
    assert tile is not None
    assert view.tip_at(tile.center()).startswith("Unit 2 of hidden layer 1: output ")
    assert view.tip_at(QPointF(1, 1)) == view.toolTip()
    pixels = pixels_of(diagram)
    outputs = activations_of(network, pixels)[0]
    for line in connection_lines(diagram, view._places):
        value = outputs[line.source] if line.layer else pixels[line.source]
        weight = float(network.weights[line.layer][line.source, line.target])
        assert line.term == pytest.approx(value * weight, abs=1e-4)
        text = describe_line(diagram, line)
        numbers = text.replace("−", "-").split(": ")[1].rstrip(".").replace(" = ", " × ")
        found = [float(number) for number in numbers.split(" × ")]
        assert found == pytest.approx([value, weight, value * weight], rel=6e-3, abs=1e-4)
    strongest = max(connection_lines(diagram, view._places), key=lambda each: each.share)
    near = strongest.line.pointAt(0.5) + QPointF(0, 1)
    on_line = line_at([strongest], near)
    assert on_line is strongest
    assert line_at([strongest], near + QPointF(0, 60)) is None
    assert " → " in view.tip_at(near)


def test_without_a_network_there_is_no_diagram(person: Person) -> None:
    view = open_with_drawing(person, model_of((30, 20)))
    click_unit(person, view, 1, 5)
    person.click("resetButton")
    person.wait(lambda: view.diagram is None)
    view.grab()
    assert view.chosen is None
    assert view.accessible_contents() == "The diagram appears when there is a network."
    assert not person.enabled("showUnitButton")
    person.train(hidden_layers="12", epochs="1")
    open_page(person)
    person.wait(lambda: view.diagram is not None)
    settle(person)
    assert len(shown(view).layers) == 2


def test_units_have_no_order_by_contribution_without_an_image(person: Person) -> None:
    view = open_with_drawing(person, model_of((4096,)))
    order = person.find(QComboBox, "tileOrder")
    assert order.currentText() == "Units by contribution"
    person.click("clearPadButton")
    person.wait(lambda: view.diagram is not None and view.diagram.ink is None)
    settle(person)
    assert order.currentText() == "Units by number"
    assert not order.isEnabled()
    assert order.toolTip().startswith("Without an image no unit contributes")
    person.draw(SEVEN)
    person.wait(lambda: view.diagram is not None and view.diagram.ink is not None)
    assert order.currentText() == "Units by contribution"
    assert order.isEnabled()


def test_the_page_that_was_open_follows_the_network_after_a_restart(
    person: Person, open_window: Callable[[], MainWindow]
) -> None:
    """It is shown before there is a network."""
    open_with_drawing(person, model_of((30, 20)))
    person.window.close()
    again = open_window()
    again.show()
    tabs = again.findChild(QTabWidget, "centre")
    assert tabs is not None
    tabs.setCurrentWidget(again.findChild(QWidget, "insidePanel"))
    view = again.findChild(DiagramView, "networkDiagram")
    assert view is not None
    person.wait(lambda: view.diagram is not None)
    assert view.accessible_contents() != "The diagram appears when there is a network."


def test_the_scale_of_the_pixels_grows_with_the_text(person: Person) -> None:
    picture = ContributionPicture()
    font = picture.font()
    font.setPointSizeF(3 * font.pointSizeF())
    picture.setFont(font)
    room = picture.sizeHint().width()
    assert picture.fontMetrics().horizontalAdvance("−0.00023  0  +0.00023") <= room
    picture.deleteLater()


def test_all_layers_say_in_one_form_how_many_units_more_they_have(person: Person) -> None:
    units = (1200, 800, 400, 30)
    view = open_with_drawing(person, model_of(units))
    hidden = shown(view).layers[:-1]
    picture, forms = QPixmap(10, 10), []
    painter = QPainter(picture)
    for width in range(300, 2000, 20):
        layout = DiagramLayout(QSizeF(width, 700), units, view.font())
        texts = DiagramPainter(painter, layout, view)._rest_texts(hidden)
        found = {text[0] for text in texts if text}
        assert len(found) <= 1, (width, texts)
        forms += found
    painter.end()
    assert set(forms) == {"+", "a"}


def test_an_output_that_was_rounded_to_0_is_written_like_those_near_0(person: Person) -> None:
    diagram = shown(open_with_drawing(person))
    outputs = diagram.layers[-1].outputs
    assert outputs is not None
    rounded = replace(diagram.layers[-1], outputs=np.zeros_like(outputs))
    diagram = replace(diagram, layers=(*diagram.layers[:-1], rounded))
    assert describe_unit(diagram, (1, 0)) == "Output 0: <0.1%."
