"""The settings as a whole: made, changed, written and read back."""

import json
from dataclasses import FrozenInstanceError
from typing import Any

import pytest
from hypothesis import given

from core.foundation.errors import HyperparameterError
from core.hyperparameters.schema import FIELDS, Hyperparameters, find_field, short, short_name

from .strategies import SETTINGS


def test_the_defaults_are_the_reports_and_nothing_else_is_on() -> None:
    reports = {
        "hidden_layers": (20,),
        "activation": "sigmoid",
        "loss": "sigmoid_cross_entropy",
        "initializer": "report",
        "seed": 0,
        "optimizer": "sgd",
        "learning_rate": 0.5e-3,
        "schedule": "constant",
        "batch_size": 128,
        "epochs": 100,
        "gradient": "sum",
        "early_stopping": "off",
        "training_images": 50_000,
        "validation_images": 10_000,
        "evaluation_images": 50_000,
    }
    # Of everything else, what has a meaning beside these is 0: none of it.
    defaults = Hyperparameters()
    for name in FIELDS:
        if name in reports:
            assert getattr(defaults, name) == reports[name]
        elif defaults.applies(name):
            assert getattr(defaults, name) == 0


@given(SETTINGS)
def test_settings_come_back_from_json_as_they_went(settings: Hyperparameters) -> None:
    assert Hyperparameters.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings


@given(SETTINGS)
def test_settings_come_back_from_their_texts(settings: Hyperparameters) -> None:
    texts = {name: field.format(getattr(settings, name)) for name, field in FIELDS.items()}
    assert Hyperparameters().with_texts(texts) == settings


@pytest.mark.parametrize(("kept", "most"), [(10_000, 50_000), (1001, 58_999), (2345, 57_655)])
def test_no_image_is_both_learnt_from_and_kept_for_validation(kept: int, most: int) -> None:
    settings = Hyperparameters(validation_images=kept, training_images=most)
    with pytest.raises(
        HyperparameterError, match=rf"^training_images: at most {most:,}, because {kept:,} are for"
    ):
        settings.with_values({"training_images": most + 1})


def test_what_is_missing_has_its_default() -> None:
    assert Hyperparameters.from_dict({}) == Hyperparameters()
    assert Hyperparameters.from_dict({"seed": 3}) == Hyperparameters(seed=3)


def test_values_take_the_type_of_their_field() -> None:
    settings = Hyperparameters.from_dict({"learning_rate": 1, "hidden_layers": [800, 300]})
    assert isinstance(settings.learning_rate, float)
    assert settings.hidden_layers == (800, 300)
    assert hash(settings) == hash(Hyperparameters(learning_rate=1.0, hidden_layers=(800, 300)))


@pytest.mark.parametrize("name", ["", "lr", "Seed", "__class__", "to_dict", "hidden-layers"])
def test_an_unknown_name_is_refused_with_the_known_ones(name: str) -> None:
    for read in (
        find_field,
        lambda name: Hyperparameters.from_dict({name: 1}),
        lambda name: Hyperparameters().with_texts({name: "1"}),
    ):
        with pytest.raises(HyperparameterError, match=f"“{name}”.*learning_rate"):
            read(name)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("learning_rate", 0),
        ("l2", float("nan")),
        ("seed", "0"),
        ("batch_size", 128.0),
        ("epochs", True),
        ("gradient", "median"),
        ("activation", ["sigmoid"]),
        ("hidden_layers", None),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_field(name: str, value: Any) -> None:
    with pytest.raises(HyperparameterError, match=f"^{name}: "):
        Hyperparameters.from_dict({name: value})
    with pytest.raises(HyperparameterError, match=f"^{name}: "):
        Hyperparameters(**{name: value})


def test_a_wrong_text_is_refused_by_the_name_of_its_field() -> None:
    with pytest.raises(HyperparameterError, match=r"^epochs: “1\.5” is not a whole number"):
        Hyperparameters().with_texts({"seed": "1", "epochs": "1.5"})


def test_new_texts_leave_the_old_settings_alone() -> None:
    old = Hyperparameters(seed=5)
    new = old.with_texts({"hidden_layers": "800,300", "l2": "1e-2"})
    assert new == Hyperparameters(seed=5, hidden_layers=(800, 300), l2=0.01)
    assert old == Hyperparameters(seed=5)


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Hyperparameters().seed = 1  # type: ignore[misc]


def test_what_is_live_is_what_a_training_can_change() -> None:
    assert {name for name, field in FIELDS.items() if field.live} == {
        *("learning_rate", "momentum", "weight_decay", "batch_size", "epochs", "clip_norm"),
        *("speed", "l2", "l1", "max_norm", "dropout_input", "dropout", "patience"),
        *("shift", "rotation", "scale", "shear", "elastic", "thickness", "noise", "erasing"),
        *("regional_forms", "scribbles", "fade_epochs"),
    }


@pytest.mark.parametrize("name", FIELDS)
def test_a_short_text_calls_a_field_as_the_form_does(name: str) -> None:
    assert short_name(name).casefold() in FIELDS[name].label.casefold()


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("training_images", 50_000, "training images 50,000"),
        ("learning_rate", 0.011900690226556033, "η 0.0119"),
        ("seed", 12345, "seed 12345"),
        ("hidden_layers", (), "hidden layers none"),
    ],
)
def test_numbers_in_short_texts_are_written_as_people_write_them(
    name: str, value: Any, text: str
) -> None:
    assert short(name, value) == text
