"""The test panel."""

import re
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, Qt, QThread
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QProgressBar, QScrollArea, QTabWidget, QWidget

from core.datasets.dataset import Dataset
from core.evaluation.metrics import Evaluation, evaluate
from core.foundation.percent import percent
from core.models.model_file import Model, load_model
from core.runs.run_folder import MODEL
from core.training.events import EpochEnd
from gui.evaluation.confusion_matrix import ConfusionMatrix
from gui.session.session import State

from .person import Person

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


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
    assert person.text("testModel") == "Model: this run, epoch 3"


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
    assert person.text("testModel") == "Model: this run, epoch 1, mini-batch 1"
    person.click("stepButton")
    now = "Model: this run, epoch 1, mini-batch 2"
    person.wait(lambda: person.text("answerModel").startswith(now))
    assert person.text("testModel") == (
        "Evaluated: epoch 1, mini-batch 1. The network has been trained since then; evaluate again."
    )


def test_a_result_of_another_model_fades_and_says_so(person: Person, trained_model: Model) -> None:
    matrix = person.find(ConfusionMatrix, "confusionMatrix")
    person.session.use_model(trained_model)
    person.click("evaluateButton")
    person.wait(lambda: person.text("testAccuracyLabel") != "–")
    assert not matrix.faded
    person.enter("training_images", "300")
    person.click("stepButton", Qt.KeyboardModifier.ShiftModifier)
    person.wait_for(State.PAUSED)
    assert matrix.faded
    assert person.text("testModel").startswith("Evaluated: a saved model, epoch ")
    assert "In use now: this run, epoch 1; evaluate again." in person.text("testModel")
    person.click("evaluateButton")
    person.wait(lambda: not matrix.faded)
    assert person.text("testModel") == "Model: this run, epoch 1"
    assert person.text("answerModel").startswith("Model: this run, epoch 1")
    person.click("stepButton")
    person.wait_for(State.PAUSED)
    assert matrix.faded
    assert person.text("testModel") == (
        "Evaluated: epoch 1. The network has been trained since then; evaluate again."
    )


def test_a_result_of_an_earlier_run_is_not_taken_for_one_of_this_run(person: Person) -> None:
    person.train(epochs="3")
    assert person.text("testModel") == "Model: this run, epoch 3"
    person.begin()
    person.wait_for_events(EpochEnd, 4)
    person.wait(lambda: person.text("testModel").startswith("Evaluated: run “"))
    person.click("stopButton")
    person.wait_for_end()


def test_the_caption_of_a_test_image_stays_true_and_below_the_digit(person: Person) -> None:
    person.train()
    pad, matrix = person.window.pad, person.find(ConfusionMatrix, "confusionMatrix")
    before = pad.geometry(), matrix.geometry()
    person.click("nextMisclassifiedButton")
    caption = person.find(QWidget, "padCaption")
    person.wait(lambda: caption.isVisible())
    assert (pad.geometry(), matrix.geometry()) == before
    assert ": labeled " in person.text("padCaption")
    # The image has an empty margin of four pixels.
    assert pad.height() - caption.y() <= pad.height() * 4 / 28
    said = person.text("padCaption")
    person.begin()
    person.wait_for_events(EpochEnd)
    assert person.text("padCaption") == said
    person.click("stopButton")
    person.wait_for_end()


def test_no_full_bar_stays_beside_the_accuracy(person: Person, trained_model: Model) -> None:
    bar = person.find(QProgressBar, "evaluationProgress")
    assert not bar.isVisible()
    person.session.use_model(trained_model)
    person.click("evaluateButton")
    assert bar.isVisible()
    person.wait_for_evaluation()
    assert not bar.isVisible()
    person.train()
    assert person.text("testAccuracyLabel").endswith("%")
    assert not bar.isVisible()


def test_a_cell_is_framed_only_while_the_pad_shows_its_images(
    person: Person, trained_model: Model
) -> None:
    person.session.use_model(trained_model)
    person.click("evaluateButton")
    person.wait_for_evaluation()
    matrix = person.find(ConfusionMatrix, "confusionMatrix")
    place = matrix.cell(2, 2).center().toPoint()
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=place)
    matrix.setFocus()
    framed = matrix.grab().toImage()
    person.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    assert matrix.hasFocus()
    assert matrix.grab().toImage() != framed
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=place)
    assert matrix.grab().toImage() == framed


def test_the_place_among_the_errors_is_not_said_of_another_evaluation(
    person: Person, trained_model: Model
) -> None:
    person.session.use_model(trained_model)
    person.click("evaluateButton")
    person.wait_for_evaluation()
    person.click("nextMisclassifiedButton")
    said = person.text("padCaption")
    assert " of " in said
    person.click("evaluateButton")
    person.wait_for_evaluation()
    person.wait(lambda: person.text("padCaption") != said)
    assert person.text("padCaption") == re.sub(r" \(.*\)", "", said)


def test_the_matrix_opens_large_follows_the_result_and_leads_to_its_images(person: Person) -> None:
    person.train()
    person.press(Qt.Key.Key_E, CONTROL_SHIFT)
    window = person.find(QWidget, "matrixWindow")
    person.wait(window.isVisible)
    assert window.size() == person.window.size()
    large, small = (
        person.find(ConfusionMatrix, name) for name in ("largeConfusionMatrix", "confusionMatrix")
    )
    assert large.counts is not None
    np.testing.assert_array_equal(large.counts, small.counts)
    assert large.count_size >= 1.5 * small.count_size
    assert person.text("testAccuracyLabel") in person.text("matrixResult")
    assert "Model: this run, epoch 2" in person.text("matrixResult")
    counts = large.counts.copy()
    np.fill_diagonal(counts, 0)
    row, column = np.unravel_index(counts.argmax(), counts.shape)
    place = large.cell(int(row), int(column)).center().toPoint()
    QTest.mouseClick(large, Qt.MouseButton.LeftButton, pos=place)
    person.wait(lambda: not window.isVisible())
    assert person.text("padCaption").endswith(f"labeled {row}")


def test_the_large_matrix_fades_with_its_result(person: Person, trained_model: Model) -> None:
    person.train()
    person.press(Qt.Key.Key_E, CONTROL_SHIFT)
    large = person.find(ConfusionMatrix, "largeConfusionMatrix")
    result = person.find(QWidget, "matrixResult")
    person.wait(large.isVisible)
    assert (large.faded, result.foregroundRole()) == (False, QPalette.ColorRole.WindowText)
    person.session.use_model(trained_model)
    assert (large.faded, result.foregroundRole()) == (True, QPalette.ColorRole.PlaceholderText)


def test_no_tab_below_the_pad_moves_it_or_is_too_wide_for_it(person: Person) -> None:
    tabs, pad = person.find(QTabWidget, "questions"), person.window.pad
    for size in ((1024, 600), (1920, 1080)):
        person.window.resize(*size)
        tabs.setCurrentIndex(0)
        QApplication.processEvents()
        places = set()
        for index in (0, 1, 2, 0, 2, 1):
            tabs.setCurrentIndex(index)
            QApplication.processEvents()
            places.add((pad.mapTo(person.window, QPoint()).toTuple(), pad.size().toTuple()))
            for area in person.find(QTabWidget, "questions").findChildren(QScrollArea):
                page = area.widget()
                if area.isVisible() and page is not None:
                    assert page.width() <= area.viewport().width(), page.objectName()
        assert len(places) == 1


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
