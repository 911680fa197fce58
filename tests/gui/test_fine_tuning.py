"""“Fine-tune on my digits”."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea, QTabWidget, QWidget

from core.datasets.dataset import Dataset
from core.drawing.strokes import drawing_from_points
from core.evaluation.metrics import evaluate
from core.foundation.percent import percent
from core.models.model_file import Model, save_model
from core.personalization.digit_store import DigitStore
from core.personalization.fine_tuning import FineTuningConfig, digits_to_split
from gui.common.fitting_label import FittingLabel
from gui.session.session import State

from .person import Person, settle
from .pictures.checks import clipped_texts

QUICK = FineTuningConfig(mnist_images=500, share=0.5, epochs=2, learning_rate=5e-3)
ENDLESS = FineTuningConfig(learning_rate=1e-4, epochs=10_000)


@pytest.fixture
def bundled_model(trained_model: Model) -> Model:
    return trained_model


@pytest.fixture(autouse=True)
def recipe(monkeypatch: pytest.MonkeyPatch) -> Callable[[FineTuningConfig], None]:
    """Call it with another recipe."""

    def use(recipe: FineTuningConfig) -> None:
        monkeypatch.setattr(
            "core.personalization.fine_tuning.fine_tuning_config_for", lambda _: recipe
        )

    use(QUICK)
    return use


@pytest.fixture
def kept() -> None:
    """Twelve digits: ones that lean, said to be sevens, and zeros."""
    for number in range(6):
        DigitStore().add(
            7, drawing_from_points([[(0.4 + number / 50, 0.1), (0.5, 0.5), (0.45, 0.9)]])
        )
        DigitStore().add(
            0,
            drawing_from_points(
                [[(0.5, 0.1), (0.3 - number / 99, 0.5), (0.5, 0.9), (0.6, 0.5), (0.5, 0.1)]]
            ),
        )


def open_tab(person: Person) -> None:
    person.wait(lambda: person.session.model is not None)
    person.wait_for_evaluation()
    tabs = person.find(QTabWidget, "questions")
    titles = [tabs.tabText(number) for number in range(tabs.count())]
    tabs.setCurrentIndex(titles.index("My digits"))
    person.wait_for_threads()


def learn(person: Person) -> None:
    open_tab(person)
    person.click("learnButton")
    person.wait(lambda: person.enabled("switchLearntButton"))
    person.wait_for_evaluation()


def tip(person: Person, name: str) -> str:
    return person.find(QWidget, name).toolTip()


def result(person: Person) -> str:
    return person.find(QWidget, "learningResult").accessibleName()


def test_too_few_digits_cannot_be_learnt(person: Person) -> None:
    DigitStore().add(7, drawing_from_points([[(0, 0), (1, 1)]]))
    open_tab(person)
    assert not person.enabled("learnButton")
    assert "at least 10 digits from 2 or more classes" in tip(person, "learnButton")
    reason, button = person.find(FittingLabel, "learnReason"), person.find(QWidget, "learnButton")
    assert "you have 1 digit, 1 class" in reason.text()
    assert reason.mapTo(person.window, QPoint(0, 0)).x() > button.mapTo(person.window, QPoint()).x()
    assert abs(reason.geometry().center().y() - button.geometry().center().y()) <= 1
    person.window.resize(1024, 600)
    settle()
    assert reason.visible_text == "1 of 10 digits saved"


@pytest.mark.usefixtures("larger_text", "kept")
@pytest.mark.parametrize("factor", [1.0, 1.5])
def test_nothing_of_the_row_is_cut_on_the_smallest_screen(person: Person) -> None:
    person.window.resize(1024, 600)
    learn(person)
    bar = person.find(QScrollArea, "drawingColumn").verticalScrollBar()
    bar.setValue(bar.maximum())
    settle()
    assert clipped_texts(person.window) == []
    for name in ("learnButton", "switchLearntButton", "learningResult", "learningModel"):
        widget = person.find(QWidget, name)
        assert widget.visibleRegion().boundingRect() == widget.rect(), name


@pytest.mark.usefixtures("kept")
def test_learning_shows_both_accuracies_before_and_after(
    person: Person, trained_model: Model, mnist: Dataset
) -> None:
    learn(person)
    model = person.session.model
    assert model is not None
    assert model is not trained_model
    mine, test = result(person).splitlines()
    before = evaluate(trained_model.network, digits_to_split(DigitStore().read().digits)).accuracy
    assert mine.startswith(f"My 12 digits: {percent(before)} → ")
    assert mine.endswith("%, cross-validated")
    assert before < float(mine.split()[5].removesuffix("%,")) / 100 <= 1
    accuracies = [evaluate(m.network, mnist.test).accuracy for m in (trained_model, model)]
    assert test == f"MNIST test set: {percent(accuracies[0])} → {percent(accuracies[1])}"
    assert person.text("testAccuracyLabel") == percent(accuracies[1])
    basis = f"a saved model, epoch {trained_model.epoch}"
    tuned = f"Model: fine-tuned on 12 of your digits · from {basis}"
    assert person.text("learningModel") == tuned
    person.click("switchLearntButton")
    assert person.text("learningModel") == tuned


@pytest.mark.usefixtures("kept")
def test_one_click_goes_back_and_one_more_forth(person: Person, trained_model: Model) -> None:
    learn(person)
    learnt = person.session.model
    person.click("switchLearntButton")
    assert person.session.model is trained_model
    person.wait_for_evaluation()
    person.click("switchLearntButton")
    assert person.session.model is learnt
    person.wait_for_evaluation()


@pytest.mark.usefixtures("kept")
def test_what_has_learnt_is_not_taught_again_but_its_former_network(
    person: Person, trained_model: Model
) -> None:
    """Else the digits that judge would be known already."""
    learn(person)
    first, said = person.session.model, result(person)
    person.click("learnButton")
    person.wait(lambda: person.session.model is not first)
    person.wait_for_evaluation()
    person.wait_for_threads()
    assert result(person) == said
    person.click("switchLearntButton")
    assert person.session.model is trained_model
    person.wait_for_evaluation()


@pytest.mark.usefixtures("kept")
def test_what_has_learnt_is_known_to_have_when_it_is_opened_again(
    person: Person, trained_model: Model, tmp_path: Path
) -> None:
    learn(person)
    path = tmp_path / "learnt.safetensors"
    assert person.session.model is not None
    save_model(path, person.session.model)
    person.window.files.open(path)
    person.wait(lambda: person.text("statusMessage").startswith("Opened"))
    person.wait_for_evaluation()
    assert "fine-tuned on 12 of your digits" in person.text("testModel")
    assert not person.enabled("learnButton")
    assert "open the original one" in tip(person, "learnButton")
    person.session.use_model(trained_model)
    assert person.enabled("learnButton")


@pytest.mark.usefixtures("kept")
def test_learning_can_be_cancelled(
    person: Person, trained_model: Model, recipe: Callable[[FineTuningConfig], None]
) -> None:
    recipe(ENDLESS)
    open_tab(person)
    assert not person.enabled("cancelLearningButton")
    person.click("learnButton")
    assert not person.enabled("learnButton")
    assert person.find(QWidget, "cancelLearningButton").isVisible()
    person.wait(lambda: "Fine-tuning …" in result(person))
    person.click("cancelLearningButton")
    person.wait(lambda: person.enabled("learnButton"))
    assert person.session.model is trained_model
    for name in ("switchLearntButton", "cancelLearningButton", "learningProgress"):
        assert not person.find(QWidget, name).isVisible()


@pytest.mark.usefixtures("kept")
def test_the_result_can_be_seen_in_a_small_window(person: Person) -> None:
    person.window.resize(1024, 600)
    open_tab(person)
    settle()
    assert person.find(QWidget, "learningResult").visibleRegion().isEmpty()
    learn(person)
    for name in ("learningResult", "learningModel", "switchLearntButton"):
        widget = person.find(QWidget, name)
        assert widget.visibleRegion().boundingRect() == widget.rect(), name


@pytest.mark.usefixtures("kept")
def test_the_window_can_close_while_learning(
    person: Person, recipe: Callable[[FineTuningConfig], None]
) -> None:
    recipe(ENDLESS)
    open_tab(person)
    person.click("learnButton")
    person.wait(lambda: "Fine-tuning …" in result(person))
    # Closed by the fixture, which looks for what still runs.


@pytest.mark.usefixtures("kept")
def test_nothing_is_learnt_or_switched_while_a_training_is_active(person: Person) -> None:
    learn(person)
    person.begin()
    person.wait_for(State.RUNNING)
    for name in ("learnButton", "switchLearntButton"):
        assert not person.enabled(name)
        assert tip(person, name) == "Training is in progress: stop it first."
    person.wait(lambda: "In use now: this run" in person.text("learningModel"))
    assert person.text("learningModel").endswith("fine-tune again.")
    person.click("stopButton")
    person.wait_for_end()
    assert person.enabled("learnButton")


@pytest.mark.usefixtures("kept")
def test_a_network_trained_meanwhile_is_not_replaced(
    person: Person, recipe: Callable[[FineTuningConfig], None]
) -> None:
    recipe(FineTuningConfig(learning_rate=1e-4, epochs=2))
    open_tab(person)
    person.click("learnButton")
    person.train(epochs="1")
    trained = person.session.model
    person.wait(lambda: person.enabled("switchLearntButton"))
    assert person.session.model is trained
    person.click("switchLearntButton")
    assert person.session.model is not trained
    person.wait_for_evaluation()
    person.click("switchLearntButton")
    assert person.session.model is trained
    person.wait_for_evaluation()


@pytest.mark.usefixtures("kept")
def test_a_learning_that_fails_is_said(
    person: Person, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    def fail(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("core.personalization.fine_tuning.training_mix", fail)
    open_tab(person)
    person.click("learnButton")
    person.wait(lambda: bool(person.dialogs("errorDialog")))
    assert person.enabled("learnButton")
    expect_log("MemoryError")
