"""The model that ships with the program."""

import pytest

from core.foundation.percent import percent
from core.models.bundled_model import load_bundled
from core.models.model_file import Model

from .person import Person

SEVEN = [(0.27, 0.2), (0.5, 0.2), (0.74, 0.19), (0.66, 0.36), (0.57, 0.55), (0.48, 0.83)]


@pytest.fixture
def bundled_model() -> Model | None:
    return load_bundled()


def test_the_pad_answers_and_the_test_panel_has_numbers_before_any_training(
    person: Person, bundled_model: Model
) -> None:
    person.wait(lambda: person.text("testAccuracyLabel").endswith("%"))
    assert "built-in model" in person.text("statusMessage")
    assert "built-in model" in person.text("testModel")
    assert bundled_model.test_accuracy is not None
    assert person.text("testAccuracyLabel") == percent(bundled_model.test_accuracy)
    person.draw(SEVEN)
    person.wait(lambda: person.text("predictionLabel") == "7")


def test_a_training_takes_its_place_and_a_reset_brings_it_back(person: Person) -> None:
    person.wait(lambda: person.text("testAccuracyLabel").endswith("%"))
    before = person.text("testAccuracyLabel")
    person.train()
    assert "built-in" not in person.text("statusMessage")
    person.wait(lambda: person.text("testAccuracyLabel") != before)
    person.click("resetButton")
    person.wait(lambda: person.text("testAccuracyLabel") == before)
    assert "built-in model" in person.text("statusMessage")


def test_it_is_small_and_says_where_it_comes_from(bundled_model: Model) -> None:
    assert bundled_model.seconds
    assert bundled_model.test_accuracy
    assert bundled_model.epoch == bundled_model.hyperparameters.epochs
