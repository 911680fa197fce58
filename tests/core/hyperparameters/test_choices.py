"""Activations, one for each layer; which fields have a meaning; settings of earlier versions."""

import json
import string

import hypothesis.strategies as st
import pytest
from hypothesis import given

from core.foundation.errors import HyperparameterError
from core.hyperparameters.fields import Choice, Choices
from core.hyperparameters.schema import FIELDS, Hyperparameters

ACTIVATION = FIELDS["activation"]
NAMES = sorted(ACTIVATION.options) if isinstance(ACTIVATION, Choices) else []


@pytest.mark.parametrize(
    "text",
    [
        *("relu,tanh", "relu, tanh", " relu tanh ", "relu;tanh", "relu,\ttanh", "relu , tanh"),
        *("ReLU, Tanh", "RELU TANH"),
    ],
)
def test_activations_are_separated_by_commas_or_spaces(text: str) -> None:
    assert ACTIVATION.parse(text) == "relu, tanh"
    assert Hyperparameters().with_texts({"hidden_layers": "8, 8", "activation": text}) == (
        Hyperparameters(hidden_layers=(8, 8), activation="relu, tanh")
    )


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8))
def test_any_list_of_activations_is_read_back(names: list[str]) -> None:
    text = ", ".join(names)
    assert ACTIVATION.parse(ACTIVATION.format(text)) == text
    assert ACTIVATION.check(text) == text
    settings = Hyperparameters(hidden_layers=(3,) * len(names), activation=text)
    assert settings.activations == tuple(names)
    assert Hyperparameters.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        ",",
        "relu,",
        ",relu",
        "relu,,tanh",
        "relu tan",
        "relu/tanh",
        "relu, 1",
        "leaky, relu",
    ],
)
def test_what_is_no_activation_is_refused_with_the_known_ones(text: str) -> None:
    with pytest.raises(HyperparameterError, match=r"is not one of Sigmoid, Tanh, ReLU.*layer"):
        ACTIVATION.parse(text)
    with pytest.raises(HyperparameterError, match=r"is not one of sigmoid, tanh, relu.*layer"):
        ACTIVATION.check(text)


def test_a_file_has_the_names_of_activations_and_not_their_labels() -> None:
    with pytest.raises(HyperparameterError, match="is not one of sigmoid"):
        ACTIVATION.check("ReLU")


@given(st.lists(st.sampled_from(NAMES), min_size=1, max_size=8), st.sampled_from([", ", " ", ";"]))
def test_labels_of_activations_are_read_back(names: list[str], between: str) -> None:
    shown = ACTIVATION.display(", ".join(names))
    assert "_" not in shown
    assert ACTIVATION.parse(shown.replace(", ", between)) == ", ".join(names)


@given(st.text(string.ascii_lowercase + ",; _", max_size=30))
def test_any_text_is_activations_or_refused(text: str) -> None:
    try:
        value = ACTIVATION.parse(text)
    except HyperparameterError:
        return
    assert ACTIVATION.check(value) == value
    assert set(str(value).split(", ")) <= set(NAMES)


@pytest.mark.parametrize("layers", [(), (5,), (5, 4), (5,) * 8])
def test_one_activation_is_for_all_layers(layers: tuple[int, ...]) -> None:
    settings = Hyperparameters(hidden_layers=layers, activation="tanh")
    assert settings.activations == ("tanh",) * len(layers)


@pytest.mark.parametrize(
    ("layers", "given_names", "counted"),
    [
        ((), "relu, tanh", "0 hidden layers"),
        ((5,), "relu, tanh", "1 hidden layer"),
        ((5,) * 3, "relu, relu", "3 hidden layers"),
    ],
)
def test_another_number_of_activations_than_of_layers_is_refused(
    layers: tuple[int, ...], given_names: str, counted: str
) -> None:
    message = f"^activation: 2 are given for {counted}; give one for all or one for each$"
    with pytest.raises(HyperparameterError, match=message):
        Hyperparameters(hidden_layers=layers, activation=given_names)
    with pytest.raises(HyperparameterError, match=message):
        Hyperparameters().with_values({"hidden_layers": layers, "activation": given_names})


@pytest.mark.parametrize(
    "name", [name for name, field in FIELDS.items() if isinstance(field, Choice)]
)
def test_every_option_is_allowed_and_others_are_named_in_the_refusal(name: str) -> None:
    field = FIELDS[name]
    assert isinstance(field, Choice)
    for option, label in field.options.items():
        assert getattr(Hyperparameters.from_dict({name: option}), name) == option
        assert label
    with pytest.raises(HyperparameterError, match=f"^{name}: “newest” is not one of ") as caught:
        Hyperparameters.from_dict({name: "newest"})
    assert all(option in str(caught.value) for option in field.options)


@pytest.mark.parametrize(
    ("chosen", "applying"),
    [
        ({}, set()),
        ({"loss": "softmax_cross_entropy"}, {"label_smoothing"}),
        ({"optimizer": "momentum"}, {"momentum"}),
        ({"optimizer": "nesterov"}, {"momentum"}),
        ({"optimizer": "rmsprop"}, {"rms_decay", "epsilon"}),
        ({"optimizer": "adam"}, {"beta1", "beta2", "epsilon"}),
        ({"optimizer": "adamw"}, {"beta1", "beta2", "epsilon", "weight_decay"}),
        ({"schedule": "step"}, {"step_epochs", "step_factor"}),
        ({"schedule": "exponential"}, {"epoch_factor"}),
        ({"schedule": "cosine"}, {"final_factor"}),
        ({"schedule": "warmup_cosine"}, {"warmup_epochs", "final_factor"}),
        ({"schedule": "one_cycle"}, {"final_factor"}),
        ({"schedule": "plateau"}, {"plateau_epochs"}),
        ({"early_stopping": "loss"}, {"patience", "restore_best"}),
        ({"early_stopping": "accuracy"}, {"patience", "restore_best"}),
    ],
)
def test_a_field_has_a_meaning_only_beside_its_choice(
    chosen: dict[str, str], applying: set[str]
) -> None:
    settings = Hyperparameters.from_dict(chosen)
    conditional = {name for name, field in FIELDS.items() if field.only_for}
    assert {name for name in conditional if settings.applies(name)} == applying
    assert all(settings.applies(name) for name in FIELDS if name not in conditional)


def test_what_a_field_depends_on_is_a_choice_with_those_options() -> None:
    for field in FIELDS.values():
        if field.only_for:
            other, options = field.only_for
            choice = FIELDS[other]
            assert isinstance(choice, Choice)
            assert choice.only_for is None
            assert set(options) < set(choice.options)


def test_settings_saved_before_there_were_more_fields_are_the_same_training() -> None:
    """The `hyperparameters.json` of version 0.1."""
    saved = json.loads(
        '{"hidden_layers": [30, 20], "activation": "sigmoid", "loss": "sigmoid_cross_entropy", '
        '"initializer": "report", "seed": 4, "optimizer": "sgd", "learning_rate": 0.001, '
        '"batch_size": 64, "epochs": 7, "gradient": "mean", "l2": 0.5, "training_images": 3000}'
    )
    settings = Hyperparameters.from_dict(saved)
    assert settings == Hyperparameters(
        hidden_layers=(30, 20),
        seed=4,
        learning_rate=0.001,
        batch_size=64,
        epochs=7,
        gradient="mean",
        l2=0.5,
        training_images=3000,
    )
    assert {name: settings.to_dict()[name] for name in saved} == {
        **saved,
        "hidden_layers": (30, 20),
    }
