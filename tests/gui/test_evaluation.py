"""The test panel."""

from pathlib import Path

from PySide6.QtCore import Qt, QThread
from PySide6.QtWidgets import QWidget

from core.datasets.dataset import Dataset
from core.evaluation.metrics import Evaluation, evaluate
from core.foundation.percent import percent
from core.models.model_file import load_model
from core.runs.run_folder import MODEL
from core.training.events import EpochEnd
from gui.evaluation.confusion_matrix import ConfusionMatrix
from gui.session.session import State

from .person import Person


def counts(person: Person) -> object:
    return person.find(ConfusionMatrix, "confusionMatrix").counts


def saved(home: Path, mnist: Dataset) -> Evaluation:
    """What the model on the disk does on the test set."""
    (path,) = (home / "data" / "runs").glob(f"*/{MODEL}")
    return evaluate(load_model(path).network, mnist.test)


def test_without_a_network_there_is_nothing_to_evaluate(person: Person) -> None:
    assert not person.enabled("evaluateButton")
    assert person.text("testAccuracyLabel") == "–"
    assert counts(person) is None
    person.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert counts(person) is None


def test_a_training_ends_with_an_evaluation_of_what_was_saved(
    person: Person, home: Path, mnist: Dataset
) -> None:
    person.train(epochs="3")
    expected = saved(home, mnist)
    assert person.text("testAccuracyLabel") == percent(expected.accuracy)
    assert f"{expected.errors:,} errors in 10,000" in person.text("testDetails")
    assert f"loss {expected.loss:.4f}" in person.text("testDetails")
    assert "after epoch 3" in person.text("testDetails")


def test_the_confusion_matrix_counts_every_image_once(
    person: Person, home: Path, mnist: Dataset
) -> None:
    person.train()
    shown = person.find(ConfusionMatrix, "confusionMatrix").counts
    assert shown is not None
    assert shown.sum() == 10_000
    assert (shown == saved(home, mnist).confusion).all()


def test_a_network_that_learns_can_be_evaluated(person: Person) -> None:
    person.begin()
    person.wait_for_events(EpochEnd)
    person.wait(lambda: person.enabled("evaluateButton"))
    person.click("evaluateButton")
    person.wait(lambda: person.text("testAccuracyLabel") != "–")
    assert person.session.state is State.RUNNING


def test_a_network_in_its_first_epoch_is_told_apart(person: Person) -> None:
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    person.click("evaluateButton")
    person.wait(lambda: person.text("testAccuracyLabel") != "–")
    assert "before the end of epoch 1" in person.text("testDetails")


def test_a_key_evaluates(person: Person) -> None:
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    person.press(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert not person.enabled("evaluateButton")
    person.wait(lambda: person.text("testAccuracyLabel") != "–")


def test_a_reset_forgets_an_evaluation_that_is_under_way(person: Person) -> None:
    person.train()
    person.click("evaluateButton")
    person.click("resetButton")
    person.wait_for_threads()
    assert person.text("testAccuracyLabel") == "–"
    assert counts(person) is None


def test_no_thread_stays_after_its_evaluation(person: Person) -> None:
    person.train()
    for _ in range(3):
        person.click("evaluateButton")
        person.wait_for_evaluation()
    panel = person.find(QWidget, "evaluateButton").parentWidget()
    assert panel is not None
    person.wait(lambda: panel.findChildren(QThread) == [])
